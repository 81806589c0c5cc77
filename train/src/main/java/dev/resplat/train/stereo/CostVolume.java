package dev.resplat.train.stereo;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Gathering;
import dev.resplat.tensor.Sampling;
import dev.resplat.tensor.SamplingKernels.Padding;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * How well each pixel of a view matches with others, were it as far away as each candidate (Xu et
 * al. 2023, "Unifying flow, stereo and depth estimation", 3.4; Xu et al. 2025, "DepthSplat", 3.1):
 * with features f of C channels, and {@code g_k(x)} the features of another view where pixel x
 * would be there at depth k, zeros outside of it,
 *
 * <pre>{@code cost_k(x) = mean over the other views of <f(x), g_k(x)> / sqrt(C)}</pre>
 *
 * <p>Reading between pixels is linear, so {@code <f(x), g_k(x)>} is read from the products of f(x)
 * with all pixels of the other view. Thus there is one product of matrices, and then single numbers
 * are read instead of C. With P pixels and D candidates, the products are P^2 numbers for each pair
 * of views and P^2 C multiplications at the speed of matrix products; warped features would be P D
 * C numbers and 4 P D C multiplications at the speed of memory. For 32 candidates, 48 channels and
 * maps of 16 x 16 that is 0.26 MB against 1.6 MB for each pair, for 32 x 32 it is 4.2 MB against
 * 6.3 MB; for ReSplat's 128 candidates and channels products take less room up to 16,384 pixels.
 * They live only while views are compared, {@value #PRODUCTS} of them at a time; only the places
 * are kept for the gradient, which does not flow to them.
 */
final class CostVolume {
    /** Products at a time. */
    private static final int PRODUCTS = 1 << 24;

    private final int height;
    private final int width;
    private final int count;
    private final double scale;
    private final List<Part> parts = new ArrayList<>();

    /**
     * Some views, and what each is compared with.
     *
     * @param from the first of the views
     * @param to after the last
     */
    private record Part(int from, int to, List<Others> others) {}

    /**
     * One other view for each of some views.
     *
     * @param views int32 {@code [n]}: which
     * @param grid where pixels of the n views are in these
     */
    private record Others(Tensor views, Tensor grid) {}

    private CostVolume(Shape features, int candidates, int each) {
        height = features.dim(1);
        width = features.dim(2);
        count = candidates;
        scale = 1 / (each * Math.sqrt(features.dim(3)));
    }

    /**
     * Compares views.
     *
     * @param features {@code [B V, h, w, C]}
     * @param scenes cameras of the images, B lists of V
     * @param views which are compared with which
     * @return {@code [B V, h, w, candidates]}: larger is better; zeros if there is but one view
     */
    static Var of(
            Var features, List<List<Camera>> scenes, NearestViews views, Candidates candidates) {
        return of(features, scenes, views, candidates, PRODUCTS);
    }

    /**
     * The same.
     *
     * @param products as many at a time, or those of one view if they are more
     */
    static Var of(
            Var features,
            List<List<Camera>> scenes,
            NearestViews views,
            Candidates candidates,
            long products) {
        Shape s = features.shape();
        int depths = candidates.count();
        if (views.alone()) {
            return Var.constant(Tensor.zeros(features.device(), s.with(3, depths)));
        }
        CostVolume volume = new CostVolume(s, depths, views.each());
        Projections places = new Projections(scenes, candidates, s.dim(1), s.dim(2));
        volume.divide(features.device(), s.dim(0), views, places, products);
        return Var.of(
                "costVolume",
                volume.costs(features.value()),
                Var.wrt(features, g -> volume.gradient(features.value(), g)));
    }

    private void divide(
            Device device, int images, NearestViews views, Projections places, long products) {
        int pixels = height * width;
        int most = Math.max(1, (int) (products / ((long) pixels * pixels)));
        for (int from = 0; from < images; from += most) {
            int to = Math.min(images, from + most);
            List<Others> others = new ArrayList<>();
            for (int k = 0; k < views.each(); k++) {
                int[] which = Arrays.copyOfRange(views.of(k), from, to);
                others.add(
                        new Others(
                                Tensor.ofInts(device, Shape.of(which.length), which),
                                places.grid(device, from, which)));
            }
            parts.add(new Part(from, to, others));
        }
    }

    private Tensor costs(Tensor features) {
        return Scope.compute(
                () -> {
                    Tensor all = flat(features);
                    Tensor[] costs = new Tensor[parts.size()];
                    for (int i = 0; i < costs.length; i++) {
                        Part part = parts.get(i);
                        for (Others others : part.others) {
                            Tensor before = costs[i];
                            costs[i] = summed(before, () -> cost(all, part, others));
                        }
                    }
                    Tensor joined = costs.length == 1 ? costs[0] : Arranging.concat(0, costs);
                    return joined.mul(scale);
                });
    }

    /** What has been added up so far, null at first, and one more; what that needed is freed. */
    private static Tensor summed(Tensor before, Supplier<Tensor> more) {
        return Scope.compute(() -> before == null ? more.get() : before.add(more.get()));
    }

    /** {@code [n, h, w, candidates]}. */
    private Tensor cost(Tensor all, Part part, Others others) {
        Tensor own = views(all, part);
        Tensor other = Gathering.gatherRows(all, others.views);
        int n = own.shape().dim(0);
        Tensor products = own.matmulTransposed(other).reshape(n * size(), height, width, 1);
        return Sampling.gridSample(products, others.grid, Padding.ZEROS, true)
                .reshape(n, height, width, count);
    }

    private Tensor gradient(Tensor features, Tensor g) {
        return Scope.compute(
                () -> {
                    Tensor all = flat(features);
                    Tensor scaled = g.mul(scale);
                    Tensor sum = null;
                    for (Part part : parts) {
                        for (Others others : part.others) {
                            sum = summed(sum, () -> gradient(all, scaled, part, others));
                        }
                    }
                    return sum.reshape(features.shape().dims());
                });
    }

    /** {@code [B V, h w, C]}: what a comparison gives to all. */
    private Tensor gradient(Tensor all, Tensor g, Part part, Others others) {
        int images = all.shape().dim(0);
        Tensor own = views(all, part);
        Tensor other = Gathering.gatherRows(all, others.views);
        int n = own.shape().dim(0);
        Tensor ofCosts = views(g, part).reshape(n * size(), 1, count, 1);
        Tensor ofProducts =
                Sampling.gridSampleGradX(others.grid, ofCosts, height, width, Padding.ZEROS, true)
                        .reshape(n, size(), size());
        Tensor ofOwn = ofProducts.matmul(other);
        Tensor ofOther = ofProducts.transposedMatmul(own);
        Tensor spread = Gathering.scatterAddRows(ofOther, others.views, images);
        Tensor placed = n == images ? ofOwn : Arranging.pad(ofOwn, 0, part.from, images - part.to);
        return placed.add(spread);
    }

    private int size() {
        return height * width;
    }

    /** {@code [B V, h w, C]}. */
    private Tensor flat(Tensor features) {
        return features.reshape(features.shape().dim(0), size(), features.shape().dim(3));
    }

    private static Tensor views(Tensor all, Part part) {
        return part.to - part.from == all.shape().dim(0)
                ? all
                : Arranging.slice(all, 0, part.from, part.to);
    }
}

package dev.resplat.train.pixelsplat;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Index;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Matmul;
import dev.resplat.autodiff.Scan;
import dev.resplat.autodiff.Softmax;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Layer;
import dev.resplat.nn.Linear;
import dev.resplat.nn.NamedLayers;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.pixelsplat.DepthConfig.Kind;
import dev.resplat.train.synthesis.SynthesisModel.Pass;

/**
 * How far away pixels are (Charatan et al. 2024, section 4.2): each has a distribution over buckets
 * of equal width in disparity, draws some of them, and becomes a splat in each.
 *
 * <p>No gradient flows through which bucket is drawn, but the opacity of a splat is the probability
 * of its bucket: a splat that makes the image better is made more opaque, and so its bucket more
 * probable. That is one of two parts of the gradient of the expected loss; the other, of how often
 * a bucket is drawn, is left out. For the light of one splat both parts are equal. For squared
 * errors of a few splats the part that is there has a median cosine of 0.97 to 1 to the whole and
 * half its length; where distributions are sharp, and one bucket is drawn, it leads the wrong way
 * in 8 of 100 random cases ({@code DepthGradientTest}).
 */
public final class DepthHead extends Layer {
    /** Keeps a quotient of probabilities finite; the same as in pixelSplat. */
    private static final double TINY = 1e-10;

    /** How near to 0 and 1 probabilities are bent: powers have no finite slope there. */
    private static final double LEAST_PROBABILITY = 1e-7;

    private final DepthConfig config;
    private final Linear projection;
    private final Linear opacity;

    /**
     * What pixels choose.
     *
     * @param depths {@code [P, G]}: along the rays of the pixels, of G splats of each pixel,
     *     surface by surface
     * @param opacities {@code [P, G]}
     * @param probabilities {@code [P, surfaces, buckets]}, the nearest first; one bucket of
     *     probability 1 if the depth is not drawn
     * @param places of the same shape: logits of the place in each bucket
     */
    public record Depths(Var depths, Var opacities, Var probabilities, Var places) {}

    /**
     * With initial values as in PyTorch.
     *
     * @param features numbers of a pixel
     */
    public DepthHead(RandomStream random, Device device, DepthConfig config, int features) {
        this.config = config;
        int choices = config.kind() == Kind.DISTRIBUTION ? config.buckets() : 1;
        int numbers = 2 * choices * config.surfaces();
        projection =
                child("projection", new NamedLayers())
                        .add("1", new Linear(random, device, features, numbers));
        opacity =
                config.predictOpacity()
                        ? child("to_opacity", new NamedLayers())
                                .add("1", new Linear(random, device, features, 1))
                        : null;
    }

    /**
     * Chooses depths.
     *
     * @param features {@code [P, C]}: of the pixels of one or several scenes, each with the same
     *     number of pixels
     * @param near the least depth in each scene, more than 0
     * @param far the largest
     * @param pass whose seed says which buckets are drawn, and whose step how opaque splats are
     */
    public Depths forward(Var features, float[] near, float[] far, Pass pass) {
        Var active = Elementwise.relu(features);
        Depths depths;
        if (config.kind() == Kind.REGRESSION) {
            Var place = numbers(active, 0);
            Var depth = depth(Elementwise.sigmoid(place), 1, near, far);
            Shape only = Shape.of(features.shape().dim(0), config.surfaces(), 1);
            Var certain = Var.constant(Tensor.full(features.device(), only, 1));
            Var shown = Elementwise.sigmoid(numbers(active, 1));
            depths = new Depths(depth, shown, certain, place.reshape(-1, config.surfaces(), 1));
        } else {
            Var p = Softmax.softmax(logits(active));
            Tensor index = index(p.value(), pass.seed());
            depths = chosen(p, offsets(active), index, near, far, pass.step());
        }
        if (opacity == null) {
            return depths;
        }
        Var shown = Elementwise.sigmoid(opacity.forward(active));
        return new Depths(
                depths.depths, depths.opacities.mul(shown), depths.probabilities, depths.places);
    }

    /** {@code [P, surfaces, buckets]}: logits of the probabilities. */
    Var logits(Var active) {
        return numbers(active, 0).reshape(-1, config.surfaces(), config.buckets());
    }

    /** {@code [P, surfaces, buckets]}: logits of the places in the buckets. */
    Var offsets(Var active) {
        return numbers(active, 1).reshape(-1, config.surfaces(), config.buckets());
    }

    private Tensor index(Tensor p, long seed) {
        return config.deterministic()
                ? p.argMax(-1).reshape(-1, config.surfaces(), 1)
                : DepthDraws.of(p, config.perPixel(), seed);
    }

    /**
     * One of two kinds of numbers of every bucket: {@code [P, surfaces * buckets]}. In pixelSplat
     * both come of one product, bucket by bucket, then surface by surface, then kind by kind. Its
     * columns are put in order here rather than what comes out.
     */
    private Var numbers(Var active, int kind) {
        int surfaces = config.surfaces();
        int in = projection.weight().shape().dim(0);
        int choices = projection.weight().shape().dim(1) / (2 * surfaces);
        Var weight = Layout.slice(projection.weight().reshape(in, -1, 2), 2, kind, kind + 1);
        Var bias = Layout.slice(projection.bias().reshape(-1, 2), 1, kind, kind + 1);
        if (surfaces > 1) {
            weight = Layout.permute(weight.reshape(in, choices, surfaces), 0, 2, 1);
            bias = Layout.transpose(bias.reshape(choices, surfaces));
        }
        return Matmul.affine(active, weight.reshape(in, -1), bias.reshape(-1));
    }

    /**
     * Splats in given buckets.
     *
     * @param p {@code [P, surfaces, buckets]}: probabilities
     * @param offsets of the same shape: logits of the places in the buckets
     * @param index {@code [P, surfaces, n]}: n buckets of each surface
     */
    Depths chosen(Var p, Var offsets, Tensor index, float[] near, float[] far, int step) {
        int pixels = p.shape().dim(0);
        int splats = index.shape().dim(1) * index.shape().dim(2);
        Var place = Elementwise.sigmoid(Index.gather(offsets, 2, index));
        Var rank = Var.constant(index.toReal());
        Var depth = depth(place.add(rank).reshape(pixels, splats), config.buckets(), near, far);
        Var chance = Index.gather(p, 2, index);
        if (config.transmittance()) {
            // what is left: 1 minus all before would round to zero, or below, where little is
            Var left = Layout.flip(Scan.cumulativeSum(Layout.flip(p, 2), 2), 2);
            chance = chance.div(Index.gather(left, 2, index).add(TINY));
        }
        Var opacities = opacity(chance, config.mapping().exponent(step));
        int perPixel = index.shape().dim(2);
        if (perPixel > 1) {
            opacities = opacities.div(perPixel);
        }
        return new Depths(depth, opacities.reshape(pixels, splats), p, offsets);
    }

    /** {@code (1 - (1 - p)^e + p^(1/e)) / 2}, which is p for e = 1. */
    static Var opacity(Var p, double exponent) {
        if (exponent == 1) {
            return p;
        }
        Var inside = Elementwise.clamp(p, LEAST_PROBABILITY, 1 - LEAST_PROBABILITY);
        Var above = Elementwise.pow(inside, 1 / exponent);
        Var below = Elementwise.pow(inside.mul(-1).add(1), exponent);
        return above.sub(below).add(1).mul(0.5);
    }

    /**
     * Depths that lie between near and far as {@code place} does between 0 and {@code end}, in
     * disparity: {@code 1 / ((1 - place / end) (1 / near - 1 / far) + 1 / far)}.
     */
    private static Var depth(Var place, int end, float[] near, float[] far) {
        int pixels = place.shape().dim(0);
        int scenes = near.length;
        if (scenes == 0 || far.length != scenes || pixels % scenes != 0) {
            throw new IllegalArgumentException(
                    "%d pixels cannot be of %d scenes with %d farthest depths"
                            .formatted(pixels, scenes, far.length));
        }
        double[] steps = new double[scenes];
        double[] least = new double[scenes];
        for (int i = 0; i < scenes; i++) {
            steps[i] = (1.0 / near[i] - 1.0 / far[i]) / end;
            least[i] = 1.0 / far[i];
        }
        Shape each = Shape.of(scenes, 1);
        Var step = Var.constant(Tensor.of(place.device(), each, steps));
        Var last = Var.constant(Tensor.of(place.device(), each, least));
        Var left = place.mul(-1).add(end).reshape(scenes, -1);
        Var depth = Elementwise.reciprocal(left.mul(step).add(last));
        return Layout.reshape(depth, pixels, place.shape().dim(1));
    }
}

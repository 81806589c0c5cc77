package dev.resplat.train.resplat;

import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Var;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import dev.resplat.train.synthesis.ContextViews;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Splats of all scenes as the context views see them, and what makes them more alike. */
final class ContextRenders implements NewtonStep.Views {
    /** The seed of random signs. */
    private static final long SIGNS = 1;

    private final ContextViews context;
    private final SplatRows rows;
    private final Tensor turns;
    private final Var splats;
    private final List<List<Rasterizer.Rendering>> renderings;
    private final Var images;

    /**
     * Renders them, in the open scope.
     *
     * @param context with cameras in the frame of the splats
     * @param options of each scene
     * @param rows of all scenes, in any grid
     * @param turns {@link SplatRows#turns}
     * @param slopes whether {@link #newton} and {@link #probe} are wanted
     */
    ContextRenders(
            ContextViews context,
            IntFunction<Rasterizer.Options> options,
            SplatRows rows,
            Tensor turns,
            boolean slopes) {
        this.context = context;
        this.rows = rows;
        this.turns = turns;
        Tensor values = rows.values().value();
        splats = slopes ? Var.parameter(values) : Var.constant(values);
        renderings = render(new SplatRows(splats, rows.grid()).gaussians(turns), options);
        images = joined(Rasterizer.Rendering::image, 3);
    }

    /** What signs of {@link #probe} are drawn from, the same for each look at scenes. */
    static RandomStream signs() {
        return new RandomStream(SIGNS);
    }

    /** {@code [B V, H, W, 3]}. */
    Tensor images() {
        return images.value();
    }

    /** Renders minus views, {@code [B V, H, W, 3]}. */
    Tensor residual() {
        return images.value().sub(context.flat());
    }

    /**
     * What is rendered with {@linkplain Rasterizer.Options#depth() depth}: {@code [B V, H, W, 1]}.
     */
    Tensor depths() {
        return joined(Rasterizer.Rendering::depth, 1).value();
    }

    /** What tells how renders bend, see {@link NewtonStep}: {@code [B N, numbers]}. */
    Tensor probe(RandomStream signs) {
        return images.backward(signs(signs, images.shape())).of(splats);
    }

    /**
     * How numbers of splats are to change.
     *
     * @param probe of these splats, or of what they were some steps before
     */
    NewtonStep newton(Tensor probe) {
        Tensor residual = residual();
        Tensor gradient = images.backward(residual).of(splats);
        return NewtonStep.of(rows, this, images.value(), residual, gradient, probe);
    }

    /** {@inheritDoc} Their tiles are those of {@link #images()}. */
    @Override
    public Tensor moved(SplatRows changed) {
        return again(changed, Rasterizer::moved);
    }

    /** {@inheritDoc} Their tiles are those of {@link #images()}. */
    @Override
    public Tensor recolored(SplatRows changed) {
        return again(
                changed,
                (views, splats) -> views.stream().map(view -> view.recolored(splats)).toList());
    }

    private Tensor again(
            SplatRows changed,
            BiFunction<List<Rasterizer.Rendering>, Gaussians, List<Tensor>> ofScene) {
        List<Gaussians> splats = changed.gaussians(turns);
        List<Tensor> views = new ArrayList<>();
        for (int b = 0; b < context.scenes(); b++) {
            views.addAll(ofScene.apply(renderings.get(b), splats.get(b)));
        }
        return Arranging.concat(0, views.toArray(Tensor[]::new)).reshape(images.shape().dims());
    }

    /** {@inheritDoc} In all views of a scene. */
    @Override
    public Tensor gather(Tensor maps) {
        Tensor[] scenes = new Tensor[context.scenes()];
        int at = 0;
        for (int b = 0; b < scenes.length; b++) {
            for (Rasterizer.Rendering view : renderings.get(b)) {
                int[] size = {context.height(), context.width(), maps.shape().dim(3)};
                Tensor seen = view.gather(Arranging.slice(maps, 0, at, ++at).reshape(size));
                scenes[b] = scenes[b] == null ? seen : scenes[b].add(seen);
            }
        }
        return Arranging.concat(0, scenes);
    }

    /** Random, others for each probe, but the same for all scenes. */
    private Tensor signs(RandomStream draws, Shape images) {
        int numbers = images.size() / context.scenes();
        Tensor one = draws.uniform(context.images().device(), Shape.of(1, numbers));
        Tensor signs = one.add(-0.5).map(UnaryOp.SIGN);
        return Arranging.broadcastTo(signs, Shape.of(context.scenes(), numbers))
                .reshape(images.dims());
    }

    /** Of each scene those of its views. */
    private List<List<Rasterizer.Rendering>> render(
            List<Gaussians> splats, IntFunction<Rasterizer.Options> options) {
        List<List<Rasterizer.Rendering>> all = new ArrayList<>();
        for (int b = 0; b < context.scenes(); b++) {
            all.add(Rasterizer.renders(splats.get(b), context.cameras().get(b), options.apply(b)));
        }
        return all;
    }

    /** {@code [B V, height, width, channels]}. */
    private Var joined(Function<Rasterizer.Rendering, Var> part, int channels) {
        Var[] all = renderings.stream().flatMap(List::stream).map(part).toArray(Var[]::new);
        return Layout.concat(0, all)
                .reshape(all.length, context.height(), context.width(), channels);
    }
}

package dev.resplat.train.pixelsplat;

import dev.resplat.autodiff.Checkpoint;
import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Conv2d;
import dev.resplat.nn.Linear;
import dev.resplat.nn.Mode;
import dev.resplat.nn.NamedLayers;
import dev.resplat.splat.Rasterizer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Window;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.SynthesisModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * pixelSplat (Charatan et al. 2024): splats of a scene from two or more views in one pass.
 *
 * <pre>{@code
 * features = projection(backbone(images))               each image on its own
 * features = epipolarTransformer(features)              images look at each other
 * features = features + relu(skip(images))              fine detail
 * depths, opacities = depthHead(features)               drawn from a distribution
 * splats = adapter(gaussians(features), depths)         in the world
 * }</pre>
 *
 * <p>Parameters have the names that they have in the authors' checkpoints, without {@code encoder.}
 * before them.
 */
public final class PixelSplat extends SynthesisModel {
    private final PixelSplatNetwork config;
    private final Backbone backbone;
    private final Linear projection;
    private final Optional<EpipolarTransformer> epipolar;
    private final Conv2d skip;
    private final DepthHead depthHead;
    private final Linear gaussians;
    private final SplatAdapter adapter;

    /** Begins with small random weights. */
    public PixelSplat(RandomStream random, Device device, PixelSplatNetwork config) {
        this.config = config;
        int features = config.backbone().features();
        backbone =
                child(
                        "backbone",
                        new Backbone(random, device, config.backbone(), config.checkpoint()));
        projection =
                child("backbone_projection", new NamedLayers())
                        .add("1", new Linear(random, device, config.backbone().width(), features));
        epipolar =
                config.epipolar().used()
                        ? Optional.of(
                                child(
                                        "epipolar_transformer",
                                        new EpipolarTransformer(
                                                random, device, config.epipolar(), features)))
                        : Optional.empty();
        depthHead =
                child("depth_predictor", new DepthHead(random, device, config.depth(), features));
        int numbers = config.depth().surfaces() * config.splats().numbers();
        gaussians =
                child("to_gaussians", new NamedLayers())
                        .add("1", new Linear(random, device, features, numbers));
        int kernel = config.skipKernel();
        Window window = Window.of(kernel, kernel).padding(kernel / 2);
        skip =
                child("high_resolution_skip", new NamedLayers())
                        .add("0", new Conv2d(random, device, 3, features, window));
        adapter = new SplatAdapter(config.splats());
    }

    /** What it is made of. */
    public PixelSplatNetwork config() {
        return config;
    }

    @Override
    public PixelSplatScenes look(ContextViews context, Pass pass) {
        Mode mode = pass.training() ? Mode.TRAINING : Mode.EVALUATION;
        Var images = Var.constant(context.flat());
        // The backbone leaves batch norms out of what is computed twice.
        Var seen = backbone.forward(images, mode, x -> projection.forward(Elementwise.relu(x)));
        Var related = seen;
        if (epipolar.isPresent()) {
            related = block(pass, x -> epipolar.get().forward(x, context), seen);
        }
        Var features = related.add(Elementwise.relu(skip.forward(images)));
        int pixels = context.views() * context.height() * context.width();
        Var flat = features.reshape(context.scenes() * pixels, config.backbone().features());
        DepthHead.Depths depths =
                depthHead.forward(flat, floats(context.near()), floats(context.far()), pass);
        Var numbers = gaussians.forward(Elementwise.relu(flat));
        List<Rasterizer.Gaussians> splats = new ArrayList<>();
        for (int b = 0; b < context.scenes(); b++) {
            splats.add(
                    adapter.apply(
                            part(numbers, b, context.scenes()),
                            part(depths.depths(), b, context.scenes()),
                            part(depths.opacities(), b, context.scenes()),
                            part(images.reshape(context.scenes() * pixels, 3), b, context.scenes()),
                            context.cameras().get(b),
                            context.height(),
                            context.width()));
        }
        return new PixelSplatScenes(
                context,
                config.splats().degree(),
                config.depth().buckets(),
                () -> epipolar.map(layer -> layer.attended(seen.value(), context)),
                depths,
                splats);
    }

    private Var block(Pass pass, UnaryOperator<Var> block, Var x) {
        return config.checkpoint() && pass.training()
                ? Checkpoint.of(inputs -> block.apply(inputs[0]), x)
                : block.apply(x);
    }

    /** Rows of one of the scenes. */
    private static Var part(Var x, int scene, int scenes) {
        int rows = x.shape().dim(0) / scenes;
        return scenes == 1 ? x : Layout.slice(x, 0, scene * rows, (scene + 1) * rows);
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}

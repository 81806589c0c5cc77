package dev.resplat.train.lightfield;

import dev.resplat.autodiff.Checkpoint;
import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Conv2d;
import dev.resplat.nn.Initializer;
import dev.resplat.nn.Linear;
import dev.resplat.nn.Mode;
import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;
import dev.resplat.train.pixelsplat.Backbone;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.SynthesisModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A light field transformer after Du et al. 2023, "Learning to render novel views from
 * wide-baseline stereo pairs": features of all given views, made together; then for each ray of a
 * new view two rounds of attention to features along its epipolar lines, and a network that decodes
 * its colour.
 *
 * <p>The backbone is that of pixelSplat and not the paper's, so that both are compared on equal
 * features, as in section 5 of pixelSplat.
 *
 * <p>Rays are rendered a chunk at a time; where the chunks begin makes no difference to the image.
 */
public final class LightField extends SynthesisModel {
    private final LightFieldNetwork network;
    private final Backbone backbone;
    private final Linear features;
    private final JointAttention joint;
    private final Linear project;
    private final Conv2d skip;
    private final RayAttention attention;
    private final RayDecoder decoder;

    /** With random weights. */
    public LightField(RandomStream random, Device device, LightFieldNetwork network) {
        this.network = network;
        int width = network.backbone().features();
        int encoding = network.encoding();
        int kernel = network.skipKernel();
        backbone = child("backbone", new Backbone(random, device, network.backbone()));
        features = child("features", new Linear(random, device, network.backbone().width(), width));
        joint =
                network.joint().used()
                        ? child("joint", new JointAttention(random, device, network.joint(), width))
                        : null;
        project = child("project", new Linear(random, device, width, encoding));
        Window window = Window.of(kernel, kernel).padding(kernel / 2);
        skip =
                child(
                        "skip",
                        Conv2d.withoutBias(
                                random, device, 3, encoding, window, Initializer.kaimingUniform()));
        attention = child("attention", new RayAttention(random, device, network));
        decoder = child("decoder", new RayDecoder(random, device, network));
    }

    /** What it is made of. */
    public LightFieldNetwork network() {
        return network;
    }

    /** Features of the views; only what depends on a new view is left to be done for each. */
    @Override
    public Scenes look(ContextViews context, Pass pass) {
        Var maps =
                pass.training()
                        ? maps(context, Mode.TRAINING)
                        : constant(() -> maps(context, Mode.EVALUATION));
        int views = context.views();
        List<List<Var>> scenes = new ArrayList<>();
        for (int b = 0; b < context.scenes(); b++) {
            Var own = Layout.slice(maps, 0, b * views, (b + 1) * views);
            List<Var> shifted = new ArrayList<>(List.of(own));
            for (int k = 1; k < views; k++) {
                Var first = Layout.slice(own, 0, k, views);
                shifted.add(Layout.concat(0, first, Layout.slice(own, 0, 0, k)));
            }
            scenes.add(shifted);
        }
        return (scene, camera) ->
                render(scenes.get(scene), plan(context, scene, camera), pass.training());
    }

    private RaySamples.Plan plan(ContextViews context, int scene, Camera camera) {
        return new RaySamples.Plan(
                camera,
                context.cameras().get(scene),
                context.near()[scene],
                context.far()[scene],
                network.samples(),
                network.octaves());
    }

    /** What is sampled: {@code [B V, H, W, encoding]}. */
    private Var maps(ContextViews context, Mode mode) {
        Var images = Var.constant(context.flat());
        Var x = features.forward(Elementwise.relu(backbone.forward(images, mode)));
        if (joint != null) {
            x = x.add(joint.forward(x, context));
        }
        // Samples go through a linear layer first, and so may what they are taken from.
        return project.forward(Elementwise.relu(x)).add(skip.forward(images));
    }

    private Rendered render(List<Var> maps, RaySamples.Plan plan, boolean training) {
        int rays = plan.rays();
        int chunk = Math.min(network.raysPerChunk(), rays);
        List<Var> parts = new ArrayList<>();
        for (int from = 0; from < rays; from += chunk) {
            int first = from;
            int last = Math.min(rays, from + chunk);
            if (!training) {
                parts.add(constant(() -> chunk(maps, plan, first, last)));
            } else if (network.checkpoint()) {
                parts.add(
                        Checkpoint.of(
                                inputs -> chunk(List.of(inputs), plan, first, last),
                                maps.toArray(Var[]::new)));
            } else {
                parts.add(chunk(maps, plan, first, last));
            }
        }
        Var all = parts.size() == 1 ? parts.get(0) : Layout.concat(0, parts.toArray(Var[]::new));
        int height = plan.camera().height();
        int width = plan.camera().width();
        return new Rendered(
                Layout.slice(all, 1, 0, 3).reshape(height, width, 3),
                Layout.slice(all, 1, 3, 4).reshape(height, width));
    }

    /** Colours and depths of some rays, {@code [R, 4]}. */
    private Var chunk(List<Var> maps, RaySamples.Plan plan, int from, int to) {
        RaySamples samples = RaySamples.of(plan, from, to, maps.get(0).device());
        RayAttention.Found found = attention.forward(maps, samples);
        Var colors = decoder.forward(found.latent(), samples.rays());
        return Layout.concat(1, colors, found.depth().reshape(to - from, 1));
    }

    /** Computes something that no gradient is wanted of, and keeps nothing else. */
    private static Var constant(Supplier<Var> computation) {
        Tensor value = Scope.compute(() -> computation.get().value());
        return Var.constant(value);
    }
}

package dev.resplat.bench;

import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.train.config.Config;
import dev.resplat.train.lightfield.LightFieldConfig;
import dev.resplat.train.pixelsplat.PixelSplatConfig;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.SynthesisConfig;
import dev.resplat.train.synthesis.SynthesisModel;
import dev.resplat.train.synthesis.SynthesisModel.Pass;
import dev.resplat.train.synthesis.SynthesisModel.Scenes;
import java.util.List;

/**
 * What a new view costs once two are looked at: splats of pixelSplat against a light field
 * transformer, in time and memory, and the memory to learn from one view, as a table in Markdown.
 * Weights are random. What rays cost does not depend on them; splats are faint and wide then, so
 * that more of them are blended in each pixel than after training.
 *
 * <p>At the published size only the light field has its whole encoder. Splats are as many as
 * pixelSplat makes, 393,216, but of a small encoder: what they are rendered in does not depend on
 * it.
 */
public final class NovelViews {
    /** Times that views are looked at; the least counts. */
    private static final int LOOKS = 3;

    /** Nanoseconds for which views are drawn after each look; the least time counts. */
    private static final long MEASURED = 3_000_000_000L;

    private static final double NEAR = 1;
    private static final double FAR = 100;

    private NovelViews() {}

    /**
     * Runs all of it.
     *
     * @param args the name of a device, default {@code cpu}; and {@code mini} or {@code published}
     *     for only one of both
     */
    public static void main(String[] args) {
        Device device = Devices.find(args.length > 0 ? args[0] : "cpu");
        String only = args.length > 1 ? args[1] : "";
        System.out.println(
                "| size | model | weights | look, ms | view, ms | most memory, MB | learning, MB |");
        System.out.println("|---|---|---|---|---|---|---|");
        if (!only.equals("published")) {
            double splats = row(device, "mini", 64, pixelSplat(List.of()), LOOKS);
            double rays = row(device, "mini", 64, lightField("lightfield-mini"), LOOKS);
            System.out.printf("%nmini: %.1f times as fast%n%n", rays / splats);
        }
        if (!only.equals("mini")) {
            List<String> published =
                    List.of(
                            "data.examples.width=256",
                            "data.examples.height=256",
                            "network.depth.perPixel=3",
                            "network.splats.degree=4");
            double splats = row(device, "published", 256, pixelSplat(published), LOOKS);
            double rays = row(device, "published", 256, lightField("lightfield-re10k"), 1);
            System.out.printf("%npublished: %.1f times as fast%n", rays / splats);
        }
    }

    private static SynthesisConfig pixelSplat(List<String> changes) {
        return Config.named("pixelsplat-mini").with(changes).as(PixelSplatConfig.class);
    }

    private static SynthesisConfig lightField(String name) {
        return Config.named(name).as(LightFieldConfig.class);
    }

    /** Milliseconds of a view. */
    private static double row(
            Device device, String size, int pixels, SynthesisConfig config, int looks) {
        double look = Double.POSITIVE_INFINITY;
        double view = Double.POSITIVE_INFINITY;
        long most;
        long learning;
        long weights;
        try (Scope scope = Scope.open()) {
            SynthesisModel model = config.make(new RandomStream(1), device);
            weights = model.parameterCount();
            Camera target = camera(pixels, 0.4);
            ContextViews context = context(device, pixels);
            device.forgetMostBytes();
            for (int i = 0; i < looks; i++) {
                try (Scope inner = Scope.open()) {
                    long start = System.nanoTime();
                    Scenes scenes = model.look(context, Pass.trained(1));
                    look = Math.min(look, (System.nanoTime() - start) * 1e-6);
                    // Compiled on a few rows: all of them may take too long to be done twice.
                    draw(scenes, target.cropped(0, 0, pixels, pixels / 32));
                    view = Math.min(view, view(scenes, target));
                }
            }
            most = device.mostBytesInUse();
            device.forgetMostBytes();
            learn(model, context, target);
            learning = device.mostBytesInUse();
        }
        System.out.printf(
                "| %s | %s | %,d | %.1f | %.1f | %.0f | %.0f |%n",
                size, config.model(), weights, look, view, most / 1e6, learning / 1e6);
        return view;
    }

    /** Forward and backward with one view: gradients of all weights. */
    private static void learn(SynthesisModel model, ContextViews context, Camera target) {
        try (Scope scope = Scope.open()) {
            Var image = model.look(context, new Pass(1, 1, true)).render(0, target).image();
            Gradients gradients = image.mul(image).mean().backward();
            if (model.parameters().values().stream().noneMatch(gradients::reaches)) {
                throw new IllegalStateException("there are no gradients");
            }
        }
    }

    /** Milliseconds of the fastest of some views. */
    private static double view(Scenes scenes, Camera target) {
        long begin = System.nanoTime();
        long fastest = Long.MAX_VALUE;
        for (long now = begin; now - begin < MEASURED; ) {
            draw(scenes, target);
            long after = System.nanoTime();
            fastest = Math.min(fastest, after - now);
            now = after;
        }
        return fastest * 1e-6;
    }

    /** Waits until the image is on the host. */
    private static void draw(Scenes scenes, Camera camera) {
        try (Scope scope = Scope.open()) {
            scenes.render(0, camera).image().value().toFloats();
        }
    }

    private static ContextViews context(Device device, int pixels) {
        return new ContextViews(
                new RandomStream(2).uniform(device, Shape.of(1, 2, pixels, pixels, 3)),
                List.of(List.of(camera(pixels, 0), camera(pixels, 1))),
                new double[] {NEAR},
                new double[] {FAR});
    }

    /** Looks along z from x. */
    private static Camera camera(int pixels, double x) {
        double[] pose = {1, 0, 0, -x, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
        double focal = 0.9 * pixels;
        double middle = pixels / 2.0;
        return new Camera(pixels, pixels, focal, focal, middle, middle, pose);
    }
}

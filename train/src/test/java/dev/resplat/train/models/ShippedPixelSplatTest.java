package dev.resplat.train.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RealData;
import dev.resplat.tensor.Scope;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Psnr;
import dev.resplat.train.scene.Split;
import dev.resplat.train.scene.ViewPixels;
import dev.resplat.train.scene.ViewStore;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.ScaleResponse;
import dev.resplat.train.synthesis.SynthesisData;
import dev.resplat.train.synthesis.SynthesisModel;
import dev.resplat.train.synthesis.SynthesisModel.Pass;
import dev.resplat.train.synthesis.TrivialBaselines;
import dev.resplat.train.views.Batch;
import dev.resplat.train.views.Damage;
import dev.resplat.train.views.Example;
import dev.resplat.train.views.Examples;
import dev.resplat.train.views.ExamplesConfig;
import dev.resplat.train.views.SceneFolders;
import dev.resplat.train.views.ViewData;
import dev.resplat.train.views.ViewSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The weights of pixelSplat that come with the program. */
class ShippedPixelSplatTest {
    private static final int SIZE = 64;

    /** Decibels that were seen, but for a margin. */
    private static final double BETTER = 3;

    private static final int MOST_BYTES = 4 << 20;

    /** Weights, configuration, seed, samples and hours are what a reader wants to know of them. */
    @Test
    void areSmallAndSayHowTheyWereMade() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/weights/pixelsplat.safetensors")) {
            assertTrue(in.readAllBytes().length <= MOST_BYTES);
        }
        SynthesisWeights weights = SynthesisWeights.named("pixelsplat");
        for (String fact : List.of("config", "seed", "samples", "hours", "score", "data")) {
            assertTrue(weights.file().facts().containsKey(fact), fact);
        }
        assertEquals("synthetic", weights.file().facts().get("data"));
    }

    /**
     * On real clips, which nothing was trained or chosen with: nearest and mean are left behind.
     */
    @Test
    void renderViewsBetweenPhotographs() {
        Path clips = RealData.require("re10k");
        SynthesisWeights weights = SynthesisWeights.named("pixelsplat");
        ExamplesConfig config =
                weights.config().data().examples().forEvaluation().sized(SIZE, SIZE);
        SceneFolders.Options options = new SceneFolders.Options(Split.UNKNOWN, 0, 3, new float[3]);
        SceneFolders folders =
                SceneFolders.open(clips, options, new ViewStore(1 << 28), new Damage(n -> {}));
        double[] sums = new double[3];
        int count = 0;
        try (Scope scope = Scope.open()) {
            SynthesisModel model = weights.on(Devices.cpu());
            for (String name : folders.names()) {
                ViewSet set = folders.named(name, SIZE, SIZE).orElseThrow();
                int[] targets = IntStream.range(1, 8).toArray();
                Example example = Examples.of(set, config, new int[] {0, 8}, targets);
                TrivialBaselines trivial = new TrivialBaselines(example);
                try (Scope one = Scope.open()) {
                    ContextViews context =
                            ContextViews.of(Batch.of(List.of(example)), Devices.cpu());
                    SynthesisModel.Scenes scenes = model.look(context, Pass.trained(0));
                    for (ViewPixels target : example.targets()) {
                        Camera camera = target.camera();
                        Image truth = new Image(SIZE, SIZE, target.colors());
                        float[] colors = scenes.render(0, camera).image().value().toFloats();
                        sums[0] += Psnr.of(new Image(SIZE, SIZE, colors), truth);
                        sums[1] += psnr(trivial, TrivialBaselines.Kind.NEAREST, camera, truth);
                        sums[2] += psnr(trivial, TrivialBaselines.Kind.AVERAGE, camera, truth);
                        count++;
                    }
                }
            }
        }
        double model = sums[0] / count;
        String all =
                "model %.2f, nearest %.2f, average %.2f"
                        .formatted(model, sums[1] / count, sums[2] / count);
        assertTrue(model > Math.max(sums[1], sums[2]) / count + BETTER, all);
    }

    /** Only the distance of the cameras tells how large a scene is that is seen in two images. */
    @Test
    void knowHowLargeScenesAre() {
        SynthesisWeights weights = SynthesisWeights.named("pixelsplat");
        SynthesisData data = weights.config().data();
        ViewData views =
                ViewData.open(DataChoice.of(Optional.of("synthetic:5")), 0, data.views(), n -> {});
        Examples examples =
                new Examples(
                        views.heldOut(), data.examples().forEvaluation(), 1, 0, views.damage());
        double sum = 0;
        int count = 12;
        try (Scope scope = Scope.open()) {
            SynthesisModel model = weights.on(Devices.cpu());
            for (int i = 0; i < count; i++) {
                Example example = examples.example(ViewData.FIRST_HELD_OUT + i);
                sum += ScaleResponse.slope(model, example, 1, i, Devices.cpu()).orElseThrow();
            }
        }
        assertEquals(1, sum / count, 0.25);
    }

    private static double psnr(
            TrivialBaselines trivial, TrivialBaselines.Kind kind, Camera camera, Image truth) {
        return Psnr.of(trivial.render(kind, camera), truth);
    }
}

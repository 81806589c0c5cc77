package dev.resplat.train.models;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RealData;
import dev.resplat.tensor.Scope;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Psnr;
import dev.resplat.train.scene.Split;
import dev.resplat.train.scene.ViewPixels;
import dev.resplat.train.scene.ViewStore;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.SynthesisModel;
import dev.resplat.train.synthesis.SynthesisModel.Pass;
import dev.resplat.train.synthesis.TrivialBaselines;
import dev.resplat.train.synthesis.TrivialBaselines.Kind;
import dev.resplat.train.views.Batch;
import dev.resplat.train.views.Damage;
import dev.resplat.train.views.Example;
import dev.resplat.train.views.Examples;
import dev.resplat.train.views.ExamplesConfig;
import dev.resplat.train.views.SceneFolders;
import dev.resplat.train.views.ViewSet;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What models make of clips of RealEstate10K: the views between 0 and 8, and between 2 and 10. */
final class RealClips {
    private static final int[] FIRST = {0, 2};
    private static final int GAP = 8;

    private RealClips() {}

    /**
     * Mean PSNR.
     *
     * @param depths of the model, before and after each refinement
     * @param nearest of the nearest view
     * @param average of the mean of both views
     */
    record Means(double[] depths, double nearest, double average) {
        double last() {
            return depths[depths.length - 1];
        }

        double trivial() {
            return Math.max(nearest, average);
        }

        @Override
        public String toString() {
            return "model %s, nearest %.2f, average %.2f"
                    .formatted(Arrays.toString(depths), nearest, average);
        }
    }

    /**
     * Of a model that refines as often as its configuration says; skips where there are none.
     *
     * @param size of views in pixels
     */
    static Means means(SynthesisWeights weights, int size) {
        Path clips = RealData.require("re10k");
        SceneFolders.Options options = new SceneFolders.Options(Split.UNKNOWN, 0, 3, new float[3]);
        SceneFolders folders =
                SceneFolders.open(clips, options, new ViewStore(1 << 28), new Damage(n -> {}));
        ExamplesConfig config =
                weights.config().data().examples().forEvaluation().sized(size, size);
        Sums sums = new Sums(weights.config().depth());
        try (Scope scope = Scope.open()) {
            SynthesisModel model = weights.on(Devices.cpu());
            for (String name : folders.names()) {
                ViewSet set = folders.named(name, size, size).orElseThrow();
                for (int first : FIRST) {
                    int[] context = {first, first + GAP};
                    int[] targets = IntStream.range(first + 1, first + GAP).toArray();
                    sums.add(model, Examples.of(set, config, context, targets));
                }
            }
        }
        return sums.means();
    }

    /** Of PSNR, over targets. */
    private static final class Sums {
        private final double[] depths;
        private double nearest;
        private double average;
        private int count;

        Sums(int refinements) {
            depths = new double[1 + refinements];
        }

        void add(SynthesisModel model, Example example) {
            TrivialBaselines trivial = new TrivialBaselines(example);
            try (Scope scope = Scope.open()) {
                ContextViews context = ContextViews.of(Batch.of(List.of(example)), Devices.cpu());
                SynthesisModel.Scenes scenes =
                        model.look(context, Pass.trained(0).refined(depths.length - 1));
                for (ViewPixels target : example.targets()) {
                    Camera camera = target.camera();
                    Image truth = new Image(camera.width(), camera.height(), target.colors());
                    for (int d = 0; d < depths.length; d++) {
                        float[] colors = scenes.render(d, 0, camera).image().value().toFloats();
                        Image image = new Image(camera.width(), camera.height(), colors);
                        depths[d] += Psnr.of(image, truth);
                    }
                    nearest += Psnr.of(trivial.render(Kind.NEAREST, camera), truth);
                    average += Psnr.of(trivial.render(Kind.MEAN, camera), truth);
                    count++;
                }
            }
        }

        Means means() {
            return new Means(
                    Arrays.stream(depths).map(sum -> sum / count).toArray(),
                    nearest / count,
                    average / count);
        }
    }
}

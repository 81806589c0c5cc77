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

/** What models make of clips of RealEstate10K: views 1 to 7 of views 0 and 8. */
final class RealClips {
    private static final int SIZE = 64;

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

    /** Of a model that refines as often as its configuration says; skips where there are none. */
    static Means means(SynthesisWeights weights) {
        Path clips = RealData.require("re10k");
        ExamplesConfig config =
                weights.config().data().examples().forEvaluation().sized(SIZE, SIZE);
        SceneFolders.Options options = new SceneFolders.Options(Split.UNKNOWN, 0, 3, new float[3]);
        SceneFolders folders =
                SceneFolders.open(clips, options, new ViewStore(1 << 28), new Damage(n -> {}));
        double[] depths = new double[1 + weights.config().depth()];
        double nearest = 0;
        double average = 0;
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
                    Pass pass = Pass.trained(0).refined(weights.config().depth());
                    SynthesisModel.Scenes scenes = model.look(context, pass);
                    for (ViewPixels target : example.targets()) {
                        Camera camera = target.camera();
                        Image truth = new Image(SIZE, SIZE, target.colors());
                        for (int d = 0; d < depths.length; d++) {
                            float[] colors = scenes.render(d, 0, camera).image().value().toFloats();
                            depths[d] += Psnr.of(new Image(SIZE, SIZE, colors), truth);
                        }
                        nearest += psnr(trivial, TrivialBaselines.Kind.NEAREST, camera, truth);
                        average += psnr(trivial, TrivialBaselines.Kind.MEAN, camera, truth);
                        count++;
                    }
                }
            }
        }
        for (int d = 0; d < depths.length; d++) {
            depths[d] /= count;
        }
        return new Means(depths, nearest / count, average / count);
    }

    private static double psnr(
            TrivialBaselines trivial, TrivialBaselines.Kind kind, Camera camera, Image truth) {
        return Psnr.of(trivial.render(kind, camera), truth);
    }
}

package dev.resplat.bench;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.Losses;
import dev.resplat.nn.optim.Adam;
import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.config.Config;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.loop.MicroBatches;
import dev.resplat.train.pixelsplat.PixelSplatConfig;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.SynthesisModel;
import dev.resplat.train.synthesis.SynthesisModel.Pass;
import dev.resplat.train.views.Batch;
import dev.resplat.train.views.Example;
import dev.resplat.train.views.Examples;
import dev.resplat.train.views.ViewData;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/**
 * The small pixelSplat on a scene of the library: a pair of images to a rendered view between them,
 * and a step of its training, as the shipped configuration has it, without making the examples.
 * Operations are those of products, convolutions and attention, see {@link GraphFlops}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class PixelSplatBenchmark extends DeviceBenchmark {
    /** Pixels of a side of images. */
    @Param({"64", "128"})
    public int size;

    private PixelSplatConfig config;
    private List<Example> examples;
    private SynthesisModel model;
    private Adam adam;
    private double forwardFlops;
    private int step;

    @Override
    void prepare() {
        config =
                Config.named("pixelsplat-mini")
                        .with(
                                List.of(
                                        "data.examples.width=" + size,
                                        "data.examples.height=" + size))
                        .as(PixelSplatConfig.class);
        DataChoice choice = DataChoice.of(Optional.of("synthetic:1"));
        ViewData views = ViewData.open(choice, 1, config.data().views(), note -> {});
        Examples all =
                new Examples(
                        views.training(),
                        config.data().examples().forEvaluation(),
                        config.data().batch(),
                        1,
                        views.damage());
        examples = all.batch(0).examples();
        model = config.make(new RandomStream(1), device());
        adam = new Adam(model.parameters(), config.optimizer().adam());
        try (Scope scope = Scope.open()) {
            forwardFlops = GraphFlops.of(loss(examples.get(0), 0));
        }
    }

    /** Splats of a pair, and one view of them. */
    @Benchmark
    public float[] encodeAndRender() {
        try (Scope scope = Scope.open()) {
            Example example = examples.get(0);
            ContextViews context = ContextViews.of(Batch.of(List.of(example)), device());
            Camera camera = example.targets().get(0).camera();
            return model.look(context, Pass.trained(1))
                    .render(0, camera)
                    .image()
                    .value()
                    .toFloats();
        }
    }

    /** Forward, backward and update of a batch of four examples. */
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    public void trainingStep(Rate.Flops rate) {
        rate.add(3 * forwardFlops * examples.size());
        step++;
        try (Scope scope = Scope.open()) {
            MicroBatches.Sum sum =
                    MicroBatches.of(
                            device(), model, examples.size(), i -> loss(examples.get(i), step));
            adam.step(sum.gradients(), 1e-4);
        }
    }

    private Var loss(Example example, int seed) {
        Device device = device();
        ContextViews context = ContextViews.of(Batch.of(List.of(example)), device);
        SynthesisModel.Scenes scenes = model.look(context, new Pass(seed, 0, true));
        Var sum = null;
        for (var target : example.targets()) {
            Camera camera = target.camera();
            Tensor colors =
                    Tensor.of(
                            device, Shape.of(camera.height(), camera.width(), 3), target.colors());
            Var loss =
                    Losses.meanSquaredError(scenes.render(0, camera).image(), Var.constant(colors));
            sum = sum == null ? loss : sum.add(loss);
        }
        return sum.div(example.targets().size());
    }
}

import dev.resplat.autodiff.Var;
import dev.resplat.nn.optim.Adam;
import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.config.Config;
import dev.resplat.train.loop.TrainedModel;
import dev.resplat.train.resplat.RenderFeatures;
import dev.resplat.train.resplat.Resplat;
import dev.resplat.train.resplat.ResplatConfig;
import dev.resplat.train.resplat.ResplatScenes;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.SynthesisObjective;
import dev.resplat.train.views.ExamplesConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The published small ReSplat once forward, and once forward and backward with its recurrent part
 * improved, and how long and how much memory that takes; see published-resplat.sh.
 */
public final class PublishedResplatStep {
    /** Channels of a ResNet-18 at its first convolution. */
    private static final int RESNET = 64;

    private static final double NEAR = 0.01;
    private static final double FAR = 200;

    private PublishedResplatStep() {}

    /** Arguments: KEY=VALUE for the configuration. */
    public static void main(String[] args) {
        ResplatConfig config =
                Config.named("resplat-small").with(List.of(args)).as(ResplatConfig.class);
        Device device = Devices.find("cpu");
        try (Scope scope = Scope.open()) {
            long start = System.nanoTime();
            RenderFeatures trunk =
                    new RenderFeatures(
                            RenderFeatures.network(new RandomStream(4), device, RESNET));
            Resplat model =
                    new Resplat(
                            new RandomStream(1), device, config.network(), trunk, pass -> 0);
            long recurrent =
                    model.parameters(true).values().stream()
                            .mapToLong(p -> p.shape().size())
                            .sum();
            say(start, "%,d weights of the first splats", model.parameterCount() - recurrent);
            say(start, "%,d weights of the recurrent part", recurrent);
            forward(config, device, model);
            train(config, device, model);
        }
    }

    private static void forward(ResplatConfig config, Device device, Resplat model) {
        for (int depth : new int[] {0, config.refinement().depth()}) {
            device.forgetMostBytes();
            try (Scope scope = Scope.open()) {
                ContextViews context = context(device, config);
                long start = System.nanoTime();
                ResplatScenes scenes = model.look(context, false, depth, false);
                int splats = scenes.gaussians(0).count();
                say(start, "%,d splats, refined %d times", splats, depth);
                long before = System.nanoTime();
                Camera target = camera(0.5, config.data().examples());
                double mean = scenes.render(0, target).image().mean().value().item();
                say(before, "a view rendered, of mean %.4f", mean);
                say(start, "%,d MiB of tensors at most", device.mostBytesInUse() >> 20);
            }
        }
    }

    private static void train(ResplatConfig config, Device device, Resplat model) {
        int depth = config.refinement().depth();
        int targets = config.data().examples().sampler().targetViews();
        TrainedModel trained =
                TrainedModel.of(
                        model, new Adam(model.parameters(true), config.optimizer().adam()));
        SynthesisObjective objective =
                new SynthesisObjective(config.loss(), Optional.empty());
        ExamplesConfig examples = config.data().examples();
        Shape shape = Shape.of(examples.height(), examples.width(), 3);
        device.forgetMostBytes();
        try (Scope scope = Scope.open()) {
            ContextViews context = context(device, config);
            long start = System.nanoTime();
            ResplatScenes scenes = model.look(context, true, depth, true);
            say(start, "%d refinements to be learned from", depth);
            long before = System.nanoTime();
            Var loss = null;
            for (int step = 1; step <= depth; step++) {
                for (int i = 0; i < targets; i++) {
                    Camera target = camera((i + 0.5) / targets, examples);
                    Tensor truth = new RandomStream(20 + i).uniform(device, shape);
                    Var one =
                            objective
                                    .of(scenes.render(step, 0, target), truth, NEAR, FAR, 0)
                                    .mul(config.weight(step, depth) / targets);
                    loss = loss == null ? one : loss.add(one);
                }
            }
            say(before, "%d views rendered", depth * targets);
            before = System.nanoTime();
            double norm =
                    trained.improve(
                                    loss,
                                    config.optimizer().largestNorm(),
                                    config.refinement().schedule().rate())
                            .get("gradientNorm");
            say(before, "backward, with gradients of norm %.4g", norm);
            say(start, "a step of training, with a loss of %.4f", loss.value().item());
            say(start, "%,d MiB of tensors at most", device.mostBytesInUse() >> 20);
        }
    }

    /** Cameras in a row of length 1 that look along parallel axes. */
    private static ContextViews context(Device device, ResplatConfig config) {
        ExamplesConfig examples = config.data().examples();
        int views = examples.sampler().contextViews();
        Shape shape = Shape.of(1, views, examples.height(), examples.width(), 3);
        List<Camera> cameras = new ArrayList<>();
        for (int i = 0; i < views; i++) {
            cameras.add(camera((double) i / (views - 1), examples));
        }
        Tensor images = new RandomStream(2).uniform(device, shape);
        return new ContextViews(
                images, List.of(cameras), new double[] {NEAR}, new double[] {FAR});
    }

    private static Camera camera(double x, ExamplesConfig examples) {
        double[] pose = {1, 0, 0, -x, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
        int width = examples.width();
        int height = examples.height();
        double focal = 0.6 * width;
        return new Camera(width, height, focal, focal, width / 2.0, height / 2.0, pose);
    }

    private static void say(long since, String what, Object... numbers) {
        double seconds = (System.nanoTime() - since) / 1e9;
        System.out.printf(Locale.ROOT, "%8.1f s  ", seconds);
        System.out.printf(Locale.ROOT, what + "%n", numbers);
    }
}

import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.config.Config;
import dev.resplat.train.pixelsplat.PixelSplat;
import dev.resplat.train.pixelsplat.PixelSplatConfig;
import dev.resplat.train.pixelsplat.PixelSplatNetwork;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.SynthesisModel.Pass;
import dev.resplat.train.synthesis.SynthesisModel.Scenes;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.List;

/**
 * The published pixelSplat once forward and backward, with one pair of views and one target, and how
 * long and how much memory that takes; see published-step.sh.
 */
public final class PublishedStep {
    private PublishedStep() {}

    /** Arguments: KEY=VALUE for the configuration. */
    public static void main(String[] args) {
        PixelSplatConfig config =
                Config.named("pixelsplat-re10k").with(List.of(args)).as(PixelSplatConfig.class);
        PixelSplatNetwork network = config.network();
        int height = config.data().examples().height();
        int width = config.data().examples().width();
        Device device = Devices.find("cpu");
        try (Scope scope = Scope.open()) {
            long start = System.nanoTime();
            PixelSplat model = new PixelSplat(new RandomStream(1), device, network);
            say("%,d weights made", start, model.parameterCount());
            ContextViews context = context(device, height, width);
            Camera target = camera(0.5, height, width);
            Tensor truth = new RandomStream(3).uniform(device, Shape.of(height, width, 3));
            for (int step = 0; step < 2; step++) {
                try (Scope inner = Scope.open()) {
                    start = System.nanoTime();
                    Scenes scenes = model.look(context, new Pass(step, step, true));
                    say("%,d pixels looked at", start, 2 * height * width);
                    long before = System.nanoTime();
                    Var image = scenes.render(0, target).image();
                    int splats = height * width * 2 * network.depth().splatsPerPixel();
                    say("%,d splats rendered", before, splats);
                    Var error = image.sub(Var.constant(truth));
                    Var loss = error.mul(error).mean();
                    before = System.nanoTime();
                    Gradients gradients = loss.backward();
                    long reached =
                            model.parameters().values().stream().filter(gradients::reaches).count();
                    say("backward: gradients of %,d arrays", before, reached);
                    for (var entry : model.parameters().entrySet()) {
                        check(entry.getKey(), gradients.of(entry.getValue()));
                    }
                    say("forward and backward, loss " + loss.value().item() + ", %d", start, step);
                }
                say("%,d MiB of memory at most", start, peak() >> 20);
            }
        }
    }

    private static void check(String name, Tensor gradient) {
        double size = gradient.mul(gradient).sum().item();
        if (!Double.isFinite(size)) {
            throw new IllegalStateException("gradient of " + name + " has the square " + size);
        }
    }

    /** Two cameras beside each other, that look along parallel axes. */
    private static ContextViews context(Device device, int height, int width) {
        Tensor images = new RandomStream(2).uniform(device, Shape.of(1, 2, height, width, 3));
        List<Camera> cameras = List.of(camera(0, height, width), camera(1, height, width));
        return new ContextViews(images, List.of(cameras), new double[] {1}, new double[] {100});
    }

    private static Camera camera(double x, int height, int width) {
        double[] pose = {1, 0, 0, -x, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
        double focal = 0.9 * width;
        return new Camera(width, height, focal, focal, width / 2.0, height / 2.0, pose);
    }

    /** Of the heap and beside it. */
    private static long peak() {
        long sum = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            sum += pool.getPeakUsage().getUsed();
        }
        return sum;
    }

    private static void say(String what, long since, long number) {
        double seconds = (System.nanoTime() - since) / 1e9;
        System.out.printf("%8.1f s  " + what + "%n", seconds, number);
    }
}

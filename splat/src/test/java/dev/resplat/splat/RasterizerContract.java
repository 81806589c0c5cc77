package dev.resplat.splat;

import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.splat.Rasterizer.Options;
import dev.resplat.splat.Rasterizer.Rendering;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.reference.ReferenceDevice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every device must do with splats in space: agree with the reference. */
public abstract class RasterizerContract {
    private static final String[] RESULTS = {
        "image",
        "alpha",
        "gradient of means",
        "gradient of quats",
        "gradient of log-scales",
        "gradient of opacity logits",
        "gradient of the first harmonic",
        "gradient of the other harmonics",
        "gradient of the pose"
    };

    private final Device reference = new ReferenceDevice().poisonBuffers();

    /** The device under test. */
    protected abstract Device device();

    /** Image, alpha and gradients. */
    private static double[][] run(
            Device device, RandomScene scene, Camera camera, Options options) {
        try (Scope scope = Scope.open()) {
            Tensor[] tensors = scene.tensors(device, camera);
            Var[] x = new Var[tensors.length];
            for (int i = 0; i < x.length; i++) {
                x[i] = Var.parameter(tensors[i]);
            }
            Rendering y = Rasterizer.render(RandomScene.gaussians(x), camera, x[6], options);
            Shape shape = Shape.of(camera.height(), camera.width(), 3);
            Var u = Var.constant(new RandomStream(3).uniform(device, shape).add(-0.5));
            Var loss = y.image().mul(u).sum();
            double[][] results = new double[RESULTS.length][];
            results[0] = y.image().value().toDoubles();
            results[1] = y.alpha().toDoubles();
            if (options.withDepth()) {
                loss = loss.add(y.depth().sum().mul(0.01));
            }
            Gradients gradients = loss.backward();
            for (int i = 0; i < x.length; i++) {
                results[2 + i] = gradients.of(x[i]).toDoubles();
            }
            return results;
        }
    }

    /** Image and gradients of thousands of splats. */
    public static double[][] manySplats(Device device) {
        Camera camera = RandomScene.camera(120, 90);
        return run(device, new RandomScene(5000, 2, 0.1), camera, Options.of(2));
    }

    private void check(String what, RandomScene scene, Camera camera, Options options) {
        double[][] expected = run(reference, scene, camera, options);
        double[][] actual = run(device().poisonBuffers(), scene, camera, options);
        for (int i = 0; i < expected.length; i++) {
            close(what + ": " + RESULTS[i], expected[i], actual[i]);
        }
    }

    /** To within 1e-4 of the largest. */
    private static void close(String what, double[] expected, double[] actual) {
        double largest = 1e-3;
        for (double e : expected) {
            largest = Math.max(largest, Math.abs(e));
        }
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(expected[i] - actual[i]) <= 1e-4 * largest)) {
                throw new AssertionError(
                        "%s: element %d is %g, the reference says %g (the largest is %g)"
                                .formatted(what, i, actual[i], expected[i], largest));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void everyDegree(int degree) {
        Camera camera = RandomScene.camera(61, 47);
        check("degree", new RandomScene(200, degree, 0.2), camera, Options.of(degree));
    }

    @Test
    void everyOption() {
        Camera camera = RandomScene.camera(50, 37);
        RandomScene scene = new RandomScene(150, 3, 0.15);
        check("lower degree", scene, camera, Options.of(1));
        check("on white with depth", scene, camera, Options.of(3).on(1, 0.5f, 0).depth());
        float[] black = new float[3];
        check(
                "antialiased",
                new RandomScene(150, 1, 0.05),
                camera,
                new Options(BlendMode.ALPHA, 1, true, 0.1, 0.2, black, false));
    }

    /** As if it were rendered anew, where no splat reaches farther than it did. */
    @Test
    void splatsOfOtherOpacitiesAndColorsAreRenderedAgain() {
        Camera camera = RandomScene.camera(50, 37);
        for (Options options : options()) {
            RandomScene before = new RandomScene(150, 2, 0.1);
            RandomScene after = new RandomScene(150, 2, 0.1);
            for (int i = 0; i < after.n; i++) {
                after.opacityLogits[i] -= i % 4;
                after.sh0[3 * i] += 0.5;
            }
            for (int i = 0; i < after.shRest.length; i++) {
                after.shRest[i] *= -1;
            }
            double[] expected = run(reference, after, camera, options)[0];
            try (Scope scope = Scope.open()) {
                Rasterizer.Gaussians splats = gaussians(device(), before, camera);
                Rendering y = Rasterizer.render(splats, camera, options);
                Tensor again = y.recolored(gaussians(device(), after, camera));
                close(options.toString(), expected, again.toDoubles());
            }
        }
    }

    /**
     * As if they were rendered anew, where splats become smaller by more than they move, or pass
     * behind the camera.
     */
    @Test
    void splatsOfOtherShapesAreRenderedAgain() {
        List<Camera> cameras = List.of(RandomScene.camera(20, 10), RandomScene.camera(50, 37));
        for (Options options : options()) {
            RandomScene before = new RandomScene(150, 2, 0.1);
            RandomScene after = new RandomScene(150, 2, 0.1);
            for (int i = 0; i < after.logScales.length; i++) {
                after.logScales[i] -= 0.2;
                after.means[i] += 0.001 * (i % 3 - 1);
            }
            for (int i = 0; i < after.n; i++) {
                after.opacityLogits[i] -= 0.5 + i % 2;
                after.sh0[3 * i] += 0.5;
            }
            for (int i = 0; i < after.n; i += 5) {
                after.means[3 * i + 2] = -50;
            }
            try (Scope scope = Scope.open()) {
                Rasterizer.Gaussians splats = gaussians(device(), before, cameras.get(0));
                List<Rendering> views = Rasterizer.renders(splats, cameras, options);
                Rasterizer.Gaussians moved = gaussians(device(), after, cameras.get(0));
                List<Tensor> again = Rasterizer.moved(views, moved);
                for (int v = 0; v < cameras.size(); v++) {
                    double[] expected = run(reference, after, cameras.get(v), options)[0];
                    close(options + ", view " + v, expected, again.get(v).toDoubles());
                }
            }
        }
    }

    private static Options[] options() {
        float[] blue = {0, 0, 0.7f};
        return new Options[] {
            Options.of(1),
            Options.of(2).on(1, 0.5f, 0).depth(),
            new Options(BlendMode.ALPHA, 1, true, 0.1, 0.2, blue, false)
        };
    }

    private static Rasterizer.Gaussians gaussians(Device device, RandomScene scene, Camera camera) {
        Tensor[] tensors = scene.tensors(device.poisonBuffers(), camera);
        Var[] x = new Var[tensors.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = Var.constant(tensors[i]);
        }
        return RandomScene.gaussians(x);
    }

    @Test
    void oddSizesAndFewSplats() {
        for (int[] size : new int[][] {{1, 1}, {32, 32}, {97, 1}, {1, 97}, {33, 65}}) {
            Camera camera = RandomScene.camera(size[0], size[1]);
            check(size[0] + " x " + size[1], new RandomScene(40, 1, 0.3), camera, Options.of(1));
        }
        Camera camera = RandomScene.camera(20, 10);
        check("no splats", new RandomScene(0, 1, 0.3), camera, Options.of(1).on(1, 1, 1));
        check("one splat", new RandomScene(1, 1, 0.3), camera, Options.of(1));
    }

    /** What is no splat is not there, and takes no gradient but those that are finite. */
    @Test
    void degenerateSplats() {
        RandomScene scene = new RandomScene(12, 1, 0.3);
        for (int k = 0; k < 4; k++) {
            scene.quats[k] = 0;
        }
        scene.logScales[3] = -40;
        scene.logScales[4] = -40;
        scene.logScales[5] = -40;
        scene.logScales[6] = 20;
        scene.opacityLogits[3] = 60;
        scene.opacityLogits[4] = -60;
        scene.means[15] = 1e6;
        check("degenerate", scene, RandomScene.camera(40, 30), Options.of(1));
    }
}

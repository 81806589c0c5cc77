package dev.resplat.train.pixelsplat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Harmonics;
import dev.resplat.splat.Projection;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.splat.Rasterizer.Options;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Splats of pixels against the published formulas, written down here a second time. */
class SplatAdapterTest {
    private static final int VIEWS = 2;
    private static final int HEIGHT = 3;
    private static final int WIDTH = 4;
    private static final int SURFACES = 2;
    private static final int EACH = 3;
    private static final int COUNT = VIEWS * HEIGHT * WIDTH;
    private static final int ROWS = COUNT * SURFACES;
    private static final double LEAST = 0.5;
    private static final double MOST = 15;
    private static final double EXACT = 1e-11;

    private final Device device = GradientCheck.device();
    @RegisterExtension final InScope scope = InScope.on(device);
    private List<Camera> cameras;
    private Tensor depths;
    private Tensor opacities;
    private Tensor pixels;

    @BeforeEach
    void open() {
        RandomCameras random = new RandomCameras(device, 3);
        cameras = random.cameras(VIEWS, WIDTH, HEIGHT);
        depths = random.uniform(0.5, 4, COUNT, SURFACES * EACH);
        opacities = random.uniform(0.01, 0.99, COUNT, SURFACES * EACH);
        pixels = random.uniform(0, 1, COUNT, 3);
    }

    private static SplatConfig config(int degree) {
        return new SplatConfig(degree, LEAST, MOST, false);
    }

    private Tensor numbers(SplatConfig config) {
        return new RandomCameras(device, 4).normal(ROWS, config.numbers());
    }

    private Gaussians apply(SplatConfig config, Tensor numbers) {
        return new SplatAdapter(config)
                .apply(
                        Var.constant(numbers),
                        Var.constant(depths),
                        Var.constant(opacities),
                        Var.constant(pixels),
                        cameras,
                        HEIGHT,
                        WIDTH);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** What a splat was made of: of which view and pixel, and its row of numbers. */
    private record Origin(int view, int row, int i, int j) {
        static Origin of(int splat) {
            int pixel = splat / (SURFACES * EACH);
            int inView = pixel % (HEIGHT * WIDTH);
            int view = pixel / (HEIGHT * WIDTH);
            return new Origin(view, splat / EACH, inView / WIDTH, inView % WIDTH);
        }
    }

    @Test
    void centresAreOnTheRaysOfTheirPixelsAtTheirDistance() {
        double[] x = numbers(config(1)).toDoubles();
        int d = config(1).numbers();
        double[] means = apply(config(1), numbers(config(1))).means().value().toDoubles();
        assertEquals(ROWS * EACH * 3, means.length);
        for (int n = 0; n < ROWS * EACH; n++) {
            Origin from = Origin.of(n);
            Camera camera = cameras.get(from.view);
            double[] p =
                    RandomCameras.inCamera(
                            camera, means[3 * n], means[3 * n + 1], means[3 * n + 2]);
            double distance = Math.sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);
            assertEquals(depths.toDoubles()[n], distance, EXACT);
            assertTrue(p[2] > 0);
            double u = from.j + 0.5 + sigmoid(x[from.row * d]) - 0.5;
            double v = from.i + 0.5 + sigmoid(x[from.row * d + 1]) - 0.5;
            assertEquals(u, camera.fx() * p[0] / p[2] + camera.cx(), EXACT);
            assertEquals(v, camera.fy() * p[1] / p[2] + camera.cy(), EXACT);
        }
    }

    @Test
    void covariancesAreThoseOfTheCameraTurnedToTheWorld() {
        int d = config(0).numbers();
        double[] x = numbers(config(0)).toDoubles();
        Gaussians splats = apply(config(0), numbers(config(0)));
        double[] found =
                Projection.covariances(splats.quats(), splats.logScales()).value().toDoubles();
        for (int n = 0; n < ROWS * EACH; n++) {
            Origin from = Origin.of(n);
            Camera camera = cameras.get(from.view);
            int at = from.row * d;
            double pixel = 0.1 * (1 / camera.fx() + 1 / camera.fy());
            double unit = depths.toDoubles()[n] * pixel;
            double[] axes = matrix(x[at + 5], x[at + 6], x[at + 7], x[at + 8]);
            double[] w = camera.worldToCamera();
            double[][] sides = new double[3][3];
            for (int i = 0; i < 3; i++) {
                for (int k = 0; k < 3; k++) {
                    double s = (LEAST + (MOST - LEAST) * sigmoid(x[at + 2 + k])) * unit;
                    double turned =
                            w[i] * axes[k] + w[4 + i] * axes[3 + k] + w[8 + i] * axes[6 + k];
                    sides[i][k] = turned * s;
                }
            }
            int at6 = 6 * n;
            for (int i = 0; i < 3; i++) {
                for (int j = i; j < 3; j++) {
                    double sum = 0;
                    for (int k = 0; k < 3; k++) {
                        sum += sides[i][k] * sides[j][k];
                    }
                    assertEquals(sum, found[at6++], EXACT);
                }
            }
        }
    }

    private static double[] matrix(double r, double i, double j, double k) {
        double two = 2 / (i * i + j * j + k * k + r * r);
        return new double[] {
            1 - two * (j * j + k * k),
            two * (i * j - k * r),
            two * (i * k + j * r),
            two * (i * j + k * r),
            1 - two * (i * i + k * k),
            two * (j * k - i * r),
            two * (i * k - j * r),
            two * (j * k + i * r),
            1 - two * (i * i + j * j)
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void coloursFromTheWorldAreThoseFromTheCamera(int degree) {
        SplatConfig config = config(degree);
        int terms = Splats3d.terms(degree);
        double[] x = numbers(config).toDoubles();
        Gaussians splats = apply(config, numbers(config));
        assertEquals(Shape.of(ROWS * EACH, terms - 1, 3), splats.shRest().shape());
        double[] first = splats.sh0().value().toDoubles();
        double[] rest = splats.shRest().value().toDoubles();
        double[] inCamera = new double[terms];
        double[] inWorld = new double[terms];
        double[] r = {0.48, -0.6, 0.64};
        for (int n = 0; n < ROWS * EACH; n++) {
            Origin from = Origin.of(n);
            double[] w = cameras.get(from.view).worldToCamera();
            Harmonics.terms(degree, r[0], r[1], r[2], inWorld);
            Harmonics.terms(
                    degree,
                    w[0] * r[0] + w[1] * r[1] + w[2] * r[2],
                    w[4] * r[0] + w[5] * r[1] + w[6] * r[2],
                    w[8] * r[0] + w[9] * r[1] + w[10] * r[2],
                    inCamera);
            for (int c = 0; c < 3; c++) {
                double expected = 0;
                for (int k = 0; k < terms; k++) {
                    int l = (int) Math.sqrt(k);
                    double mask = l == 0 ? 1 : 0.1 * Math.pow(0.25, l);
                    expected +=
                            inCamera[k] * mask * x[from.row * config.numbers() + 9 + c * terms + k];
                }
                double found = inWorld[0] * first[3 * n + c];
                for (int k = 1; k < terms; k++) {
                    found += inWorld[k] * rest[(n * (terms - 1) + k - 1) * 3 + c];
                }
                assertEquals(expected, found, EXACT);
            }
        }
    }

    @Test
    void coloursCanBeginWithThoseOfTheImage() {
        SplatConfig config = new SplatConfig(1, LEAST, MOST, true);
        double[] predicted = apply(config(1), numbers(config)).sh0().value().toDoubles();
        double[] found = apply(config, numbers(config)).sh0().value().toDoubles();
        for (int n = 0; n < ROWS * EACH; n++) {
            for (int c = 0; c < 3; c++) {
                double pixel = pixels.toDoubles()[n / (SURFACES * EACH) * 3 + c];
                double color = (found[3 * n + c] - predicted[3 * n + c]) * Harmonics.DC + 0.5;
                assertEquals(pixel, color, EXACT);
            }
        }
    }

    /** A world that is turned and moved with all cameras in it looks the same. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4})
    void aMovedWorldLooksTheSame(int degree) {
        RandomCameras random = new RandomCameras(device, 7);
        Tensor numbers = numbers(config(degree));
        Camera eye = cameras.get(0).at(nearby(cameras.get(0).worldToCamera()));
        Options options = Options.of(degree);
        double[] before = render(apply(config(degree), numbers), eye, options);

        double[] motion = random.pose();
        cameras = cameras.stream().map(c -> moved(c, motion)).toList();
        double[] after = render(apply(config(degree), numbers), moved(eye, motion), options);
        assertArrayEquals(before, after, 1e-9);
        double spread = 0;
        for (double v : before) {
            spread = Math.max(spread, Math.abs(v - before[0]));
        }
        assertTrue(spread > 0.05, "something is to be seen");
    }

    private static double[] nearby(double[] pose) {
        double[] moved = pose.clone();
        moved[3] += 0.1;
        moved[11] += 0.2;
        return moved;
    }

    private static Camera moved(Camera camera, double[] motion) {
        return camera.at(RandomCameras.product(camera.worldToCamera(), motion));
    }

    private static double[] render(Gaussians splats, Camera camera, Options options) {
        return Rasterizer.render(splats, camera, options).image().value().toDoubles();
    }

    @Test
    void theRasterizerSeesTheOpacities() {
        Var o = Var.parameter(opacities);
        Gaussians splats =
                new SplatAdapter(config(0))
                        .apply(
                                Var.constant(numbers(config(0))),
                                Var.constant(depths),
                                o,
                                Var.constant(pixels),
                                cameras,
                                HEIGHT,
                                WIDTH);
        Var seen = Elementwise.sigmoid(splats.opacityLogits());
        assertArrayEquals(opacities.toDoubles(), seen.value().toDoubles(), EXACT);
        double[] slopes = seen.sum().backward().of(o).toDoubles();
        for (double slope : slopes) {
            assertEquals(1, slope, EXACT);
        }
    }

    @Test
    void opacitiesOfZeroAndOneHaveLogits() {
        opacities = Tensor.zeros(device, opacities.shape());
        double low =
                sigmoid(
                        apply(config(0), numbers(config(0)))
                                .opacityLogits()
                                .value()
                                .toDoubles()[0]);
        assertEquals(1e-6, low, 1e-12);
        opacities = Tensor.full(device, opacities.shape(), 1);
        double high =
                sigmoid(
                        apply(config(0), numbers(config(0)))
                                .opacityLogits()
                                .value()
                                .toDoubles()[0]);
        assertEquals(1 - 1e-6, high, 1e-12);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void gradientsAreThoseOfDifferences(int degree) {
        SplatConfig config = new SplatConfig(degree, LEAST, MOST, true);
        List<Function<Gaussians, Var>> parts =
                List.of(
                        Gaussians::means,
                        Gaussians::quats,
                        Gaussians::logScales,
                        Gaussians::opacityLogits,
                        Gaussians::sh0);
        for (Function<Gaussians, Var> part : parts) {
            check(config, part);
        }
        if (degree > 0) {
            check(config, Gaussians::shRest);
        }
    }

    private void check(SplatConfig config, Function<Gaussians, Var> part) {
        SplatAdapter adapter = new SplatAdapter(config);
        GradientCheck.check(
                x -> part.apply(adapter.apply(x[0], x[1], x[2], x[3], cameras, HEIGHT, WIDTH)),
                numbers(config),
                depths,
                opacities,
                pixels);
    }

    @Test
    void oneSplatOfAPixelIsTheFirstOfThree() {
        SplatConfig config = config(2);
        Gaussians three = apply(config, numbers(config));
        depths = first(depths);
        opacities = first(opacities);
        Gaussians one = apply(config, numbers(config));
        assertEquals(ROWS, one.count());
        assertArrayEquals(firsts(three.means(), 3), one.means().value().toDoubles());
        assertArrayEquals(firsts(three.quats(), 4), one.quats().value().toDoubles());
        assertArrayEquals(firsts(three.logScales(), 3), one.logScales().value().toDoubles());
        assertArrayEquals(firsts(three.shRest(), 24), one.shRest().value().toDoubles());
    }

    private Tensor first(Tensor x) {
        Var every = Var.constant(x).reshape(COUNT, SURFACES, EACH);
        return Layout.slice(every, 2, 0, 1).value().reshape(COUNT, SURFACES);
    }

    private static double[] firsts(Var x, int width) {
        return Layout.slice(x.reshape(ROWS, EACH, width), 1, 0, 1).value().toDoubles();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void theFastDeviceAgreesWithTheReference(int degree) {
        SplatConfig config = new SplatConfig(degree, LEAST, MOST, true);
        Tensor numbers = numbers(config);
        Gaussians expected = apply(config, numbers);
        Device cpu = Devices.cpu();
        depths = depths.to(cpu);
        opacities = opacities.to(cpu);
        pixels = pixels.to(cpu);
        Gaussians found = apply(config, numbers.to(cpu));
        same(expected.means(), found.means());
        same(expected.quats(), found.quats());
        same(expected.logScales(), found.logScales());
        same(expected.opacityLogits(), found.opacityLogits());
        same(expected.sh0(), found.sh0());
        same(expected.shRest(), found.shRest());
    }

    private static void same(Var expected, Var found) {
        assertArrayEquals(expected.value().toDoubles(), found.value().toDoubles(), 2e-5);
    }

    @Test
    void numbersOfSurfacesMayStandInOneRow() {
        Tensor numbers = numbers(config(1));
        Gaussians expected = apply(config(1), numbers);
        Gaussians found = apply(config(1), numbers.reshape(COUNT, -1));
        assertArrayEquals(expected.means().value().toDoubles(), found.means().value().toDoubles());
    }

    @Test
    void whatDoesNotFitIsAnError() {
        Tensor numbers = numbers(config(1));
        assertThrows(IllegalArgumentException.class, () -> apply(config(0), numbers));
        opacities = first(opacities);
        assertThrows(IllegalArgumentException.class, () -> apply(config(1), numbers));
        cameras = List.of(cameras.get(0));
        assertThrows(IllegalArgumentException.class, () -> apply(config(1), numbers));
    }
}

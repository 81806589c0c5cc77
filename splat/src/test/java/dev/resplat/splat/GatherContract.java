package dev.resplat.splat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Compositor.Composite;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.reference.ReferenceDevice;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The adjoint of blending on every device, against its definition. */
public abstract class GatherContract {
    private static final int WIDTH = 61;
    private static final int HEIGHT = 47;

    private Scope scope;

    /** The device under test. */
    protected abstract Device device();

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
        assertEquals(0, device().bytesInUse());
    }

    private static Composite composite(
            Device device, RandomSplats splats, int width, int height, BlendMode mode) {
        Var[] x = splats.parameters(device);
        Tensor depths = splats.depths(device);
        return Compositor.composite(x[0], x[1], x[2], x[3], depths, width, height, mode);
    }

    private static Tensor map(Device device, int width, int height, int features) {
        Shape shape = Shape.of(height, width, features);
        return new RandomStream(3).uniform(device, shape).add(-0.4);
    }

    /** {@code [pixels, n]}: what each splat counts in each pixel; its colour is its number. */
    private static double[] shares(RandomSplats splats, int width, int height, BlendMode mode) {
        Device reference = new ReferenceDevice();
        double[] unit = new double[splats.n * splats.n];
        for (int s = 0; s < splats.n; s++) {
            unit[s * splats.n + s] = 1;
        }
        Var[] x = splats.parameters(reference);
        Var colors = Var.constant(Tensor.of(reference, Shape.of(splats.n, splats.n), unit));
        Tensor depths = splats.depths(reference);
        return Compositor.composite(x[0], x[1], x[2], colors, depths, width, height, mode)
                .image()
                .value()
                .toDoubles();
    }

    private static double[] slow(double[] shares, int n, double[] map, int features) {
        double[] sums = new double[n * features];
        for (int p = 0; p < shares.length / n; p++) {
            for (int s = 0; s < n; s++) {
                for (int f = 0; f < features; f++) {
                    sums[s * features + f] += shares[p * n + s] * map[p * features + f];
                }
            }
        }
        return sums;
    }

    private static void close(String what, double[] expected, double[] actual) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        assertArrayEquals(expected, actual, 1e-4 * Math.max(largest, 1e-3), what);
    }

    @ParameterizedTest
    @EnumSource
    void itSumsAMapOverFootprints(BlendMode mode) {
        Device device = device().poisonBuffers();
        RandomSplats splats = new RandomSplats(40, 3, WIDTH, HEIGHT, 0.4, 12);
        double[] shares = shares(splats, WIDTH, HEIGHT, mode);
        Composite composite = composite(device, splats, WIDTH, HEIGHT, mode);
        for (int features = 0; features <= 7; features++) {
            Tensor map = map(device, WIDTH, HEIGHT, features);
            Tensor sums = composite.gather(map);
            assertEquals(Shape.of(splats.n, features), sums.shape());
            double[] expected = slow(shares, splats.n, map.toDoubles(), features);
            close(mode + ", " + features + " features", expected, sums.toDoubles());
        }
    }

    /** Of many, those behind gather nothing: neither in the first channels nor in others. */
    @Test
    void whatIsHiddenGathersNothing() {
        Device device = device().poisonBuffers();
        RandomSplats splats = new RandomSplats(700, 3, 32, 32, 30, 60);
        Arrays.fill(splats.weights, 0.9);
        double[] shares = shares(splats, 32, 32, BlendMode.ALPHA);
        Composite composite = composite(device, splats, 32, 32, BlendMode.ALPHA);
        Tensor map = map(device, 32, 32, 7);
        double[] sums = composite.gather(map).toDoubles();
        close("700 wide splats", slow(shares, splats.n, map.toDoubles(), 7), sums);
        long none = Arrays.stream(sums).filter(x -> x == 0).count();
        assertTrue(none > 7 * 500, none + " sums are 0");
    }

    /** Whatever the number of channels of the image. */
    @ParameterizedTest
    @EnumSource
    void channelsOfTheImageDoNotMatter(BlendMode mode) {
        Tensor map = map(device(), 33, 20, 4);
        double[] expected = null;
        for (int channels : new int[] {0, 1, 4, 5}) {
            RandomSplats splats = new RandomSplats(30, 3, 33, 20, 0.5, 5);
            Var[] x = splats.parameters(device());
            Var colors = Var.constant(Tensor.full(device(), Shape.of(30, channels), 0.7));
            Composite composite =
                    Compositor.composite(
                            x[0], x[1], x[2], colors, splats.depths(device()), 33, 20, mode);
            double[] sums = composite.gather(map).toDoubles();
            expected = expected == null ? sums : expected;
            assertArrayEquals(expected, sums, 1e-6, channels + " channels");
        }
    }

    @ParameterizedTest
    @EnumSource
    void itIsTheGradientOfColors(BlendMode mode) {
        RandomSplats splats = new RandomSplats(300, 3, WIDTH, HEIGHT, 0.4, 12);
        Var[] x = splats.parameters(device());
        Composite composite =
                Compositor.composite(
                        x[0], x[1], x[2], x[3], splats.depths(device()), WIDTH, HEIGHT, mode);
        Tensor map = map(device(), WIDTH, HEIGHT, 3);
        double[] expected = composite.image().backward(map).of(x[3]).toDoubles();
        assertArrayEquals(expected, composite.gather(map).toDoubles());
    }

    /** Which share a normalized image fully among them. */
    @Test
    void areasAddUpToThePixelsThatAreCovered() {
        RandomSplats splats = new RandomSplats(25, 3, WIDTH, HEIGHT, 2, 6);
        Composite composite = composite(device(), splats, WIDTH, HEIGHT, BlendMode.NORMALIZED);
        double expected = 0;
        int touched = 0;
        for (double a : composite.coverage().toDoubles()) {
            expected += a / (a + BlendMode.EPSILON);
            touched += a > 0 ? 1 : 0;
        }
        Tensor ones = Tensor.full(device(), Shape.of(HEIGHT, WIDTH, 1), 1);
        double sum = composite.gather(ones).sum().item();
        assertEquals(expected, sum, 1e-4 * expected);
        assertTrue(touched > 1000 && touched < WIDTH * HEIGHT, touched + " pixels");
        assertEquals(touched, sum, 0.02 * touched);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotThereGathersNothing(BlendMode mode) {
        RandomSplats splats = new RandomSplats(5, 3, 30, 30, 2, 5);
        splats.colors[1] = Double.POSITIVE_INFINITY;
        splats.colors[5] = Double.NaN;
        splats.conics[6] = -1;
        splats.means[6] = -1e6;
        Arrays.fill(splats.weights, 0.5);
        Composite composite = composite(device(), splats, 30, 30, mode);
        double[] areas =
                composite.gather(Tensor.full(device(), Shape.of(30, 30, 1), 1)).toDoubles();
        assertArrayEquals(new double[4], Arrays.copyOf(areas, 4));
        assertTrue(areas[4] > 1, "area " + areas[4]);
    }

    @ParameterizedTest
    @EnumSource
    void nothingToGather(BlendMode mode) {
        Composite none = composite(device(), new RandomSplats(0, 3, 9, 8, 2, 5), 9, 8, mode);
        assertEquals(Shape.of(0, 2), none.gather(map(device(), 9, 8, 2)).shape());
        Composite empty = composite(device(), new RandomSplats(3, 3, 9, 8, 2, 5), 0, 8, mode);
        assertArrayEquals(new double[6], empty.gather(map(device(), 0, 8, 2)).toDoubles());
    }

    @Test
    void aMapThatDoesNotFitIsNamed() {
        Composite composite =
                composite(device(), new RandomSplats(3, 3, 9, 8, 2, 5), 9, 8, BlendMode.ALPHA);
        for (Shape shape : new Shape[] {Shape.of(9, 8, 3), Shape.of(8, 9), Shape.of(1, 8, 9, 3)}) {
            Tensor map = Tensor.zeros(device(), shape);
            String message =
                    assertThrows(ShapeException.class, () -> composite.gather(map)).getMessage();
            assertEquals("gather: map must be [8, 9, F], is " + shape, message);
        }
        Tensor ints = Tensor.zeros(device(), Shape.of(8, 9, 3)).toInt32();
        String message =
                assertThrows(IllegalArgumentException.class, () -> composite.gather(ints))
                        .getMessage();
        assertTrue(message.startsWith("gather: map must be real"), message);
        Tensor elsewhere = Tensor.zeros(new ReferenceDevice(), Shape.of(8, 9, 3));
        message =
                assertThrows(IllegalArgumentException.class, () -> composite.gather(elsewhere))
                        .getMessage();
        assertTrue(message.contains("are on different devices"), message);
    }
}

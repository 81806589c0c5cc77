package dev.resplat.splat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Gradients;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every device's {@link RasterKernels} must do: agree with the reference. */
public abstract class CompositorContract {
    private static final String[] NAMES = {"means2d", "conics", "weights", "colors"};

    private final Device reference = new ReferenceDevice().poisonBuffers();

    /** The device under test. */
    protected abstract Device device();

    /** Image, coverage and the four gradients. */
    private static double[][] run(
            Device device, RandomSplats splats, int width, int height, BlendMode mode) {
        return run(device, splats, width, height, mode, () -> {});
    }

    /** The same, with something else to do between the image and the gradients. */
    private static double[][] run(
            Device device,
            RandomSplats splats,
            int width,
            int height,
            BlendMode mode,
            Runnable between) {
        try (Scope scope = Scope.open()) {
            Var[] x = splats.parameters(device);
            Tensor depths = splats.depths(device);
            Composite y = Compositor.composite(x[0], x[1], x[2], x[3], depths, width, height, mode);
            Shape shape = Shape.of(height, width, splats.channels);
            Tensor u = new RandomStream(3).uniform(device, shape).add(-0.5);
            double[][] results = new double[6][];
            results[0] = y.image().value().toDoubles();
            results[1] = y.coverage().toDoubles();
            between.run();
            Gradients gradients = y.image().backward(u);
            for (int i = 0; i < 4; i++) {
                results[2 + i] = gradients.of(x[i]).toDoubles();
            }
            return results;
        }
    }

    /** Image, coverage and gradients of thousands of splats on hundreds of tiles. */
    public static double[][] manySplats(Device device, BlendMode mode) {
        return run(device, new RandomSplats(6000, 3, 301, 203, 0.5, 8), 301, 203, mode);
    }

    private void check(String what, RandomSplats splats, int width, int height, BlendMode mode) {
        double[][] expected = run(reference, splats, width, height, mode);
        double[][] actual = run(device().poisonBuffers(), splats, width, height, mode);
        for (int i = 0; i < expected.length; i++) {
            String part = i == 0 ? "image" : i == 1 ? "coverage" : "gradient of " + NAMES[i - 2];
            close(what + " " + mode + ": " + part, expected[i], actual[i]);
        }
    }

    /** To within 1e-4 of the largest: sums of thousands of pixels, of which some cancel. */
    private static void close(String what, double[] expected, double[] actual) {
        double largest = 1e-3;
        for (double e : expected) {
            largest = Math.max(largest, Math.abs(e));
        }
        for (int i = 0; i < expected.length; i++) {
            double error = Math.abs(expected[i] - actual[i]);
            if (!(error <= 1e-4 * largest)) {
                throw new AssertionError(
                        "%s: element %d is %g, the reference says %g (the largest is %g)"
                                .formatted(what, i, actual[i], expected[i], largest));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void splatsOfAllSizesOnOddImages(BlendMode mode) {
        check("small", new RandomSplats(300, 3, 61, 47, 0.3, 3), 61, 47, mode);
        check("large", new RandomSplats(60, 3, 61, 47, 2, 40), 61, 47, mode);
        check("needles", new RandomSplats(100, 3, 83, 35, 0.3, 40), 83, 35, mode);
        check("a tile", new RandomSplats(40, 3, 32, 32, 0.5, 5), 32, 32, mode);
        check("a pixel", new RandomSplats(7, 3, 1, 1, 0.5, 5), 1, 1, mode);
        check("a row", new RandomSplats(20, 3, 97, 1, 0.5, 5), 97, 1, mode);
        check("a column", new RandomSplats(20, 3, 1, 97, 0.5, 5), 1, 97, mode);
    }

    @ParameterizedTest
    @EnumSource
    void anyNumberOfChannels(BlendMode mode) {
        for (int channels : new int[] {1, 2, 4, 7}) {
            check(
                    channels + " channels",
                    new RandomSplats(50, channels, 33, 20, 1, 6),
                    33,
                    20,
                    mode);
        }
    }

    @ParameterizedTest
    @EnumSource
    void thousandsOverlapping(BlendMode mode) {
        check("overlapping", new RandomSplats(3000, 3, 20, 18, 3, 8), 20, 18, mode);
    }

    @ParameterizedTest
    @EnumSource
    void nothing(BlendMode mode) {
        check("no splats", new RandomSplats(0, 3, 20, 18, 3, 8), 20, 18, mode);
        check("no pixels", new RandomSplats(5, 3, 20, 18, 3, 8), 0, 18, mode);
        check("no pixels", new RandomSplats(5, 3, 20, 18, 3, 8), 20, 0, mode);
    }

    /** Another image is blended between the forward and the backward pass. */
    @ParameterizedTest
    @EnumSource
    void whatIsNotFiniteInOneImageDoesNotReachAnother(BlendMode mode) {
        Device device = device().poisonBuffers();
        RandomSplats bright = new RandomSplats(60, 3, 64, 64, 5, 40);
        Arrays.fill(bright.colors, Float.MAX_VALUE);
        Arrays.fill(bright.weights, 3);
        RandomSplats splats = new RandomSplats(40, 3, 30, 30, 0.5, 5);
        double[][] expected = run(reference, splats, 30, 30, mode);
        double[][] actual =
                run(device, splats, 30, 30, mode, () -> run(device, bright, 64, 64, mode));
        for (int i = 0; i < 4; i++) {
            close(mode + ": gradient of " + NAMES[i], expected[2 + i], actual[2 + i]);
        }
    }

    /** What is no splat is not there, and takes no gradient. */
    @ParameterizedTest
    @EnumSource
    void degenerateSplatsAreNotThere(BlendMode mode) {
        RandomSplats splats = new RandomSplats(12, 3, 30, 30, 2, 5);
        splats.conics[0] = Double.POSITIVE_INFINITY;
        splats.conics[3] = 0;
        splats.conics[7] = 10;
        splats.conics[9] = Double.NaN;
        splats.means[8] = Double.NaN;
        splats.means[10] = 1e30f;
        splats.weights[6] = Double.NaN;
        splats.colors[22] = Double.POSITIVE_INFINITY;
        splats.weights[8] = 0;
        splats.conics[27] = -1;
        check("degenerate", splats, 30, 30, mode);
    }

    /** As if it were blended anew, where no splat reaches farther than it did. */
    @ParameterizedTest
    @EnumSource
    void theSameFootprintsAreBlendedAgain(BlendMode mode) {
        for (int channels : new int[] {1, 3, 5}) {
            RandomSplats before = new RandomSplats(200, channels, 61, 47, 0.5, 9);
            RandomSplats after = new RandomSplats(200, channels, 61, 47, 0.5, 9);
            for (int s = 0; s < after.n; s++) {
                after.weights[s] *= (s % 5) / 4.0;
            }
            for (int i = 0; i < after.colors.length; i++) {
                after.colors[i] = 1 - 2 * before.colors[i];
            }
            double[] expected = run(reference, after, 61, 47, mode)[0];
            close(mode + ", " + channels + " channels", expected, again(before, after, mode));
        }
    }

    /** As if it were blended anew, where splats become smaller, or nothing. */
    @ParameterizedTest
    @EnumSource
    void smallerFootprintsAreBlendedAgain(BlendMode mode) {
        RandomSplats before = new RandomSplats(200, 3, 61, 47, 0.5, 9);
        RandomSplats after = new RandomSplats(200, 3, 61, 47, 0.5, 9);
        for (int i = 0; i < after.conics.length; i++) {
            after.conics[i] *= i / 3 % 4 == 0 ? 0 : 1.25;
        }
        double[] expected = run(reference, after, 61, 47, mode)[0];
        close(mode.toString(), expected, again(before, after, mode));
    }

    /** Splats that move a little reach as far as they did, or a little farther. */
    @Test
    void movedFootprintsAreBlendedAgain() {
        RandomSplats before = new RandomSplats(60, 3, 61, 47, 2, 9);
        RandomSplats after = new RandomSplats(60, 3, 61, 47, 2, 9);
        for (int i = 0; i < after.means.length; i++) {
            after.means[i] += 0.1;
        }
        double[] expected = run(reference, after, 61, 47, BlendMode.ALPHA)[0];
        double[] stayed = run(reference, before, 61, 47, BlendMode.ALPHA)[0];
        double[] again = again(before, after, BlendMode.ALPHA);
        assertArrayEquals(expected, again, 4 / 255.0);
        assertTrue(distance(expected, again) < 0.2 * distance(expected, stayed));
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b[i]);
        }
        return sum;
    }

    /** What splats become that had other numbers; the first image stays. */
    private double[] again(RandomSplats before, RandomSplats after, BlendMode mode) {
        Device device = device().poisonBuffers();
        try (Scope scope = Scope.open()) {
            Var[] x = before.parameters(device);
            Var[] other = after.parameters(device);
            Tensor depths = before.depths(device);
            Composite y = Compositor.composite(x[0], x[1], x[2], x[3], depths, 61, 47, mode);
            double[] first = y.image().value().toDoubles();
            Tensor again =
                    y.again(other[0].value(), other[1].value(), other[2].value(), other[3].value());
            assertArrayEquals(first, y.image().value().toDoubles());
            return again.toDoubles();
        }
    }

    /** Splats that become heavier reach a little farther, or not: where they are hardly seen. */
    @ParameterizedTest
    @EnumSource
    void heavierSplatsAreBlendedAgain(BlendMode mode) {
        RandomSplats before = new RandomSplats(60, 3, 61, 47, 0.5, 9);
        RandomSplats after = new RandomSplats(60, 3, 61, 47, 0.5, 9);
        for (int s = 0; s < before.n; s++) {
            before.weights[s] *= 0.8;
        }
        double[] expected = run(reference, after, 61, 47, mode)[0];
        double[] again = again(before, after, mode);
        assertArrayEquals(expected, again, mode == BlendMode.ALPHA ? 4 / 255.0 : 1e-4);
    }

    @Test
    void whatIsBlendedAgainIsOfTheSameShape() {
        try (Scope scope = Scope.open()) {
            Var[] x = new RandomSplats(3, 3, 9, 8, 2, 5).parameters(device());
            Composite y = Compositor.composite(x[0], x[1], x[2], x[3], 9, 8, BlendMode.ALPHA);
            Tensor four = Tensor.zeros(device(), Shape.of(4));
            Tensor weights = x[2].value();
            Tensor grey = Tensor.zeros(device(), Shape.of(3, 1));
            assertThrows(ShapeException.class, () -> y.again(four, x[3].value()));
            assertThrows(ShapeException.class, () -> y.again(weights, grey));
            Tensor two = Tensor.zeros(device(), Shape.of(3, 2));
            Tensor colors = x[3].value();
            assertThrows(ShapeException.class, () -> y.again(two, two, weights, colors));
            Tensor three = Tensor.zeros(device(), Shape.of(3, 3));
            assertThrows(ShapeException.class, () -> y.again(three, three, weights, colors));
        }
    }

    @Test
    void whatIsInFrontHidesWhatIsBehind() {
        RandomSplats splats = new RandomSplats(2, 1, 8, 8, 100, 101);
        splats.means[0] = splats.means[1] = splats.means[2] = splats.means[3] = 4;
        splats.weights[0] = splats.weights[1] = 1;
        splats.colors[0] = 3;
        splats.colors[1] = 7;
        splats.depths[0] = 2;
        splats.depths[1] = 1;
        double[] image = run(device(), splats, 8, 8, BlendMode.ALPHA)[0];
        double front = 0.999;
        assertEquals(7 * front + 3 * (1 - front) * front, image[9 * 4], 0.02);
    }

    /**
     * A single wide splat fills the image with its colour: the mean does not see how much of it.
     */
    @Test
    void aNormalizedImageOfOneSplatIsItsColor() {
        RandomSplats splats = new RandomSplats(1, 2, 40, 40, 30, 31);
        splats.means[0] = splats.means[1] = 20;
        splats.weights[0] = 1;
        double[] image = run(device(), splats, 40, 40, BlendMode.NORMALIZED)[0];
        double[] expected = new double[image.length];
        for (int i = 0; i < image.length; i++) {
            expected[i] = splats.colors[i % 2];
        }
        assertArrayEquals(expected, image, 1e-3);
    }
}

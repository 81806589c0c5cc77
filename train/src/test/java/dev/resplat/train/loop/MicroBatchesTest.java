package dev.resplat.train.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Checkpoint;
import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.BatchNorm;
import dev.resplat.nn.Conv2d;
import dev.resplat.nn.Layer;
import dev.resplat.nn.Linear;
import dev.resplat.nn.Losses;
import dev.resplat.nn.Mode;
import dev.resplat.nn.MultiHeadAttention;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.splat.Rasterizer.Options;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.reference.ReferenceDevice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch in parts, on any number of threads: the gradients of the whole, the same bits. */
final class MicroBatchesTest {
    private static final int SIZE = 16;
    private static final double[] POSE = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 4, 0, 0, 0, 1};
    private static final Camera CAMERA =
            new Camera(SIZE, SIZE, SIZE, SIZE, SIZE / 2.0, SIZE / 2.0, POSE);

    /** Pixels become splats: convolution, batch norm, attention, and a render of what they say. */
    private static final class Painter extends Layer {
        private static final int WIDTH = 8;

        private final Conv2d convolution;
        private final BatchNorm norm;
        private final MultiHeadAttention attention;
        private final Linear head;
        private final Linear unused;

        Painter(Device device) {
            RandomStream random = new RandomStream(5);
            Window window = Window.of(3, 3).stride(2).padding(1);
            convolution = child("convolution", new Conv2d(random, device, 3, WIDTH, window));
            norm = child("norm", new BatchNorm(device, WIDTH, 1e-5, 0.1));
            attention = child("attention", new MultiHeadAttention(random, device, WIDTH, 2));
            head = child("head", new Linear(random, device, WIDTH, 14));
            unused = child("unused", new Linear(random, device, 2, 2));
        }

        /** The mean squared error of the render of an image {@code [1, SIZE, SIZE, 3]}. */
        Var loss(Var image) {
            Var x = Elementwise.relu(norm.forward(convolution.forward(image), Mode.TRAINING));
            int n = x.shape().size() / WIDTH;
            Var tokens = x.reshape(1, n, WIDTH);
            Var seen = Checkpoint.of(t -> t[0].add(attention.forward(t[0])), tokens);
            Var y = head.forward(seen).reshape(n, 14);
            Gaussians splats =
                    new Gaussians(
                            Layout.slice(y, 1, 0, 3),
                            Layout.slice(y, 1, 3, 7),
                            Layout.slice(y, 1, 7, 10).sub(1),
                            Layout.slice(y, 1, 10, 11).reshape(n),
                            Layout.slice(y, 1, 11, 14),
                            Var.constant(Tensor.zeros(y.device(), Shape.of(n, 0, 3))));
            Var render = Rasterizer.render(splats, CAMERA, Options.of(0)).image();
            return Losses.meanSquaredError(render, image.reshape(SIZE, SIZE, 3));
        }
    }

    private static Var image(Device device, int i) {
        return Var.constant(new RandomStream(7, i).uniform(device, Shape.of(1, SIZE, SIZE, 3)));
    }

    /** What a step has found, on the host. */
    private record Found(double loss, List<double[]> gradients, List<double[]> buffers) {
        static Found of(Painter painter, double loss, Gradients gradients) {
            List<double[]> all = new ArrayList<>();
            painter.parameters().values().forEach(p -> all.add(gradients.of(p).toDoubles()));
            List<double[]> buffers = new ArrayList<>();
            painter.buffers().values().forEach(b -> buffers.add(b.toDoubles()));
            return new Found(loss, all, buffers);
        }
    }

    private static Found inParts(Device device, int count) {
        try (Scope scope = Scope.open()) {
            Painter painter = new Painter(device);
            double[] losses = new double[count];
            MicroBatches.Sum sum =
                    MicroBatches.of(
                            device,
                            painter,
                            count,
                            i -> {
                                Var loss = painter.loss(image(device, i));
                                losses[i] = loss.value().item();
                                return loss;
                            });
            assertFalse(sum.gradients().reaches(painter.unused.weight()));
            assertEquals(Arrays.stream(losses).sum() / count, sum.loss());
            return Found.of(painter, sum.loss(), sum.gradients());
        }
    }

    /** The same without micro-batches: all of them in one graph. */
    private static Found whole(Device device, int count) {
        try (Scope scope = Scope.open()) {
            Painter painter = new Painter(device);
            Var loss =
                    IntStream.range(0, count)
                            .mapToObj(i -> painter.loss(image(device, i)))
                            .reduce(Var::add)
                            .orElseThrow()
                            .mul(1.0 / count);
            return Found.of(painter, loss.value().item(), loss.backward());
        }
    }

    private static void same(Found expected, Found actual, double tolerance) {
        assertEquals(expected.loss, actual.loss, tolerance * expected.loss);
        for (int p = 0; p < expected.gradients.size(); p++) {
            double[] e = expected.gradients.get(p);
            double largest = Arrays.stream(e).map(Math::abs).max().orElse(0);
            assertArrayEquals(e, actual.gradients.get(p), tolerance * largest, "parameter " + p);
        }
        for (int b = 0; b < expected.buffers.size(); b++) {
            assertArrayEquals(expected.buffers.get(b), actual.buffers.get(b));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void bitsDoNotDependOnThreads(int count) {
        Found expected = inParts(new CpuDevice(1), count);
        assertTrue(Arrays.stream(expected.gradients.get(0)).anyMatch(g -> g != 0));
        for (int threads : new int[] {2, 4}) {
            Device device = new CpuDevice(threads).poisonBuffers();
            for (int again = 0; again < 10; again++) {
                same(expected, inParts(device, count), 0);
                assertEquals(0, device.bytesInUse());
            }
        }
    }

    @Test
    void gradientsAreThoseOfTheWholeBatch() {
        Device reference = new ReferenceDevice().poisonBuffers();
        same(whole(reference, 3), inParts(reference, 3), 1e-12);
        for (Device device : List.of(new CpuDevice(2), CpuDevice.scalar(2))) {
            same(whole(device, 4), inParts(device, 4), 1e-5);
        }
    }

    @Test
    void aFailureComesThroughAndLeavesNothing() {
        Device device = new CpuDevice(2).poisonBuffers();
        try (Scope scope = Scope.open()) {
            Painter painter = new Painter(device);
            long before = device.bytesInUse();
            for (int failing = 0; failing < 4; failing++) {
                int bad = failing;
                IllegalStateException thrown =
                        assertThrows(
                                IllegalStateException.class,
                                () ->
                                        MicroBatches.of(
                                                device,
                                                painter,
                                                4,
                                                i -> {
                                                    Var loss = painter.loss(image(device, i));
                                                    if (i >= bad) {
                                                        throw new IllegalStateException(
                                                                "part " + i);
                                                    }
                                                    return loss;
                                                }));
                assertEquals("part " + bad, thrown.getMessage());
                assertEquals(before, device.bytesInUse());
            }
            assertEquals(0, painter.buffers().values().iterator().next().sum().item());
        }
        assertEquals(0, device.bytesInUse());
    }

    @Test
    void aLossThatIsNoNumberHasNoGradients() {
        Device device = new CpuDevice(2);
        try (Scope scope = Scope.open()) {
            Painter painter = new Painter(device);
            MicroBatches.Sum sum =
                    MicroBatches.of(
                            device,
                            painter,
                            4,
                            i -> painter.loss(image(device, i)).mul(i == 2 ? Double.NaN : 1));
            assertTrue(Double.isNaN(sum.loss()));
            assertTrue(sum.gradients().all().isEmpty());
            assertEquals(0, painter.buffers().values().iterator().next().sum().item());
        }
    }

    @Test
    void thereMustBeAPart() {
        assertThrows(
                IllegalArgumentException.class,
                () -> MicroBatches.of(new CpuDevice(1), Map.of(), 0, i -> null));
    }
}

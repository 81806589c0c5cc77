package dev.resplat.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.splat.BlendMode;
import dev.resplat.splat.Compositor;
import dev.resplat.splat.RasterKernels.Bins;
import dev.resplat.splat.RasterKernels.Footprints;
import dev.resplat.splat.RasterKernels.Frame;
import dev.resplat.tensor.DeviceMemoryException;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.Gathering;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Pairs of tiles and splats at their limits. */
class ClRasterTest {
    private final ClDevice device = (ClDevice) OpenClUnderTest.device();

    /** Splats of weight one, wide along x. */
    private void bin(Frame frame, Tensor means, double a, IntFunction<Tensor[]> lists) {
        int n = frame.splats();
        Shape each = Shape.of(n);
        Tensor conics =
                Tensor.of(device, Shape.of(1, 3), a, 0, 1)
                        .add(Tensor.zeros(device, Shape.of(n, 3)));
        Tensor weights = Tensor.zeros(device, each).add(1);
        Tensor colors = Tensor.zeros(device, each);
        Tensor order = Gathering.indices(device, n);
        new ClRaster(device)
                .bin(
                        frame,
                        new Footprints(
                                means.buffer(), conics.buffer(), weights.buffer(), colors.buffer()),
                        order.buffer(),
                        pairs -> {
                            Tensor[] t = lists.apply(pairs);
                            return new Bins(
                                    order.buffer(),
                                    t[0].buffer(),
                                    t[1].buffer(),
                                    t[2].buffer(),
                                    t[3].buffer(),
                                    t[4].buffer());
                        });
    }

    /** As many as 32768 more than 2^32, which 32 bits count as 32768. */
    @Test
    void morePairsThanThereIsMemoryForAreRefusedInALine() {
        Frame frame = new Frame(BlendMode.ADDITIVE, (1 << 17) + 1, 1, 1 << 20, 32);
        try (Scope scope = Scope.open()) {
            Tensor means = Tensor.zeros(device, Shape.of(frame.splats(), 2));
            DeviceMemoryException e =
                    assertThrows(
                            DeviceMemoryException.class,
                            () -> bin(frame, means, 1e-14, pairs -> new Tensor[5]));
            assertTrue(e.getMessage().contains("2^29"), e.getMessage());
            assertEquals(1, e.getMessage().lines().count());
        }
        assertEquals(0, device.bytesInUse());
    }

    /** So far that its tiles have no 32-bit numbers. */
    @Test
    void aSplatFarAwayMeetsNoTile() {
        double far = 1e12;
        Frame frame = new Frame(BlendMode.ADDITIVE, 5, 1, 70, 40);
        try (Scope scope = Scope.open()) {
            Tensor means =
                    Tensor.of(
                            device,
                            Shape.of(5, 2),
                            new double[] {20, -far, 20, far, -far, 20, far, 20, 20, 20});
            int[] sizes = {6, 1, 2, 1, 7};
            Tensor[] lists = new Tensor[sizes.length];
            for (int i = 0; i < lists.length; i++) {
                lists[i] = Tensor.empty(device, ElementType.INT32, Shape.of(sizes[i]));
            }
            bin(
                    frame,
                    means,
                    0.1,
                    pairs -> {
                        assertEquals(1, pairs);
                        return lists;
                    });
            assertArrayEquals(new int[] {0, 0, 0, 0, 0, 1}, lists[0].toInts());
            assertArrayEquals(new int[] {4}, lists[1].toInts());
        }
    }

    /** All pixels are done long before the last of several batches of 64: gradients are zeros. */
    @Test
    void whatNoPixelSeesHasNoGradient() {
        device.poisonBuffers();
        int n = 300;
        try (Scope scope = Scope.open()) {
            Var means = Var.parameter(Tensor.zeros(device, Shape.of(n, 2)).add(20));
            Var conics =
                    Var.parameter(
                            Tensor.of(device, Shape.of(1, 3), 1e-4, 0, 1e-4)
                                    .add(Tensor.zeros(device, Shape.of(n, 3))));
            Var weights = Var.parameter(Tensor.zeros(device, Shape.of(n)).add(0.5));
            Var colors = Var.parameter(Tensor.zeros(device, Shape.of(n, 3)).add(1));
            Var image =
                    Compositor.composite(means, conics, weights, colors, 45, 37, BlendMode.ALPHA)
                            .image();
            Gradients gradients = image.backward(Tensor.zeros(device, Shape.of(37, 45, 3)).add(1));
            double[] ofColors = gradients.of(colors).toDoubles();
            double[] ofWeights = gradients.of(weights).toDoubles();
            assertTrue(ofColors[0] > 0 && ofWeights[0] > 0);
            for (int s = 20; s < n; s++) {
                assertEquals(0, ofColors[3 * s], "colour of splat " + s);
                assertEquals(0, ofWeights[s], "weight of splat " + s);
            }
        }
    }
}

package dev.resplat.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Windows, and arguments of convolutions that do not fit. */
class ConvolvingTest {
    private final Device device = new ReferenceDevice().poisonBuffers();
    private final Window three = Window.of(3, 3).padding(1);
    @RegisterExtension final InScope scope = InScope.on(device);

    private Tensor real(int... dims) {
        return Tensor.full(device, Shape.of(dims), 1);
    }

    private static void fails(
            Class<? extends Exception> type, Runnable call, String... partsOfMessage) {
        String message = assertThrows(type, call::run).getMessage();
        for (String part : partsOfMessage) {
            assertTrue(message.contains(part), () -> message + " lacks " + part);
        }
    }

    @Test
    void aWindowCountsItsOutputs() {
        assertEquals(7, three.outHeight(7));
        assertEquals(4, three.stride(2).outHeight(7));
        assertEquals(3, three.stride(2, 3).outWidth(9));
        assertEquals(1, Window.of(3, 1).dilation(3).outHeight(7));
    }

    @Test
    void theSmallestMapOfSoManyOutputsHasThatMany() {
        Window window = Window.of(4, 3).stride(3, 2).dilation(1, 2).padding(1, 0);
        for (int outputs = 1; outputs < 9; outputs++) {
            assertEquals(outputs, window.outHeight(window.inHeight(outputs)));
            assertEquals(outputs, window.outWidth(window.inWidth(outputs)));
            if (outputs > 1) {
                assertEquals(outputs - 1, window.outWidth(window.inWidth(outputs) - 1));
            }
        }
    }

    @Test
    void aWindowSaysWhatItIs() {
        assertEquals("3x3 padding 1x1", three.toString());
        assertEquals(
                "1x2 stride 2x1 dilation 1x3", Window.of(1, 2).stride(2, 1).dilation(1, 3) + "");
    }

    @Test
    void aWindowThatMakesNoSenseIsNamed() {
        fails(IllegalArgumentException.class, () -> Window.of(0, 3), "height", "0");
        fails(IllegalArgumentException.class, () -> three.stride(0), "strideY", "0");
        fails(IllegalArgumentException.class, () -> three.dilation(1, -1), "dilationX", "-1");
        fails(IllegalArgumentException.class, () -> three.padding(-2), "paddingY", "-2");
        fails(ShapeException.class, () -> Window.of(1, 5).padding(0, 1).outWidth(2), "4", "5");
        fails(ShapeException.class, () -> three.inHeight(0), "height 0");
    }

    @Test
    void aWindowIsSmallEnoughForItsPlacesToBeInts() {
        int most = Window.MAX;
        Window largest = Window.of(most, most).dilation(most).stride(most).padding(most);
        assertEquals(most * (most - 1) + 1, largest.reachY());
        assertEquals(1, largest.outWidth(largest.inWidth(1)));
        fails(IllegalArgumentException.class, () -> three.dilation(1 << 30), "dilationY", "32768");
        fails(IllegalArgumentException.class, () -> three.stride(1, most + 1), "strideX", "32769");
        fails(IllegalArgumentException.class, () -> three.padding(1 << 30), "paddingY");
        fails(IllegalArgumentException.class, () -> Window.of(1, 40_000), "width", "40000");
        int all = Integer.MAX_VALUE;
        fails(ShapeException.class, () -> three.outHeight(all), "too large", "2147483649");
        fails(ShapeException.class, () -> three.stride(2).inWidth(all), "width 4294967293");
        assertEquals("1x1 stride 32768x32768", Window.of(1, 1).stride(most).toString());
    }

    @Test
    void shapesThatDoNotFitAreNamed() {
        Tensor x = real(2, 5, 5, 4);
        conv2d(real(5, 5, 4), real(3, 3, 4, 2), 1, "x must be [N, H, W, C], is [5, 5, 4]");
        conv2d(x, real(3, 4, 2), 1, "weight must be", "[3, 4, 2]");
        conv2d(x, real(3, 3, 3, 2), 1, "must be [3, 3, 4, 2], is [3, 3, 3, 2]", "[2, 5, 5, 4]");
        conv2d(x, real(2, 3, 4, 2), 1, "must be [3, 3, 4, 2], is [2, 3, 4, 2]", "3x3");
        conv2d(x, real(3, 3, 4, 2), 3, "groups = 3", "[2, 5, 5, 4]");
        conv2d(x, real(3, 3, 2, 3), 2, "groups = 2", "3");
        conv2d(x, real(3, 3, 4, 4), 0, "groups = 0");
        conv2d(real(1, 0, 9, 4), real(3, 3, 4, 2), 1, "conv2d: x [1, 0, 9, 4]", "fit", "3x3");
        fails(
                ShapeException.class,
                () -> Convolving.conv2d(x, real(3, 3, 4, 2), real(3), three, 1),
                "bias must be [2], is [3]");
        fails(
                ShapeException.class,
                () ->
                        Convolving.conv2dGradX(
                                real(2, 5, 5, 3), real(3, 3, 4, 2), x.shape(), three, 1),
                "gradY must be [2, 5, 5, 2], is [2, 5, 5, 3]");
        fails(
                ShapeException.class,
                () -> Convolving.conv2dGradWeight(x, real(1, 5, 5, 2), three, 1),
                "gradY must be [2, 5, 5, 2], is [1, 5, 5, 2]");
    }

    private void conv2d(Tensor x, Tensor weight, int groups, String... parts) {
        fails(ShapeException.class, () -> Convolving.conv2d(x, weight, null, three, groups), parts);
    }

    @Test
    void argumentsOfTransposedConvolutionsThatDoNotFitAreNamed() {
        Window two = three.stride(2);
        Tensor x = real(1, 4, 4, 3);
        Tensor weight = real(3, 3, 2, 3);
        fails(
                IllegalArgumentException.class,
                () -> Convolving.conv2dTransposed(x, weight, null, two, 1, 2, 0),
                "output padding",
                "2 and 0",
                "stride 2x2");
        fails(
                ShapeException.class,
                () -> Convolving.conv2dTransposed(x, real(3, 3, 2, 4), null, two, 1, 0, 0),
                "x must have 4 channels, is [1, 4, 4, 3]");
        fails(
                ShapeException.class,
                () -> Convolving.conv2dTransposed(x, weight, real(3), two, 1, 0, 0),
                "bias must be [2], is [3]");
        fails(
                ShapeException.class,
                () -> Convolving.conv2dTransposed(real(1, 0, 4, 3), weight, null, two, 1, 0, 0),
                "conv2dTransposed: x [1, 0, 4, 3]",
                "height 0");
        fails(
                ShapeException.class,
                () -> Convolving.conv2dTransposed(x, real(3, 2, 2, 3), null, two, 1, 0, 0),
                "weight [3, 2, 2, 3] must have the extents of window 3x3");
        for (int groups : new int[] {-1, 0, 2, 1 << 30}) {
            fails(
                    ShapeException.class,
                    () -> Convolving.conv2dTransposed(x, weight, null, two, groups, 0, 0),
                    "groups = " + groups + " must divide the channels of x [1, 4, 4, 3]");
        }
        fails(
                IllegalArgumentException.class,
                () -> Convolving.conv2dTransposed(x, weight, null, two, 1, 0, Integer.MAX_VALUE),
                "output padding");
    }

    @Test
    void argumentsOfOtherKindsAreNamed() {
        Tensor x = real(1, 5, 5, 4);
        Tensor ints = Tensor.ofInts(device, Shape.of(1, 1, 1, 1), 1);
        Tensor there = Tensor.full(CpuDevice.scalar(1), Shape.of(3, 3, 4, 2), 1);
        fails(
                IllegalArgumentException.class,
                () -> Convolving.conv2d(x, ints, null, three, 1),
                "conv2d: weight must be real");
        fails(
                IllegalArgumentException.class,
                () -> Convolving.conv2d(x, there, null, three, 1),
                "different devices");
    }

    @Test
    @Timeout(10)
    void aStrideBeyondTheMapTakesNoLongerThanOneAsLarge() {
        Device cpu = new CpuDevice(2);
        Tensor gradY = Tensor.full(cpu, Shape.of(1, 1, 1, 4), 1);
        Tensor weight = Tensor.full(cpu, Shape.of(1, 1, 3, 4), 1);
        Window far = Window.of(1, 1).stride(Window.MAX);
        Tensor gradX = Convolving.conv2dGradX(gradY, weight, Shape.of(1, 2, 3, 3), far, 1);
        assertEquals(12, gradX.sum().item());
    }

    @Test
    void aTransposedConvolutionIsTheAdjoint() {
        Window window = Window.of(3, 2).stride(2, 3).padding(1, 0);
        RandomStream random = new RandomStream(5);
        Tensor x = random.normal(device, Shape.of(1, 6, 8, 2));
        Tensor weight = random.normal(device, Shape.of(3, 2, 2, 3));
        Tensor y = Convolving.conv2d(x, weight, null, window, 1);
        Tensor u = random.normal(device, y.shape());
        int outputPaddingX = 8 - window.inWidth(3);
        Tensor back = Convolving.conv2dTransposed(u, weight, null, window, 1, 1, outputPaddingX);
        assertArrayEquals(x.shape().dims(), back.shape().dims());
        assertEquals(y.mul(u).sum().item(), x.mul(back).sum().item(), 1e-12);
    }
}

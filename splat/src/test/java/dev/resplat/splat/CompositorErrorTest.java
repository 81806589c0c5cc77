package dev.resplat.splat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What does not fit is named before any kernel runs. */
class CompositorErrorTest {
    private static final String[] NAMES = {"means2d", "conics", "weights", "colors", "depths"};

    private final Device device = GradientCheck.device();
    @RegisterExtension final InScope scope = InScope.on(device);

    /** Means, conics, weights, colours and depths of four splats. */
    private static Tensor[] arguments(Device device) {
        return new Tensor[] {
            Tensor.zeros(device, Shape.of(4, 2)),
            Tensor.zeros(device, Shape.of(4, 3)),
            Tensor.zeros(device, Shape.of(4)),
            Tensor.zeros(device, Shape.of(4, 3)),
            Tensor.zeros(device, Shape.of(4))
        };
    }

    private static void composite(Tensor[] x, int width, BlendMode mode) {
        Var[] v = new Var[4];
        for (int i = 0; i < 4; i++) {
            v[i] = Var.constant(x[i]);
        }
        Compositor.composite(v[0], v[1], v[2], v[3], x[4], width, 5, mode);
    }

    private <E extends Exception> void fails(Class<E> type, Tensor[] x, String... parts) {
        String message = assertThrows(type, () -> composite(x, 7, BlendMode.ADDITIVE)).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void aWrongShapeIsNamed() {
        for (int i = 0; i < 5; i++) {
            Tensor[] x = arguments(device);
            x[i] = Tensor.zeros(device, Shape.of(4, 9, 2));
            fails(ShapeException.class, x, "composite: " + NAMES[i] + " must be [", "[4, 9, 2]");
        }
    }

    @Test
    void integersAreNamed() {
        for (int i = 0; i < 5; i++) {
            Tensor[] x = arguments(device);
            x[i] = x[i].toInt32();
            fails(
                    IllegalArgumentException.class,
                    x,
                    "composite: " + NAMES[i] + " must be real",
                    "convert it with toReal()");
        }
    }

    @Test
    void anArgumentOnAnotherDeviceIsNamed() {
        Tensor[] elsewhere = arguments(new ReferenceDevice());
        for (int i = 1; i < 5; i++) {
            Tensor[] x = arguments(device);
            x[i] = elsewhere[i];
            fails(
                    IllegalArgumentException.class,
                    x,
                    "composite: means2d",
                    NAMES[i],
                    "are on different devices");
        }
    }

    @Test
    void aModeIsNeededAndAnImageThatCanBe() {
        Tensor[] x = arguments(device);
        Exception none = assertThrows(NullPointerException.class, () -> composite(x, 7, null));
        assertEquals("composite: mode must not be null", none.getMessage());
        Exception size =
                assertThrows(ShapeException.class, () -> composite(x, -1, BlendMode.ALPHA));
        assertTrue(size.getMessage().startsWith("composite: an image of -1 x 5 pixels"));
        size = assertThrows(ShapeException.class, () -> composite(x, 65_537, BlendMode.ALPHA));
        assertTrue(size.getMessage().contains("65537 x 5 pixels: allowed are 0 to 65536"));
        x[3] = Tensor.zeros(device, Shape.of(4, 6600));
        size = assertThrows(ShapeException.class, () -> composite(x, 65_536, BlendMode.ALPHA));
        assertTrue(size.getMessage().contains("65536 x 5 pixels with colors [4, 6600]"));
    }

    @Test
    void splatsThatMeetTooManyTilesAreRefused() {
        Device cpu = new CpuDevice(2);
        int n = 33;
        int extent = 1 << 15;
        Var means = Var.constant(Tensor.full(cpu, Shape.of(n, 2), extent / 2.0));
        Var conics =
                Var.constant(
                        Arranging.broadcastTo(
                                Tensor.of(cpu, Shape.of(3), 1e-10, 0, 1e-10), Shape.of(n, 3)));
        Var weights = Var.constant(Tensor.full(cpu, Shape.of(n), 1));
        Var colors = Var.constant(Tensor.zeros(cpu, Shape.of(n, 1)));
        Exception many =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                Compositor.composite(
                                        means,
                                        conics,
                                        weights,
                                        colors,
                                        extent,
                                        extent,
                                        BlendMode.ADDITIVE));
        assertTrue(
                many.getMessage().contains("meet tiles of 32 by 32 pixels more than 2^25 times"));
    }
}

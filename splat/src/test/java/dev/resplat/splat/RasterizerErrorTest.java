package dev.resplat.splat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Var;
import dev.resplat.splat.ProjectionKernels.Lens;
import dev.resplat.splat.Rasterizer.Options;
import dev.resplat.splat.Rasterizer.Rendering;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.reference.ReferenceDevice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What does not fit is named, by the renderer and by its parts. */
class RasterizerErrorTest {
    private static final String[] NAMES = {
        "quats", "logScales", "means", "covariances", "worldToCamera", "sh0", "shRest"
    };
    private static final Lens LENS = new Lens(9, 7, 8, 7, 4, 3, 0.01, 0.3);

    private final Device device = GradientCheck.device();
    @RegisterExtension final InScope scope = InScope.on(device);

    /** In the order of the names, of four splats with harmonics of degree 2. */
    private static Tensor[] arguments(Device device) {
        return new Tensor[] {
            Tensor.full(device, Shape.of(4, 4), 1),
            Tensor.zeros(device, Shape.of(4, 3)),
            Tensor.zeros(device, Shape.of(4, 3)),
            Tensor.full(device, Shape.of(4, 6), 1),
            Rasterizer.pose(device, InFront.camera(9, 7)).value(),
            Tensor.zeros(device, Shape.of(4, 3)),
            Tensor.zeros(device, Shape.of(4, 8, 3))
        };
    }

    /** The operation that takes the argument, or the second one for the means. */
    private static void call(int argument, Tensor[] x) {
        Var[] v = new Var[x.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = Var.constant(x[i]);
        }
        if (argument < 2) {
            Projection.covariances(v[0], v[1]);
        } else if (argument < 5) {
            Projection.footprints(v[2], v[3], v[4], LENS);
        } else {
            Projection.colors(v[5], v[6], v[2], v[4], 2);
        }
    }

    private static String op(int argument) {
        return argument < 2 ? "covariances" : argument < 5 ? "footprints" : "colors";
    }

    private static <E extends Exception> String message(Class<E> type, int argument, Tensor[] x) {
        return assertThrows(type, () -> call(argument, x), NAMES[argument]).getMessage();
    }

    @Test
    void aWrongShapeIsNamed() {
        for (int i = 0; i < NAMES.length; i++) {
            Tensor[] x = arguments(device);
            x[i] = Tensor.zeros(device, Shape.of(4, 9, 2));
            String message = message(ShapeException.class, i, x);
            assertTrue(message.startsWith(op(i) + ": " + NAMES[i] + " must be ["), message);
            assertTrue(message.endsWith("is [4, 9, 2]"), message);
        }
    }

    @Test
    void anotherNumberOfSplatsIsNamed() {
        int[] followers = {1, 3, 5, 6};
        Tensor[] fewer = {
            Tensor.zeros(device, Shape.of(3, 3)),
            Tensor.zeros(device, Shape.of(3, 6)),
            Tensor.zeros(device, Shape.of(3, 3)),
            Tensor.zeros(device, Shape.of(3, 8, 3))
        };
        for (int k = 0; k < followers.length; k++) {
            int i = followers[k];
            Tensor[] x = arguments(device);
            x[i] = fewer[k];
            String message = message(ShapeException.class, i, x);
            assertTrue(message.startsWith(op(i) + ": " + NAMES[i] + " must be [4, "), message);
        }
    }

    @Test
    void integersAreNamed() {
        for (int i = 0; i < NAMES.length; i++) {
            Tensor[] x = arguments(device);
            x[i] = x[i].toInt32();
            String message = message(IllegalArgumentException.class, i, x);
            assertTrue(message.startsWith(op(i) + ": " + NAMES[i] + " must be real"), message);
        }
    }

    @Test
    void anArgumentOnAnotherDeviceIsNamed() {
        Tensor[] elsewhere = arguments(new ReferenceDevice());
        for (int i : new int[] {1, 3, 4, 5, 6}) {
            Tensor[] x = arguments(device);
            x[i] = elsewhere[i];
            String message = message(IllegalArgumentException.class, i, x);
            assertTrue(message.startsWith(op(i) + ": "), message);
            assertTrue(message.contains(NAMES[i]), message);
            assertTrue(message.contains("are on different devices"), message);
        }
    }

    @Test
    void aDegreeThatIsNotStoredIsRefused() {
        for (int degree : new int[] {-1, 3, 5}) {
            Splats3d splats = InFront.splats(4, 2, 0.1);
            Exception e =
                    assertThrows(
                            ShapeException.class,
                            () ->
                                    splats.render(
                                            device,
                                            InFront.camera(9, 7),
                                            new Options(
                                                    BlendMode.ALPHA,
                                                    degree,
                                                    false,
                                                    0.3,
                                                    0.01,
                                                    new float[3],
                                                    false)));
            assertTrue(e.getMessage().startsWith("colors: degree " + degree), e.getMessage());
            assertTrue(e.getMessage().contains("is [4, 8, 3]; 0 to 4"), e.getMessage());
        }
    }

    @Test
    void depthMustBeAskedFor() {
        Rasterizer.Gaussians splats = Rasterizer.Gaussians.of(device, InFront.splats(4, 0, 0.1));
        Rendering without = Rasterizer.render(splats, InFront.camera(9, 7), Options.of(0));
        Exception e = assertThrows(IllegalStateException.class, without::depth);
        assertEquals("depth: the options did not ask for it", e.getMessage());
    }

    @Test
    void viewsOfOneListHaveOneSize() {
        Rasterizer.Gaussians splats = Rasterizer.Gaussians.of(device, InFront.splats(4, 0, 0.1));
        List<Camera> cameras = List.of(InFront.camera(9, 7), InFront.camera(9, 8));
        assertThrows(ShapeException.class, () -> Rasterizer.images(splats, cameras, Options.of(0)));
    }

    @Test
    void splatsAndPoseAreOnOneDevice() {
        Device other = new ReferenceDevice();
        Camera camera = InFront.camera(9, 7);
        Rasterizer.Gaussians splats = Rasterizer.Gaussians.of(device, InFront.splats(4, 0, 0.1));
        Exception e =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                Rasterizer.render(
                                        splats,
                                        camera,
                                        Rasterizer.pose(other, camera),
                                        Options.of(0)));
        assertTrue(e.getMessage().contains("worldToCamera"), e.getMessage());
        assertTrue(e.getMessage().contains("are on different devices"), e.getMessage());
    }
}

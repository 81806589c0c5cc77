package dev.resplat.train.views;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.RealData;
import dev.resplat.train.scene.PosedScene;
import dev.resplat.train.scene.ViewPixels;
import dev.resplat.train.scene.ViewStore;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DepthWarpTest {
    private static final double[] HERE = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    private static final Camera CAMERA = new Camera(61, 47, 50, 52, 30, 24, HERE);

    /** A wall at z = 4 + 0.3 x with stripes, and before it a square at z = 2 if wanted. */
    private static ViewPixels seen(Camera camera, boolean square) {
        int pixels = camera.width() * camera.height();
        float[] colors = new float[3 * pixels];
        float[] depth = new float[pixels];
        double[] eye = camera.center();
        for (int i = 0; i < pixels; i++) {
            double u = i % camera.width() + 0.5;
            double v = i / camera.width() + 0.5;
            double[] p = camera.point(u, v, 1);
            double[] ray = {p[0] - eye[0], p[1] - eye[1], p[2] - eye[2]};
            double d = (4 + 0.3 * eye[0] - eye[2]) / (ray[2] - 0.3 * ray[0]);
            double near = (2 - eye[2]) / ray[2];
            double x = eye[0] + near * ray[0];
            double y = eye[1] + near * ray[1];
            boolean hit = square && Math.abs(x) < 0.4 && Math.abs(y) < 0.4;
            depth[i] = (float) (hit ? near : d);
            double wx = eye[0] + depth[i] * ray[0];
            double wy = eye[1] + depth[i] * ray[1];
            colors[3 * i] = (float) (0.5 + 0.4 * Math.sin(6 * wx));
            colors[3 * i + 1] = (float) (0.5 + 0.4 * Math.sin(5 * wy));
            colors[3 * i + 2] = hit ? 1 : 0;
        }
        return new ViewPixels(camera, colors, null, null, depth);
    }

    @Test
    void aWallAgreesWithItself() {
        Camera other = DepthWarp.moved(DepthWarp.turned(CAMERA, 4), 0.3, -0.1, 0.2);
        ViewPixels a = seen(CAMERA, false);
        ViewPixels b = seen(other, false);
        DepthWarp warp = DepthWarp.of(a, b, 1e-3);
        assertEquals(61 * 47, warp.known());
        assertTrue(warp.inside() > 0.7 && warp.inside() < 1, warp.toString());
        assertTrue(warp.depthError() < 1e-6, warp.toString());
        assertEquals(1, warp.consistent(), 0.05);
        assertEquals(1, warp.visible(), 0.05);
        assertTrue(warp.colorError() < 0.004, warp.toString());
        for (Camera wrong :
                new Camera[] {
                    DepthWarp.turned(other, 2),
                    DepthWarp.turned(other, -2),
                    DepthWarp.moved(other, 0.05, 0, 0),
                    DepthWarp.moved(other, 0, 0, 0.1)
                }) {
            DepthWarp off = DepthWarp.of(a, b, wrong, 0.2);
            assertTrue(off.depthError() > 1e-3, off.toString());
            assertTrue(off.colorError() > 3 * warp.colorError(), off.toString());
        }
    }

    @Test
    void aViewAgreesWithItselfExactlyButForRounding() {
        ViewPixels a = seen(CAMERA, true);
        DepthWarp warp = DepthWarp.of(a, a, 1e-3);
        assertEquals(1, warp.inside());
        assertEquals(1, warp.consistent());
        assertTrue(warp.depthError() < 1e-6 && warp.colorError() < 1e-6, warp.toString());
    }

    @Test
    void whatIsHiddenIsNotCompared() {
        Camera other = DepthWarp.moved(CAMERA, 0.5, 0, 0);
        ViewPixels a = seen(CAMERA, false);
        ViewPixels b = seen(other, true);
        DepthWarp warp = DepthWarp.of(a, b, 1e-2);
        // The square hides 0.8 * 0.8 / 4 of the tangents' square from 50 x 52 pixels.
        double hidden = 0.16 * 50 * 52 / (61 * 47) / warp.inside();
        assertEquals(1 - hidden, warp.visible(), 0.02);
        assertEquals(1 - hidden, warp.consistent(), 0.02);
        assertTrue(warp.colorError() < 0.004, warp.toString());
        // Without depths of the second view all is compared.
        ViewPixels blind = new ViewPixels(b.camera(), b.colors(), null, null, null);
        DepthWarp all = DepthWarp.of(a, blind, 1e-2);
        assertEquals(1, all.visible());
        assertTrue(Double.isNaN(all.depthError()) && Double.isNaN(all.consistent()));
        assertThrows(IllegalArgumentException.class, () -> DepthWarp.of(blind, a, 1e-2));
    }

    @Test
    void masksAndUnknownDepthsAreLeftOut() {
        ViewPixels a = seen(CAMERA, false);
        a.depth()[5] = 0;
        a.depth()[6] = Float.NaN;
        float[] mask = new float[61 * 47];
        Arrays.fill(mask, 1);
        mask[7] = 0;
        ViewPixels masked = new ViewPixels(CAMERA, a.colors(), null, mask, a.depth());
        assertEquals(61 * 47 - 3, DepthWarp.of(masked, a, 0.01).known());
        float[] none = new float[61 * 47];
        DepthWarp dark = DepthWarp.of(a, new ViewPixels(CAMERA, a.colors(), null, none, null), 0.1);
        assertEquals(0, dark.inside());
        assertTrue(Double.isNaN(dark.colorError()));
    }

    /**
     * Means over pairs of neighbours, in a size to which photographs are cropped and made smaller:
     * of depths and of colours.
     *
     * @param first what is done to the camera of the first view
     * @param second what is done to the cameras of both to have that of the second
     */
    private static double[] errors(
            PosedViews views, UnaryOperator<Camera> first, BinaryOperator<Camera> second) {
        double[] means = new double[2];
        int pairs = 0;
        for (int i = 0; i + 1 < views.cameras().size(); i += 5) {
            ViewPixels a = views.view(i);
            ViewPixels b = views.view(i + 1);
            // The film of hololens_a has a cut.
            if (DepthWarp.of(a, b, 0.05).inside() < 0.3) {
                continue;
            }
            Camera from = first.apply(a.camera());
            DepthWarp warp =
                    DepthWarp.of(
                            new ViewPixels(from, a.colors(), null, null, a.depth()),
                            b,
                            second.apply(a.camera(), b.camera()),
                            0.05);
            means[0] += warp.depthError();
            means[1] += warp.colorError();
            pairs++;
        }
        assertTrue(pairs >= 10, pairs + " pairs");
        return new double[] {means[0] / pairs, means[1] / pairs};
    }

    /** Measured: 0.27 and 0.56 per cent; of poses off by 2 degrees 1.4 per cent and more. */
    @ParameterizedTest
    @ValueSource(strings = {"hololens_a", "sevenscenes_a"})
    void realPosesAgreeWithDepthsAndWrongOnesDoNot(String name) {
        PosedScene scene = PosedScene.read(RealData.require("posed/" + name), note -> {});
        PosedViews views =
                new PosedViews(scene, 160, 128, new float[3], Map.of(), new ViewStore(1 << 26));
        UnaryOperator<Camera> same = UnaryOperator.identity();
        double[] right = errors(views, same, (a, b) -> b);
        assertTrue(right[0] < 0.01, "depths differ by " + right[0]);
        worse(right, errors(views, same, (a, b) -> DepthWarp.turned(b, 2)), 2, 1.15);
        worse(right, errors(views, same, (a, b) -> DepthWarp.turned(b, -2)), 2, 1.15);
        worse(right, errors(views, same, (a, b) -> DepthWarp.moved(b, 0.1, 0, 0)), 3, 1.25);
        worse(right, errors(views, same, (a, b) -> DepthWarp.moved(b, 0, 0, 0.1)), 8, 1.05);
        worse(right, errors(views, same, DepthWarpTest::twentiethFurther), 1, 1);
        BinaryOperator<Camera> openGl = (a, b) -> DepthWarp.openGl(b);
        worse(right, errors(views, DepthWarp::openGl, openGl), 8, 2);
    }

    /** By 5 per cent of the distance of both, to the right. */
    private static Camera twentiethFurther(Camera a, Camera b) {
        double[] p = a.center();
        double[] q = b.center();
        double distance = Math.hypot(Math.hypot(p[0] - q[0], p[1] - q[1]), p[2] - q[2]);
        return DepthWarp.moved(b, 0.05 * distance, 0, 0);
    }

    private static void worse(double[] right, double[] wrong, double depth, double color) {
        String text = Arrays.toString(right) + " right, " + Arrays.toString(wrong) + " wrong";
        assertTrue(wrong[0] > depth * right[0], text);
        assertTrue(wrong[1] > color * right[1], text);
    }
}

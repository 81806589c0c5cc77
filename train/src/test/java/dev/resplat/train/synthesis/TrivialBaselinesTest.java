package dev.resplat.train.synthesis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Psnr;
import dev.resplat.train.scene.ViewPixels;
import dev.resplat.train.synthesis.TrivialBaselines.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** New views without a model. */
final class TrivialBaselinesTest {
    private static final int WIDTH = 72;
    private static final int HEIGHT = 56;

    private static ViewPixels at(double x, double z, double degrees) {
        return PaintedPlane.view(PaintedPlane.camera(WIDTH, HEIGHT, x, z, degrees));
    }

    private static double psnr(TrivialBaselines baselines, Kind kind, ViewPixels target) {
        Image render = baselines.render(kind, target.camera());
        return Psnr.of(render, PaintedPlane.image(target));
    }

    @Test
    void thePlaneIsFoundAndIsExactOnAPlane() {
        // Their mean direction is that of the plane, though each is turned.
        List<ViewPixels> context = List.of(at(-0.5, 0.1, 4), at(0.5, -0.1, -4));
        TrivialBaselines baselines = new TrivialBaselines(context, 0.6, 80);
        assertEquals(PaintedPlane.DEPTH, baselines.planeDepth(), 0.02 * PaintedPlane.DEPTH);
        ViewPixels target = at(0.15, 0.3, 1);
        assertTrue(psnr(baselines, Kind.PLANE, target) > 40);
        assertTrue(psnr(baselines, Kind.NEAREST, target) < 30);
        assertTrue(psnr(baselines, Kind.MEAN, target) < 30);
    }

    @Test
    void atAContextCameraItsViewIsShown() {
        ViewPixels left = at(-0.5, 0, 2);
        ViewPixels right = at(0.5, 0, -2);
        TrivialBaselines baselines = new TrivialBaselines(List.of(left, right), 1, 50);
        for (ViewPixels view : List.of(left, right)) {
            assertArrayEquals(
                    view.colors(), baselines.render(Kind.NEAREST, view.camera()).colors());
            assertArrayEquals(
                    view.colors(), baselines.render(Kind.PLANE, view.camera()).colors(), 1e-5f);
        }
    }

    @Test
    void theMeanIsOfAllViews() {
        List<ViewPixels> context = List.of(at(-1, 0, 0), at(0, 0, 0), at(1, 0, 0));
        TrivialBaselines baselines = new TrivialBaselines(context, 1, 50);
        Image average = baselines.render(Kind.MEAN, context.get(0).camera());
        for (int i = 0; i < average.colors().length; i += 97) {
            float sum = 0;
            for (ViewPixels view : context) {
                sum += view.colors()[i];
            }
            assertEquals(sum / 3, average.colors()[i], 1e-6f);
        }
    }

    @Test
    void whereNoViewIsThePlaneShowsTheNearest() {
        List<ViewPixels> context = List.of(at(-0.5, 0, 0), at(0.5, 0, 0));
        TrivialBaselines baselines = new TrivialBaselines(context, 1, 50);
        Camera away = PaintedPlane.camera(WIDTH, HEIGHT, 0.6, 0, 180);
        assertArrayEquals(context.get(1).colors(), baselines.render(Kind.PLANE, away).colors());
    }

    @Test
    void whatDoesNotOverlapHasThePlaneFarAway() {
        List<ViewPixels> context = List.of(at(-0.5, 0, 0), at(0.5, 0, 180));
        assertEquals(50, new TrivialBaselines(context, 1, 50).planeDepth(), 1e-6);
    }

    /** Independent of the matrix: rays are followed to the plane and projected. */
    @Test
    void aWarpFollowsRaysToThePlane() {
        Camera target = PaintedPlane.camera(WIDTH, HEIGHT, 0.2, 0.1, 7);
        Camera source = PaintedPlane.camera(WIDTH, HEIGHT, -0.3, -0.2, -5);
        double[] normal = {0.2, -0.1, Math.sqrt(0.95)};
        double offset = 3.5;
        PlaneWarp warp = new PlaneWarp(target, source, normal, offset);
        float[] places = new float[3 * WIDTH * HEIGHT];
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            places[3 * i] = i % WIDTH + 0.5f;
            places[3 * i + 1] = i / WIDTH + 0.5f;
        }
        float[] found = new float[3];
        int met = 0;
        for (int v = 0; v < HEIGHT; v += 5) {
            for (int u = 0; u < WIDTH; u += 5) {
                double[] eye = target.center();
                double[] at = target.point(u + 0.5, v + 0.5, 1);
                double above = offset;
                double along = 0;
                for (int k = 0; k < 3; k++) {
                    above -= normal[k] * eye[k];
                    along += normal[k] * (at[k] - eye[k]);
                }
                double[] m = source.worldToCamera();
                double[] q = new double[3];
                for (int i = 0; i < 3; i++) {
                    q[i] = m[4 * i + 3];
                    for (int k = 0; k < 3; k++) {
                        q[i] += m[4 * i + k] * (eye[k] + above / along * (at[k] - eye[k]));
                    }
                }
                double x = source.fx() * q[0] / q[2] + source.cx();
                double y = source.fy() * q[1] / q[2] + source.cy();
                boolean inside = x > 0.5 && x < WIDTH - 0.5 && y > 0.5 && y < HEIGHT - 0.5;
                boolean sampled = warp.sample(u + 0.5, v + 0.5, places, found);
                if (inside) {
                    assertTrue(sampled);
                    assertEquals(x, found[0], 1e-4);
                    assertEquals(y, found[1], 1e-4);
                    met++;
                }
            }
        }
        assertTrue(met > 50, met + " pixels met the source");
    }
}

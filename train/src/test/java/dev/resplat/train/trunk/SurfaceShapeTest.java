package dev.resplat.train.trunk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.train.scene.ViewPixels;
import org.junit.jupiter.api.Test;

class SurfaceShapeTest {
    private static final int SIZE = 16;
    private static final int CELLS = SIZE / SurfaceShape.CELL;
    private static final double[] IDENTITY = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    private static final Camera CAMERA = new Camera(SIZE, SIZE, 20, 24, 7, 9.5, IDENTITY);

    /** Of a plane {@code normal . p = -distance} in front of the camera. */
    private static ViewPixels plane(double[] normal, double distance) {
        float[] depth = new float[SIZE * SIZE];
        float[] colors = new float[3 * depth.length];
        for (int i = 0; i < depth.length; i++) {
            double u = (i % SIZE + 0.5 - CAMERA.cx()) / CAMERA.fx();
            double v = (i / SIZE + 0.5 - CAMERA.cy()) / CAMERA.fy();
            depth[i] = (float) (-distance / (normal[0] * u + normal[1] * v + normal[2]));
            colors[3 * i] = i / (float) depth.length;
        }
        return new ViewPixels(CAMERA, colors, null, null, depth);
    }

    private static double at(float[] values, int cell, int channel) {
        return values[cell * SurfaceShape.CHANNELS + channel];
    }

    /** Steep as it is: what bends is an edge, not what is oblique. */
    @Test
    void aPlaneHasOneNormalAndNoEdges() {
        double[] normal = {0.48, -0.6, -0.64};
        SurfaceShape shape = SurfaceShape.of(plane(normal, 3));
        double mean = 0;
        for (int i = 0; i < CELLS * CELLS; i++) {
            for (int c = 0; c < 3; c++) {
                assertEquals(normal[c], at(shape.values(), i, 1 + c), 1e-4);
                assertTrue(at(shape.known(), i, 1 + c) > 0.5);
            }
            assertEquals(0, at(shape.values(), i, 4));
            assertEquals(1, at(shape.known(), i, 4));
            mean += at(shape.values(), i, 0) / (CELLS * CELLS);
        }
        assertEquals(0, mean, 1e-5);
    }

    @Test
    void mirroredViewsHaveMirroredNormals() {
        double[] normal = {0.48, -0.6, -0.64};
        SurfaceShape shape = SurfaceShape.of(Lesson.cut(plane(normal, 3), 0, 0, SIZE, true));
        for (int i = 0; i < CELLS * CELLS; i++) {
            assertEquals(-normal[0], at(shape.values(), i, 1), 1e-4);
            assertEquals(normal[1], at(shape.values(), i, 2), 1e-4);
            assertEquals(normal[2], at(shape.values(), i, 3), 1e-4);
        }
    }

    @Test
    void aWindowOfAViewIsSeenByItsOwnCamera() {
        double[] normal = {0.48, -0.6, -0.64};
        SurfaceShape shape = SurfaceShape.of(Lesson.cut(plane(normal, 3), 5, 3, 8, false));
        assertEquals(normal[0], at(shape.values(), 1, 1), 1e-4);
        assertEquals(normal[1], at(shape.values(), 1, 2), 1e-4);
    }

    @Test
    void stepsAreEdgesAndLogarithmsAreRelative() {
        ViewPixels view = plane(new double[] {0, 0, -1}, 2);
        for (int i = 0; i < view.depth().length; i++) {
            view.depth()[i] = i % SIZE < 6 ? 2 : 4;
        }
        SurfaceShape shape = SurfaceShape.of(view);
        for (int i = 0; i < CELLS * CELLS; i++) {
            assertEquals(i % CELLS == 1 ? 1 : 0, at(shape.values(), i, 4));
        }
        double step = at(shape.values(), 3, 0) - at(shape.values(), 0, 0);
        assertEquals(Math.log(2), step, 1e-5);
        assertEquals(-1, at(shape.values(), 0, 3), 1e-5);
    }

    @Test
    void whatIsNotKnownIsNotSaid() {
        ViewPixels view = plane(new double[] {0, 0, -1}, 2);
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                view.depth()[y * SIZE + x] = 0;
            }
        }
        SurfaceShape shape = SurfaceShape.of(view);
        for (int c = 0; c < SurfaceShape.CHANNELS; c++) {
            assertEquals(0, at(shape.known(), 0, c));
            assertTrue(at(shape.known(), CELLS - 1, c) > 0.5);
        }
        // a neighbour has pixels that cannot be compared
        assertEquals(0, at(shape.known(), 2, 4));
        ViewPixels nothing = new ViewPixels(CAMERA, view.colors(), null, null, null);
        SurfaceShape unknown = SurfaceShape.of(nothing);
        assertArrayEquals(new float[unknown.known().length], unknown.known());
    }
}

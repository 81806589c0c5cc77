package dev.resplat.train.views;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import org.junit.jupiter.api.Test;

final class OverlapTest {
    private static final double[] HERE = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    private static final Camera CAMERA = new Camera(64, 64, 32, 32, 32, 32, HERE);

    @Test
    void aCameraSeesWhatItSees() {
        assertEquals(1, Overlap.of(CAMERA, CAMERA));
    }

    /** At the same place: of columns at tangent x those whose direction is in sight. */
    @Test
    void aTurnedCameraSeesTheRestOfItsAngle() {
        double angle = 30;
        // From -45 to 45 degrees and from -15 to 75: tangents from -0.268 to 1 of -1 to 1, and at
        // the corners less, as lines of the other picture are inclined.
        double seen = Overlap.of(CAMERA, DepthWarp.turned(CAMERA, -angle));
        double other = Overlap.of(CAMERA, DepthWarp.turned(CAMERA, angle));
        assertEquals(seen, other, 1e-12);
        double most = (1 + Math.tan(Math.toRadians(15))) / 2;
        assertTrue(seen > 0.8 * most && seen <= most + 1 / 32.0, seen + " of " + most);
        assertEquals(0, Overlap.of(CAMERA, DepthWarp.turned(CAMERA, 180)));
        assertEquals(0, Overlap.of(CAMERA, DepthWarp.turned(CAMERA, 120)));
    }

    /** Beside another one rays are seen sooner or later; from behind all, from before some. */
    @Test
    void movedCamerasSeeRaysAtSomeDepth() {
        assertEquals(1, Overlap.of(CAMERA, DepthWarp.moved(CAMERA, 3, 0, 0)));
        assertEquals(1, Overlap.of(CAMERA, DepthWarp.moved(CAMERA, 0, 0, -3)));
        assertEquals(1, Overlap.of(CAMERA, DepthWarp.moved(CAMERA, 0, 0, 3)), 1e-12);
        // A camera that looks back at it from 5 before it sees what is between.
        Camera facing = DepthWarp.moved(DepthWarp.turned(CAMERA, 180), 0, 0, -5);
        assertEquals(1, Overlap.mutual(CAMERA, facing));
        // Back to back they see nothing in common.
        Camera back = DepthWarp.moved(DepthWarp.turned(CAMERA, 180), 0, 0, 5);
        assertEquals(0, Overlap.mutual(CAMERA, back));
    }

    @Test
    void whatIsFarAwayIsSeenHoweverACameraMoves() {
        Camera facing = DepthWarp.moved(DepthWarp.turned(CAMERA, 180), 0, 0, -5);
        assertEquals(0, Overlap.far(CAMERA, facing));
        assertEquals(1, Overlap.far(CAMERA, DepthWarp.moved(CAMERA, 3, 0, 0)));
        Camera turned = DepthWarp.turned(CAMERA, 30);
        assertEquals(Overlap.mutual(CAMERA, turned), Overlap.far(CAMERA, turned), 1e-12);
        Camera also = DepthWarp.moved(turned, -2, 1, 3);
        assertEquals(Overlap.far(CAMERA, turned), Overlap.far(CAMERA, also), 1e-12);
    }
}

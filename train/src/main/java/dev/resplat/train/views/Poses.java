package dev.resplat.train.views;

import dev.resplat.splat.Camera;
import java.util.List;

/** Geometry of several cameras. Only exactly defined arithmetic. */
final class Poses {
    private Poses() {}

    static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    static double squaredDistance(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < 3; k++) {
            sum += (a[k] - b[k]) * (a[k] - b[k]);
        }
        return sum;
    }

    /** Normal to both, by the rule of the right hand. */
    static double[] cross(double[] a, double[] b) {
        return new double[] {
            a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
        };
    }

    /** The largest distance between two of them, in units of their world. */
    static double baseline(List<Camera> cameras) {
        double most = 0;
        for (int i = 0; i < cameras.size(); i++) {
            for (int j = 0; j < i; j++) {
                most =
                        Math.max(
                                most,
                                squaredDistance(cameras.get(i).center(), cameras.get(j).center()));
            }
        }
        return Math.sqrt(most);
    }

    /** The larger of the angles of view, across and down, in degrees. */
    static double fieldOfView(Camera camera) {
        double across = angle(camera.cx(), camera.width() - camera.cx(), camera.fx());
        double down = angle(camera.cy(), camera.height() - camera.cy(), camera.fy());
        return Math.max(across, down);
    }

    private static double angle(double before, double after, double focal) {
        return (StrictMath.atan(before / focal) + StrictMath.atan(after / focal)) * (180 / Math.PI);
    }

    /**
     * The depth at which {@code baseline} is seen as so many pixels: {@code baseline / (pixels
     * size)}, where size is that of a pixel at depth 1, the mean over both directions and over
     * cameras (pixelSplat's {@code bounds_shim}).
     */
    static double depthAt(double pixels, double baseline, List<Camera> cameras) {
        double size = 0;
        for (Camera camera : cameras) {
            size += (1 / camera.fx() + 1 / camera.fy()) / 2 / cameras.size();
        }
        return baseline / (pixels * size);
    }
}

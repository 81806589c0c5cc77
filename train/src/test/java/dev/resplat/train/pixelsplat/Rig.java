package dev.resplat.train.pixelsplat;

import dev.resplat.splat.Camera;

/** Cameras of tests. */
final class Rig {
    private Rig() {}

    /** At (x, 0, z), turned to the right by an angle in degrees. */
    static Camera camera(int width, int height, double x, double z, double degrees) {
        double c = Math.cos(Math.toRadians(degrees));
        double s = Math.sin(Math.toRadians(degrees));
        double[] pose = {
            c, 0, -s, -(c * x - s * z), 0, 1, 0, 0, s, 0, c, -(s * x + c * z), 0, 0, 0, 1
        };
        double focal = 0.9 * width;
        return new Camera(width, height, focal, 1.05 * focal, 0.48 * width, 0.53 * height, pose);
    }
}

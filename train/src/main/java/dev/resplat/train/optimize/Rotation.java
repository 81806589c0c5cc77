package dev.resplat.train.optimize;

/** Rotations by quaternions (w, x, y, z) of any length. */
final class Rotation {
    private Rotation() {}

    /** The vector d turned by the quaternion from {@code at} on. */
    static double[] turn(float[] quats, int at, double[] d) {
        double w = quats[at];
        double x = quats[at + 1];
        double y = quats[at + 2];
        double z = quats[at + 3];
        double norm = w * w + x * x + y * y + z * z;
        if (norm == 0) {
            return d.clone();
        }
        // d + 2 (u x (u x d) + w u x d) / norm, with u the vector part
        double cx = y * d[2] - z * d[1] + w * d[0];
        double cy = z * d[0] - x * d[2] + w * d[1];
        double cz = x * d[1] - y * d[0] + w * d[2];
        double f = 2 / norm;
        return new double[] {
            d[0] + f * (y * cz - z * cy), d[1] + f * (z * cx - x * cz), d[2] + f * (x * cy - y * cx)
        };
    }
}

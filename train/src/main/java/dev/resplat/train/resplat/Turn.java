package dev.resplat.train.resplat;

import dev.resplat.train.render.Quaternion;

/** Matrices that turn quaternions, which are rows and stand left of them. */
final class Turn {
    private Turn() {}

    /** From the axes of a pose's camera to those of its world. */
    static Quaternion back(double[] worldToCamera) {
        Quaternion q = Quaternion.of(worldToCamera);
        return new Quaternion(q.w(), -q.x(), -q.y(), -q.z());
    }

    /** Writes {@code [4, 4]}: from q to the product {@code r q} of Hamilton, linear in q. */
    static void write(Quaternion r, double[] m, int from) {
        double[] rows = {
            r.w(), r.x(), r.y(), r.z(), //
            -r.x(), r.w(), r.z(), -r.y(), //
            -r.y(), -r.z(), r.w(), r.x(), //
            -r.z(), r.y(), -r.x(), r.w()
        };
        System.arraycopy(rows, 0, m, from, 16);
    }
}

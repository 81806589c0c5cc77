package dev.resplat.train.render;

/** Arithmetic of vectors {@code [3]}; results are new. */
final class Vectors {
    private Vectors() {}

    static double[] plus(double[] a, double[] b) {
        return plus(a, 1, b);
    }

    /** {@code a + factor b}. */
    static double[] plus(double[] a, double factor, double[] b) {
        return new double[] {a[0] + factor * b[0], a[1] + factor * b[1], a[2] + factor * b[2]};
    }

    static double[] minus(double[] a, double[] b) {
        return plus(a, -1, b);
    }

    static double[] times(double factor, double[] a) {
        return new double[] {factor * a[0], factor * a[1], factor * a[2]};
    }

    static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    static double[] cross(double[] a, double[] b) {
        return new double[] {
            a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
        };
    }

    static double length(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    /** The vector of length one in this direction, or another one if this has none. */
    static double[] unit(double[] a, double[] otherwise) {
        double length = length(a);
        return length > 1e-9 ? times(1 / length, a) : otherwise.clone();
    }

    /** The part of a vector that is at right angles to a unit vector. */
    static double[] across(double[] a, double[] axis) {
        return plus(a, -dot(a, axis), axis);
    }

    /** Any unit vector at right angles to a unit vector. */
    static double[] anyAcross(double[] axis) {
        double[] other = new double[3];
        int least = 0;
        for (int i = 1; i < 3; i++) {
            least = Math.abs(axis[i]) < Math.abs(axis[least]) ? i : least;
        }
        other[least] = 1;
        return unit(across(other, axis), other);
    }
}

package dev.resplat.train.render;

/** A rotation as a quaternion of unit length. */
public record Quaternion(double w, double x, double y, double z) {
    /** Closer than this, the formula of {@link #slerp} divides by almost nothing. */
    private static final double PARALLEL = 1 - 1e-9;

    /**
     * Of the rotation in the first three rows and columns of a matrix (Shepperd 1978: of four
     * formulas the one whose root is of the largest number).
     *
     * @param m {@code [4, 4]}, row after row
     */
    public static Quaternion of(double[] m) {
        double trace = m[0] + m[5] + m[10];
        double most = Math.max(Math.max(trace, m[0]), Math.max(m[5], m[10]));
        Quaternion scaled =
                most == trace
                        ? new Quaternion(1 + trace, m[9] - m[6], m[2] - m[8], m[4] - m[1])
                        : most == m[0]
                                ? new Quaternion(
                                        m[9] - m[6], 1 + 2 * m[0] - trace, m[1] + m[4], m[2] + m[8])
                                : most == m[5]
                                        ? new Quaternion(
                                                m[2] - m[8],
                                                m[1] + m[4],
                                                1 + 2 * m[5] - trace,
                                                m[6] + m[9])
                                        : new Quaternion(
                                                m[4] - m[1],
                                                m[2] + m[8],
                                                m[6] + m[9],
                                                1 + 2 * m[10] - trace);
        return scaled.times(1 / Math.sqrt(scaled.dot(scaled)));
    }

    private double dot(Quaternion other) {
        return w * other.w + x * other.x + y * other.y + z * other.z;
    }

    private Quaternion times(double factor) {
        return new Quaternion(factor * w, factor * x, factor * y, factor * z);
    }

    /**
     * Between this rotation and another, at constant speed and the shorter way (Shoemake 1985).
     *
     * @param share 0 for this one, 1 for the other
     */
    public Quaternion slerp(Quaternion other, double share) {
        double cosine = dot(other);
        double sign = cosine < 0 ? -1 : 1;
        double own = 1 - share;
        double its = share;
        if (Math.abs(cosine) < PARALLEL) {
            double angle = Math.acos(Math.abs(cosine));
            own = Math.sin(own * angle) / Math.sin(angle);
            its = Math.sin(its * angle) / Math.sin(angle);
        }
        its *= sign;
        Quaternion sum =
                new Quaternion(
                        own * w + its * other.w,
                        own * x + its * other.x,
                        own * y + its * other.y,
                        own * z + its * other.z);
        return sum.times(1 / Math.sqrt(sum.dot(sum)));
    }

    /** {@code [3, 3]}, row after row. */
    public double[] matrix() {
        return new double[] {
            1 - 2 * (y * y + z * z),
            2 * (x * y - w * z),
            2 * (x * z + w * y),
            2 * (x * y + w * z),
            1 - 2 * (x * x + z * z),
            2 * (y * z - w * x),
            2 * (x * z - w * y),
            2 * (y * z + w * x),
            1 - 2 * (x * x + y * y)
        };
    }
}

package dev.resplat.splat;

/**
 * A rotation as a quaternion {@code w + xi + yj + zk}. Those of unit length are rotations; where
 * others are allowed, it says so.
 */
public record Quaternion(double w, double x, double y, double z) {
    /** That turns nothing. */
    public static final Quaternion IDENTITY = new Quaternion(1, 0, 0, 0);

    /** Closer than this, the formula of {@link #slerp} divides by almost nothing. */
    private static final double PARALLEL = 1 - 1e-9;

    // ---- Making one ------------------------------------------------------------------------

    /**
     * Of a rotation (Shepperd 1978: of four formulas the one whose root is of the largest number).
     *
     * @param rotation {@code [3, 3]}, row after row
     */
    public static Quaternion of(double[] rotation) {
        return of(rotation, 3);
    }

    /**
     * Of the rotation in the first three rows and columns of a pose.
     *
     * @param pose {@code [4, 4]} or {@code [3, 4]}, row after row
     */
    public static Quaternion ofPose(double[] pose) {
        return of(pose, 4);
    }

    private static Quaternion of(double[] m, int stride) {
        double xx = m[0];
        double yy = m[stride + 1];
        double zz = m[2 * stride + 2];
        double yz = m[stride + 2];
        double zy = m[2 * stride + 1];
        double xz = m[2];
        double zx = m[2 * stride];
        double xy = m[1];
        double yx = m[stride];
        double trace = xx + yy + zz;
        double most = Math.max(Math.max(trace, xx), Math.max(yy, zz));
        Quaternion scaled;
        if (most == trace) {
            scaled = new Quaternion(1 + trace, zy - yz, xz - zx, yx - xy);
        } else if (most == xx) {
            scaled = new Quaternion(zy - yz, 1 + 2 * xx - trace, xy + yx, xz + zx);
        } else if (most == yy) {
            scaled = new Quaternion(xz - zx, xy + yx, 1 + 2 * yy - trace, yz + zy);
        } else {
            scaled = new Quaternion(yx - xy, xz + zx, yz + zy, 1 + 2 * zz - trace);
        }
        return scaled.unit();
    }

    // ---- Arithmetic ------------------------------------------------------------------------

    /** The sum of the squares of its numbers. */
    public double square() {
        return dot(this);
    }

    private double dot(Quaternion other) {
        return w * other.w + x * other.x + y * other.y + z * other.z;
    }

    /** The same with unit length; not a number if it has no length. */
    public Quaternion unit() {
        double factor = 1 / Math.sqrt(square());
        return new Quaternion(factor * w, factor * x, factor * y, factor * z);
    }

    /** Of unit length, what turns back. */
    public Quaternion conjugate() {
        return new Quaternion(w, -x, -y, -z);
    }

    /** The product of Hamilton, {@code this * q}: turns as q does, and then as this. */
    public Quaternion times(Quaternion q) {
        return new Quaternion(
                w * q.w - x * q.x - y * q.y - z * q.z,
                w * q.x + x * q.w + y * q.z - z * q.y,
                w * q.y - x * q.z + y * q.w + z * q.x,
                w * q.z + x * q.y - y * q.x + z * q.w);
    }

    /**
     * {@link #times} as a matrix: {@code [4, 4]}, row after row, for quaternions q that are rows
     * (w, x, y, z) and stand left of it.
     */
    public double[] factor() {
        return new double[] {
            w, x, y, z, //
            -x, w, z, -y, //
            -y, -z, w, x, //
            -z, y, -x, w
        };
    }

    // ---- Turning ---------------------------------------------------------------------------

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
        return new Quaternion(
                        own * w + its * other.w,
                        own * x + its * other.x,
                        own * y + its * other.y,
                        own * z + its * other.z)
                .unit();
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

    /**
     * A vector after it was turned by a quaternion of any length; by one without length it is not.
     *
     * @param d {@code [3]}
     */
    public double[] turn(double... d) {
        double square = square();
        if (square == 0) {
            return d.clone();
        }
        // d + 2 (u x (u x d) + w u x d) / |q|^2, with u the vector part
        double cx = y * d[2] - z * d[1] + w * d[0];
        double cy = z * d[0] - x * d[2] + w * d[1];
        double cz = x * d[1] - y * d[0] + w * d[2];
        double f = 2 / square;
        return new double[] {
            d[0] + f * (y * cz - z * cy), d[1] + f * (z * cx - x * cz), d[2] + f * (x * cy - y * cx)
        };
    }
}

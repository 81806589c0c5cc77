package dev.resplat.train.scene;

/**
 * What a lens does to rays: from the place (x, y) = (X / Z, Y / Z) where a pinhole would show a
 * point to the place where the lens shows it, both in units of the focal length, from the principal
 * point.
 *
 * <p>An ordinary lens, with {@code r^2 = x^2 + y^2} (Brown 1966; OPENCV of COLMAP and OpenCV):
 *
 * <pre>
 * a  = 1 + k1 r^2 + k2 r^4 + k3 r^6 + k4 r^8
 * x' = a x + 2 p1 x y + p2 (r^2 + 2 x^2)
 * y' = a y + p1 (r^2 + 2 y^2) + 2 p2 x y
 * </pre>
 *
 * <p>A fisheye, with {@code theta = atan r} (Kannala and Brandt 2006; OPENCV_FISHEYE):
 *
 * <pre>
 * (x', y') = (x, y) / r theta (1 + k1 theta^2 + k2 theta^4 + k3 theta^6 + k4 theta^8)
 * </pre>
 *
 * @param fisheye which of both
 */
public record Lens(
        boolean fisheye, double k1, double k2, double k3, double k4, double p1, double p2) {
    /** That of a pinhole. */
    public static final Lens PINHOLE = new Lens(false, 0, 0, 0, 0, 0, 0);

    private static final int ITERATIONS = 100;
    private static final double TOLERANCE = 1e-13;

    /** An ordinary lens without tangential distortion. */
    static Lens radial(double k1, double k2) {
        return new Lens(false, k1, k2, 0, 0, 0, 0);
    }

    /** A fisheye. */
    static Lens fisheye(double k1, double k2, double k3, double k4) {
        return new Lens(true, k1, k2, k3, k4, 0, 0);
    }

    @Override
    public String toString() {
        String text = fisheye ? "fisheye lens" : "lens";
        return "%s with k1 %s, k2 %s, k3 %s, k4 %s%s"
                .formatted(text, k1, k2, k3, k4, fisheye ? "" : ", p1 %s, p2 %s".formatted(p1, p2));
    }

    /** Whether it leaves rays as they are. */
    public boolean isPinhole() {
        return !fisheye && k1 == 0 && k2 == 0 && k3 == 0 && k4 == 0 && p1 == 0 && p2 == 0;
    }

    /** {@code 1 + k1 s + k2 s^2 + k3 s^3 + k4 s^4}. */
    private double polynomial(double s) {
        return 1 + s * (k1 + s * (k2 + s * (k3 + s * k4)));
    }

    /** Its derivative. */
    private double slope(double s) {
        return k1 + s * (2 * k2 + s * (3 * k3 + s * 4 * k4));
    }

    /** Where the lens shows what a pinhole shows at (x, y): {@code [2]}. */
    public double[] distort(double x, double y) {
        double square = x * x + y * y;
        if (fisheye) {
            double r = Math.sqrt(square);
            double theta = Math.atan(r);
            double scale = r < 1e-12 ? 1 : theta * polynomial(theta * theta) / r;
            return new double[] {scale * x, scale * y};
        }
        double a = polynomial(square);
        return new double[] {
            a * x + 2 * p1 * x * y + p2 * (square + 2 * x * x),
            a * y + p1 * (square + 2 * y * y) + 2 * p2 * x * y
        };
    }

    /**
     * Whether places on the way from the principal point to (x, y) keep their order, so that none
     * is shown twice: the polynomials of calibrations fold back far outside of the photographs they
     * were made of.
     */
    boolean keepsOrder(double x, double y) {
        if (fisheye) {
            double theta = Math.atan(Math.hypot(x, y));
            return polynomial(theta * theta) + 2 * theta * theta * slope(theta * theta) > 0;
        }
        double[] j = jacobian(x, y);
        return j[0] > 0 && j[3] > 0 && j[0] * j[3] - j[1] * j[2] > 0;
    }

    /** Of an ordinary lens: (dx'/dx, dx'/dy, dy'/dx, dy'/dy). */
    private double[] jacobian(double x, double y) {
        double square = x * x + y * y;
        double a = polynomial(square);
        double b = 2 * slope(square);
        double mixed = b * x * y + 2 * p1 * x + 2 * p2 * y;
        return new double[] {
            a + b * x * x + 2 * p1 * y + 6 * p2 * x,
            mixed,
            mixed,
            a + b * y * y + 6 * p1 * y + 2 * p2 * x
        };
    }

    /**
     * The inverse of {@link #distort}, by Newton's method.
     *
     * @return {@code [2]}; NaN if no ray in front of the camera is shown there
     */
    public double[] undistort(double x, double y) {
        return fisheye ? undistortFisheye(x, y) : undistortOrdinary(x, y);
    }

    private double[] undistortOrdinary(double x, double y) {
        double u = x;
        double v = y;
        for (int i = 0; i < ITERATIONS; i++) {
            double[] at = distort(u, v);
            double ex = at[0] - x;
            double ey = at[1] - y;
            if (Math.hypot(ex, ey) <= TOLERANCE * (1 + Math.hypot(x, y))) {
                return keepsOrder(u, v) ? new double[] {u, v} : nowhere();
            }
            double[] j = jacobian(u, v);
            double determinant = j[0] * j[3] - j[1] * j[2];
            u -= (j[3] * ex - j[1] * ey) / determinant;
            v -= (j[0] * ey - j[2] * ex) / determinant;
        }
        return nowhere();
    }

    private double[] undistortFisheye(double x, double y) {
        double r = Math.hypot(x, y);
        if (r < 1e-12) {
            return new double[] {x, y};
        }
        double theta = r;
        for (int i = 0; i < ITERATIONS; i++) {
            double s = theta * theta;
            double error = theta * polynomial(s) - r;
            if (Math.abs(error) <= TOLERANCE * (1 + r)) {
                boolean inFront = theta > 0 && theta < Math.PI / 2;
                double scale = Math.tan(theta) / r;
                return inFront && keepsOrder(scale * x, scale * y)
                        ? new double[] {scale * x, scale * y}
                        : nowhere();
            }
            theta -= error / (polynomial(s) + 2 * s * slope(s));
        }
        return nowhere();
    }

    private static double[] nowhere() {
        return new double[] {Double.NaN, Double.NaN};
    }
}

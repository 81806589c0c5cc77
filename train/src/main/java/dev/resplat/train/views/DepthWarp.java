package dev.resplat.train.views;

import dev.resplat.splat.Camera;
import dev.resplat.train.scene.ViewPixels;
import java.util.Arrays;

/**
 * Whether two views of a scene agree: the pixels of one are taken to where the other should show
 * them, by depths and cameras, and compared with what it shows there. Where poses, axes or units
 * are wrong the errors are large, those of turned or moved cameras ({@link #turned}, {@link
 * #moved}, {@link #openGl}) telling what large is.
 *
 * @param known pixels of the first view whose depth is known and that no mask hides
 * @param inside the part of these that lands in the second view
 * @param depthError the median of {@code |z' - z| / z}, of pixels inside, where z is the depth that
 *     a pixel should have in the second view and z' the one that view has there; NaN if it has none
 * @param consistent the part of these whose error is within the tolerance; NaN if there are none
 * @param visible the part of the pixels inside that the second view should show: what it has there
 *     is not nearer than the tolerance allows, and its depth is known; all if it has no depths
 * @param colorError the median of the absolute differences of visible pixels, the mean of their
 *     channels, from 0 to 1; NaN if there are none
 */
public record DepthWarp(
        int known,
        double inside,
        double depthError,
        double consistent,
        double visible,
        double colorError) {
    /**
     * Takes a view to another.
     *
     * @param a has depths
     * @param b may have depths
     * @param tolerance relative, of depths: 0.05 for those of sensors
     */
    public static DepthWarp of(ViewPixels a, ViewPixels b, double tolerance) {
        return of(a, b, b.camera(), tolerance);
    }

    /**
     * The same as if the second view was seen by another camera.
     *
     * @param camera of as many pixels as the second view
     */
    public static DepthWarp of(ViewPixels a, ViewPixels b, Camera camera, double tolerance) {
        if (a.depth() == null) {
            throw new IllegalArgumentException("the first view has no depths");
        }
        if (3L * camera.width() * camera.height() != b.colors().length) {
            throw new IllegalArgumentException(
                    "the second view has %d colours, not those of a %s"
                            .formatted(b.colors().length, camera));
        }
        return new Warp(a, b, camera, tolerance).result();
    }

    /** The camera turned about its own vertical axis. */
    public static Camera turned(Camera camera, double degrees) {
        double angle = StrictMath.toRadians(degrees);
        double c = StrictMath.cos(angle);
        double s = StrictMath.sin(angle);
        double[] m = camera.worldToCamera().clone();
        for (int k = 0; k < 4; k++) {
            double x = m[k];
            double z = m[8 + k];
            m[k] = c * x + s * z;
            m[8 + k] = c * z - s * x;
        }
        return camera.at(m);
    }

    /** The camera moved along its own axes, in units of the world. */
    public static Camera moved(Camera camera, double x, double y, double z) {
        double[] m = camera.worldToCamera().clone();
        m[3] -= x;
        m[7] -= y;
        m[11] -= z;
        return camera.at(m);
    }

    /** The camera as who forgets that the axes of OpenGL have y up and z backward has it. */
    public static Camera openGl(Camera camera) {
        double[] m = camera.worldToCamera().clone();
        for (int k = 4; k < 12; k++) {
            m[k] = -m[k];
        }
        return camera.at(m);
    }

    /** From the axes of one camera to those of another: {@code [3, 4]}, row after row. */
    static double[] between(Camera from, Camera to) {
        double[] f = from.worldToCamera();
        double[] t = to.worldToCamera();
        double[] m = new double[12];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 3; k++) {
                    m[4 * i + j] += t[4 * i + k] * f[4 * j + k];
                }
            }
            m[4 * i + 3] = t[4 * i + 3];
            for (int j = 0; j < 3; j++) {
                m[4 * i + 3] -= m[4 * i + j] * f[4 * j + 3];
            }
        }
        return m;
    }

    /** The work, with places for what a pixel gives. */
    private static final class Warp {
        private final ViewPixels a;
        private final ViewPixels b;
        private final Camera from;
        private final Camera to;
        private final double tolerance;
        private final double[] depthErrors;
        private final double[] colorErrors;
        private int known;
        private int inside;
        private int consistent;
        private int depths;
        private int visible;

        Warp(ViewPixels a, ViewPixels b, Camera to, double tolerance) {
            this.a = a;
            this.b = b;
            this.from = a.camera();
            this.to = to;
            this.tolerance = tolerance;
            depthErrors = new double[a.depth().length];
            colorErrors = new double[a.depth().length];
        }

        DepthWarp result() {
            double[] m = between(from, to);
            for (int j = 0; j < from.height(); j++) {
                double y = (j + 0.5 - from.cy()) / from.fy();
                for (int i = 0; i < from.width(); i++) {
                    int pixel = j * from.width() + i;
                    double d = a.depth()[pixel];
                    if (!(d > 0) || a.mask() != null && a.mask()[pixel] == 0) {
                        continue;
                    }
                    known++;
                    double x = (i + 0.5 - from.cx()) / from.fx();
                    double z = d * (m[8] * x + m[9] * y + m[10]) + m[11];
                    double u = to.fx() * (d * (m[0] * x + m[1] * y + m[2]) + m[3]) / z + to.cx();
                    double v = to.fy() * (d * (m[4] * x + m[5] * y + m[6]) + m[7]) / z + to.cy();
                    if (z > 0 && u >= 0 && v >= 0 && u < to.width() && v < to.height()) {
                        compare(pixel, u, v, z);
                    }
                }
            }
            return new DepthWarp(
                    known,
                    part(inside, known),
                    median(depthErrors, depths),
                    part(consistent, depths),
                    part(visible, inside),
                    median(colorErrors, visible));
        }

        private void compare(int pixel, double u, double v, double z) {
            int nearest = (int) v * to.width() + (int) u;
            if (b.mask() != null && b.mask()[nearest] == 0) {
                return;
            }
            inside++;
            if (b.depth() != null) {
                double there = depth(u, v);
                if (!(there > 0)) {
                    return;
                }
                double error = Math.abs(there - z) / z;
                depthErrors[depths++] = error;
                consistent += error <= tolerance ? 1 : 0;
                if (z > there * (1 + tolerance)) {
                    return;
                }
            }
            colorErrors[visible++] = difference(pixel, u, v);
        }

        /** Between pixels 1 / z is linear on a plane; where one is not known, of the nearest. */
        private double depth(double u, double v) {
            int left = left(u, to.width());
            int top = left(v, to.height());
            int right = Math.min(left + 1, to.width() - 1);
            int below = Math.min(top + 1, to.height() - 1);
            float[] d = b.depth();
            float p = d[top * to.width() + left];
            float q = d[top * to.width() + right];
            float r = d[below * to.width() + left];
            float s = d[below * to.width() + right];
            if (!(p > 0 && q > 0 && r > 0 && s > 0)) {
                return d[(int) v * to.width() + (int) u];
            }
            double x = beyond(u, left);
            double y = beyond(v, top);
            double upper = (1 - x) / p + x / q;
            double lower = (1 - x) / r + x / s;
            return 1 / ((1 - y) * upper + y * lower);
        }

        private double difference(int pixel, double u, double v) {
            int left = left(u, to.width());
            int top = left(v, to.height());
            int right = 3 * (Math.min(left + 1, to.width() - 1) - left);
            int below = 3 * to.width() * (Math.min(top + 1, to.height() - 1) - top);
            double x = beyond(u, left);
            double y = beyond(v, top);
            int at = 3 * (top * to.width() + left);
            float[] colors = b.colors();
            double sum = 0;
            for (int c = 0; c < 3; c++) {
                int k = at + c;
                double upper = (1 - x) * colors[k] + x * colors[k + right];
                double lower = (1 - x) * colors[k + below] + x * colors[k + below + right];
                sum += Math.abs((1 - y) * upper + y * lower - a.colors()[3 * pixel + c]);
            }
            return sum / 3;
        }

        /** The pixel whose centre is left of a place, or above. */
        private static int left(double place, int size) {
            return Math.min(Math.max((int) Math.floor(place - 0.5), 0), size - 1);
        }

        /** How far a place is from that centre to the next. */
        private static double beyond(double place, int left) {
            return Math.min(Math.max(place - 0.5 - left, 0), 1);
        }

        private static double part(int count, int all) {
            return all == 0 ? Double.NaN : (double) count / all;
        }

        private static double median(double[] values, int count) {
            if (count == 0) {
                return Double.NaN;
            }
            double[] sorted = Arrays.copyOf(values, count);
            Arrays.sort(sorted);
            return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
        }
    }
}

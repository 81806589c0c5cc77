package dev.resplat.splat.edit;

import dev.resplat.splat.Camera;
import dev.resplat.splat.HarmonicsRotation;
import dev.resplat.splat.Quaternion;
import dev.resplat.splat.RotationMatrix;
import dev.resplat.splat.Splats3d;
import java.util.Arrays;

/**
 * A similarity of space: {@code X -> scale R X + t}. Who moves a scene and its cameras together
 * sees the same pictures; near planes are multiplied by the scale, too.
 *
 * @param scale more than 0
 * @param rotation {@code [3, 3]}, row after row: R
 * @param translation {@code [3]}: t
 */
public record Similarity(double scale, double[] rotation, double[] translation) {
    private static final double[] UNTURNED = {1, 0, 0, 0, 1, 0, 0, 0, 1};

    /**
     * Checks that it is one.
     *
     * @throws IllegalArgumentException if R mirrors or is no rotation, or a number is not finite
     */
    public Similarity {
        if (!(scale > 0) || !Double.isFinite(scale)) {
            throw new IllegalArgumentException("a scale must be more than 0, is " + scale);
        }
        if (!Double.isFinite(translation[0] + translation[1] + translation[2])) {
            throw new IllegalArgumentException(
                    "a translation must be finite, is (%s, %s, %s)"
                            .formatted(translation[0], translation[1], translation[2]));
        }
        RotationMatrix.require(rotation);
    }

    // ---- Making one ------------------------------------------------------------------------

    /** A move by t. */
    public static Similarity translation(double... t) {
        return new Similarity(1, UNTURNED.clone(), t.clone());
    }

    /** All lengths times a factor, seen from the origin of the world. */
    public static Similarity scaling(double scale) {
        return new Similarity(scale, UNTURNED.clone(), new double[3]);
    }

    /** A rotation about the origin of the world. */
    public static Similarity rotation(double... rotation) {
        return new Similarity(1, rotation.clone(), new double[3]);
    }

    /**
     * A turn about an axis through the origin of the world (Rodrigues' formula): counter-clockwise
     * for who looks against the axis.
     *
     * @param axis {@code [3]}, of any length but zero
     * @param angle in radians
     */
    public static Similarity turn(double[] axis, double angle) {
        double most = Math.max(Math.abs(axis[0]), Math.max(Math.abs(axis[1]), Math.abs(axis[2])));
        // Negated, so that NaN fails.
        if (!(most > 0 && most <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "an axis must be finite and have a length, is (%s, %s, %s)"
                            .formatted(axis[0], axis[1], axis[2]));
        }
        if (!Double.isFinite(angle)) {
            throw new IllegalArgumentException("an angle must be finite, is " + angle);
        }
        // Of what is at most 1, no square is too large; one that is too small does not matter.
        double x = axis[0] / most;
        double y = axis[1] / most;
        double z = axis[2] / most;
        double length = Math.sqrt(x * x + y * y + z * z);
        x /= length;
        y /= length;
        z /= length;
        double s = Math.sin(angle);
        double c = Math.cos(angle);
        double d = 1 - c;
        return rotation(
                c + d * x * x,
                d * x * y - s * z,
                d * x * z + s * y,
                d * x * y + s * z,
                c + d * y * y,
                d * y * z - s * x,
                d * x * z - s * y,
                d * y * z + s * x,
                c + d * z * z);
    }

    /** The one that does this first, and then another. */
    public Similarity then(Similarity next) {
        double[] r = new double[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 3; k++) {
                    r[3 * i + j] += next.rotation[3 * i + k] * rotation[3 * k + j];
                }
            }
        }
        return new Similarity(next.scale * scale, r, next.apply(translation));
    }

    /** The one that undoes this. */
    public Similarity inverse() {
        double[] r = rotation;
        double[] back = {r[0], r[3], r[6], r[1], r[4], r[7], r[2], r[5], r[8]};
        double[] t = new double[3];
        for (int i = 0; i < 3; i++) {
            for (int k = 0; k < 3; k++) {
                t[i] -= back[3 * i + k] * translation[k] / scale;
            }
        }
        return new Similarity(1 / scale, back, t);
    }

    // ---- What it moves ---------------------------------------------------------------------

    /** Where points {@code [count, 3]} go. */
    public double[] apply(double[] points) {
        double[] result = new double[points.length];
        for (int n = 0; n < points.length; n += 3) {
            for (int i = 0; i < 3; i++) {
                double sum = 0;
                for (int j = 0; j < 3; j++) {
                    sum += rotation[3 * i + j] * points[n + j];
                }
                result[n + i] = scale * sum + translation[i];
            }
        }
        return result;
    }

    /**
     * The scene after it was moved: means as points; quaternions are multiplied with that of R from
     * the left; log-scales grow by the logarithm of the scale; and harmonics are turned, as a
     * colour belongs to a direction that is turned with the splat ({@link HarmonicsRotation}).
     */
    public Splats3d apply(Splats3d splats) {
        int n = splats.count();
        float[] means = new float[3 * n];
        float[] logScales = new float[3 * n];
        double log = Math.log(scale);
        double[] at = new double[3];
        for (int i = 0; i < 3 * n; i += 3) {
            for (int k = 0; k < 3; k++) {
                at[k] = splats.means()[i + k];
                logScales[i + k] = (float) (splats.logScales()[i + k] + log);
            }
            double[] moved = apply(at);
            for (int k = 0; k < 3; k++) {
                means[i + k] = (float) moved[k];
            }
        }
        boolean turns = !Arrays.equals(rotation, UNTURNED);
        return new Splats3d(
                splats.degree(),
                means,
                turns ? turnedQuats(splats.quats()) : splats.quats(),
                logScales,
                splats.opacityLogits(),
                turns ? turnedHarmonics(splats) : splats.sh());
    }

    private float[] turnedQuats(float[] quats) {
        Quaternion turn = Quaternion.of(rotation);
        float[] turned = new float[quats.length];
        for (int i = 0; i < quats.length; i += 4) {
            Quaternion q = new Quaternion(quats[i], quats[i + 1], quats[i + 2], quats[i + 3]);
            q = turn.times(q);
            turned[i] = (float) q.w();
            turned[i + 1] = (float) q.x();
            turned[i + 2] = (float) q.y();
            turned[i + 3] = (float) q.z();
        }
        return turned;
    }

    private float[] turnedHarmonics(Splats3d splats) {
        int terms = Splats3d.terms(splats.degree());
        float[] sh = splats.sh();
        float[] turned = new float[sh.length];
        double[] m = HarmonicsRotation.matrix(splats.degree(), rotation);
        for (int from = 0; from < sh.length; from += 3 * terms) {
            for (int l = 0; l <= splats.degree(); l++) {
                for (int j = l * l; j < Splats3d.terms(l); j++) {
                    for (int c = 0; c < 3; c++) {
                        double sum = 0;
                        for (int k = l * l; k < Splats3d.terms(l); k++) {
                            sum += m[j * terms + k] * sh[from + 3 * k + c];
                        }
                        turned[from + 3 * j + c] = (float) sum;
                    }
                }
            }
        }
        return turned;
    }

    /** The camera after it was moved, which sees the moved scene as it saw the scene. */
    public Camera apply(Camera camera) {
        double[] m = camera.worldToCamera();
        double[] moved = new double[16];
        for (int i = 0; i < 3; i++) {
            double along = 0;
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 3; k++) {
                    moved[4 * i + j] += m[4 * i + k] * rotation[3 * j + k];
                }
                along += moved[4 * i + j] * translation[j];
            }
            moved[4 * i + 3] = scale * m[4 * i + 3] - along;
        }
        moved[15] = 1;
        return camera.at(moved);
    }
}

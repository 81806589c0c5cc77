package dev.resplat.train.optimize;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.io.HostArray;
import java.util.Map;

/**
 * Poses of training photographs, moved a little from where the files have them: {@code exp(w) M},
 * where w is a twist of six numbers (a rotation and a translation, in the frame of the camera) and
 * M the pose of the file.
 */
final class Poses {
    private static final int TWIST = 6;

    private final ViewValues twists;
    private final double rate;

    /**
     * Of so many photographs.
     *
     * @param rate of learning, in radians and in units of the scene; 0 leaves poses alone
     */
    Poses(int views, double rate) {
        twists = new ViewValues(views, TWIST);
        this.rate = rate;
    }

    boolean areLearned() {
        return rate > 0;
    }

    /** The camera where it is now. */
    Camera moved(int view, Camera camera) {
        return areLearned() ? camera.at(moved(twists.of(view), camera.worldToCamera())) : camera;
    }

    /**
     * Learns from a step.
     *
     * @param pose {@code [4, 4]}: as {@link #moved} gave it
     * @param gradient {@code [4, 4]}
     * @param factor of the rate
     */
    void learn(int view, double[] pose, double[] gradient, double factor) {
        double[] now = twists.of(view);
        double[] step = twists.step(view, twistGrad(pose, gradient), factor * rate);
        for (int k = 0; k < TWIST; k++) {
            now[k] += step[k];
        }
        twists.set(view, now);
    }

    /**
     * The gradient with respect to a small twist in front of a pose: the sum over its columns c of
     * {@code c x g} for the rotation, and the gradient of the last for the translation. Twists are
     * so small that those in front and those inside of the exponential are taken for the same.
     */
    static double[] twistGrad(double[] pose, double[] g) {
        double[] grad = new double[TWIST];
        for (int c = 0; c < 4; c++) {
            double x = pose[c];
            double y = pose[4 + c];
            double z = pose[8 + c];
            grad[0] += y * g[8 + c] - z * g[4 + c];
            grad[1] += z * g[c] - x * g[8 + c];
            grad[2] += x * g[4 + c] - y * g[c];
        }
        grad[3] = g[3];
        grad[4] = g[7];
        grad[5] = g[11];
        return grad;
    }

    /** {@code exp(w) M}, with the rotation by Rodrigues' formula and the translation as it is. */
    static double[] moved(double[] w, double[] m) {
        double angle = Math.sqrt(w[0] * w[0] + w[1] * w[1] + w[2] * w[2]);
        double a = angle < 1e-9 ? 1 : Math.sin(angle) / angle;
        double b = angle < 1e-9 ? 0.5 : (1 - Math.cos(angle)) / (angle * angle);
        double[] result = m.clone();
        for (int c = 0; c < 4; c++) {
            double x = m[c];
            double y = m[4 + c];
            double z = m[8 + c];
            double ux = w[1] * z - w[2] * y;
            double uy = w[2] * x - w[0] * z;
            double uz = w[0] * y - w[1] * x;
            result[c] = x + a * ux + b * (w[1] * uz - w[2] * uy);
            result[4 + c] = y + a * uy + b * (w[2] * ux - w[0] * uz);
            result[8 + c] = z + a * uz + b * (w[0] * uy - w[1] * ux);
        }
        for (int k = 0; k < 3; k++) {
            result[4 * k + 3] += w[3 + k];
        }
        return result;
    }

    /** For a checkpoint. */
    Map<String, HostArray> state() {
        return twists.state();
    }

    /** Goes on from a {@link #state}. */
    void restore(Map<String, HostArray> state) {
        twists.restore(state);
    }
}

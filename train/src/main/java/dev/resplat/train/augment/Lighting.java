package dev.resplat.train.augment;

import dev.resplat.splat.Camera;
import dev.resplat.train.config.Require;
import dev.resplat.train.data.Draws;

/**
 * Other light in the scene: linear light times a gain that is smooth in the world, so that views
 * agree about it. For a place X of the example, {@code q = X / (|X| + r)} is within the unit ball,
 * with r the distance from the first context camera at which it begins to matter; where depths are
 * unknown, X is taken to be infinitely far, and q is the direction of the ray.
 *
 * <p>The gain of a channel is {@code (1 + h) / (1 - h)} with {@code h = w ((1 - tint) f(q) + tint
 * f_c(q))} and {@code f(q) = a q + q B q}, random and at most 1 in size; w is such that the gain is
 * within {@code stops}.
 *
 * @param probability how many examples
 * @param stops how much brighter or darker a place may be
 * @param tint from 0, the same for all channels, to 1
 */
public record Lighting(double probability, double stops, double tint) implements Augmentation {
    private static final int COEFFICIENTS = 9;

    public Lighting {
        Require.between(0, 1, "probability", probability);
        Require.between(0, 4, "stops", stops);
        Require.between(0, 1, "tint", tint);
    }

    @Override
    public void apply(Shots shots, Draws draws) {
        double power = StrictMath.pow(2, stops);
        double width = (power - 1) / (power + 1);
        float[] all = field(draws);
        float[][] channels = new float[3][COEFFICIENTS];
        for (float[] channel : channels) {
            float[] own = field(draws);
            for (int i = 0; i < COEFFICIENTS; i++) {
                channel[i] = (float) (width * ((1 - tint) * all[i] + tint * own[i]));
            }
        }
        double reach = reach(shots);
        double[] origin = shots.camera(0).center();
        for (int i = 0; i < shots.count(); i++) {
            apply(shots, i, channels, origin, reach);
        }
    }

    /**
     * Coefficients of {@code a q + q B q} with {@code |a| + |B| = 1}, the norm of B being
     * Frobenius': larger it cannot be within the unit ball.
     */
    private static float[] field(Draws draws) {
        float[] field = new float[COEFFICIENTS];
        for (int i = 0; i < COEFFICIENTS; i++) {
            field[i] = draws.normal(0, 1);
        }
        float linear = draws.uniform();
        scale(field, 0, 3, linear);
        scale(field, 3, COEFFICIENTS, 1 - linear);
        return field;
    }

    /** Gives some coefficients a norm; those of products count half, as B has them twice. */
    private static void scale(float[] field, int from, int to, float norm) {
        float squares = Float.MIN_NORMAL;
        for (int i = from; i < to; i++) {
            squares += field[i] * field[i] * (i < 6 ? 1 : 0.5f);
        }
        float scale = norm / (float) Math.sqrt(squares);
        for (int i = from; i < to; i++) {
            field[i] *= scale;
        }
    }

    /** The mean of the first view's known depths. */
    private static double reach(Shots shots) {
        double sum = 0;
        int count = 0;
        float[] depth = shots.depth(0);
        if (depth != null) {
            for (float d : depth) {
                sum += d;
                count += d > 0 ? 1 : 0;
            }
        }
        return count == 0 ? 1 : sum / count;
    }

    private static void apply(
            Shots shots, int index, float[][] channels, double[] origin, double reach) {
        Camera camera = shots.camera(index);
        double[] m = camera.worldToCamera();
        double[] center = camera.center();
        float[] depth = shots.depth(index);
        float[] light = shots.colors(index);
        for (int y = 0; y < camera.height(); y++) {
            double v = (y + 0.5 - camera.cy()) / camera.fy();
            for (int x = 0; x < camera.width(); x++) {
                int pixel = y * camera.width() + x;
                double u = (x + 0.5 - camera.cx()) / camera.fx();
                double px = m[0] * u + m[4] * v + m[8];
                double py = m[1] * u + m[5] * v + m[9];
                double pz = m[2] * u + m[6] * v + m[10];
                double room = 0;
                if (depth != null && depth[pixel] > 0) {
                    px = px * depth[pixel] + center[0] - origin[0];
                    py = py * depth[pixel] + center[1] - origin[1];
                    pz = pz * depth[pixel] + center[2] - origin[2];
                    room = reach;
                }
                double scale = 1 / (Math.sqrt(px * px + py * py + pz * pz) + room);
                float qx = (float) (px * scale);
                float qy = (float) (py * scale);
                float qz = (float) (pz * scale);
                for (int c = 0; c < 3; c++) {
                    float h = value(channels[c], qx, qy, qz);
                    light[3 * pixel + c] *= (1 + h) / (1 - h);
                }
            }
        }
    }

    private static float value(float[] f, float x, float y, float z) {
        return f[0] * x
                + f[1] * y
                + f[2] * z
                + f[3] * x * x
                + f[4] * y * y
                + f[5] * z * z
                + f[6] * x * y
                + f[7] * x * z
                + f[8] * y * z;
    }
}

package dev.resplat.train.optimize;

import dev.resplat.splat.Camera;

/**
 * The surroundings of a pixel, and where they are in other photographs at any depth: tells how well
 * they match there, by normalised cross-correlation, and at which depth they match best.
 */
final class Patch {
    /** Pixels from the middle to the border. */
    private static final int RADIUS = 3;

    private static final int SIDE = 2 * RADIUS + 1;
    private static final int PIXELS = SIDE * SIDE;

    /** How much less the best correlation counts where no other photograph agrees. */
    private static final double ALONE = 0.12;

    /** Depths are evenly spaced in their inverses, so many pixels apart in the neighbours. */
    private static final double SPACING = 1.5;

    private static final int LEAST_PLANES = 64;
    private static final int MOST_PLANES = 512;

    /** Of the nearest depth, in terms of the distance to what cameras look at. */
    private static final double NEAREST = 0.15;

    /** How often the spacing of planes is refined around the best, and how finely. */
    private static final int REFINEMENTS = 2;

    private static final int FINER = 5;

    /** A correlation that is a match. */
    private static final double MATCH = 0.8;

    /** By how much other planes must be worse, but for those so near. */
    private static final double MARGIN = 0.06;

    private static final int NEAR_PLANES = 3;

    /** Standard deviation of grey levels, 0 to 1, below which there is nothing to match. */
    private static final double LEAST_TEXTURE = 0.02;

    private final Grey[] neighbors;

    /** {@code [PIXELS]}: grey levels with mean zero and norm one. */
    private final double[] values = new double[PIXELS];

    private final boolean textured;

    /** {@code [neighbours, PIXELS, 3]}: homogeneous places at infinity. */
    private final double[][] rays;

    /** {@code [neighbours, 3]}: what is added to them, times the inverse of the depth. */
    private final double[][] shifts;

    /**
     * A photograph without its colours.
     *
     * @param camera that took it
     * @param levels {@code [H, W]}, 0 to 1
     */
    record Grey(Camera camera, float[] levels) {}

    /**
     * Around a pixel, where {@link #fits} is true.
     *
     * @param neighbors where it is looked for
     */
    Patch(Grey photo, int x, int y, Grey[] neighbors) {
        Camera camera = photo.camera();
        this.neighbors = neighbors;
        rays = new double[neighbors.length][3 * PIXELS];
        shifts = new double[neighbors.length][3];
        double sum = 0;
        double square = 0;
        for (int i = 0; i < PIXELS; i++) {
            double v =
                    photo.levels()[
                            (y - RADIUS + i / SIDE) * camera.width() + x - RADIUS + i % SIDE];
            values[i] = v;
            sum += v;
            square += v * v;
        }
        double mean = sum / PIXELS;
        double norm = Math.sqrt(Math.max(square - sum * mean, 0));
        textured = norm > LEAST_TEXTURE * SIDE;
        for (int i = 0; i < PIXELS; i++) {
            values[i] = (values[i] - mean) / norm;
        }
        for (int k = 0; textured && k < neighbors.length; k++) {
            project(camera, neighbors[k].camera(), x, y, k);
        }
    }

    /** Whether the whole of it would be in the photograph. */
    static boolean fits(Camera camera, int x, int y) {
        return Math.min(x, y) >= RADIUS
                && x < camera.width() - RADIUS
                && y < camera.height() - RADIUS;
    }

    /** Whether there is anything to match. */
    boolean isTextured() {
        return textured;
    }

    /** With {@code X2 = R2 R1^T (z r - t1) + t2}, which is {@code z} times a ray plus a shift. */
    private void project(Camera from, Camera to, int x, int y, int k) {
        double[] a = from.worldToCamera();
        double[] b = to.worldToCamera();
        double[] r = new double[9];
        double[] t = {b[3], b[7], b[11]};
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (int l = 0; l < 3; l++) {
                    r[3 * i + j] += b[4 * i + l] * a[4 * j + l];
                }
                t[i] -= r[3 * i + j] * a[4 * j + 3];
            }
        }
        intoPixels(to, t, shifts[k], 0);
        double[] turned = new double[3];
        for (int i = 0; i < PIXELS; i++) {
            double u = (x - RADIUS + i % SIDE + 0.5 - from.cx()) / from.fx();
            double v = (y - RADIUS + i / SIDE + 0.5 - from.cy()) / from.fy();
            for (int j = 0; j < 3; j++) {
                turned[j] = r[3 * j] * u + r[3 * j + 1] * v + r[3 * j + 2];
            }
            intoPixels(to, turned, rays[k], 3 * i);
        }
    }

    private static void intoPixels(Camera camera, double[] v, double[] to, int at) {
        to[at] = camera.fx() * v[0] + camera.cx() * v[2];
        to[at + 1] = camera.fy() * v[1] + camera.cy() * v[2];
        to[at + 2] = v[2];
    }

    /**
     * Where it matches best, or NaN if it does not match, or at the end of the range.
     *
     * @param distance from the camera to what cameras look at
     */
    double inverseDepth(double distance) {
        double most = 1 / (NEAREST * distance);
        int planes = planes(most);
        double step = most / planes;
        double[] scores = new double[planes + 1];
        int found = 1;
        for (int plane = 1; plane <= planes; plane++) {
            scores[plane] = score(plane * step);
            found = scores[plane] > scores[found] ? plane : found;
        }
        double bestScore = scores[found];
        if (found == planes || bestScore < MATCH - 0.2 || !isUnique(scores, found)) {
            return Double.NaN;
        }
        double best = found * step;
        for (int i = 0; i < REFINEMENTS; i++) {
            step /= FINER;
            double middle = best;
            for (int j = 1 - FINER; j < FINER; j++) {
                double score = score(middle + j * step);
                if (score > bestScore) {
                    bestScore = score;
                    best = middle + j * step;
                }
            }
        }
        return bestScore >= MATCH && best > 0 ? best : Double.NaN;
    }

    /** Whether nothing far from the best plane is almost as good: walls of bricks repeat. */
    private static boolean isUnique(double[] scores, int best) {
        for (int plane = 1; plane < scores.length; plane++) {
            boolean far = Math.abs(plane - best) > NEAR_PLANES;
            if (far && scores[plane] > scores[best] - MARGIN) {
                return false;
            }
        }
        return true;
    }

    /** As many as the pixels that the middle of the patch moves over need. */
    private int planes(double most) {
        double longest = 0;
        for (int k = 0; k < neighbors.length; k++) {
            int at = PIXELS / 2 * 3;
            double z = Math.max(rays[k][at + 2], 0.1);
            double u = rays[k][at] / z;
            double v = rays[k][at + 1] / z;
            double du = (shifts[k][0] - u * shifts[k][2]) / z;
            double dv = (shifts[k][1] - v * shifts[k][2]) / z;
            longest = Math.max(longest, most * Math.hypot(du, dv));
        }
        return (int) Math.max(LEAST_PLANES, Math.min(MOST_PLANES, longest / SPACING));
    }

    /** The mean of the two best correlations at an inverse depth, or almost the best. */
    private double score(double inverse) {
        double first = -1;
        double second = -1;
        for (int k = 0; k < neighbors.length; k++) {
            double correlation = correlation(k, inverse);
            second = Math.max(second, Math.min(first, correlation));
            first = Math.max(first, correlation);
        }
        return Math.max((first + second) / 2, first - ALONE);
    }

    /** With what a neighbour has there, between its pixels; -1 if a part is outside. */
    private double correlation(int k, double inverse) {
        Camera camera = neighbors[k].camera();
        float[] picture = neighbors[k].levels();
        int width = camera.width();
        double[] r = rays[k];
        double sum = 0;
        double square = 0;
        double product = 0;
        double sx = shifts[k][0] * inverse;
        double sy = shifts[k][1] * inverse;
        double sz = shifts[k][2] * inverse;
        for (int i = 0; i < PIXELS; i++) {
            double z = r[3 * i + 2] + sz;
            double u = (r[3 * i] + sx) / z - 0.5;
            double v = (r[3 * i + 1] + sy) / z - 0.5;
            if (!(z > 0 && u >= 0 && v >= 0 && u < width - 1 && v < camera.height() - 1)) {
                return -1;
            }
            int at = (int) v * width + (int) u;
            double fu = u - (int) u;
            double fv = v - (int) v;
            double above = picture[at] + fu * (picture[at + 1] - picture[at]);
            double below =
                    picture[at + width] + fu * (picture[at + width + 1] - picture[at + width]);
            double value = above + fv * (below - above);
            sum += value;
            square += value * value;
            product += value * values[i];
        }
        double norm = Math.sqrt(Math.max(square - sum * sum / PIXELS, 0));
        return norm < LEAST_TEXTURE ? -1 : product / norm;
    }
}

package dev.resplat.train.pixelsplat;

import dev.resplat.splat.Camera;
import dev.resplat.splat.HarmonicsRotation;
import dev.resplat.splat.Quaternion;
import dev.resplat.splat.Splats3d;
import java.util.List;

/**
 * Constants that take the numbers of pixels from the frames of V cameras to the world. Numbers are
 * rows, so they stand left of a matrix {@code [V, in, out]}.
 *
 * <p>Of a pixel there are D: place in the pixel (2), extents (3), a quaternion (w, x, y, z), and
 * harmonics, K of each colour.
 */
final class ToWorld {
    /** Place in the pixel, extents, quaternion, first term of the harmonics of each colour. */
    static final int HEAD = 2 + 3 + 4 + 3;

    private static final int QUATERNION = 5;
    private static final int HARMONICS = 9;

    private final List<Camera> cameras;
    private final Quaternion[] turns;
    private final double[][] rotations;

    ToWorld(List<Camera> cameras) {
        this.cameras = cameras;
        turns = new Quaternion[cameras.size()];
        rotations = new double[cameras.size()][];
        for (int v = 0; v < turns.length; v++) {
            turns[v] = Quaternion.ofPose(cameras.get(v).worldToCamera()).conjugate();
            rotations[v] = turns[v].matrix();
        }
    }

    /**
     * {@code [V, D, 12]}: keeps place and extents, turns quaternions, picks the first term of each
     * colour. A turn of q by r is the product {@code r q} of Hamilton, which is linear in q.
     */
    double[] head(int degree) {
        int terms = Splats3d.terms(degree);
        int numbers = HARMONICS + 3 * terms;
        double[] m = new double[cameras.size() * numbers * HEAD];
        for (int v = 0; v < cameras.size(); v++) {
            int from = v * numbers * HEAD;
            for (int i = 0; i < QUATERNION; i++) {
                m[from + i * HEAD + i] = 1;
            }
            double[] turn = turns[v].factor();
            for (int i = 0; i < 4; i++) {
                System.arraycopy(turn, 4 * i, m, from + (QUATERNION + i) * HEAD + QUATERNION, 4);
            }
            for (int c = 0; c < 3; c++) {
                m[from + (HARMONICS + c * terms) * HEAD + HARMONICS + c] = 1;
            }
        }
        return m;
    }

    /**
     * {@code [V, D, 3 (K - 1)]}: turns the other terms, makes those of degree l {@code 0.1 / 4^l}
     * as large, so that splats begin with about the same colour from everywhere, and puts the
     * colours of a term beside each other.
     */
    double[] rest(int degree) {
        int terms = Splats3d.terms(degree);
        int numbers = HARMONICS + 3 * terms;
        int width = 3 * (terms - 1);
        double[] m = new double[cameras.size() * numbers * width];
        for (int v = 0; v < cameras.size(); v++) {
            double[] turn = HarmonicsRotation.matrix(degree, rotations[v]);
            for (int l = 1; l <= degree; l++) {
                double size = 0.1 * Math.pow(0.25, l);
                for (int to = l * l; to < Splats3d.terms(l); to++) {
                    for (int of = l * l; of < Splats3d.terms(l); of++) {
                        double factor = (size * turn[to * terms + of]);
                        for (int c = 0; c < 3; c++) {
                            int row = v * numbers + HARMONICS + c * terms + of;
                            m[row * width + 3 * (to - 1) + c] = factor;
                        }
                    }
                }
            }
        }
        return m;
    }

    /**
     * {@code [V, 2, 3]}: what a step of one pixel along x, and along y, adds to {@link #corners}.
     */
    double[] steps() {
        double[] m = new double[cameras.size() * 6];
        for (int v = 0; v < cameras.size(); v++) {
            Camera camera = cameras.get(v);
            for (int k = 0; k < 3; k++) {
                m[6 * v + k] = (rotations[v][3 * k] / camera.fx());
                m[6 * v + 3 + k] = (rotations[v][3 * k + 1] / camera.fy());
            }
        }
        return m;
    }

    /**
     * {@code [V, height, width, 3]}: from each camera to the upper left corner of each pixel, in
     * the world, at depth 1 along the axis of the camera.
     */
    double[] corners(int height, int width) {
        double[] corners = new double[cameras.size() * height * width * 3];
        int at = 0;
        for (int v = 0; v < cameras.size(); v++) {
            Camera camera = cameras.get(v);
            double[] r = rotations[v];
            for (int i = 0; i < height; i++) {
                double y = (i - camera.cy()) / camera.fy();
                for (int j = 0; j < width; j++) {
                    double x = (j - camera.cx()) / camera.fx();
                    for (int k = 0; k < 9; k += 3) {
                        corners[at++] = (r[k] * x + r[k + 1] * y + r[k + 2]);
                    }
                }
            }
        }
        return corners;
    }

    /** {@code [V, 3]}: where the cameras are. */
    double[] centers() {
        double[] centers = new double[cameras.size() * 3];
        for (int v = 0; v < cameras.size(); v++) {
            double[] center = cameras.get(v).center();
            for (int k = 0; k < 3; k++) {
                centers[3 * v + k] = center[k];
            }
        }
        return centers;
    }

    /** {@code [V]}: logarithms of a tenth of the width and height of a pixel at distance 1. */
    double[] logPixels() {
        double[] logs = new double[cameras.size()];
        for (int v = 0; v < logs.length; v++) {
            Camera camera = cameras.get(v);
            logs[v] = Math.log(0.1 * (1 / camera.fx() + 1 / camera.fy()));
        }
        return logs;
    }
}

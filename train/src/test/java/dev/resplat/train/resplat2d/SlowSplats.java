package dev.resplat.train.resplat2d;

/**
 * Splats and what they are told, written down as in a textbook, in double: no tensors, no tiles, no
 * gradients.
 */
final class SlowSplats {
    private static final double EPSILON = 1e-4;
    private static final double CUTOFF = 3.5;

    final int n;
    final int width;
    final int height;
    private final double[] rows;

    SlowSplats(double[] rows, int width, int height) {
        this.n = rows.length / Column.COUNT;
        this.rows = rows;
        this.width = width;
        this.height = height;
    }

    double[] color(int s) {
        int at = s * Column.COUNT + Column.COLOR;
        return new double[] {rows[at], rows[at + 1], rows[at + 2]};
    }

    double scale(int s) {
        return Math.exp(rows[s * Column.COUNT + Column.LOG_SCALE]);
    }

    /** Weight times Gaussian at a place, from deviations and an angle. */
    private double weight(int s, double x, double y) {
        int at = s * Column.COUNT;
        double u = rows[at + Column.STRETCH];
        double v = rows[at + Column.STRETCH + 1];
        double r = Math.hypot(u, v);
        double angle = Math.atan2(v, u) / 2;
        double dx = x - rows[at + Column.MEAN];
        double dy = y - rows[at + Column.MEAN + 1];
        double along = (dx * Math.cos(angle) + dy * Math.sin(angle)) / (scale(s) * Math.exp(r));
        double across = (dy * Math.cos(angle) - dx * Math.sin(angle)) / (scale(s) * Math.exp(-r));
        double square = along * along + across * across;
        double opacity = 1 / (1 + Math.exp(-rows[at + Column.OPACITY]));
        return square > CUTOFF * CUTOFF
                ? 0
                : opacity * Math.exp(rows[at + Column.AMPLITUDE] - square / 2);
    }

    /** {@code [pixels, n]}. */
    double[][] shares() {
        double[][] shares = new double[width * height][n];
        for (int p = 0; p < shares.length; p++) {
            double sum = EPSILON;
            for (int s = 0; s < n; s++) {
                shares[p][s] = weight(s, p % width + 0.5, p / width + 0.5);
                sum += shares[p][s];
            }
            for (int s = 0; s < n; s++) {
                shares[p][s] /= sum;
            }
        }
        return shares;
    }

    /** {@code [pixels, 3]}. */
    double[][] image() {
        double[][] image = new double[width * height][3];
        double[][] shares = shares();
        for (int p = 0; p < image.length; p++) {
            for (int s = 0; s < n; s++) {
                for (int c = 0; c < 3; c++) {
                    image[p][c] += shares[p][s] * color(s)[c];
                }
            }
        }
        return image;
    }

    /** {@code J^T change} for one value of a splat, by central differences. */
    double follow(int s, int column, double[][] change) {
        double step = 1e-6;
        double[][] above = moved(s, column, step).image();
        double[][] below = moved(s, column, -step).image();
        double sum = 0;
        for (int p = 0; p < above.length; p++) {
            for (int c = 0; c < 3; c++) {
                sum += change[p][c] * (above[p][c] - below[p][c]) / (2 * step);
            }
        }
        return sum;
    }

    private SlowSplats moved(int s, int column, double step) {
        double[] moved = rows.clone();
        moved[s * Column.COUNT + column] += step;
        return new SlowSplats(moved, width, height);
    }

    /** A map between its pixels, as its border beyond it: channel c at a place in pixels. */
    double at(double[][] map, double x, double y, int c) {
        double px = Math.min(Math.max(x - 0.5, 0), width - 1);
        double py = Math.min(Math.max(y - 0.5, 0), height - 1);
        int left = (int) Math.min(Math.floor(px), Math.max(width - 2, 0));
        int up = (int) Math.min(Math.floor(py), Math.max(height - 2, 0));
        int right = Math.min(left + 1, width - 1);
        int down = Math.min(up + 1, height - 1);
        double fx = px - left;
        double fy = py - up;
        double top = map[up * width + left][c] * (1 - fx) + map[up * width + right][c] * fx;
        double bottom = map[down * width + left][c] * (1 - fx) + map[down * width + right][c] * fx;
        return top * (1 - fy) + bottom * fy;
    }

    double[] mean(int s) {
        return new double[] {rows[s * Column.COUNT], rows[s * Column.COUNT + 1]};
    }
}

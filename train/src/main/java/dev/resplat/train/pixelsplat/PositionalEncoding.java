package dev.resplat.train.pixelsplat;

/**
 * Numbers as waves, so that a linear layer can tell close ones apart (Mildenhall et al. 2020,
 * "NeRF", equation 4): for each of them {@code sin(2 pi x), cos(2 pi x), sin(4 pi x), cos(4 pi x)},
 * and so on for all octaves, as pixelSplat orders them.
 *
 * <p>Only exactly defined arithmetic: the same bits on every machine.
 */
final class PositionalEncoding {
    private static final double TURN = 2 * Math.PI;

    private PositionalEncoding() {}

    /** Waves of a point of so many dimensions. */
    static int width(int dimensions, int octaves) {
        return 2 * dimensions * octaves;
    }

    /**
     * Waves of points.
     *
     * @param x {@code [N, dimensions]}
     * @param dimensions of a point
     * @param octaves waves of each number, each of twice the frequency of the one before
     * @return {@code [N, dimensions, octaves, 2]}
     */
    static float[] of(float[] x, int dimensions, int octaves) {
        if (dimensions < 1 || x.length % dimensions != 0) {
            throw new IllegalArgumentException(
                    "%d numbers are no points of %d dimensions".formatted(x.length, dimensions));
        }
        float[] waves = new float[Math.multiplyExact(x.length, 2 * octaves)];
        for (int i = 0, at = 0; i < x.length; i++) {
            double turns = x[i] - Math.rint(x[i]);
            double quarters = Math.rint(4 * turns);
            double angle = TURN * (turns - quarters / 4);
            double sin = sin(angle);
            double cos = cos(angle);
            if (quarters == 1) {
                double swap = sin;
                sin = cos;
                cos = -swap;
            } else if (quarters == -1) {
                double swap = sin;
                sin = -cos;
                cos = swap;
            } else if (quarters != 0) {
                sin = -sin;
                cos = -cos;
            }
            for (int k = 0; k < octaves; k++) {
                waves[at++] = (float) sin;
                waves[at++] = (float) cos;
                double twice = 2 * sin * cos;
                cos = (cos - sin) * (cos + sin);
                sin = twice;
            }
        }
        return waves;
    }

    /** By its series, up to an eighth of a turn; the first term left out is 5e-17. */
    private static double sin(double a) {
        double s = a * a;
        double t = -1 / 1307674368000.0;
        t = t * s + 1 / 6227020800.0;
        t = t * s - 1 / 39916800.0;
        t = t * s + 1 / 362880.0;
        t = t * s - 1 / 5040.0;
        t = t * s + 1 / 120.0;
        t = t * s - 1 / 6.0;
        return a + a * s * t;
    }

    /** By its series, up to an eighth of a turn; the first term left out is 2e-18. */
    private static double cos(double a) {
        double s = a * a;
        double t = 1 / 20922789888000.0;
        t = t * s - 1 / 87178291200.0;
        t = t * s + 1 / 479001600.0;
        t = t * s - 1 / 3628800.0;
        t = t * s + 1 / 40320.0;
        t = t * s - 1 / 720.0;
        t = t * s + 1 / 24.0;
        t = t * s - 1 / 2.0;
        return 1 + s * t;
    }
}

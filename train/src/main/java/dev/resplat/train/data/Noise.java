package dev.resplat.train.data;

import dev.resplat.tensor.Philox;

/**
 * A tile of noise, 512 x 512 texels, of mean 0 and deviation 1, whose octaves have amplitudes that
 * change by a constant factor: noise of spectrum {@code 1/f^a}. It repeats in both directions.
 */
final class Noise {
    private static final int SIDE = 512;
    private static final int MASK = SIDE - 1;
    private static final int COARSEST = 256;

    /** Every octave as strong as the other, as in photographs: power falls with f^-2. */
    static final Noise NATURAL = new Noise(1, 1.0, false);

    static final Noise SMOOTH = new Noise(2, 0.6, false);
    static final Noise ROUGH = new Noise(3, 1.45, false);

    /** Veins, cracks, folds. */
    static final Noise RIDGED = new Noise(4, 0.8, true);

    private final float[] texels = new float[SIDE * SIDE];

    /**
     * Adds octaves.
     *
     * @param gain the amplitude of an octave in that of the coarser one
     */
    private Noise(int seed, double gain, boolean ridged) {
        double amplitude = 1;
        for (int period = COARSEST; period >= 1; period /= 2) {
            addOctave(seed, period, (float) amplitude, ridged);
            amplitude *= gain;
        }
        normalize();
    }

    private void addOctave(int seed, int period, float amplitude, boolean ridged) {
        int cells = SIDE / period;
        float[] lattice = new float[cells * cells];
        int[] block = new int[4];
        for (int i = 0; i < lattice.length; i++) {
            if (i % 4 == 0) {
                Philox.block(block, seed, period, i / 4);
            }
            lattice[i] = (float) (2 * Philox.uniform(block[i % 4]) - 1);
        }
        float[] weights = weights(period);
        float[] rows = new float[cells * SIDE];
        for (int y = 0; y < cells; y++) {
            for (int x = 0; x < SIDE; x++) {
                rows[y * SIDE + x] = spline(lattice, y * cells, 1, cells, x, period, weights);
            }
        }
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                float value = spline(rows, x, SIDE, cells, y, period, weights);
                // A ridge is where noise changes its sign.
                float shaped = ridged ? 0.35f - Math.abs(value) : value;
                texels[y * SIDE + x] += amplitude * shaped;
            }
        }
    }

    /** [period, 4]: of the four points around, for every place between two points. */
    private static float[] weights(int period) {
        float[] weights = new float[4 * period];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = basis(i % 4, (float) (i / 4) / period);
        }
        return weights;
    }

    /** A cubic B-spline over the lattice, which shows neither its lines nor its points. */
    private static float spline(
            float[] points, int first, int stride, int count, int x, int period, float[] weights) {
        int left = x / period;
        int at = 4 * (x % period);
        float sum = 0;
        for (int i = 0; i < 4; i++) {
            sum += weights[at + i] * points[first + stride * ((left + i) % count)];
        }
        return sum;
    }

    private static float basis(int i, float t) {
        return switch (i) {
            case 0 -> (1 - t) * (1 - t) * (1 - t) / 6;
            case 1 -> (3 * t * t * t - 6 * t * t + 4) / 6;
            case 2 -> (-3 * t * t * t + 3 * t * t + 3 * t + 1) / 6;
            default -> t * t * t / 6;
        };
    }

    private void normalize() {
        double sum = 0;
        double squares = 0;
        for (float texel : texels) {
            sum += texel;
            squares += texel * texel;
        }
        double mean = sum / texels.length;
        double deviation = Math.sqrt(squares / texels.length - mean * mean);
        for (int i = 0; i < texels.length; i++) {
            texels[i] = (float) ((texels[i] - mean) / deviation);
        }
    }

    /** Adds {@code amplitude} times the noise at (x + i dx, y + i dy) to {@code row[i]}. */
    void addRow(
            float[] row, int from, int to, float amplitude, float x, float y, float dx, float dy) {
        for (int i = from; i < to; i++) {
            row[i] += amplitude * at(x + i * dx, y + i * dy);
        }
    }

    /** Between texels, linearly. */
    float at(float x, float y) {
        int x0 = x < 0 ? (int) x - 1 : (int) x;
        int y0 = y < 0 ? (int) y - 1 : (int) y;
        float u = x - x0;
        float v = y - y0;
        int row0 = (y0 & MASK) * SIDE;
        int row1 = (y0 + 1 & MASK) * SIDE;
        int c0 = x0 & MASK;
        int c1 = x0 + 1 & MASK;
        float top = texels[row0 + c0] + u * (texels[row0 + c1] - texels[row0 + c0]);
        float bottom = texels[row1 + c0] + u * (texels[row1 + c1] - texels[row1 + c0]);
        return top + v * (bottom - top);
    }
}

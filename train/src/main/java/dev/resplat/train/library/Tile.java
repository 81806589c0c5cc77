package dev.resplat.train.library;

import dev.resplat.train.data.Draws;

/** Noise on a square that repeats in both directions, of mean 0 and deviation 1. */
final class Tile {
    private Tile() {}

    /**
     * Octaves of noise, each twice as fine as the one before, down to a texel; with a gain of 1
     * they are equally strong, as in photographs (power falls with f^-2).
     *
     * @param side of the square in texels, a power of 2
     * @param across how many lattice cells the coarsest octave has along x, a power of 2
     * @param down the same along y
     * @param gain amplitude of an octave in that of the coarser one
     * @param ridged whether there are ridges where noise changes its sign
     */
    static float[] noise(Draws draws, int side, int across, int down, float gain, boolean ridged) {
        float[] sum = new float[side * side];
        float amplitude = 1;
        int w = across;
        int h = down;
        while (true) {
            octave(sum, draws, side, w, h, amplitude, ridged);
            if (w == side && h == side) {
                break;
            }
            w = Math.min(2 * w, side);
            h = Math.min(2 * h, side);
            amplitude *= gain;
        }
        normalize(sum);
        return sum;
    }

    private static void octave(
            float[] sum, Draws draws, int side, int w, int h, float amplitude, boolean ridged) {
        float[] lattice = new float[w * h];
        for (int i = 0; i < lattice.length; i++) {
            lattice[i] = 2 * draws.uniform() - 1;
        }
        float[] rows = new float[h * side];
        int step = side / w;
        for (int j = 0; j < h; j++) {
            for (int x = 0; x < side; x++) {
                int i = x / step;
                float t = smooth((float) (x % step) / step);
                float a = lattice[j * w + i];
                rows[j * side + x] = a + t * (lattice[j * w + (i + 1) % w] - a);
            }
        }
        int stepDown = side / h;
        for (int y = 0; y < side; y++) {
            int j = y / stepDown * side;
            int k = (y / stepDown + 1) % h * side;
            float t = smooth((float) (y % stepDown) / stepDown);
            for (int x = 0; x < side; x++) {
                float value = rows[j + x] + t * (rows[k + x] - rows[j + x]);
                sum[y * side + x] += amplitude * (ridged ? 0.3f - Math.abs(value) : value);
            }
        }
    }

    private static float smooth(float t) {
        return t * t * (3 - 2 * t);
    }

    private static void normalize(float[] values) {
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += value * value;
        }
        double mean = sum / values.length;
        double deviation = Math.sqrt(Math.max(squares / values.length - mean * mean, 1e-12));
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((values[i] - mean) / deviation);
        }
    }

    /**
     * Cells around random points: for every texel the number of the nearest and how far the border
     * is to the second, in texels.
     *
     * @param cells about so many along a side
     * @param numbers filled with numbers of cells
     * @param borders filled with distances
     */
    static void cells(Draws draws, int side, int cells, int[] numbers, float[] borders) {
        float[] px = new float[cells * cells];
        float[] py = new float[cells * cells];
        float size = (float) side / cells;
        for (int i = 0; i < px.length; i++) {
            px[i] = (i % cells + draws.range(0.1f, 0.9f)) * size;
            py[i] = (i / cells + draws.range(0.1f, 0.9f)) * size;
        }
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                nearest(x, y, side, cells, size, px, py, numbers, borders);
            }
        }
    }

    private static void nearest(
            int x,
            int y,
            int side,
            int cells,
            float size,
            float[] px,
            float[] py,
            int[] numbers,
            float[] borders) {
        int ci = (int) (x / size);
        int cj = (int) (y / size);
        float best = Float.MAX_VALUE;
        float second = Float.MAX_VALUE;
        int number = 0;
        for (int dj = -2; dj <= 2; dj++) {
            for (int di = -2; di <= 2; di++) {
                int cell = (cj + dj + cells) % cells * cells + (ci + di + cells) % cells;
                float dx = Math.abs(px[cell] - x);
                float dy = Math.abs(py[cell] - y);
                dx = Math.min(dx, side - dx);
                dy = Math.min(dy, side - dy);
                float d = dx * dx + dy * dy;
                if (d < best) {
                    second = best;
                    best = d;
                    number = cell;
                } else if (d < second && cell != number) {
                    second = d;
                }
            }
        }
        numbers[y * side + x] = number;
        borders[y * side + x] = (float) (Math.sqrt(second) - Math.sqrt(best)) / 2;
    }
}

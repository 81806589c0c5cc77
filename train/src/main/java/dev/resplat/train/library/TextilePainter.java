package dev.resplat.train.library;

import dev.resplat.train.data.Draws;

/** Paints textiles, paper and the backs of books. */
final class TextilePainter {
    private final Paint p;
    private final Draws draws;
    private final int side;

    TextilePainter(Paint paint) {
        p = paint;
        draws = paint.draws;
        side = paint.side;
    }

    private float[] any() {
        return Paint.hsv(draws.uniform(), draws.range(0, 0.6f), draws.range(0.3f, 0.95f));
    }

    void fabric() {
        float[] a = draws.chance(0.5) ? Paint.hsv(0, 0, 0.85f) : any();
        float[] b = p.near(a, draws.range(0.1f, 0.8f));
        int period = side >> 2 + draws.below(4);
        float duty = draws.range(0.2f, 0.8f) * period;
        int kind = draws.below(4);
        for (int i = 0; i < side * side; i++) {
            boolean u = i % side % period < duty;
            boolean v = i / side % period < duty;
            float t =
                    switch (kind) {
                        case 0 -> 0;
                        case 1 -> u ? 1 : 0;
                        case 2 -> (u ? 0.5f : 0) + (v ? 0.5f : 0);
                        default -> u ^ v ? 1 : 0;
                    };
            int x = i % side;
            int y = i / side;
            float thread = (x / 2 + y / 2 & 1) == 0 ? 1.04f : 0.96f;
            for (int c = 0; c < 3; c++) {
                p.colors[3 * i + c] = thread * (a[c] + t * (b[c] - a[c]));
            }
        }
        p.shade(p.noise(4, 4, 0.75f, false), draws.range(0.04f, 0.12f));
        p.shade(p.noise(64, 64, 1, false), draws.range(0.03f, 0.1f));
    }

    /** A motif: noise that is mirrored in a cell, so that it has two axes of symmetry. */
    private float[] motif(int cells, int coarsest, float gain) {
        float[] noise = p.noise(coarsest, coarsest, gain, false);
        float[] result = new float[side * side];
        int size = side / cells;
        for (int i = 0; i < result.length; i++) {
            int x = i % side % size;
            int y = i / side % size;
            x = Math.min(x, size - 1 - x);
            y = Math.min(y, size - 1 - y);
            result[i] = noise[y * side + x];
        }
        return result;
    }

    void wallpaper() {
        float[] a = Paint.hsv(draws.uniform(), draws.range(0, 0.35f), draws.range(0.65f, 0.95f));
        float[] b = p.near(a, draws.range(0.04f, 0.25f));
        if (draws.chance(0.3)) {
            int period = side >> 3 + draws.below(3);
            for (int i = 0; i < side * side; i++) {
                p.set(i, i % side % period < period / 2 ? a : b, 1);
            }
        } else {
            int cells = 2 << draws.below(3);
            float[] motif = motif(cells, 4 * cells, 0.5f);
            p.blend(a, b, motif, draws.range(-0.3f, 0.6f), 0.15f);
        }
        p.shade(p.noise(2, 2, 0.9f, false), draws.range(0.02f, 0.06f));
    }

    void rug() {
        float[][] yarn = new float[4][];
        float hue = draws.chance(0.6) ? draws.normal(0.05f, 0.06f) : draws.uniform();
        for (int i = 0; i < yarn.length; i++) {
            yarn[i] =
                    Paint.hsv(
                            draws.normal(hue, 0.12f),
                            draws.range(0.1f, 0.75f),
                            draws.range(0.2f, 0.85f));
        }
        float[] motif = motif(1 << draws.below(2), 16, 0.6f);
        float[] second = motif(1, 8, 0.6f);
        int border = side / 10;
        for (int i = 0; i < side * side; i++) {
            int x = i % side;
            int y = i / side;
            int edge = Math.min(Math.min(x, side - 1 - x), Math.min(y, side - 1 - y));
            int color = motif[i] > 0.5f ? 1 : second[i] > 0.4f ? 2 : 0;
            if (edge < border) {
                color = edge % (border / 3) < border / 8 ? 3 : (x + y) / 6 % 2 == 0 ? 1 : 2;
            }
            p.set(i, yarn[color], 1);
        }
        p.shade(p.noise(64, 64, 1, false), 0.12f);
        p.shade(p.natural(), 0.05f);
    }

    void books() {
        int x = 0;
        while (x < side) {
            int width = Math.min(6 + draws.below(16), side - x);
            width = side - x - width < 6 ? side - x : width;
            spine(x, width);
            x += width;
        }
        p.shade(p.natural(), 0.06f);
    }

    private void spine(int left, int width) {
        float[] a = any();
        float[] b = p.near(a, 0.9f);
        int from = draws.below(side / 2);
        int to = from + 10 + draws.below(side / 3);
        int band = draws.below(side);
        for (int y = 0; y < side; y++) {
            boolean text = y > from && y < to && (y * 7 / 3 + left) % 5 != 0;
            for (int x = 0; x < width; x++) {
                float across = (x + 0.5f) / width * 2 - 1;
                boolean inside = Math.abs(across) < 0.45f && (x + y) % 3 != 0;
                boolean line = Math.abs(y - band) < 3;
                float light = x == 0 ? 0.3f : 1 - 0.4f * across * across;
                p.set(y * side + left + x, text && inside || line ? b : a, light);
            }
        }
    }
}

package dev.resplat.train.library;

import dev.resplat.train.data.Draws;

/** Paints what is laid of pieces: tiles, bricks, stones and roofs. */
final class MasonryPainter {
    private final Paint p;
    private final Draws draws;
    private final int side;

    MasonryPainter(Paint paint) {
        p = paint;
        draws = paint.draws;
        side = paint.side;
    }

    void tiles() {
        int n = 1 << 1 + draws.below(3);
        int size = side / n;
        float[] a =
                Paint.hsv(
                        draws.uniform(),
                        draws.range(0, draws.chance(0.3) ? 0.5f : 0.15f),
                        draws.range(0.5f, 0.95f));
        float[] b = draws.chance(0.4) ? p.near(a, 0.6f) : a;
        float[] joint = p.near(new float[] {0.6f, 0.59f, 0.57f}, 0.25f);
        float spread = draws.range(0.01f, 0.09f);
        int width = 1 + draws.below(3);
        float[] light = new float[n * n];
        for (int i = 0; i < light.length; i++) {
            light[i] = (float) StrictMath.exp(draws.normal(0, spread));
        }
        for (int i = 0; i < side * side; i++) {
            int x = i % side;
            int y = i / side;
            boolean isJoint = x % size < width || y % size < width;
            int tile = y / size * n + x / size;
            boolean odd = (x / size + y / size & 1) == 1;
            p.set(i, isJoint ? joint : odd ? b : a, isJoint ? 1 : light[tile]);
        }
        p.shade(p.natural(), draws.range(0.04f, 0.09f));
        p.shade(p.noise(8, 8, 0.8f, true), draws.range(0.01f, 0.05f));
    }

    void bricks() {
        int rows = 1 << 3 + draws.below(2);
        int height = side / rows;
        int length = side / (rows / 2);
        float[] a =
                draws.chance(0.7)
                        ? Paint.hsv(
                                draws.range(0, 0.06f),
                                draws.range(0.3f, 0.65f),
                                draws.range(0.45f, 0.75f))
                        : Paint.hsv(
                                draws.range(0.08f, 0.14f),
                                draws.range(0.05f, 0.3f),
                                draws.range(0.6f, 0.9f));
        float[] joint = p.near(new float[] {0.7f, 0.68f, 0.64f}, 0.2f);
        float[][] brick = new float[rows * rows][];
        for (int i = 0; i < brick.length; i++) {
            brick[i] = p.near(a, 0.14f);
        }
        int width = rows == 8 ? 3 : 2;
        for (int i = 0; i < side * side; i++) {
            int row = i / side / height;
            int x = (i % side + (row & 1) * length / 2) % side;
            boolean isJoint = x % length < width || i / side % height < width;
            p.set(i, isJoint ? joint : brick[row * rows + x / length], 1);
        }
        p.shade(p.natural(), 0.09f);
        p.shade(p.noise(64, 64, 1, false), 0.07f);
    }

    void stones(int cells, float spread, float width) {
        float[] a =
                Paint.hsv(
                        draws.range(0.05f, 0.14f),
                        draws.range(0.03f, 0.25f),
                        draws.range(0.45f, 0.75f));
        int[] numbers = new int[side * side];
        float[] borders = new float[side * side];
        Tile.cells(draws, side, cells, numbers, borders);
        float[][] stone = new float[cells * cells][];
        for (int i = 0; i < stone.length; i++) {
            stone[i] = p.near(a, 0.1f + spread);
        }
        float[] joint = p.near(a, 0.4f);
        for (int i = 0; i < numbers.length; i++) {
            boolean isJoint = borders[i] < width;
            float round = 0.75f + 0.25f * Math.min((borders[i] - width) / 5, 1);
            p.set(i, isJoint ? joint : stone[numbers[i]], isJoint ? 0.7f : round);
        }
        p.shade(p.natural(), 0.11f);
        p.shade(p.noise(32, 32, 1, false), 0.06f);
    }

    void pavement() {
        if (draws.chance(0.4)) {
            stones(10 + draws.below(8), 0.05f, 1.3f);
            return;
        }
        tiles();
        float grey = draws.range(0.6f, 0.8f);
        for (int i = 0; i < side * side; i++) {
            float mean = (p.colors[3 * i] + p.colors[3 * i + 1] + p.colors[3 * i + 2]) / 3;
            for (int c = 0; c < 3; c++) {
                p.colors[3 * i + c] =
                        grey * (0.7f * mean + 0.3f * p.colors[3 * i + c]) * (1.04f - 0.03f * c);
            }
        }
        p.shade(p.noise(64, 64, 1, false), 0.08f);
    }

    void roof() {
        int rows = 8 << draws.below(2);
        int size = side / rows;
        float[] a =
                draws.chance(0.6)
                        ? Paint.hsv(
                                draws.range(0, 0.06f),
                                draws.range(0.35f, 0.7f),
                                draws.range(0.4f, 0.7f))
                        : Paint.hsv(
                                draws.uniform(), draws.range(0, 0.15f), draws.range(0.3f, 0.55f));
        float[][] tile = new float[rows * rows][];
        for (int i = 0; i < tile.length; i++) {
            tile[i] = p.near(a, 0.12f);
        }
        for (int i = 0; i < side * side; i++) {
            int row = i / side / size;
            int x = (i % side + (row & 1) * size / 2) % side;
            float down = (float) (i / side % size) / size;
            float across = (x % size + 0.5f) / size * 2 - 1;
            float light = (0.6f + 0.5f * down) * (1 - 0.25f * across * across);
            p.set(i, tile[row * rows + x / size], light);
        }
        p.shade(p.natural(), 0.1f);
        p.shade(p.noise(64, 64, 1, false), 0.06f);
    }
}

package dev.resplat.train.library;

import dev.resplat.train.data.Draws;

/** Paints what grows or grew: wood, leaves, grass, and what is seen out of windows. */
final class PlantPainter {
    private final Paint p;
    private final Draws draws;
    private final int side;

    PlantPainter(Paint paint) {
        p = paint;
        draws = paint.draws;
        side = paint.side;
    }

    private float[] brown() {
        return Paint.hsv(
                draws.range(0.03f, 0.1f), draws.range(0.25f, 0.75f), draws.range(0.25f, 0.85f));
    }

    void wood() {
        float[] a = brown();
        p.blend(a, p.near(a, 0.35f), p.noise(2, 16, 0.85f, false), 0, 1.6f);
        p.shade(p.noise(4, 128, 1, false), draws.range(0.05f, 0.14f));
        p.shade(p.noise(2, 2, 0.7f, false), 0.05f);
    }

    void planks() {
        wood();
        int boards = 1 << 2 + draws.below(2);
        int height = side / boards;
        for (int j = 0; j < boards; j++) {
            float tone = (float) StrictMath.exp(draws.normal(0, 0.13f));
            float tone2 = (float) StrictMath.exp(draws.normal(0, 0.13f));
            int cut = draws.below(side);
            int offset = 3 * draws.below(side);
            float[] row = new float[3 * side];
            for (int y = j * height; y < (j + 1) * height; y++) {
                // Neighbouring boards are of other trees: their grain is moved.
                System.arraycopy(p.colors, 3 * y * side, row, 0, row.length);
                float edge = y == j * height ? 0.55f : 1;
                for (int i = 0; i < row.length; i++) {
                    int x = i / 3;
                    float light = (x < cut ? tone : tone2) * (x == cut ? 0.55f : edge);
                    p.colors[3 * y * side + i] = light * row[(i + offset) % row.length];
                }
            }
        }
    }

    void bark() {
        float[] a = p.near(brown(), 0.2f);
        p.blend(p.near(a, 0.4f), a, p.noise(16, 4, 0.85f, true), 0, 1.2f);
        p.shade(p.noise(64, 16, 1, false), 0.15f);
    }

    void grass() {
        float[] a =
                Paint.hsv(
                        draws.range(0.17f, 0.3f),
                        draws.range(0.35f, 0.7f),
                        draws.range(0.35f, 0.65f));
        float[] dry =
                Paint.hsv(
                        draws.range(0.11f, 0.17f),
                        draws.range(0.3f, 0.55f),
                        draws.range(0.45f, 0.7f));
        p.blend(a, dry, p.noise(4, 4, 0.8f, false), draws.range(0.2f, 1.5f), 1.2f);
        p.shade(p.noise(64, 32, 1, true), draws.range(0.12f, 0.25f));
        p.shade(p.natural(), 0.1f);
    }

    void foliage() {
        float[] a =
                Paint.hsv(
                        draws.range(0.12f, 0.36f),
                        draws.range(0.35f, 0.75f),
                        draws.range(0.3f, 0.6f));
        int[] numbers = new int[side * side];
        float[] borders = new float[side * side];
        int cells = 14 + draws.below(10);
        Tile.cells(draws, side, cells, numbers, borders);
        float[][] leaves = new float[cells * cells][];
        for (int i = 0; i < leaves.length; i++) {
            leaves[i] = p.near(a, 0.45f);
        }
        for (int i = 0; i < numbers.length; i++) {
            p.set(i, leaves[numbers[i]], 0.35f + 0.65f * Math.min(borders[i] / 3, 1));
        }
        p.shade(p.natural(), 0.16f);
    }

    /** A sky above trees, perhaps houses, and grass. */
    void view() {
        float[] noise = p.noise(4, 4, 0.8f, false);
        float[] leaves = p.noise(16, 16, 0.95f, false);
        float[] sky = Paint.hsv(0.58f, draws.range(0, 0.3f), 1);
        float[] tree =
                Paint.hsv(
                        draws.range(0.15f, 0.33f),
                        draws.range(0.2f, 0.5f),
                        draws.range(0.35f, 0.6f));
        float[] grass =
                Paint.hsv(
                        draws.range(0.16f, 0.28f),
                        draws.range(0.2f, 0.5f),
                        draws.range(0.5f, 0.75f));
        float[] house =
                Paint.hsv(
                        draws.range(0, 0.12f), draws.range(0.05f, 0.4f), draws.range(0.55f, 0.9f));
        float horizon = side * draws.range(0.5f, 0.65f);
        int left = draws.below(side);
        int wide = side / 8 + draws.below(side / 3);
        int top = (int) (horizon - side * draws.range(0.1f, 0.3f));
        for (int i = 0; i < side * side; i++) {
            int x = i % side;
            int y = i / side;
            boolean wood =
                    y
                            > horizon
                                    - side * (0.12f + 0.09f * noise[x + side * (side / 3)])
                                    + 5 * leaves[i];
            boolean inHouse = x > left && x < left + wide && y > top;
            boolean pane = (x - left) % 14 > 7 && (y - top) % 18 > 9;
            if (y > horizon + 4 * leaves[i]) {
                p.set(i, grass, 1 + 0.12f * leaves[i]);
            } else if (inHouse) {
                p.set(i, house, pane ? 0.45f : 1 + 0.04f * leaves[i]);
            } else {
                p.set(i, wood ? tree : sky, wood ? 1 + 0.25f * leaves[i] : 1 + 0.03f * noise[i]);
            }
        }
    }
}

package dev.resplat.train.library;

import dev.resplat.train.data.Draws;

/**
 * Paints textures that repeat without seams. All have detail of every size, so that two pictures of
 * a surface can be matched everywhere.
 */
final class Painter {
    private final Paint p;
    private final Draws draws;
    private final int side;

    private Painter(int side, Draws draws) {
        this.p = new Paint(side, draws);
        this.draws = draws;
        this.side = side;
    }

    /** The texels of a texture of a family, but not of pictures, {@code 0xAARRGGBB}. */
    static int[] paint(Family family, int side, Draws draws) {
        Painter painter = new Painter(side, draws);
        painter.paint(family);
        return painter.p.argb();
    }

    private void paint(Family family) {
        switch (family) {
            case PLASTER -> plain(draws.logRange(0.02f, 0.1f), 0.88f, 0.02f);
            case PAINT -> plain(draws.logRange(0.015f, 0.06f), 0.9f, 0);
            case WALLPAPER -> wallpaper();
            case WOOD -> wood();
            case PLANKS -> planks();
            case TILES -> tiles();
            case BRICKS -> bricks();
            case STONES -> stones(4 + draws.below(4), 0.1f, 1.2f + draws.range(0, 2));
            case MARBLE -> marble();
            case GRANITE -> granite();
            case FABRIC -> fabric();
            case RUG -> rug();
            case GRASS -> grass();
            case FOLIAGE -> foliage();
            case ASPHALT -> asphalt();
            case CONCRETE -> concrete();
            case PAVEMENT -> pavement();
            case EARTH -> earth();
            case ROCK -> rock();
            case ROOF -> roof();
            case BOOKS -> books();
            case METAL -> metal();
            case BARK -> bark();
            case WATER -> water();
            case VIEW -> view();
            case PICTURE -> throw new IllegalArgumentException("pictures are painted elsewhere");
        }
    }

    // ---- Even surfaces ----------------------------------------------------------------------

    private void plain(float amplitude, float value, float spots) {
        p.fill(Paint.hsv(draws.uniform(), draws.range(0, 0.03f), value));
        p.shade(p.noise(2, 2, draws.range(0.65f, 0.95f), false), amplitude);
        if (spots > 0) {
            p.shade(p.noise(32, 32, 1, false), draws.range(0, spots));
        }
    }

    private void concrete() {
        float[] a =
                Paint.hsv(draws.range(0.05f, 0.16f), draws.range(0, 0.1f), draws.range(0.5f, 0.8f));
        p.blend(a, p.near(a, 0.25f), p.noise(2, 4, 0.8f, false), 0.3f, 1.2f);
        p.shade(p.natural(), 0.06f);
        p.shade(p.noise(64, 64, 1, false), 0.06f);
    }

    private void asphalt() {
        p.fill(Paint.hsv(0.6f, draws.range(0, 0.06f), draws.range(0.3f, 0.5f)));
        p.shade(p.noise(2, 2, 0.7f, false), 0.08f);
        p.shade(p.noise(64, 64, 1, false), draws.range(0.12f, 0.25f));
    }

    private void earth() {
        float[] a =
                Paint.hsv(
                        draws.range(0.06f, 0.12f),
                        draws.range(0.15f, 0.5f),
                        draws.range(0.4f, 0.8f));
        p.blend(a, p.near(a, 0.4f), p.noise(4, 4, 0.9f, false), draws.normal(0, 0.5f), 1.2f);
        p.shade(p.natural(), draws.range(0.06f, 0.16f));
        p.shade(p.noise(32, 32, 1, false), draws.range(0.05f, 0.15f));
    }

    private void granite() {
        float[] a = Paint.hsv(draws.uniform(), draws.range(0, 0.2f), draws.range(0.3f, 0.75f));
        p.blend(a, p.near(a, 0.7f), p.noise(16, 16, 1, false), draws.normal(0, 0.4f), 0.5f);
        p.shade(p.noise(32, 32, 1, false), 0.18f);
    }

    private void marble() {
        float[] a = Paint.hsv(draws.uniform(), draws.range(0, 0.25f), draws.logRange(0.35f, 0.95f));
        float[] veins = p.noise(2, 2 << draws.below(2), 0.62f, true);
        p.blend(a, p.near(a, 0.8f), veins, draws.range(0.6f, 1.3f), 0.5f);
        p.shade(p.natural(), draws.range(0.04f, 0.1f));
    }

    private void rock() {
        float[] a =
                Paint.hsv(
                        draws.range(0.04f, 0.14f),
                        draws.range(0.02f, 0.3f),
                        draws.range(0.45f, 0.75f));
        p.blend(a, p.near(a, 0.35f), p.noise(4, 4, 0.9f, false), 0, 1.3f);
        p.shade(p.noise(4, 4, 0.8f, true), draws.range(0.1f, 0.22f));
        p.shade(p.noise(32, 32, 1, false), 0.08f);
    }

    private void metal() {
        p.fill(Paint.hsv(0.6f, 0.03f, draws.range(0.75f, 0.95f)));
        p.shade(p.noise(2, 64, 0.9f, false), draws.range(0.03f, 0.1f));
        p.shade(p.natural(), 0.05f);
    }

    private void water() {
        float[] a =
                Paint.hsv(
                        draws.range(0.45f, 0.6f),
                        draws.range(0.3f, 0.6f),
                        draws.range(0.35f, 0.6f));
        p.blend(a, p.near(a, 0.3f), p.noise(4, 16, 0.8f, false), 0, 1.5f);
        p.shade(p.noise(8, 32, 0.9f, false), 0.08f);
    }

    // ---- Wood and plants --------------------------------------------------------------------

    private float[] brown() {
        return Paint.hsv(
                draws.range(0.03f, 0.1f), draws.range(0.25f, 0.75f), draws.range(0.25f, 0.85f));
    }

    private void wood() {
        float[] a = brown();
        p.blend(a, p.near(a, 0.35f), p.noise(2, 16, 0.85f, false), 0, 1.6f);
        p.shade(p.noise(4, 128, 1, false), draws.range(0.05f, 0.14f));
        p.shade(p.noise(2, 2, 0.7f, false), 0.05f);
    }

    private void planks() {
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

    private void bark() {
        float[] a = p.near(brown(), 0.2f);
        p.blend(p.near(a, 0.4f), a, p.noise(16, 4, 0.85f, true), 0, 1.2f);
        p.shade(p.noise(64, 16, 1, false), 0.15f);
    }

    private void grass() {
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

    private void foliage() {
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

    // ---- Masonry ----------------------------------------------------------------------------

    private void tiles() {
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

    private void bricks() {
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

    private void stones(int cells, float spread, float width) {
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

    private void pavement() {
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

    private void roof() {
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

    /** A sky above trees, perhaps houses, and grass. */
    private void view() {
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

    // ---- Textiles, paper, books -------------------------------------------------------------

    private float[] any() {
        return Paint.hsv(draws.uniform(), draws.range(0, 0.6f), draws.range(0.3f, 0.95f));
    }

    private void fabric() {
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

    private void wallpaper() {
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

    private void rug() {
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

    private void books() {
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

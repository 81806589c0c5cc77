package dev.resplat.train.library;

import static dev.resplat.train.library.Solids.BACK;
import static dev.resplat.train.library.Solids.BOTTOM;
import static dev.resplat.train.library.Solids.TOP;

import dev.resplat.train.data.Draws;

/**
 * Pieces of furniture. Those that stand at a wall have their back at y = 0 of the frame and face
 * -y; tables and chairs are around the frame. All stand on z = 0.
 */
final class Furniture {
    private final Stage s;
    private final MeshBuilder b;
    private final Draws draws;

    // What the furniture of one room is made of.
    final Surface wood;
    final Surface second;
    final Surface cloth;
    final Surface cushion;
    final Surface fittings;
    final Surface stone;
    final Surface dark;
    final Surface books;
    final Surface pottery;
    final Surface glaze;
    final Surface leaves;

    Furniture(Stage s) {
        this.s = s;
        this.b = s.mesh;
        this.draws = s.draws;
        SceneSurfaces f = s.surfaces;
        fittings = f.make("fittings", Family.METAL, f.anyTint(), Sheen.ANY);
        pottery = f.make("pottery", Family.MARBLE, f.anyTint(), Sheen.ANY);
        glaze = f.make("glaze", Family.PAINT, f.anyTint(), Sheen.ANY);
        wood = f.make("wood", Family.WOOD, Sheen.POLISHED);
        second =
                draws.chance(0.5)
                        ? f.make("painted wood", Family.PAINT, f.anyTint(), Sheen.POLISHED)
                        : f.make("other wood", Family.WOOD, Sheen.POLISHED);
        stone =
                f.make(
                        "worktop",
                        draws.chance(0.5) ? Family.GRANITE : Family.MARBLE,
                        Sheen.POLISHED);
        cloth = f.make("cloth", Family.FABRIC, f.anyTint(), Sheen.MATTE);
        cushion = f.make("cushion", Family.FABRIC, f.anyTint(), Sheen.MATTE);
        dark =
                f.make(
                        "dark plastic",
                        Family.METAL,
                        SceneSurfaces.tint(0, 0, 0.15f),
                        Sheen.POLISHED);
        books = f.make("books", Family.BOOKS, Sheen.MATTE);
        leaves = f.make("leaves", Family.FOLIAGE, Sheen.MATTE);
    }

    private void block(float x, float y, float w, float d, float z0, float z1, int without) {
        Solids.box(b, x - w / 2, y - d / 2, z0, x + w / 2, y + d / 2, z1, without);
    }

    private void soft(float x, float y, float z, float w, float d, float h, float cut) {
        b.push(x, y, z + h / 2, 0);
        Solids.beveled(b, w, d, h, Math.min(cut, 0.45f * Math.min(w, Math.min(d, h))));
        b.pop();
    }

    private void ball(float x, float y, float z, float rx, float ry, float rz, float rough) {
        b.push(x, y, z, 0);
        Organics.ball(b, new float[] {rx, ry, rz}, rough, 1.7f, draws.below(1 << 20), 6, 10);
        b.pop();
    }

    private void pole(float x, float y, float radius, float z0, float z1, int sides) {
        b.push(x, y, 0, 0);
        Solids.cylinder(b, radius, z0, z1, sides);
        b.pop();
    }

    // ---- At walls ---------------------------------------------------------------------------

    void bed(float w) {
        float l = 2.05f;
        float high = draws.range(0.3f, 0.5f);
        s.use(wood);
        block(0, -l / 2, w, l, 0.1f, high - 0.12f, BOTTOM);
        block(0, -0.04f, w + 0.1f, 0.07f, 0, draws.range(0.8f, 1.2f), BOTTOM | BACK);
        for (int i = 0; i < 4; i++) {
            block(
                    (i & 1) == 0 ? -w / 2 + 0.06f : w / 2 - 0.06f,
                    (i & 2) == 0 ? -0.15f : 0.06f - l,
                    0.07f,
                    0.07f,
                    0,
                    0.1f,
                    TOP | BOTTOM);
        }
        s.use(s.one(cushion, glaze));
        soft(0, -l / 2 - 0.03f, high - 0.12f, w - 0.04f, l - 0.1f, 0.22f, 0.05f);
        s.use(cloth);
        float long_ = l * draws.range(0.6f, 0.75f);
        b.push(0, -l + long_ / 2 - 0.03f, high + 0.02f, 0);
        duvet(w + 0.08f, long_, 0.14f);
        b.pop();
        s.use(cushion);
        int pillows = w > 1.3f ? 2 : 1;
        for (int i = 0; i < pillows; i++) {
            float x = pillows == 1 ? 0 : (i - 0.5f) * w * 0.5f;
            ball(x, -0.32f, high + 0.15f, 0.3f, 0.2f, 0.09f, 0.12f);
        }
        if (draws.chance(0.5)) {
            s.use(s.one(pottery, books, wood));
            ball(draws.range(-0.2f, 0.2f), -0.6f, high + 0.2f, 0.16f, 0.13f, 0.1f, 0.2f);
        }
    }

    /** A blanket that hangs over the edges, with folds. */
    private void duvet(float w, float l, float h) {
        int nx = 13;
        int ny = 13;
        float[] z = new float[nx * ny];
        Relief relief = new Relief(draws.below(1 << 20));
        float step = w / (nx - 1);
        for (int j = 0; j < ny; j++) {
            for (int i = 0; i < nx; i++) {
                float fold = 0.05f * relief.octaves(i * 0.45f, j * 0.4f, 0, 3, 0.6f);
                boolean edge = i == 0 || i == nx - 1 || j == 0;
                z[j * nx + i] = edge ? -h - draws.range(0.08f, 0.14f) : h / 2 + fold;
            }
        }
        // Squares of the grid are as long as wide; the frame makes up for it in y by its count.
        int rows = Math.min(ny, (int) (l / step) + 1);
        float[] used = new float[nx * rows];
        System.arraycopy(z, 0, used, 0, used.length);
        Organics.ground(b, used, nx, -w / 2, -l / 2, step, null);
    }

    void cabinet(float w, float d, float h, int doors, boolean drawers) {
        s.use(second);
        block(0, -d / 2, w, d, 0.07f, h, BACK | BOTTOM);
        s.use(dark);
        block(0, -d / 2, w - 0.06f, d - 0.08f, 0, 0.07f, BACK | BOTTOM | TOP);
        float gap = 0.012f;
        float each = w / doors;
        int rows = drawers ? 2 + draws.below(3) : 1;
        float tall = (h - 0.09f) / rows;
        s.use(second);
        for (int i = 0; i < doors; i++) {
            for (int j = 0; j < rows; j++) {
                front(
                        -w / 2 + i * each + gap,
                        0.08f + j * tall + gap,
                        -w / 2 + (i + 1) * each - gap,
                        0.08f + (j + 1) * tall - gap,
                        -d);
            }
        }
        s.use(fittings);
        for (int i = 0; i < doors; i++) {
            for (int j = 0; j < rows; j++) {
                float x = -w / 2 + (i + (drawers ? 0.5f : (i & 1) == 0 ? 0.85f : 0.15f)) * each;
                block(
                        x,
                        -d - 0.035f,
                        drawers ? 0.12f : 0.02f,
                        0.02f,
                        0.08f + (j + 0.5f) * tall - 0.01f,
                        0.08f + (j + 0.5f) * tall + (drawers ? 0.01f : 0.12f),
                        0);
            }
        }
    }

    /** A door with a panel, in front of y. */
    private void front(float x0, float z0, float x1, float z1, float y) {
        float rim = Math.min(0.07f, 0.2f * Math.min(x1 - x0, z1 - z0));
        Solids.box(b, x0, y - 0.012f, z0, x1, y, z1, BACK);
        Solids.box(b, x0 + rim, y - 0.02f, z0 + rim, x1 - rim, y - 0.012f, z1 - rim, BACK);
    }

    void kitchen(float w) {
        float h = 0.9f;
        int units = Math.max(2, Math.round(w / 0.6f));
        float each = w / units;
        int oven = draws.below(units);
        for (int i = 0; i < units; i++) {
            b.push(-w / 2 + (i + 0.5f) * each, 0, 0, 0);
            if (i == oven) {
                oven(each, h);
            } else {
                cabinet(each - 0.002f, 0.58f, h, 1, draws.chance(0.3));
            }
            b.pop();
        }
        s.use(stone);
        block(0, -0.31f, w + 0.02f, 0.64f, h, h + 0.04f, 0);
        s.use(
                s.surfaces.make(
                        "splash tiles",
                        s.draws.chance(0.7) ? Family.TILES : Family.BRICKS,
                        Sheen.POLISHED));
        block(0, -0.005f, w, 0.01f, h + 0.04f, 1.45f, BACK | BOTTOM);
        for (int i = 0; i < units; i++) {
            if (i == oven) {
                s.use(fittings);
                block(-w / 2 + (i + 0.5f) * each, -0.2f, each - 0.05f, 0.4f, 1.5f, 1.75f, 0);
                block(-w / 2 + (i + 0.5f) * each, -0.12f, 0.25f, 0.24f, 1.75f, 2.2f, BOTTOM);
                continue;
            }
            b.push(-w / 2 + (i + 0.5f) * each, 0, 1.45f, 0);
            s.use(second);
            block(0, -0.17f, each - 0.002f, 0.34f, 0, 0.7f, BACK);
            front(-each / 2 + 0.01f, 0.01f, each / 2 - 0.01f, 0.69f, -0.34f);
            b.pop();
        }
        for (int i = 0; i < 3 + draws.below(4); i++) {
            b.push(
                    draws.range(-w / 2 + 0.15f, w / 2 - 0.15f),
                    draws.range(-0.5f, -0.15f),
                    h + 0.04f,
                    0);
            small();
            b.pop();
        }
    }

    private void oven(float w, float h) {
        s.use(fittings);
        block(0, -0.29f, w - 0.01f, 0.58f, 0.05f, h, BACK | BOTTOM);
        s.use(dark);
        Solids.box(b, -w / 2 + 0.06f, -0.6f, 0.2f, w / 2 - 0.06f, -0.58f, 0.65f, BACK);
        block(0, -0.3f, w - 0.08f, 0.5f, h + 0.041f, h + 0.05f, BOTTOM);
        s.use(fittings);
        block(0, -0.62f, w - 0.15f, 0.02f, 0.68f, 0.7f, 0);
    }

    void fridge() {
        s.use(s.one(fittings, glaze));
        block(0, -0.33f, 0.68f, 0.62f, 0.03f, 1.8f, BACK | BOTTOM);
        Solids.box(b, -0.33f, -0.67f, 0.05f, 0.33f, -0.64f, 0.62f, BACK);
        Solids.box(b, -0.33f, -0.67f, 0.64f, 0.33f, -0.64f, 1.78f, BACK);
        s.use(dark);
        block(-0.27f, -0.7f, 0.025f, 0.03f, 0.8f, 1.3f, 0);
        block(-0.27f, -0.7f, 0.025f, 0.03f, 0.35f, 0.58f, 0);
    }

    void shelf(float w, float h) {
        float d = draws.range(0.25f, 0.35f);
        float t = 0.025f;
        s.use(wood);
        block(-w / 2 + t / 2, -d / 2, t, d, 0, h, BACK | BOTTOM);
        block(w / 2 - t / 2, -d / 2, t, d, 0, h, BACK | BOTTOM);
        block(0, -0.005f, w - 2 * t, 0.01f, 0, h - t, BACK | BOTTOM);
        int boards = Math.max(2, Math.round(h / 0.38f));
        float each = (h - t) / boards;
        for (int j = 0; j <= boards; j++) {
            s.use(wood);
            block(0, -d / 2 - 0.005f, w - 2 * t, d - 0.01f, j * each, j * each + t, BACK);
            if (j < boards) {
                b.push(0, -0.01f, j * each + t, 0);
                contents(w - 2 * t - 0.02f, d - 0.04f, each - t);
                b.pop();
            }
        }
    }

    private void contents(float w, float d, float h) {
        float x = -w / 2;
        while (x < w / 2 - 0.06f) {
            float left = w / 2 - x;
            if (draws.chance(0.65)) {
                s.use(books);
                float width = Math.min(draws.range(0.06f, 0.5f), left);
                float tall = h * draws.range(0.55f, 0.92f);
                // The backs of books are as high as the texture, whose metres are about one.
                b.shift(draws.uniform(), 0);
                Solids.box(b, x, -d * draws.range(0.75f, 1), 0, x + width, 0, tall, BACK | BOTTOM);
                x += width + 0.004f;
            } else {
                float width = Math.min(draws.range(0.12f, 0.3f), left);
                if (width > 0.1f) {
                    b.push(x + width / 2, -d / 2, 0, 0);
                    vessel(Math.min(0.45f * width, 0.45f * d), h * draws.range(0.4f, 0.85f));
                    b.pop();
                }
                x += width;
            }
        }
    }

    void sofa(float w) {
        float d = draws.range(0.8f, 0.95f);
        s.use(cloth);
        soft(0, -d / 2, 0.08f, w, d, 0.3f, 0.04f);
        soft(0, -0.13f, 0.3f, w - 0.3f, 0.24f, 0.5f, 0.06f);
        for (int i = -1; i <= 1; i += 2) {
            soft(i * (w / 2 - 0.1f), -d / 2, 0.08f, 0.2f, d + 0.02f, 0.52f, 0.05f);
        }
        int seats = Math.max(1, Math.round((w - 0.4f) / 0.65f));
        float each = (w - 0.42f) / seats;
        for (int i = 0; i < seats; i++) {
            s.use(cloth);
            float x = -(w - 0.42f) / 2 + (i + 0.5f) * each;
            soft(x, -d / 2 - 0.1f, 0.37f, each - 0.01f, d - 0.3f, 0.14f, 0.04f);
            if (draws.chance(0.6)) {
                s.use(cushion);
                b.pushTilted(
                        x + draws.range(-0.1f, 0.1f), -0.34f, 0.68f, draws.normal(0, 0.2f), -0.25f);
                Organics.ball(
                        b, new float[] {0.22f, 0.08f, 0.2f}, 0.1f, 1.5f, draws.below(9999), 6, 10);
                b.pop();
            }
        }
        s.use(wood);
        for (int i = 0; i < 4; i++) {
            block(
                    (i & 1) == 0 ? -w / 2 + 0.1f : w / 2 - 0.1f,
                    (i & 2) == 0 ? -0.1f : 0.1f - d,
                    0.05f,
                    0.05f,
                    0,
                    0.08f,
                    TOP | BOTTOM);
        }
    }

    void desk(float w) {
        float d = 0.65f;
        float h = draws.range(0.7f, 0.78f);
        s.use(wood);
        block(0, -d / 2, w, d, h - 0.03f, h, 0);
        for (int i = 0; i < 4; i++) {
            block(
                    (i & 1) == 0 ? -w / 2 + 0.05f : w / 2 - 0.05f,
                    (i & 2) == 0 ? -0.05f : 0.05f - d,
                    0.05f,
                    0.05f,
                    0,
                    h - 0.03f,
                    TOP | BOTTOM);
        }
        b.push(draws.range(-0.2f, 0.2f) * w, -0.2f, h, 0);
        screen(0.55f, 0.34f, 0.12f);
        b.pop();
        for (int i = 0; i < 2 + draws.below(3); i++) {
            b.push(
                    draws.range(-0.42f, 0.42f) * w,
                    draws.range(-0.55f, -0.35f),
                    h,
                    draws.range(0, 3));
            small();
            b.pop();
        }
    }

    /** A screen on a foot, which shows a picture or nothing. */
    void screen(float w, float h, float foot) {
        s.use(dark);
        block(0, 0, 0.25f, 0.18f, 0, 0.015f, BOTTOM);
        block(0, 0.02f, 0.05f, 0.03f, 0.015f, foot, TOP | BOTTOM);
        Solids.box(b, -w / 2, -0.02f, foot, w / 2, 0.02f, foot + h, 0);
        s.use(draws.chance(0.5) ? dark : s.surfaces.picture("screen", Sheen.POLISHED));
        b.picture(-w / 2 + 0.015f, foot + 0.015f, w / 2 - 0.015f, foot + h - 0.015f, -0.023f);
    }

    // ---- In the room ------------------------------------------------------------------------

    void table(float w, float d, float h) {
        s.use(wood);
        float t = 0.035f;
        if (draws.chance(0.3)) {
            float r = Math.min(w, d) / 2;
            b.push(0, 0, h - t, 0);
            Solids.cylinder(b, r, 0, t, 24);
            b.pop();
            Solids.lathe(
                    b,
                    new float[] {r * 0.5f, 0.05f, 0.04f, 0.08f},
                    new float[] {0, 0.06f, h * 0.5f, h - t},
                    12);
        } else {
            block(0, 0, w, d, h - t, h, 0);
            block(0, 0, w - 0.16f, d - 0.16f, h - t - 0.08f, h - t, TOP | BOTTOM);
            boolean round = draws.chance(0.4);
            for (int i = 0; i < 4; i++) {
                float x = ((i & 1) == 0 ? -1 : 1) * (w / 2 - 0.07f);
                float y = ((i & 2) == 0 ? -1 : 1) * (d / 2 - 0.07f);
                if (round) {
                    pole(x, y, 0.03f, 0, h - t, 8);
                } else {
                    block(x, y, 0.06f, 0.06f, 0, h - t, TOP | BOTTOM);
                }
            }
        }
        for (int i = 0; i < 1 + draws.below(5); i++) {
            b.push(
                    draws.range(-0.3f, 0.3f) * w,
                    draws.range(-0.3f, 0.3f) * d,
                    h,
                    draws.range(0, 6));
            small();
            b.pop();
        }
    }

    void chair() {
        float h = 0.45f;
        float w = 0.42f;
        s.use(second);
        float tall = draws.range(0.85f, 1.05f);
        for (int i = 0; i < 4; i++) {
            float x = ((i & 1) == 0 ? -1 : 1) * (w / 2 - 0.02f);
            boolean back = (i & 2) == 0;
            block(
                    x,
                    back ? w / 2 - 0.02f : 0.02f - w / 2,
                    0.035f,
                    0.035f,
                    0,
                    back ? tall : h - 0.04f,
                    BOTTOM);
        }
        int slats = 2 + draws.below(3);
        for (int i = 0; i < slats; i++) {
            float z = h + 0.15f + (tall - h - 0.22f) * i / slats;
            block(0, w / 2 - 0.02f, w - 0.08f, 0.015f, z, z + 0.06f, 0);
        }
        s.use(s.one(cushion, second));
        soft(0, 0, h - 0.04f, w, w, 0.05f, 0.015f);
    }

    void lamp(float h) {
        s.use(fittings);
        Solids.lathe(
                b,
                new float[] {0, 0.14f, 0.14f, 0.02f, 0.015f},
                new float[] {0, 0, 0.02f, 0.04f, h - 0.25f},
                12);
        shade(h, false);
    }

    /**
     * A lamp's shade that ends at a height. Shades let no light through: the lamp is just above
     * those that stand, and just below those that hang.
     */
    void shade(float h, boolean hangs) {
        useShade();
        Solids.lathe(
                b, new float[] {0, 0.19f, 0.13f, 0}, new float[] {h - 0.28f, h - 0.28f, h, h}, 14);
        s.lamps.add(b.world(0, 0, hangs ? h - 0.4f : h + 0.12f));
    }

    private void useShade() {
        Surface glow =
                s.surfaces.glowing(
                        "lamp shade",
                        s.lighting == Lighting.LAMPS
                                ? new float[] {0.9f, 0.75f, 0.55f}
                                : new float[] {0.1f, 0.09f, 0.07f});
        s.glowing.add(glow);
        s.use(glow);
    }

    /** A table lamp. */
    void tableLamp() {
        float h = draws.range(0.4f, 0.6f);
        s.use(s.one(pottery, glaze));
        Solids.lathe(
                b,
                new float[] {0, 0.09f, 0.1f, 0.06f, 0.03f, 0.02f},
                new float[] {0, 0, 0.05f, 0.13f, 0.16f, h - 0.25f},
                12);
        shade(h, false);
    }

    void plant(float h) {
        float r = draws.range(0.14f, 0.22f);
        s.use(pottery);
        Solids.lathe(
                b,
                new float[] {0, 0.7f * r, r, 0.9f * r, 0},
                new float[] {0, 0, 1.5f * r, 1.5f * r, 1.4f * r},
                12);
        s.use(wood);
        pole(0, 0, 0.02f, 1.4f * r, h * 0.6f, 5);
        s.use(leaves);
        for (int i = 0; i < 3 + draws.below(4); i++) {
            float g = draws.range(0.12f, 0.22f);
            ball(
                    draws.range(-0.18f, 0.18f),
                    draws.range(-0.18f, 0.18f),
                    h * draws.range(0.5f, 1),
                    g,
                    g,
                    1.3f * g,
                    0.35f);
        }
    }

    /** Something small that stands on things: a vessel, books, a box, a fruit. */
    void small() {
        switch (draws.below(5)) {
            case 0, 1 -> vessel(draws.range(0.04f, 0.12f), draws.range(0.06f, 0.32f));
            case 2 -> {
                s.use(s.one(books, second, cloth));
                float z = 0;
                for (int i = 0; i < 1 + draws.below(3); i++) {
                    float thick = draws.range(0.015f, 0.04f);
                    b.push(0, 0, 0, draws.normal(0, 0.3f));
                    block(0, 0, 0.16f, 0.22f, z, z + thick, BOTTOM);
                    b.pop();
                    z += thick;
                }
            }
            case 3 -> {
                s.use(s.one(second, fittings, glaze));
                soft(
                        0,
                        0,
                        0,
                        draws.range(0.08f, 0.2f),
                        draws.range(0.08f, 0.2f),
                        draws.range(0.05f, 0.25f),
                        0.01f);
            }
            default -> {
                s.use(s.one(glaze, pottery, leaves));
                float r = draws.range(0.035f, 0.08f);
                ball(0, 0, r, r, r, r, 0.1f);
            }
        }
    }

    /** A bowl, vase or bottle. */
    void vessel(float r, float h) {
        s.use(s.one(pottery, glaze, fittings));
        float neck = draws.range(0.25f, 1);
        float belly = draws.range(0.7f, 1);
        Solids.lathe(
                b,
                new float[] {0, 0.6f * r, r, belly * r, neck * r, 0.9f * neck * r, 0},
                new float[] {0, 0, 0.35f * h, 0.6f * h, 0.85f * h, h, 0.9f * h},
                12);
    }
}

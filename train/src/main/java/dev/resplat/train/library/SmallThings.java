package dev.resplat.train.library;

import static dev.resplat.train.library.Solids.BOTTOM;

import dev.resplat.train.data.Draws;

/** What stands on furniture and beside it: vessels, books, boxes, lamps and plants. */
final class SmallThings {
    private final FurnitureParts p;
    private final Stage s;
    private final MeshBuilder b;
    private final Draws draws;

    SmallThings(FurnitureParts parts) {
        p = parts;
        s = parts.s;
        b = parts.b;
        draws = parts.draws;
    }

    /** Something small that stands on things: a vessel, books, a box, a fruit. */
    void small() {
        switch (draws.below(5)) {
            case 0, 1 -> vessel(draws.range(0.04f, 0.12f), draws.range(0.06f, 0.32f));
            case 2 -> {
                s.use(s.one(p.books, p.second, p.cloth));
                float z = 0;
                for (int i = 0; i < 1 + draws.below(3); i++) {
                    float thick = draws.range(0.015f, 0.04f);
                    b.push(0, 0, 0, draws.normal(0, 0.3f));
                    p.block(0, 0, 0.16f, 0.22f, z, z + thick, BOTTOM);
                    b.pop();
                    z += thick;
                }
            }
            case 3 -> {
                s.use(s.one(p.second, p.fittings, p.glaze));
                p.soft(
                        0,
                        0,
                        0,
                        draws.range(0.08f, 0.2f),
                        draws.range(0.08f, 0.2f),
                        draws.range(0.05f, 0.25f),
                        0.01f);
            }
            default -> {
                s.use(s.one(p.glaze, p.pottery, p.leaves));
                float r = draws.range(0.035f, 0.08f);
                p.ball(0, 0, r, r, r, r, 0.1f);
            }
        }
    }

    /** A bowl, vase or bottle. */
    void vessel(float r, float h) {
        s.use(s.one(p.pottery, p.glaze, p.fittings));
        float neck = draws.range(0.25f, 1);
        float belly = draws.range(0.7f, 1);
        Solids.lathe(
                b,
                new float[] {0, 0.6f * r, r, belly * r, neck * r, 0.9f * neck * r, 0},
                new float[] {0, 0, 0.35f * h, 0.6f * h, 0.85f * h, h, 0.9f * h},
                12);
    }

    void plant(float h) {
        float r = draws.range(0.14f, 0.22f);
        s.use(p.pottery);
        Solids.lathe(
                b,
                new float[] {0, 0.7f * r, r, 0.9f * r, 0},
                new float[] {0, 0, 1.5f * r, 1.5f * r, 1.4f * r},
                12);
        s.use(p.wood);
        p.pole(0, 0, 0.02f, 1.4f * r, h * 0.6f, 5);
        s.use(p.leaves);
        for (int i = 0; i < 3 + draws.below(4); i++) {
            float g = draws.range(0.12f, 0.22f);
            p.ball(
                    draws.range(-0.18f, 0.18f),
                    draws.range(-0.18f, 0.18f),
                    h * draws.range(0.5f, 1),
                    g,
                    g,
                    1.3f * g,
                    0.35f);
        }
    }

    void lamp(float h) {
        s.use(p.fittings);
        Solids.lathe(
                b,
                new float[] {0, 0.14f, 0.14f, 0.02f, 0.015f},
                new float[] {0, 0, 0.02f, 0.04f, h - 0.25f},
                12);
        shade(h, false);
    }

    /** A table lamp. */
    void tableLamp() {
        float h = draws.range(0.4f, 0.6f);
        s.use(s.one(p.pottery, p.glaze));
        Solids.lathe(
                b,
                new float[] {0, 0.09f, 0.1f, 0.06f, 0.03f, 0.02f},
                new float[] {0, 0, 0.05f, 0.13f, 0.16f, h - 0.25f},
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
}

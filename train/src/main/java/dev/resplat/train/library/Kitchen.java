package dev.resplat.train.library;

import static dev.resplat.train.library.Solids.BACK;
import static dev.resplat.train.library.Solids.BOTTOM;

import dev.resplat.train.data.Draws;

/** What is in kitchens. It has its back at y = 0 of the frame, faces -y and stands on z = 0. */
final class Kitchen {
    private final FurnitureParts p;
    private final Stage s;
    private final MeshBuilder b;
    private final Draws draws;
    private final Cabinets cabinets;
    private final SmallThings things;

    Kitchen(FurnitureParts parts, Cabinets cabinets, SmallThings things) {
        p = parts;
        s = parts.s;
        b = parts.b;
        draws = parts.draws;
        this.cabinets = cabinets;
        this.things = things;
    }

    /** A row of units with a worktop, and some above it. */
    void row(float w) {
        float h = 0.9f;
        int units = Math.max(2, Math.round(w / 0.6f));
        float each = w / units;
        int oven = draws.below(units);
        for (int i = 0; i < units; i++) {
            b.push(-w / 2 + (i + 0.5f) * each, 0, 0, 0);
            if (i == oven) {
                oven(each, h);
            } else {
                cabinets.cabinet(each - 0.002f, 0.58f, h, 1, draws.chance(0.3));
            }
            b.pop();
        }
        s.use(p.stone);
        p.block(0, -0.31f, w + 0.02f, 0.64f, h, h + 0.04f, 0);
        s.use(
                s.surfaces.make(
                        "splash tiles",
                        s.draws.chance(0.7) ? Family.TILES : Family.BRICKS,
                        Sheen.POLISHED));
        p.block(0, -0.005f, w, 0.01f, h + 0.04f, 1.45f, BACK | BOTTOM);
        for (int i = 0; i < units; i++) {
            if (i == oven) {
                s.use(p.fittings);
                p.block(-w / 2 + (i + 0.5f) * each, -0.2f, each - 0.05f, 0.4f, 1.5f, 1.75f, 0);
                p.block(-w / 2 + (i + 0.5f) * each, -0.12f, 0.25f, 0.24f, 1.75f, 2.2f, BOTTOM);
                continue;
            }
            b.push(-w / 2 + (i + 0.5f) * each, 0, 1.45f, 0);
            s.use(p.second);
            p.block(0, -0.17f, each - 0.002f, 0.34f, 0, 0.7f, BACK);
            p.front(-each / 2 + 0.01f, 0.01f, each / 2 - 0.01f, 0.69f, -0.34f);
            b.pop();
        }
        for (int i = 0; i < 3 + draws.below(4); i++) {
            b.push(
                    draws.range(-w / 2 + 0.15f, w / 2 - 0.15f),
                    draws.range(-0.5f, -0.15f),
                    h + 0.04f,
                    0);
            things.small();
            b.pop();
        }
    }

    private void oven(float w, float h) {
        s.use(p.fittings);
        p.block(0, -0.29f, w - 0.01f, 0.58f, 0.05f, h, BACK | BOTTOM);
        s.use(p.dark);
        Solids.box(b, -w / 2 + 0.06f, -0.6f, 0.2f, w / 2 - 0.06f, -0.58f, 0.65f, BACK);
        p.block(0, -0.3f, w - 0.08f, 0.5f, h + 0.041f, h + 0.05f, BOTTOM);
        s.use(p.fittings);
        p.block(0, -0.62f, w - 0.15f, 0.02f, 0.68f, 0.7f, 0);
    }

    void fridge() {
        s.use(s.one(p.fittings, p.glaze));
        p.block(0, -0.33f, 0.68f, 0.62f, 0.03f, 1.8f, BACK | BOTTOM);
        Solids.box(b, -0.33f, -0.67f, 0.05f, 0.33f, -0.64f, 0.62f, BACK);
        Solids.box(b, -0.33f, -0.67f, 0.64f, 0.33f, -0.64f, 1.78f, BACK);
        s.use(p.dark);
        p.block(-0.27f, -0.7f, 0.025f, 0.03f, 0.8f, 1.3f, 0);
        p.block(-0.27f, -0.7f, 0.025f, 0.03f, 0.35f, 0.58f, 0);
    }
}

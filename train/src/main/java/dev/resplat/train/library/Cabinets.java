package dev.resplat.train.library;

import static dev.resplat.train.library.Solids.BACK;
import static dev.resplat.train.library.Solids.BOTTOM;
import static dev.resplat.train.library.Solids.TOP;

import dev.resplat.train.data.Draws;

/**
 * Cabinets, shelves, desks and tables. Those that stand at a wall have their back at y = 0 of the
 * frame and face -y; tables are around the frame. All stand on z = 0.
 */
final class Cabinets {
    private final FurnitureParts p;
    private final Stage s;
    private final MeshBuilder b;
    private final Draws draws;
    private final SmallThings things;

    Cabinets(FurnitureParts parts, SmallThings things) {
        p = parts;
        s = parts.s;
        b = parts.b;
        draws = parts.draws;
        this.things = things;
    }

    void cabinet(float w, float d, float h, int doors, boolean drawers) {
        s.use(p.second);
        p.block(0, -d / 2, w, d, 0.07f, h, BACK | BOTTOM);
        s.use(p.dark);
        p.block(0, -d / 2, w - 0.06f, d - 0.08f, 0, 0.07f, BACK | BOTTOM | TOP);
        float gap = 0.012f;
        float each = w / doors;
        int rows = drawers ? 2 + draws.below(3) : 1;
        float tall = (h - 0.09f) / rows;
        s.use(p.second);
        for (int i = 0; i < doors; i++) {
            for (int j = 0; j < rows; j++) {
                p.front(
                        -w / 2 + i * each + gap,
                        0.08f + j * tall + gap,
                        -w / 2 + (i + 1) * each - gap,
                        0.08f + (j + 1) * tall - gap,
                        -d);
            }
        }
        s.use(p.fittings);
        for (int i = 0; i < doors; i++) {
            for (int j = 0; j < rows; j++) {
                float x = -w / 2 + (i + (drawers ? 0.5f : (i & 1) == 0 ? 0.85f : 0.15f)) * each;
                p.block(
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

    void shelf(float w, float h) {
        float d = draws.range(0.25f, 0.35f);
        float t = 0.025f;
        s.use(p.wood);
        p.block(-w / 2 + t / 2, -d / 2, t, d, 0, h, BACK | BOTTOM);
        p.block(w / 2 - t / 2, -d / 2, t, d, 0, h, BACK | BOTTOM);
        p.block(0, -0.005f, w - 2 * t, 0.01f, 0, h - t, BACK | BOTTOM);
        int boards = Math.max(2, Math.round(h / 0.38f));
        float each = (h - t) / boards;
        for (int j = 0; j <= boards; j++) {
            s.use(p.wood);
            p.block(0, -d / 2 - 0.005f, w - 2 * t, d - 0.01f, j * each, j * each + t, BACK);
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
                s.use(p.books);
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
                    things.vessel(Math.min(0.45f * width, 0.45f * d), h * draws.range(0.4f, 0.85f));
                    b.pop();
                }
                x += width;
            }
        }
    }

    void desk(float w) {
        float d = 0.65f;
        float h = draws.range(0.7f, 0.78f);
        s.use(p.wood);
        p.block(0, -d / 2, w, d, h - 0.03f, h, 0);
        for (int i = 0; i < 4; i++) {
            p.block(
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
            things.small();
            b.pop();
        }
    }

    /** A screen on a foot, which shows a picture or nothing. */
    void screen(float w, float h, float foot) {
        s.use(p.dark);
        p.block(0, 0, 0.25f, 0.18f, 0, 0.015f, BOTTOM);
        p.block(0, 0.02f, 0.05f, 0.03f, 0.015f, foot, TOP | BOTTOM);
        Solids.box(b, -w / 2, -0.02f, foot, w / 2, 0.02f, foot + h, 0);
        s.use(draws.chance(0.5) ? p.dark : s.surfaces.picture("screen", Sheen.POLISHED));
        b.picture(-w / 2 + 0.015f, foot + 0.015f, w / 2 - 0.015f, foot + h - 0.015f, -0.023f);
    }

    void table(float w, float d, float h) {
        s.use(p.wood);
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
            p.block(0, 0, w, d, h - t, h, 0);
            p.block(0, 0, w - 0.16f, d - 0.16f, h - t - 0.08f, h - t, TOP | BOTTOM);
            boolean round = draws.chance(0.4);
            for (int i = 0; i < 4; i++) {
                float x = ((i & 1) == 0 ? -1 : 1) * (w / 2 - 0.07f);
                float y = ((i & 2) == 0 ? -1 : 1) * (d / 2 - 0.07f);
                if (round) {
                    p.pole(x, y, 0.03f, 0, h - t, 8);
                } else {
                    p.block(x, y, 0.06f, 0.06f, 0, h - t, TOP | BOTTOM);
                }
            }
        }
        for (int i = 0; i < 1 + draws.below(5); i++) {
            b.push(
                    draws.range(-0.3f, 0.3f) * w,
                    draws.range(-0.3f, 0.3f) * d,
                    h,
                    draws.range(0, 6));
            things.small();
            b.pop();
        }
    }
}

package dev.resplat.train.library;

import static dev.resplat.train.library.Solids.BACK;
import static dev.resplat.train.library.Solids.BOTTOM;
import static dev.resplat.train.library.Solids.TOP;

import dev.resplat.train.data.Draws;

/**
 * Beds, sofas and chairs. Beds and sofas have their back at y = 0 of the frame and face -y; chairs
 * are around the frame. All stand on z = 0.
 */
final class Upholstery {
    private final FurnitureParts p;
    private final Stage s;
    private final MeshBuilder b;
    private final Draws draws;

    Upholstery(FurnitureParts parts) {
        p = parts;
        s = parts.s;
        b = parts.b;
        draws = parts.draws;
    }

    void bed(float w) {
        float l = 2.05f;
        float high = draws.range(0.3f, 0.5f);
        s.use(p.wood);
        p.block(0, -l / 2, w, l, 0.1f, high - 0.12f, BOTTOM);
        p.block(0, -0.04f, w + 0.1f, 0.07f, 0, draws.range(0.8f, 1.2f), BOTTOM | BACK);
        for (int i = 0; i < 4; i++) {
            p.block(
                    (i & 1) == 0 ? -w / 2 + 0.06f : w / 2 - 0.06f,
                    (i & 2) == 0 ? -0.15f : 0.06f - l,
                    0.07f,
                    0.07f,
                    0,
                    0.1f,
                    TOP | BOTTOM);
        }
        s.use(s.one(p.cushion, p.glaze));
        p.soft(0, -l / 2 - 0.03f, high - 0.12f, w - 0.04f, l - 0.1f, 0.22f, 0.05f);
        s.use(p.cloth);
        float long_ = l * draws.range(0.6f, 0.75f);
        b.push(0, -l + long_ / 2 - 0.03f, high + 0.02f, 0);
        duvet(w + 0.08f, long_, 0.14f);
        b.pop();
        s.use(p.cushion);
        int pillows = w > 1.3f ? 2 : 1;
        for (int i = 0; i < pillows; i++) {
            float x = pillows == 1 ? 0 : (i - 0.5f) * w * 0.5f;
            p.ball(x, -0.32f, high + 0.15f, 0.3f, 0.2f, 0.09f, 0.12f);
        }
        if (draws.chance(0.5)) {
            s.use(s.one(p.pottery, p.books, p.wood));
            p.ball(draws.range(-0.2f, 0.2f), -0.6f, high + 0.2f, 0.16f, 0.13f, 0.1f, 0.2f);
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

    void sofa(float w) {
        float d = draws.range(0.8f, 0.95f);
        s.use(p.cloth);
        p.soft(0, -d / 2, 0.08f, w, d, 0.3f, 0.04f);
        p.soft(0, -0.13f, 0.3f, w - 0.3f, 0.24f, 0.5f, 0.06f);
        for (int i = -1; i <= 1; i += 2) {
            p.soft(i * (w / 2 - 0.1f), -d / 2, 0.08f, 0.2f, d + 0.02f, 0.52f, 0.05f);
        }
        int seats = Math.max(1, Math.round((w - 0.4f) / 0.65f));
        float each = (w - 0.42f) / seats;
        for (int i = 0; i < seats; i++) {
            s.use(p.cloth);
            float x = -(w - 0.42f) / 2 + (i + 0.5f) * each;
            p.soft(x, -d / 2 - 0.1f, 0.37f, each - 0.01f, d - 0.3f, 0.14f, 0.04f);
            if (draws.chance(0.6)) {
                s.use(p.cushion);
                b.pushTilted(
                        x + draws.range(-0.1f, 0.1f), -0.34f, 0.68f, draws.normal(0, 0.2f), -0.25f);
                Organics.ball(
                        b, new float[] {0.22f, 0.08f, 0.2f}, 0.1f, 1.5f, draws.below(9999), 6, 10);
                b.pop();
            }
        }
        s.use(p.wood);
        for (int i = 0; i < 4; i++) {
            p.block(
                    (i & 1) == 0 ? -w / 2 + 0.1f : w / 2 - 0.1f,
                    (i & 2) == 0 ? -0.1f : 0.1f - d,
                    0.05f,
                    0.05f,
                    0,
                    0.08f,
                    TOP | BOTTOM);
        }
    }

    void chair() {
        float h = 0.45f;
        float w = 0.42f;
        s.use(p.second);
        float tall = draws.range(0.85f, 1.05f);
        for (int i = 0; i < 4; i++) {
            float x = ((i & 1) == 0 ? -1 : 1) * (w / 2 - 0.02f);
            boolean back = (i & 2) == 0;
            p.block(
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
            p.block(0, w / 2 - 0.02f, w - 0.08f, 0.015f, z, z + 0.06f, 0);
        }
        s.use(s.one(p.cushion, p.second));
        p.soft(0, 0, h - 0.04f, w, w, 0.05f, 0.015f);
    }
}

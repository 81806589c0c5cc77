package dev.resplat.train.library;

import static dev.resplat.train.library.Solids.BACK;
import static dev.resplat.train.library.Solids.BOTTOM;
import static dev.resplat.train.library.Solids.LEFT;
import static dev.resplat.train.library.Solids.RIGHT;
import static dev.resplat.train.library.Solids.TOP;

import dev.resplat.train.data.Draws;

/**
 * A house whose front is at y = 0 of the frame and looks to -y, around x = 0; its windows are panes
 * and frames on the walls.
 */
final class House {
    private final Stage s;
    private final MeshBuilder b;
    private final Draws draws;
    private final Surface wall;
    private final Surface trim;
    private final Surface glass;
    private final Surface roof;
    private final Surface door;
    private final float storey;

    /** Whether somebody comes near. */
    private boolean detailed;

    House(Stage s, Surface glass) {
        this.s = s;
        this.b = s.mesh;
        this.draws = s.draws;
        this.glass = glass;
        SceneSurfaces f = s.surfaces;
        Family[] walls = {
            Family.BRICKS,
            Family.BRICKS,
            Family.PLASTER,
            Family.PLASTER,
            Family.CONCRETE,
            Family.STONES,
            Family.PLANKS,
            Family.TILES
        };
        Family family = walls[draws.below(walls.length)];
        boolean painted = family == Family.PLASTER || family == Family.PLANKS;
        wall =
                f.make(
                        "facade",
                        family,
                        painted
                                ? f.wallTint()
                                : SceneSurfaces.tint(0.1f, 0.05f, draws.range(0.8f, 1.05f)),
                        Sheen.MATTE);
        trim =
                f.make(
                        "cornices",
                        draws.chance(0.5) ? Family.PAINT : Family.CONCRETE,
                        f.wallTint(),
                        Sheen.POLISHED);
        roof = f.make("roof", Family.ROOF, Sheen.MATTE);
        door =
                f.make(
                        "house door",
                        draws.chance(0.5) ? Family.WOOD : Family.PAINT,
                        f.anyTint(),
                        Sheen.POLISHED);
        storey = draws.range(2.7f, 3.5f);
    }

    /**
     * Builds it.
     *
     * @param near whether somebody comes near: else windows have fewer parts
     */
    void build(float w, float d, int storeys, boolean gabled, boolean allSides, boolean near) {
        detailed = near;
        float h = storeys * storey + 0.4f;
        s.useAligned(wall);
        b.shift(draws.uniform(), 0);
        Solids.box(b, -w / 2, 0, -0.5f, w / 2, d, h, TOP | BOTTOM);
        facade(w, storeys, true);
        if (allSides) {
            for (int i = 1; i < 4; i++) {
                boolean end = (i & 1) == 1;
                float x = i == 1 ? w / 2 : i == 3 ? -w / 2 : 0;
                b.push(x, i == 2 ? d : d / 2, 0, i * 1.5707964f);
                facade(end ? d : w, storeys, false);
                b.pop();
            }
        }
        if (gabled) {
            float over = 0.35f;
            s.use(roof);
            Solids.gable(
                    b,
                    -w / 2 - over,
                    -over,
                    w / 2 + over,
                    d + over,
                    h,
                    draws.range(0.3f, 0.55f) * d);
            if (draws.chance(0.6)) {
                s.use(wall);
                float x = draws.range(-0.3f, 0.3f) * w;
                Solids.box(
                        b, x - 0.3f, d * 0.3f, h, x + 0.3f, d * 0.3f + 0.6f, h + 0.5f * d, BOTTOM);
            }
        } else {
            s.use(trim);
            Solids.box(
                    b,
                    -w / 2 - 0.05f,
                    -0.25f,
                    h - 0.3f,
                    w / 2 + 0.05f,
                    d,
                    h + draws.range(0.1f, 0.6f),
                    BACK);
        }
    }

    private void facade(float w, int storeys, boolean front) {
        int columns = Math.max(1, Math.round(w / draws.range(1.8f, 2.8f)));
        float each = w / columns;
        float wide = each * draws.range(0.4f, 0.62f);
        float tall = storey * draws.range(0.45f, 0.62f);
        float sill = (storey - tall) * draws.range(0.45f, 0.65f);
        boolean shop = front && draws.chance(0.4) && storeys > 1;
        int entrance = front ? draws.below(columns) : -1;
        boolean shutters = draws.chance(0.2);
        boolean balconies = detailed && storeys > 2 && draws.chance(0.2);
        for (int j = 0; j < storeys; j++) {
            float z = 0.2f + j * storey;
            for (int i = 0; i < columns; i++) {
                float x = -w / 2 + (i + 0.5f) * each;
                if (j == 0 && i == entrance) {
                    entrance(x, Math.min(1.1f, wide), 0);
                } else if (j == 0 && shop) {
                    window(x, 0.5f, each * 0.82f, storey - 1, false);
                } else {
                    window(x, z + sill, wide, tall, shutters);
                    if (balconies && j > 0 && i % 2 == 0) {
                        balcony(x, z, each * 0.8f);
                    }
                }
            }
            if (front && j > 0 && (j == 1 || draws.chance(0.3))) {
                s.use(trim);
                Solids.box(b, -w / 2, -0.12f, z - 0.1f, w / 2, 0, z + 0.12f, BACK);
            }
        }
        if (shop) {
            s.use(door);
            Solids.box(
                    b, -w / 2 + 0.2f, -0.2f, storey - 0.4f, w / 2 - 0.2f, 0, storey - 0.02f, BACK);
            if (draws.chance(0.5)) {
                awning(w);
            }
        }
    }

    private void window(float x, float z, float w, float h, boolean shutters) {
        s.use(glass);
        b.rectangle(x, -0.015f, z, 1, 0, 0, 0, 0, 1, -w / 2, w / 2, 0, h);
        s.use(trim);
        float f = 0.07f;
        if (!detailed) {
            Solids.box(b, x - w / 2 - f, -0.12f, z - f, x + w / 2 + f, 0, z, BACK | LEFT | RIGHT);
            b.rectangle(x, -0.03f, z, 1, 0, 0, 0, 0, 1, -0.04f, 0.04f, 0, h);
            b.rectangle(x, -0.02f, z, 1, 0, 0, 0, 0, 1, -w / 2 - f, w / 2 + f, h, h + f);
            return;
        }
        Solids.box(b, x - w / 2 - f, -0.07f, z, x - w / 2, 0, z + h, BACK | BOTTOM | TOP);
        Solids.box(b, x + w / 2, -0.07f, z, x + w / 2 + f, 0, z + h, BACK | BOTTOM | TOP);
        Solids.box(b, x - w / 2 - f, -0.09f, z + h, x + w / 2 + f, 0, z + h + f, BACK);
        Solids.box(b, x - w / 2 - f, -0.16f, z - f, x + w / 2 + f, 0, z, BACK);
        Solids.box(b, x - 0.025f, -0.045f, z, x + 0.025f, -0.015f, z + h, BACK | BOTTOM | TOP);
        if (shutters) {
            s.use(door);
            for (int side = -1; side <= 1; side += 2) {
                float m = x + side * (0.75f * w + f);
                Solids.box(b, m - 0.22f * w, -0.05f, z, m + 0.22f * w, 0, z + h, BACK);
            }
        }
    }

    private void entrance(float x, float w, float z) {
        s.use(door);
        Solids.box(b, x - w / 2, -0.03f, z, x + w / 2, 0, z + 2.1f, BACK | BOTTOM);
        Solids.box(b, x - w * 0.35f, -0.05f, z + 0.2f, x + w * 0.35f, -0.03f, z + 0.95f, BACK);
        s.use(glass);
        b.rectangle(x, -0.035f, z, 1, 0, 0, 0, 0, 1, -w * 0.3f, w * 0.3f, 1.15f, 1.95f);
        s.use(trim);
        Solids.box(b, x - w / 2 - 0.12f, -0.1f, z, x - w / 2, 0, z + 2.1f, BACK | BOTTOM);
        Solids.box(b, x + w / 2, -0.1f, z, x + w / 2 + 0.12f, 0, z + 2.1f, BACK | BOTTOM);
        Solids.box(b, x - w / 2 - 0.2f, -0.3f, z + 2.1f, x + w / 2 + 0.2f, 0, z + 2.3f, BACK);
        Solids.box(b, x - w / 2 - 0.1f, -0.35f, 0, x + w / 2 + 0.1f, 0, z + 0.12f, BACK | BOTTOM);
    }

    private void balcony(float x, float z, float w) {
        s.use(trim);
        Solids.box(b, x - w / 2, -0.9f, z + 0.02f, x + w / 2, 0, z + 0.16f, BACK);
        s.use(door);
        Solids.box(b, x - w / 2, -0.9f, z + 1.05f, x + w / 2, -0.85f, z + 1.1f, 0);
        int bars = 6;
        for (int i = 0; i <= bars; i++) {
            float at = x - w / 2 + 0.03f + (w - 0.06f) * i / bars;
            Solids.box(
                    b,
                    at - 0.015f,
                    -0.89f,
                    z + 0.16f,
                    at + 0.015f,
                    -0.86f,
                    z + 1.05f,
                    TOP | BOTTOM);
        }
    }

    private void awning(float w) {
        s.use(s.surfaces.thin("awning", Family.FABRIC, s.surfaces.anyTint()));
        float z = storey - 0.45f;
        float[][] corners = {
            {-w / 2 + 0.3f, -1.1f, z - 0.5f},
            {w / 2 - 0.3f, -1.1f, z - 0.5f},
            {w / 2 - 0.3f, -0.02f, z},
            {-w / 2 + 0.3f, -0.02f, z}
        };
        Solids.polygon(b, corners, false);
    }
}

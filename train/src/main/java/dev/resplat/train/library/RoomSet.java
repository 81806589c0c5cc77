package dev.resplat.train.library;

import static dev.resplat.train.library.Solids.BOTTOM;
import static dev.resplat.train.library.Solids.TOP;

import dev.resplat.train.data.Draws;
import java.util.ArrayList;
import java.util.List;

/**
 * A rectangular room around the origin, with walls as thick as walls are, a corner that may be cut
 * out, and furniture for a purpose: to sleep, live, cook and eat, or work in.
 */
final class RoomSet {
    private static final int WALLS = 4;

    private final Stage s;
    private final MeshBuilder b;
    private final Draws draws;
    private final Furniture furniture;

    /** Sides of the room. */
    private final float width;

    private final float length;
    private final float height;

    /** Where something stands, seen from above: {@code [x0, y0, x1, y1]}. */
    private final List<float[]> taken = new ArrayList<>();

    private final Wall[] walls = new Wall[WALLS];

    private RoomSet(Stage s) {
        this.s = s;
        this.b = s.mesh;
        this.draws = s.draws;
        width = draws.range(3.2f, 5.6f);
        length = draws.range(3.4f, 6.4f);
        height = draws.range(2.35f, 3);
        furniture = new Furniture(s);
    }

    static void build(Stage stage) {
        new RoomSet(stage).build();
    }

    private void build() {
        s.indoor = true;
        shell();
        s.space.within(new float[] {-width / 2, -length / 2, 0, width / 2, length / 2, height});
        if (draws.chance(0.35)) {
            corner();
        }
        furnish();
        ceilingLights();
        s.focus = new float[] {0, 0, 0.9f};
        s.radius = Math.min(width, length) / 2;
        s.lowest = 1.1f;
        s.highest = Math.min(1.75f, height - 0.6f);
    }

    // ---- Walls, floor, ceiling --------------------------------------------------------------

    private void shell() {
        SceneSurfaces f = s.surfaces;
        Family papered = draws.chance(0.3) ? Family.WALLPAPER : Family.PLASTER;
        Surface wall = f.make("wall", papered, f.wallTint(), Sheen.MATTE);
        Surface accent = wall;
        if (draws.chance(0.35)) {
            Family[] kinds = {
                Family.BRICKS, Family.WALLPAPER, Family.PLASTER, Family.PLANKS, Family.STONES
            };
            accent =
                    f.make(
                            "accent wall",
                            kinds[draws.below(kinds.length)],
                            f.wallTint(),
                            Sheen.MATTE);
        }
        Family[] floors = {
            Family.PLANKS,
            Family.PLANKS,
            Family.TILES,
            Family.FABRIC,
            Family.MARBLE,
            Family.CONCRETE
        };
        Family floorKind = floors[draws.below(floors.length)];
        Surface floor =
                f.make(
                        "floor",
                        floorKind,
                        floorKind == Family.FABRIC ? f.wallTint() : new float[] {1, 1, 1},
                        floorKind == Family.FABRIC ? Sheen.MATTE : Sheen.POLISHED);
        Surface trim =
                f.make(
                        "trim",
                        Family.PAINT,
                        draws.chance(0.75) ? SceneSurfaces.tint(0.1f, 0.03f, 1) : f.anyTint(),
                        Sheen.POLISHED);
        Surface door = draws.chance(0.5) ? trim : f.make("door", Family.WOOD, Sheen.POLISHED);
        Surface curtain = f.thin("curtain", Family.FABRIC, f.wallTint());
        float outside = s.lighting == Lighting.LAMPS ? 0.25f : draws.range(2, 4);
        float bareness = draws.range(0, 0.6f);
        float skirting = draws.range(0.07f, 0.15f);
        Wall.Finishing plain =
                new Wall.Finishing(
                        wall,
                        wall,
                        trim,
                        door,
                        furniture.fittings,
                        curtain,
                        f.view(outside),
                        floor,
                        skirting,
                        bareness);
        Wall.Finishing special =
                new Wall.Finishing(
                        accent,
                        wall,
                        trim,
                        door,
                        furniture.fittings,
                        curtain,
                        plain.view(),
                        floor,
                        skirting,
                        bareness);
        int accented = draws.below(WALLS);
        int windows = draws.below(WALLS);
        int doors = (windows + 1 + draws.below(3)) % WALLS;
        for (int i = 0; i < WALLS; i++) {
            boolean window = i == windows || i == (windows + 1) % WALLS && draws.chance(0.4);
            walls[i] = new Wall(s, i == accented ? special : plain, along(i), height);
            enter(i);
            walls[i].build(window, i == doors);
            if (i == windows) {
                float[] out = b.world(0, 1, 0);
                float[] here = b.world(0, 0, 0);
                s.sunFrom = new float[] {out[0] - here[0], out[1] - here[1]};
            }
            b.pop();
        }
        floorAndCeiling(
                floor,
                wall,
                f.make(
                        "ceiling",
                        Family.PLASTER,
                        SceneSurfaces.tint(0.1f, 0.04f, draws.range(0.9f, 1.03f)),
                        Sheen.MATTE));
    }

    private float along(int wall) {
        return (wall & 1) == 0 ? width : length;
    }

    /** Goes to the frame of a wall: wall 0 is at the end of y, and so on, counter-clockwise. */
    private void enter(int wall) {
        float[] x = {0, -width / 2, 0, width / 2};
        float[] y = {length / 2, 0, -length / 2, 0};
        b.push(x[wall], y[wall], 0, wall * 1.5707964f);
    }

    private void floorAndCeiling(Surface floor, Surface roof, Surface ceiling) {
        float x = width / 2;
        float y = length / 2;
        s.useAligned(floor);
        b.rectangle(0, 0, 0, 1, 0, 0, 0, 1, 0, -x, x, -y, y);
        s.useAligned(ceiling);
        b.rectangle(0, 0, height, 1, 0, 0, 0, -1, 0, -x, x, -y, y);
        s.useAligned(roof);
        float t = Wall.THICK;
        b.rectangle(0, 0, height + t, 1, 0, 0, 0, 1, 0, -x - t, x + t, -y - t, y + t);
        if (draws.chance(0.3)) {
            beams();
        }
    }

    private void beams() {
        s.use(furniture.wood);
        int n = 2 + draws.below(4);
        for (int i = 0; i < n; i++) {
            float at = -length / 2 + length * (i + 0.5f) / n;
            Solids.box(
                    b,
                    -width / 2,
                    at - 0.07f,
                    height - 0.16f,
                    width / 2,
                    at + 0.07f,
                    height,
                    TOP | Solids.LEFT | Solids.RIGHT);
        }
    }

    /** A corner of the room that belongs to another. */
    private void corner() {
        float w = draws.range(0.8f, 0.35f * width);
        float d = draws.range(0.8f, 0.35f * length);
        int sx = draws.chance(0.5) ? 1 : -1;
        int sy = draws.chance(0.5) ? 1 : -1;
        float x = sx * (width / 2 - w / 2);
        float y = sy * (length / 2 - d / 2);
        Wall atX = walls[sx > 0 ? 3 : 1];
        Wall atY = walls[sy > 0 ? 0 : 2];
        // In the frame of a wall x is to the right when one looks at it.
        float onX = sx > 0 ? -y : y;
        float onY = sy > 0 ? x : -x;
        if (!atX.isClear(onX - d / 2, onX + d / 2, height)
                || !atY.isClear(onY - w / 2, onY + w / 2, height)) {
            return;
        }
        int mark = s.begin();
        s.useAligned(s.surfaces.make("corner", Family.PLASTER, s.surfaces.wallTint(), Sheen.MATTE));
        int without =
                TOP
                        | BOTTOM
                        | (sx > 0 ? Solids.RIGHT : Solids.LEFT)
                        | (sy > 0 ? Solids.BACK : Solids.FRONT);
        Solids.box(b, x - w / 2, y - d / 2, 0, x + w / 2, y + d / 2, height, without);
        s.end(mark);
        taken.add(new float[] {x - w / 2, y - d / 2, x + w / 2, y + d / 2});
    }

    // ---- Furniture --------------------------------------------------------------------------

    private interface Piece {
        void build();
    }

    private boolean isFree(float[] r) {
        for (float[] t : taken) {
            if (r[0] < t[2] + 0.04f
                    && r[2] > t[0] - 0.04f
                    && r[1] < t[3] + 0.04f
                    && r[3] > t[1] - 0.04f) {
                return false;
            }
        }
        return true;
    }

    /** Stands something at a wall, if a place is found; doors stay free. */
    private boolean atWall(float w, float d, float h, Piece piece) {
        for (int tries = 0; tries < 14; tries++) {
            int i = draws.below(WALLS);
            float reach = along(i) / 2 - w / 2 - 0.06f;
            float x =
                    draws.chance(0.3)
                            ? (draws.chance(0.5) ? -reach : reach)
                            : draws.range(-1, 1) * reach;
            if (reach < 0 || !walls[i].isClear(x - w / 2, x + w / 2, Math.max(h, 0.5f))) {
                continue;
            }
            enter(i);
            float[] p = b.world(x - w / 2, 0, 0);
            float[] q = b.world(x + w / 2, -d, 0);
            b.pop();
            float[] r = {
                Math.min(p[0], q[0]),
                Math.min(p[1], q[1]),
                Math.max(p[0], q[0]),
                Math.max(p[1], q[1])
            };
            boolean behind = true;
            for (float[] picture : walls[i].free) {
                behind &= h < 1.1f || picture[1] < x - w / 2 || picture[0] > x + w / 2;
            }
            if (isFree(r) && behind) {
                taken.add(r);
                enter(i);
                b.push(x, -0.018f, 0, 0);
                int mark = s.begin();
                piece.build();
                s.end(mark);
                b.pop();
                b.pop();
                return true;
            }
        }
        return false;
    }

    /** Stands something in the room. */
    private boolean inRoom(float w, float d, Piece piece) {
        for (int tries = 0; tries < 10; tries++) {
            boolean turned = draws.chance(0.5);
            float ww = turned ? d : w;
            float dd = turned ? w : d;
            float x = draws.normal(0, 0.12f) * width;
            float y = draws.normal(0, 0.12f) * length;
            float[] r = {x - ww / 2, y - dd / 2, x + ww / 2, y + dd / 2};
            boolean inside =
                    Math.abs(x) + ww / 2 < width / 2 - 0.1f
                            && Math.abs(y) + dd / 2 < length / 2 - 0.1f;
            if (inside && isFree(r)) {
                taken.add(r);
                b.push(x, y, 0, turned ? 1.5707964f : 0);
                int mark = s.begin();
                piece.build();
                s.end(mark);
                b.pop();
                return true;
            }
        }
        return false;
    }

    private void furnish() {
        float bed = draws.chance(0.6) ? draws.range(1.4f, 1.8f) : 0.95f;
        float run = draws.range(1.8f, 3.2f);
        switch (draws.below(4)) {
            case 0 -> {
                atWall(bed, 2.1f, 1, () -> furniture.bed(bed));
                atWall(0.45f, 0.4f, 0.6f, () -> topped(0.45f, 0.4f, 0.55f));
                atWall(0.45f, 0.4f, 0.6f, () -> topped(0.45f, 0.4f, 0.55f));
                wardrobe();
            }
            case 1 -> {
                float w = draws.range(1.5f, 2.3f);
                atWall(w, 1, 0.9f, () -> furniture.sofa(w));
                atWall(1.5f, 0.45f, 1.2f, this::television);
                inRoom(1.1f, 0.6f, () -> furniture.table(1.1f, 0.6f, 0.42f));
            }
            case 2 -> {
                atWall(run, 0.7f, 2.2f, () -> furniture.kitchen(run));
                atWall(0.75f, 0.75f, 1.9f, furniture::fridge);
                dining();
            }
            default -> {
                float w = draws.range(1.1f, 1.7f);
                atWall(w, 0.7f, 1.2f, () -> furniture.desk(w));
                inRoom(0.5f, 0.5f, furniture::chair);
                float h = draws.range(1.2f, 2.1f);
                atWall(0.9f, 0.37f, h, () -> furniture.shelf(0.9f, h));
            }
        }
        more();
        if (draws.chance(0.65)) {
            rug();
        }
    }

    private void more() {
        int extras = 5 + draws.below(6);
        for (int i = 0; i < extras && b.triangleCount() < 5000; i++) {
            switch (draws.below(7)) {
                case 0 -> {
                    float w = draws.range(0.6f, 1.2f);
                    float h = draws.range(0.8f, 2.1f);
                    atWall(w, 0.37f, h, () -> furniture.shelf(w, h));
                }
                case 1 -> {
                    float w = draws.range(0.8f, 1.4f);
                    atWall(w, 0.5f, 1.2f, () -> topped(w, 0.45f, draws.range(0.7f, 0.95f)));
                }
                case 2 ->
                        atWall(
                                0.5f,
                                0.5f,
                                1.5f,
                                () ->
                                        centred(
                                                0.25f,
                                                () -> furniture.lamp(draws.range(1.3f, 1.7f))));
                case 3 ->
                        atWall(
                                0.6f,
                                0.6f,
                                1.4f,
                                () ->
                                        centred(
                                                0.3f,
                                                () -> furniture.plant(draws.range(0.6f, 1.3f))));
                case 4 -> dining();
                case 5 -> atWall(0.5f, 0.5f, 1, () -> centred(0.25f, furniture::chair));
                default -> wardrobe();
            }
        }
    }

    private void centred(float away, Piece piece) {
        b.push(0, -away, 0, 0);
        piece.build();
        b.pop();
    }

    private void wardrobe() {
        int doors = 1 + draws.below(3);
        float w = 0.55f * doors;
        float h = draws.range(1.8f, 2.2f);
        atWall(w, 0.6f, h, () -> furniture.cabinet(w, 0.56f, h, doors, false));
    }

    /** A low cabinet with things on it. */
    private void topped(float w, float d, float h) {
        furniture.cabinet(w, d, h, Math.max(1, Math.round(w / 0.5f)), draws.chance(0.7));
        s.use(furniture.wood);
        Solids.box(b, -w / 2 - 0.01f, -d - 0.02f, h, w / 2 + 0.01f, 0, h + 0.025f, BOTTOM);
        float x = -w / 2 + 0.15f;
        boolean lit = draws.chance(0.5);
        while (x < w / 2 - 0.1f) {
            b.push(x, -d / 2, h + 0.025f, draws.normal(0, 0.2f));
            if (lit) {
                furniture.tableLamp();
                lit = false;
            } else {
                furniture.small();
            }
            b.pop();
            x += draws.range(0.2f, 0.4f);
        }
    }

    private void television() {
        furniture.cabinet(1.4f, 0.4f, 0.45f, 3, false);
        b.push(0, -0.2f, 0.45f, 0);
        furniture.screen(draws.range(0.9f, 1.2f), draws.range(0.5f, 0.65f), 0.08f);
        b.pop();
    }

    private void dining() {
        float w = draws.range(0.9f, 1.7f);
        float d = draws.range(0.75f, 0.95f);
        inRoom(w + 0.2f, d + 0.9f, () -> set(w, d));
    }

    private void set(float w, float d) {
        furniture.table(w, d, 0.74f);
        int each = w > 1.2f ? 2 : 1;
        for (int side = -1; side <= 1; side += 2) {
            for (int i = 0; i < each; i++) {
                float x = each == 1 ? 0 : (i - 0.5f) * w * 0.5f;
                b.push(
                        x,
                        side * (d / 2 + 0.12f),
                        0,
                        (side < 0 ? 3.1415927f : 0) + draws.normal(0, 0.15f));
                furniture.chair();
                b.pop();
            }
        }
    }

    /** It lies under things; no camera is so low that it would be in the way. */
    private void rug() {
        float w = draws.range(1.4f, 0.7f * width);
        float l = draws.range(1.2f, 0.7f * length);
        s.use(s.surfaces.make("rug side", Family.FABRIC, s.surfaces.anyTint(), Sheen.MATTE));
        b.push(draws.normal(0, 0.2f), draws.normal(0, 0.2f), 0, 0);
        Solids.block(b, w, l, 0.001f, 0.012f, BOTTOM | TOP);
        s.use(s.surfaces.make("rug", Family.RUG, Sheen.MATTE));
        b.shift(0, 0);
        // The picture's plane is upright; here it lies.
        b.pushTilted(0, 0, 0.012f, 0, -1.5707964f);
        b.picture(-w / 2, -l / 2, w / 2, l / 2, 0);
        b.pop();
        b.pop();
    }

    private void ceilingLights() {
        int n = 1 + draws.below(3);
        boolean panels = s.lighting == Lighting.AREA && draws.chance(0.6);
        for (int i = 0; i < n; i++) {
            float x = draws.range(-0.25f, 0.25f) * width;
            float y = (-0.5f + (i + 0.5f) / n) * 0.8f * length;
            b.push(x, y, 0, 0);
            if (panels) {
                panel();
            } else if (draws.chance(0.7)) {
                hanging();
            }
            b.pop();
        }
        if (s.lamps.isEmpty()) {
            b.push(0, 0, 0, 0);
            hanging();
            b.pop();
        }
    }

    private void hanging() {
        int mark = s.begin();
        float drop = draws.range(0.35f, 0.7f);
        s.use(furniture.fittings);
        b.push(0, 0, height - drop, 0);
        Solids.lathe(b, new float[] {0.008f, 0.008f}, new float[] {0, drop}, 5);
        furniture.shade(0, true);
        b.pop();
        s.end(mark);
    }

    private void panel() {
        float u = draws.range(0.3f, 0.6f);
        float v = draws.range(0.15f, 0.6f);
        Surface glow = s.surfaces.glowing("panel", new float[] {3, 3, 2.9f});
        s.glowing.add(glow);
        s.use(glow);
        Solids.box(b, -u, -v, height - 0.03f, u, v, height, TOP);
        float[] c = b.world(0, 0, height - 0.035f);
        // u x v is down.
        s.openings.add(new Stage.Opening(c, new float[] {u, 0, 0}, new float[] {0, -v, 0}));
    }
}

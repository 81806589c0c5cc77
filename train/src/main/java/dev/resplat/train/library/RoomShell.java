package dev.resplat.train.library;

import static dev.resplat.train.library.Solids.BOTTOM;
import static dev.resplat.train.library.Solids.TOP;

import dev.resplat.train.data.Draws;
import java.util.Optional;

/** Walls as thick as walls are, floor and ceiling of a rectangular room around the origin. */
final class RoomShell {
    static final int WALLS = 4;

    private final Stage s;
    private final MeshBuilder b;
    private final Draws draws;

    /** Sides of the room. */
    final float width;

    final float length;
    final float height;

    /** The first is at the end of y, and so on, counter-clockwise. */
    final Wall[] walls = new Wall[WALLS];

    /** Its size; {@link #build} builds it. */
    RoomShell(Stage s) {
        this.s = s;
        this.b = s.mesh;
        this.draws = s.draws;
        width = draws.range(3.2f, 5.6f);
        length = draws.range(3.4f, 6.4f);
        height = draws.range(2.35f, 3);
    }

    /**
     * Builds all but corners.
     *
     * @param parts what fittings and beams are made of
     */
    void build(FurnitureParts parts) {
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
                        parts.fittings,
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
                        parts.fittings,
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
                parts,
                floor,
                wall,
                f.make(
                        "ceiling",
                        Family.PLASTER,
                        SceneSurfaces.tint(0.1f, 0.04f, draws.range(0.9f, 1.03f)),
                        Sheen.MATTE));
    }

    float along(int wall) {
        return (wall & 1) == 0 ? width : length;
    }

    /** Goes to the frame of a wall, whose middle is its origin and out of the room its y. */
    void enter(int wall) {
        float[] x = {0, -width / 2, 0, width / 2};
        float[] y = {length / 2, 0, -length / 2, 0};
        b.push(x[wall], y[wall], 0, wall * 1.5707964f);
    }

    private void floorAndCeiling(
            FurnitureParts parts, Surface floor, Surface roof, Surface ceiling) {
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
            beams(parts.wood);
        }
    }

    private void beams(Surface wood) {
        s.use(wood);
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

    /**
     * Builds a corner of the room that belongs to another, where doors and windows leave one.
     *
     * @return where it is, seen from above, {@code [x0, y0, x1, y1]}; empty if there is none
     */
    Optional<float[]> corner() {
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
            return Optional.empty();
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
        return Optional.of(new float[] {x - w / 2, y - d / 2, x + w / 2, y + d / 2});
    }
}

package dev.resplat.train.library;

import static dev.resplat.train.library.Solids.BOTTOM;
import static dev.resplat.train.library.Solids.TOP;

import dev.resplat.train.data.Draws;
import java.util.ArrayList;
import java.util.List;

/** Furnishes a room for a purpose: to sleep, live, cook and eat, or work in. */
final class Furnishing {
    private interface Piece {
        void build();
    }

    private final Stage s;
    private final MeshBuilder b;
    private final Draws draws;
    private final RoomShell room;
    private final FurnitureParts parts;
    private final SmallThings things;
    private final Cabinets cabinets;
    private final Upholstery upholstery;
    private final Kitchen kitchen;

    /** Where something stands, seen from above: {@code [x0, y0, x1, y1]}. */
    private final List<float[]> taken = new ArrayList<>();

    Furnishing(RoomShell room, FurnitureParts parts, SmallThings things) {
        this.room = room;
        this.parts = parts;
        this.things = things;
        s = parts.s;
        b = parts.b;
        draws = parts.draws;
        cabinets = new Cabinets(parts, things);
        upholstery = new Upholstery(parts);
        kitchen = new Kitchen(parts, cabinets, things);
    }

    /** Keeps a place free, {@code [x0, y0, x1, y1]}. */
    void keepFree(float[] place) {
        taken.add(place);
    }

    void furnish() {
        float bed = draws.chance(0.6) ? draws.range(1.4f, 1.8f) : 0.95f;
        float run = draws.range(1.8f, 3.2f);
        switch (draws.below(4)) {
            case 0 -> {
                atWall(bed, 2.1f, 1, () -> upholstery.bed(bed));
                atWall(0.45f, 0.4f, 0.6f, () -> topped(0.45f, 0.4f, 0.55f));
                atWall(0.45f, 0.4f, 0.6f, () -> topped(0.45f, 0.4f, 0.55f));
                wardrobe();
            }
            case 1 -> {
                float w = draws.range(1.5f, 2.3f);
                atWall(w, 1, 0.9f, () -> upholstery.sofa(w));
                atWall(1.5f, 0.45f, 1.2f, this::television);
                inRoom(1.1f, 0.6f, () -> cabinets.table(1.1f, 0.6f, 0.42f));
            }
            case 2 -> {
                atWall(run, 0.7f, 2.2f, () -> kitchen.row(run));
                atWall(0.75f, 0.75f, 1.9f, kitchen::fridge);
                dining();
            }
            default -> {
                float w = draws.range(1.1f, 1.7f);
                atWall(w, 0.7f, 1.2f, () -> cabinets.desk(w));
                inRoom(0.5f, 0.5f, upholstery::chair);
                float h = draws.range(1.2f, 2.1f);
                atWall(0.9f, 0.37f, h, () -> cabinets.shelf(0.9f, h));
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
                    atWall(w, 0.37f, h, () -> cabinets.shelf(w, h));
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
                                () -> centred(0.25f, () -> things.lamp(draws.range(1.3f, 1.7f))));
                case 3 ->
                        atWall(
                                0.6f,
                                0.6f,
                                1.4f,
                                () -> centred(0.3f, () -> things.plant(draws.range(0.6f, 1.3f))));
                case 4 -> dining();
                case 5 -> atWall(0.5f, 0.5f, 1, () -> centred(0.25f, upholstery::chair));
                default -> wardrobe();
            }
        }
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
            int i = draws.below(RoomShell.WALLS);
            float reach = room.along(i) / 2 - w / 2 - 0.06f;
            float x =
                    draws.chance(0.3)
                            ? (draws.chance(0.5) ? -reach : reach)
                            : draws.range(-1, 1) * reach;
            if (reach < 0 || !room.walls[i].isClear(x - w / 2, x + w / 2, Math.max(h, 0.5f))) {
                continue;
            }
            room.enter(i);
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
            for (float[] picture : room.walls[i].free) {
                behind &= h < 1.1f || picture[1] < x - w / 2 || picture[0] > x + w / 2;
            }
            if (isFree(r) && behind) {
                taken.add(r);
                room.enter(i);
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
            float x = draws.normal(0, 0.12f) * room.width;
            float y = draws.normal(0, 0.12f) * room.length;
            float[] r = {x - ww / 2, y - dd / 2, x + ww / 2, y + dd / 2};
            boolean inside =
                    Math.abs(x) + ww / 2 < room.width / 2 - 0.1f
                            && Math.abs(y) + dd / 2 < room.length / 2 - 0.1f;
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

    private void centred(float away, Piece piece) {
        b.push(0, -away, 0, 0);
        piece.build();
        b.pop();
    }

    private void wardrobe() {
        int doors = 1 + draws.below(3);
        float w = 0.55f * doors;
        float h = draws.range(1.8f, 2.2f);
        atWall(w, 0.6f, h, () -> cabinets.cabinet(w, 0.56f, h, doors, false));
    }

    /** A low cabinet with things on it. */
    private void topped(float w, float d, float h) {
        cabinets.cabinet(w, d, h, Math.max(1, Math.round(w / 0.5f)), draws.chance(0.7));
        s.use(parts.wood);
        Solids.box(b, -w / 2 - 0.01f, -d - 0.02f, h, w / 2 + 0.01f, 0, h + 0.025f, BOTTOM);
        float x = -w / 2 + 0.15f;
        boolean lit = draws.chance(0.5);
        while (x < w / 2 - 0.1f) {
            b.push(x, -d / 2, h + 0.025f, draws.normal(0, 0.2f));
            if (lit) {
                things.tableLamp();
                lit = false;
            } else {
                things.small();
            }
            b.pop();
            x += draws.range(0.2f, 0.4f);
        }
    }

    private void television() {
        cabinets.cabinet(1.4f, 0.4f, 0.45f, 3, false);
        b.push(0, -0.2f, 0.45f, 0);
        cabinets.screen(draws.range(0.9f, 1.2f), draws.range(0.5f, 0.65f), 0.08f);
        b.pop();
    }

    private void dining() {
        float w = draws.range(0.9f, 1.7f);
        float d = draws.range(0.75f, 0.95f);
        inRoom(w + 0.2f, d + 0.9f, () -> set(w, d));
    }

    private void set(float w, float d) {
        cabinets.table(w, d, 0.74f);
        int each = w > 1.2f ? 2 : 1;
        for (int side = -1; side <= 1; side += 2) {
            for (int i = 0; i < each; i++) {
                float x = each == 1 ? 0 : (i - 0.5f) * w * 0.5f;
                b.push(
                        x,
                        side * (d / 2 + 0.12f),
                        0,
                        (side < 0 ? 3.1415927f : 0) + draws.normal(0, 0.15f));
                upholstery.chair();
                b.pop();
            }
        }
    }

    /** It lies under things; no camera is so low that it would be in the way. */
    private void rug() {
        float w = draws.range(1.4f, 0.7f * room.width);
        float l = draws.range(1.2f, 0.7f * room.length);
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
}

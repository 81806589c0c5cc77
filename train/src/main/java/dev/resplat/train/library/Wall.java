package dev.resplat.train.library;

import static dev.resplat.train.library.Solids.BACK;
import static dev.resplat.train.library.Solids.BOTTOM;

import dev.resplat.train.data.Draws;
import java.util.ArrayList;
import java.util.List;

/**
 * A wall of a room with what is in it and on it. Its frame has x to the right when one looks at it,
 * y into the wall and z up; the room is at y &lt; 0.
 */
final class Wall {
    /** How thick walls are. */
    static final float THICK = 0.2f;

    /** What an opening is. */
    private enum Use {
        WINDOW,
        DOOR,
        PASSAGE
    }

    private record Hole(Use use, float x0, float z0, float x1, float z1) {}

    /** What all walls of a room are made of. */
    record Finishing(
            Surface wall,
            Surface outside,
            Surface trim,
            Surface door,
            Surface fittings,
            Surface curtain,
            Surface view,
            Surface floor,
            float skirting,
            float bareness) {}

    private final Stage s;
    private final MeshBuilder b;
    private final Draws draws;
    private final Finishing of;
    private final float width;
    private final float height;
    private final List<Hole> holes = new ArrayList<>();

    /** From where to where along x furniture can stand that is higher than windows. */
    final List<float[]> free = new ArrayList<>();

    Wall(Stage s, Finishing of, float width, float height) {
        this.s = s;
        this.b = s.mesh;
        this.draws = s.draws;
        this.of = of;
        this.width = width;
        this.height = height;
    }

    boolean hasWindow() {
        return holes.stream().anyMatch(h -> h.use == Use.WINDOW);
    }

    /** Whether a part of the wall is no door or passage, and perhaps no window either. */
    boolean isClear(float x0, float x1, float top) {
        for (Hole hole : holes) {
            if (hole.x1 + 0.12f > x0 && hole.x0 - 0.12f < x1 && hole.z0 < top) {
                return false;
            }
        }
        return true;
    }

    /** Adds holes at places that are still free, then builds the wall in its frame. */
    void build(boolean window, boolean door) {
        if (door) {
            float w = draws.range(0.8f, 0.95f);
            cut(draws.chance(0.6) ? Use.DOOR : Use.PASSAGE, w, 0, 2.05f);
        }
        if (window) {
            int count = width > 4.5f && draws.chance(0.5) ? 2 : 1;
            float sill = draws.chance(0.15) ? 0.1f : draws.range(0.75f, 1.05f);
            float w = Math.min(draws.range(0.9f, 2.2f), 0.7f * width / count);
            float top = Math.min(height - 0.2f, sill + draws.range(1.1f, 1.6f));
            for (int i = 0; i < count; i++) {
                cut(Use.WINDOW, w, sill, top);
            }
        }
        holes.sort((p, q) -> Float.compare(p.x0, q.x0));
        faces();
        for (Hole hole : holes) {
            reveal(hole);
            switch (hole.use) {
                case WINDOW -> window(hole);
                case DOOR -> door(hole);
                case PASSAGE -> passage(hole);
            }
        }
        trim();
        pictures();
    }

    private void cut(Use use, float w, float z0, float z1) {
        float reach = width / 2 - w / 2 - 0.2f;
        for (int tries = 0; tries < 6 && reach > 0; tries++) {
            float x = draws.range(-reach, reach);
            if (isClear(x - w / 2 - 0.2f, x + w / 2 + 0.2f, height)) {
                holes.add(new Hole(use, x - w / 2, z0, x + w / 2, z1));
                return;
            }
        }
    }

    private void faces() {
        s.useAligned(of.wall);
        side(false);
        s.useAligned(of.outside);
        side(true);
    }

    /** One face, in parts around the holes; the outer one is longer by the corners. */
    private void side(boolean out) {
        float x = -width / 2 - (out ? THICK : 0);
        for (Hole hole : holes) {
            part(out, x, hole.x0, 0, height);
            part(out, hole.x0, hole.x1, 0, hole.z0);
            part(out, hole.x0, hole.x1, hole.z1, height);
            x = hole.x1;
        }
        part(out, x, width / 2 + (out ? THICK : 0), 0, height);
    }

    private void part(boolean out, float x0, float x1, float z0, float z1) {
        if (x1 - x0 < 1e-4f || z1 - z0 < 1e-4f) {
            return;
        }
        if (out) {
            b.rectangle(0, THICK, 0, -1, 0, 0, 0, 0, 1, -x1, -x0, z0, z1);
        } else {
            b.rectangle(0, 0, 0, 1, 0, 0, 0, 0, 1, x0, x1, z0, z1);
        }
    }

    private void reveal(Hole h) {
        s.use(of.trim);
        float w = h.x1 - h.x0;
        float t = h.z1 - h.z0;
        b.rectangle(h.x0, 0, h.z0, 0, 1, 0, 0, 0, 1, 0, THICK, 0, t);
        b.rectangle(h.x1, THICK, h.z0, 0, -1, 0, 0, 0, 1, 0, THICK, 0, t);
        b.rectangle(h.x0, THICK, h.z1, 1, 0, 0, 0, -1, 0, 0, w, 0, THICK);
        if (h.use != Use.PASSAGE) {
            b.rectangle(h.x0, 0, h.z0, 1, 0, 0, 0, 1, 0, 0, w, 0, THICK);
        }
    }

    private void bar(float x0, float z0, float x1, float z1, float y0, float y1) {
        Solids.box(b, x0, y0, z0, x1, y1, z1, 0);
    }

    private void window(Hole h) {
        s.use(of.trim);
        float f = 0.05f;
        float y = 0.1f;
        bar(h.x0, h.z0, h.x0 + f, h.z1, y, y + 0.05f);
        bar(h.x1 - f, h.z0, h.x1, h.z1, y, y + 0.05f);
        bar(h.x0 + f, h.z0, h.x1 - f, h.z0 + f, y, y + 0.05f);
        bar(h.x0 + f, h.z1 - f, h.x1 - f, h.z1, y, y + 0.05f);
        int panes = 1 + draws.below(3);
        for (int i = 1; i < panes; i++) {
            float x = h.x0 + (h.x1 - h.x0) * i / panes;
            bar(x - 0.02f, h.z0 + f, x + 0.02f, h.z1 - f, y + 0.005f, y + 0.045f);
        }
        if (draws.chance(0.4)) {
            float z = h.z0 + (h.z1 - h.z0) * 0.6f;
            bar(h.x0 + f, z - 0.015f, h.x1 - f, z + 0.015f, y + 0.01f, y + 0.04f);
        }
        casing(h, true);
        if (draws.chance(0.55)) {
            curtains(h);
        }
        if (s.lighting != Lighting.SUN) {
            outside(h);
        }
        float m = (h.x0 + h.x1) / 2;
        float[] c = b.world(m, 0.09f, (h.z0 + h.z1) / 2);
        float[] u = b.world(h.x1, 0.09f, (h.z0 + h.z1) / 2);
        float[] v = b.world(m, 0.09f, h.z1);
        // u x v is into the room.
        s.openings.add(new Stage.Opening(c, Solids.minus(u, c), Solids.minus(v, c)));
    }

    /**
     * A picture of what is outside, far enough that it moves less than the room. It would keep the
     * sun out, so where that shines the sky is seen.
     */
    private void outside(Hole h) {
        s.use(of.view);
        float away = draws.range(3, 7);
        float w = (h.x1 - h.x0) / 2 + 1.3f * away;
        float m = (h.x0 + h.x1) / 2;
        b.picture(m - 1.4f * w, -0.8f * w, m + 1.4f * w, 1.5f * w + 1, THICK + away);
    }

    /** The frame around a hole on the wall. */
    private void casing(Hole h, boolean sill) {
        s.use(of.trim);
        float f = 0.08f;
        float out = -0.02f;
        Solids.box(b, h.x0 - f, out, h.z0, h.x0, 0, h.z1, BACK);
        Solids.box(b, h.x1, out, h.z0, h.x1 + f, 0, h.z1, BACK);
        Solids.box(b, h.x0 - f, out, h.z1, h.x1 + f, 0, h.z1 + f, BACK);
        if (sill) {
            Solids.box(b, h.x0 - f, -0.1f, h.z0 - 0.04f, h.x1 + f, 0, h.z0, BACK);
        }
    }

    private void curtains(Hole h) {
        s.use(of.curtain);
        float w = 0.3f * (h.x1 - h.x0) + 0.15f;
        float low = h.z0 < 0.5f || draws.chance(0.6) ? 0.04f : h.z0 - 0.15f;
        float top = Math.min(height - 0.05f, h.z1 + 0.15f);
        for (int side = -1; side <= 1; side += 2) {
            float x = side < 0 ? h.x0 - 0.2f : h.x1 + 0.2f - w;
            folds(x, w, low, top, 2.5f + draws.range(0, 2));
        }
        s.use(of.fittings);
        Solids.box(b, h.x0 - 0.3f, -0.14f, top, h.x1 + 0.3f, -0.11f, top + 0.03f, 0);
    }

    /** Cloth with vertical folds. */
    private void folds(float x0, float w, float z0, float z1, float waves) {
        int n = 20;
        float per = b.perMetre();
        int first = b.mark();
        for (int i = 0; i <= n; i++) {
            double angle = 6.2831853 * waves * i / n;
            float y = -0.125f + 0.035f * (float) StrictMath.sin(angle);
            float slope = 0.035f * (float) (6.2831853 * waves / w * StrictMath.cos(angle));
            float length = (float) Math.sqrt(1 + slope * slope);
            float x = x0 + w * i / n;
            for (int j = 0; j < 2; j++) {
                float z = j == 0 ? z0 : z1;
                b.vertex(x, y, z, slope / length, -1 / length, 0, 1.6f * i * w / n * per, -z * per);
            }
        }
        for (int i = 0; i < n; i++) {
            int at = first + 2 * i;
            b.triangle(at, at + 2, at + 3);
            b.triangle(at, at + 3, at + 1);
        }
    }

    private void door(Hole h) {
        casing(h, false);
        s.use(of.door);
        float y = 0.05f;
        Solids.box(b, h.x0, y, h.z0, h.x1, y + 0.04f, h.z1, BOTTOM);
        int rows = 1 + draws.below(3);
        int columns = 1 + draws.below(2);
        float w = (h.x1 - h.x0 - 0.12f) / columns;
        float t = (h.z1 - 0.15f) / rows;
        for (int i = 0; i < columns; i++) {
            for (int j = 0; j < rows; j++) {
                float x = h.x0 + 0.06f + i * w;
                float z = 0.1f + j * t;
                Solids.box(
                        b, x + 0.05f, y - 0.012f, z + 0.05f, x + w - 0.05f, y, z + t - 0.05f, BACK);
            }
        }
        s.use(of.fittings);
        b.push(h.x1 - 0.07f, y - 0.05f, 1, 0);
        Organics.ball(b, new float[] {0.03f, 0.03f, 0.03f}, 0, 1, 0, 4, 8);
        b.pop();
    }

    /** The beginning of a corridor, which can be looked into. */
    private void passage(Hole h) {
        casing(h, false);
        float l = draws.range(1.5f, 3);
        float x0 = h.x0 - draws.range(0, 0.5f);
        float x1 = h.x1 + draws.range(0, 0.5f);
        float y0 = THICK;
        float y1 = THICK + l;
        s.useAligned(of.wall);
        b.rectangle(x0, y0, 0, 0, 1, 0, 0, 0, 1, 0, l, 0, height);
        b.rectangle(x1, y1, 0, 0, -1, 0, 0, 0, 1, 0, l, 0, height);
        b.rectangle(x0, y1, 0, 1, 0, 0, 0, 0, 1, 0, x1 - x0, 0, height);
        b.rectangle(x0, y1, height, 1, 0, 0, 0, -1, 0, 0, x1 - x0, 0, l);
        s.useAligned(of.floor);
        b.rectangle(x0, y0, 0, 1, 0, 0, 0, 1, 0, 0, x1 - x0, 0, l);
        b.rectangle(h.x0, 0, 0, 1, 0, 0, 0, 1, 0, 0, h.x1 - h.x0, 0, THICK);
        if (draws.chance(0.6)) {
            picture((x0 + x1) / 2, 1.6f, 0.5f, 0.4f, y1);
        }
    }

    private void trim() {
        s.use(of.trim);
        float t = 0.015f;
        float h = of.skirting;
        float x = -width / 2;
        for (Hole hole : holes) {
            if (hole.z0 < h + 0.06f) {
                skirt(x, hole.x0 - 0.08f, t, h);
                x = hole.x1 + 0.08f;
            }
        }
        skirt(x, width / 2, t, h);
    }

    private void skirt(float x0, float x1, float t, float h) {
        if (x1 - x0 > 0.01f) {
            Solids.box(b, x0, -t, 0, x1, 0, h, BACK | BOTTOM);
        }
    }

    private void pictures() {
        for (int i = 0; i < 4; i++) {
            float w = draws.range(0.3f, 1.1f);
            float t = w * draws.range(0.6f, 1.4f);
            float z = draws.range(1.35f, 1.7f);
            float x = draws.range(-width / 2 + 0.3f, width / 2 - 0.3f);
            boolean inside = Math.abs(x) + w / 2 < width / 2 - 0.1f && z + t / 2 < height - 0.1f;
            boolean clear = isClear(x - w / 2 - 0.3f, x + w / 2 + 0.3f, height);
            for (float[] other : free) {
                clear &= x + w / 2 + 0.06f < other[0] || x - w / 2 - 0.06f > other[1];
            }
            if (inside && clear && draws.chance(0.9 - of.bareness)) {
                free.add(new float[] {x - w / 2, x + w / 2});
                picture(x, z, w, t, 0);
            }
        }
    }

    private void picture(float x, float z, float w, float h, float y) {
        s.use(s.one(of.trim, of.fittings, of.door));
        Solids.box(b, x - w / 2, y - 0.025f, z - h / 2, x + w / 2, y, z + h / 2, BACK);
        s.use(s.surfaces.picture("picture", Sheen.POLISHED));
        float rim = draws.range(0.02f, 0.06f);
        b.picture(x - w / 2 + rim, z - h / 2 + rim, x + w / 2 - rim, z + h / 2 - rim, y - 0.028f);
    }
}

package dev.resplat.train.library;

import static dev.resplat.train.library.Solids.BOTTOM;

import dev.resplat.train.data.Draws;
import java.util.ArrayList;
import java.util.List;

/** Things of many shapes on a ground, perhaps in a corner of two walls. */
final class ObjectsSet {
    private final Stage s;
    private final MeshBuilder b;
    private final Draws draws;
    private final List<Surface> materials = new ArrayList<>();
    private final List<float[]> taken = new ArrayList<>();
    private final float size;

    private ObjectsSet(Stage s) {
        this.s = s;
        this.b = s.mesh;
        this.draws = s.draws;
        size = draws.range(0.8f, 1.8f);
    }

    static void build(Stage stage) {
        new ObjectsSet(stage).build();
    }

    private void build() {
        Family[] kinds = {
            Family.WOOD, Family.MARBLE, Family.GRANITE, Family.FABRIC, Family.METAL, Family.PAINT,
            Family.ROCK, Family.TILES, Family.CONCRETE, Family.WALLPAPER, Family.RUG, Family.BRICKS
        };
        for (int i = 0; i < 9; i++) {
            Family family = kinds[draws.below(kinds.length)];
            materials.add(
                    s.surfaces.make("object " + (i + 1), family, s.surfaces.anyTint(), Sheen.ANY));
        }
        materials.add(s.surfaces.picture("object with a picture", Sheen.ANY));
        ground();
        int count = 8 + draws.below(10);
        for (int i = 0; i < count && b.triangleCount() < 5500; i++) {
            place(i == 0);
        }
        s.focus = new float[] {0, 0, 0.3f * size};
        s.radius = size;
        s.lowest = 0.35f * size;
        s.highest = 1.1f * size;
        for (int i = 0; i < 3; i++) {
            float angle = draws.range(0, 6.28f);
            s.lamps.add(
                    new float[] {
                        1.3f * size * (float) StrictMath.cos(angle),
                        1.3f * size * (float) StrictMath.sin(angle),
                        size * draws.range(0.8f, 1.6f)
                    });
        }
    }

    private void ground() {
        Family[] kinds = {
            Family.WOOD,
            Family.PLANKS,
            Family.TILES,
            Family.MARBLE,
            Family.FABRIC,
            Family.CONCRETE,
            Family.GRASS,
            Family.EARTH,
            Family.PAVEMENT,
            Family.RUG,
            Family.GRANITE
        };
        Family family = kinds[draws.below(kinds.length)];
        boolean soft =
                family == Family.GRASS
                        || family == Family.EARTH
                        || family == Family.FABRIC
                        || family == Family.RUG;
        Surface surface = s.surfaces.make("ground", family, soft ? Sheen.MATTE : Sheen.POLISHED);
        s.use(surface);
        float r = size * draws.range(4, 9);
        b.rectangle(0, 0, 0, 1, 0, 0, 0, 1, 0, -r, r, -r, r);
        if (draws.chance(0.45)) {
            walls();
        }
    }

    /** Two walls behind; cameras stay on this side of them. */
    private void walls() {
        Family[] kinds = {
            Family.PLASTER,
            Family.BRICKS,
            Family.WALLPAPER,
            Family.CONCRETE,
            Family.PLANKS,
            Family.STONES
        };
        Surface wall =
                s.surfaces.make(
                        "wall",
                        kinds[draws.below(kinds.length)],
                        s.surfaces.wallTint(),
                        Sheen.MATTE);
        float d = size * draws.range(2.6f, 3.6f);
        float h = size * draws.range(2, 3.5f);
        float[] inner = {-1e6f, -1e6f, 0, d, d, 1e6f};
        s.use(wall);
        b.rectangle(0, d, 0, 1, 0, 0, 0, 0, 1, -9 * size, d, 0, h);
        b.rectangle(d, 0, 0, 0, -1, 0, 0, 0, 1, -d, 9 * size, 0, h);
        s.space.within(inner);
        s.sunFrom = new float[] {-0.7f, -0.7f};
        s.use(s.surfaces.picture("poster", Sheen.POLISHED));
        float w = size * draws.range(0.5f, 1.1f);
        float x = draws.range(-1, 0.6f) * size;
        b.picture(x - w / 2, 0.25f * h, x + w / 2, 0.25f * h + w, d - 0.01f);
    }

    private void place(boolean large) {
        float r = size * (large ? draws.range(0.3f, 0.45f) : draws.logRange(0.13f, 0.38f));
        for (int tries = 0; tries < 20; tries++) {
            float x = large ? 0 : draws.normal(0, 0.6f) * size;
            float y = large ? 0 : draws.normal(0, 0.6f) * size;
            boolean free = x * x + y * y < 1.4f * size * size;
            for (float[] t : taken) {
                float dx = x - t[0];
                float dy = y - t[1];
                free &= dx * dx + dy * dy > (r + t[2]) * (r + t[2]);
            }
            if (free) {
                taken.add(new float[] {x, y, r});
                b.push(x, y, 0, draws.range(0, 6.28f));
                int mark = s.begin();
                thing(0.95f * r);
                s.end(mark);
                b.pop();
                return;
            }
        }
    }

    private void any() {
        s.use(materials.get(draws.below(materials.size())));
    }

    /** Something that fits into a circle of radius r. */
    private void thing(float r) {
        any();
        float h = r * draws.range(0.8f, 2.6f);
        switch (draws.below(9)) {
            case 0 -> {
                float q = 1.35f * r;
                b.push(0, 0, h / 2, 0);
                Solids.beveled(b, q, q * draws.range(0.7f, 1), h, r * draws.range(0.03f, 0.25f));
                b.pop();
            }
            case 1 -> Solids.cylinder(b, 0.9f * r, 0, h, 24);
            case 2, 3 -> vase(r, h);
            case 4 -> {
                float z = r * draws.range(0.6f, 1);
                b.push(0, 0, z, 0);
                Organics.ball(
                        b,
                        new float[] {0.85f * r, 0.85f * r, z},
                        draws.chance(0.4) ? 0 : draws.range(0.05f, 0.4f),
                        draws.range(1, 2.5f),
                        draws.below(1 << 20),
                        16,
                        28);
                b.pop();
            }
            case 5 -> stack(r);
            case 6 -> {
                int n = 3 + draws.below(5);
                float[] outline = new float[2 * n];
                for (int i = 0; i < 2 * n; i++) {
                    outline[i] = 0.95f * r * Solids.circle(n)[i];
                }
                Solids.prism(b, outline, 0, h, BOTTOM);
            }
            case 7 ->
                    Solids.lathe(
                            b,
                            new float[] {0, 0.95f * r, 0.95f * r, 0.1f * r, 0},
                            new float[] {0, 0, 0.1f * h, h, h},
                            24);
            default -> ring(r);
        }
    }

    private void vase(float r, float h) {
        int n = 12;
        float[] radii = new float[n + 4];
        float[] z = new float[n + 4];
        float a = draws.range(0, 6.28f);
        float f = draws.range(1.5f, 6);
        float deep = draws.range(0.1f, 0.45f);
        for (int i = 0; i <= n; i++) {
            float wave = (float) StrictMath.sin(a + f * i / n);
            radii[i + 1] = 0.95f * r * (1 - deep + deep * wave) * (1 - 0.3f * i / n);
            z[i + 1] = h * i / n;
        }
        float top = radii[n + 1];
        radii[n + 2] = 0.85f * top;
        z[n + 2] = h;
        z[n + 3] = 0.55f * h;
        Solids.lathe(b, radii, z, 28);
    }

    private void stack(float r) {
        float z = 0;
        float q = 1.3f * r;
        for (int i = 0; i < 2 + draws.below(4); i++) {
            float t = r * draws.range(0.2f, 0.6f);
            any();
            b.push(
                    draws.normal(0, 0.04f) * r,
                    draws.normal(0, 0.04f) * r,
                    z + t / 2,
                    draws.normal(0, 0.25f));
            Solids.beveled(b, q, q * draws.range(0.7f, 1), t, 0.04f * r);
            b.pop();
            z += t;
            q *= draws.range(0.75f, 0.98f);
        }
        if (draws.chance(0.5)) {
            any();
            float t = 0.4f * q;
            b.push(0, 0, z + t, 0);
            Organics.ball(
                    b, new float[] {t, t, t}, draws.range(0, 0.3f), 2, draws.below(9999), 10, 18);
            b.pop();
        }
    }

    /** A torus, upright or lying. */
    private void ring(float r) {
        int n = 12;
        float thick = r * draws.range(0.12f, 0.3f);
        float[] radii = new float[n + 1];
        float[] z = new float[n + 1];
        float[] circle = Solids.circle(n);
        for (int i = 0; i <= n; i++) {
            radii[i] = 0.95f * r - thick + thick * circle[2 * i];
            z[i] = thick * circle[2 * i + 1];
        }
        boolean upright = draws.chance(0.5);
        b.pushTilted(0, 0, upright ? 0.95f * r : thick, 0, upright ? 1.5707964f : 0);
        Solids.lathe(b, radii, z, 28);
        b.pop();
    }
}

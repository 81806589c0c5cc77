package dev.resplat.train.library;

import dev.resplat.train.data.Draws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Hills, higher towards the edges, with rocks and trees, perhaps a lake and a house; what is looked
 * at is around the origin.
 */
final class TerrainSet {
    private static final int COLUMNS = 42;

    private final Stage s;
    private final MeshBuilder b;
    private final Draws draws;
    private final Plants plants;
    private final float step;
    private final float[] heights = new float[COLUMNS * COLUMNS];
    private final List<float[]> taken = new ArrayList<>();

    /** Where water stands; lower than everything if there is none. */
    private float water = -1000;

    private TerrainSet(Stage s) {
        this.s = s;
        this.b = s.mesh;
        this.draws = s.draws;
        step = draws.range(0.9f, 1.4f);
        plants = new Plants(s);
    }

    static void build(Stage stage) {
        new TerrainSet(stage).build();
    }

    private void build() {
        float half = step * (COLUMNS - 1) / 2;
        shape();
        ground(half);
        if (draws.chance(0.45)) {
            lake(half);
        }
        s.space.ground((x, y) -> Math.max(at(x, y), water));
        s.space.within(new float[] {-half + 3, -half + 3, -100, half - 3, half - 3, 100});
        if (draws.chance(0.5)) {
            house();
        }
        sculptures();
        for (int i = 0; i < 90 && b.triangleCount() < 7500; i++) {
            plant(i);
        }
        s.focus = new float[] {0, 0, Math.max(at(0, 0), water) + 1};
        s.radius = 0.24f * half;
        s.lowest = 1.3f;
        s.highest = 2.6f;
        for (int i = 0; i < 4; i++) {
            float angle = 1.57f * i + draws.range(0, 1);
            float x = s.radius * (float) StrictMath.cos(angle);
            float y = s.radius * (float) StrictMath.sin(angle);
            s.lamps.add(new float[] {x, y, s.space.groundAt(x, y) + draws.range(2.5f, 5)});
        }
    }

    private void shape() {
        Relief relief = new Relief(draws.below(1 << 20));
        float scale = draws.range(0.05f, 0.12f);
        float high = draws.range(1.5f, 5);
        float rim = draws.range(3, 10);
        int rough = 3 + draws.below(3);
        for (int j = 0; j < COLUMNS; j++) {
            for (int i = 0; i < COLUMNS; i++) {
                float x = step * (i - (COLUMNS - 1) / 2f);
                float y = step * (j - (COLUMNS - 1) / 2f);
                float out = 2 * (float) Math.sqrt(x * x + y * y) / (step * COLUMNS);
                float n = relief.octaves(scale * x + 30, scale * y + 30, 0, rough, 0.45f);
                float far = Math.min(out * out, 2);
                heights[j * COLUMNS + i] =
                        high * (0.35f + far) * n + rim * far * (0.4f + 0.6f * Math.abs(n));
            }
        }
    }

    /** The height of the triangles at a place. */
    private float at(float x, float y) {
        float u = Math.min(Math.max(x / step + (COLUMNS - 1) / 2f, 0), COLUMNS - 1.001f);
        float v = Math.min(Math.max(y / step + (COLUMNS - 1) / 2f, 0), COLUMNS - 1.001f);
        int i = (int) u;
        int j = (int) v;
        float fu = u - i;
        float fv = v - j;
        int a = j * COLUMNS + i;
        float corner = heights[a];
        float opposite = heights[a + COLUMNS + 1];
        if (fu > fv) {
            float right = heights[a + 1];
            return corner + fu * (right - corner) + fv * (opposite - right);
        }
        float above = heights[a + COLUMNS];
        return corner + fv * (above - corner) + fu * (opposite - above);
    }

    private void ground(float half) {
        Surface low =
                s.surfaces.make(
                        "ground", draws.chance(0.65) ? Family.GRASS : Family.EARTH, Sheen.MATTE);
        Surface other =
                s.surfaces.make(
                        "bare ground",
                        draws.chance(0.5) ? Family.EARTH : Family.ROCK,
                        SceneSurfaces.tint(0.08f, 0.1f, 0.8f),
                        Sheen.MATTE);
        Surface steep = new Surface(other.material(), low.metres());
        Relief patches = new Relief(draws.below(1 << 20));
        float much = draws.range(-0.2f, 0.5f);
        int n = COLUMNS - 1;
        Surface[] of = new Surface[n * n];
        for (int k = 0; k < of.length; k++) {
            int a = k / n * COLUMNS + k % n;
            float dx = heights[a + 1] - heights[a];
            float dy = heights[a + COLUMNS] - heights[a];
            float slope = (float) Math.sqrt(dx * dx + dy * dy) / step;
            float patch = patches.octaves(0.15f * (k % n), 0.15f * (k / n), 0, 2, 0.5f);
            of[k] = slope + 0.25f * patch > 0.45f + 0.5f * much ? steep : low;
        }
        s.useAligned(low);
        Organics.ground(b, heights, COLUMNS, -half, -half, step, of);
    }

    /** A plane at a height that a fifth or so of the middle is below. */
    private void lake(float half) {
        float[] sorted = new float[400];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = at((i % 20 - 9.5f) / 20 * half, (i / 20 - 9.5f) / 20 * half);
        }
        Arrays.sort(sorted);
        water = sorted[(int) (sorted.length * draws.range(0.1f, 0.35f))];
        s.use(s.surfaces.make("water", Family.WATER, Sheen.POLISHED));
        b.rectangle(0, 0, water, 1, 0, 0, 0, 1, 0, -half, half, -half, half);
    }

    private boolean isFree(float x, float y, float r) {
        for (float[] t : taken) {
            float dx = x - t[0];
            float dy = y - t[1];
            if (dx * dx + dy * dy < (r + t[2]) * (r + t[2])) {
                return false;
            }
        }
        return true;
    }

    private void house() {
        Surface glass =
                s.surfaces.make(
                        "glass", Family.MARBLE, SceneSurfaces.tint(0.58f, 0.2f, 0.4f), Sheen.ANY);
        for (int tries = 0; tries < 10; tries++) {
            float x = draws.normal(0, 5);
            float y = draws.normal(0, 5);
            float z = at(x, y);
            if (z > water + 0.2f) {
                float w = draws.range(5, 9);
                float d = draws.range(4, 6);
                taken.add(new float[] {x, y, 0.6f * w});
                int mark = s.begin();
                b.push(x, y, z - 0.3f, draws.range(0, 6.28f));
                b.push(0, -d / 2, 0, 0);
                new House(s, glass).build(w, d, 1 + draws.below(2), true, true, true);
                b.pop();
                b.pop();
                s.end(mark);
                return;
            }
        }
    }

    /** What people have put up: stones and balls, which can be smooth or of metal. */
    private void sculptures() {
        Surface[] of = new Surface[SceneSurfaces.SEVERAL];
        Family[] kinds = {Family.METAL, Family.MARBLE, Family.GRANITE, Family.PAINT};
        for (int i = 0; i < of.length; i++) {
            Family family = kinds[draws.below(kinds.length)];
            of[i] = s.surfaces.make("sculpture", family, s.surfaces.anyTint(), Sheen.ANY);
        }
        boolean wanted =
                s.surfaces.finish() == Finish.SMOOTH || s.surfaces.finish() == Finish.REFLECTIVE;
        int count = wanted ? 5 + draws.below(4) : draws.below(3);
        for (int i = 0; i < count; i++) {
            float x = draws.normal(0, 4);
            float y = draws.normal(0, 4);
            float r = draws.range(0.4f, 1);
            if (!isFree(x, y, 1.2f * r)) {
                continue;
            }
            taken.add(new float[] {x, y, 1.2f * r});
            int mark = s.begin();
            b.push(x, y, Math.max(at(x, y), water), draws.range(0, 6.28f));
            s.use(of[i % of.length]);
            sculpture(r);
            b.pop();
            s.end(mark);
        }
    }

    private void sculpture(float r) {
        float h = draws.range(1, 3) * r;
        switch (draws.below(3)) {
            case 0 -> {
                b.push(0, 0, 0.7f * r, 0);
                Organics.ball(b, new float[] {r, r, r}, draws.range(0, 0.15f), 2, 1, 12, 22);
                b.pop();
            }
            case 1 -> {
                b.push(0, 0, h / 2 - 0.3f, 0);
                Solids.beveled(b, r, 0.7f * r, h + 0.6f, 0.08f * r);
                b.pop();
            }
            default ->
                    Solids.lathe(
                            b,
                            new float[] {0, 0.8f * r, 0.5f * r, 0.3f * r, 0.7f * r, 0},
                            new float[] {-0.3f, -0.3f, 0.3f * h, 0.6f * h, 0.8f * h, h},
                            20);
        }
    }

    private void plant(int i) {
        float reach = i < 40 ? 5 : 12;
        float x = draws.normal(0, reach);
        float y = draws.normal(0, reach);
        float z = at(x, y);
        if (z < water + 0.1f
                || Math.abs(x) > 0.45f * COLUMNS * step
                || Math.abs(y) > 0.45f * COLUMNS * step) {
            return;
        }
        float r = draws.logRange(0.2f, 1.3f);
        if (!isFree(x, y, r)) {
            return;
        }
        taken.add(new float[] {x, y, r});
        int mark = s.begin();
        b.push(x, y, z, draws.range(0, 6.28f));
        switch (draws.below(5)) {
            case 0, 1 -> plants.rock(r);
            case 2 -> plants.bush(0.3f + 0.5f * r);
            default -> plants.tree(2 + 4 * r);
        }
        b.pop();
        s.end(mark);
    }
}

package dev.resplat.train.library;

import dev.resplat.train.data.Draws;

/** Trees, bushes and rocks, which stand on the frame. */
final class Plants {
    private final Stage s;
    private final MeshBuilder b;
    private final Draws draws;
    private final Surface bark;
    private final Surface leaves;
    private final Surface needles;
    private final Surface rock;

    Plants(Stage s) {
        this.s = s;
        this.b = s.mesh;
        this.draws = s.draws;
        SceneSurfaces f = s.surfaces;
        bark = f.make("bark", Family.BARK, Sheen.MATTE);
        leaves = f.make("leaves", Family.FOLIAGE, Sheen.MATTE);
        needles = f.make("needles", Family.FOLIAGE, Sheen.MATTE);
        rock = f.make("rock", Family.ROCK, Sheen.POLISHED);
    }

    private void ball(float x, float y, float z, float r, float high, float rough, int rings) {
        b.push(x, y, z, 0);
        float[] radii = {r * draws.range(0.85f, 1.15f), r, r * high};
        Organics.ball(b, radii, rough, 2.2f, draws.below(1 << 20), rings, 2 * rings);
        b.pop();
    }

    /** A tree with leaves or needles. */
    void tree(float h) {
        if (draws.chance(0.3)) {
            conifer(h);
            return;
        }
        float r = 0.025f * h + 0.03f;
        s.use(bark);
        Solids.lathe(
                b,
                new float[] {1.5f * r, r, 0.6f * r, 0},
                new float[] {-0.2f, 0.1f * h, 0.6f * h, 0.75f * h},
                7);
        s.use(leaves);
        int balls = 3 + draws.below(3);
        for (int i = 0; i < balls; i++) {
            float spread = i == 0 ? 0 : 0.2f * h;
            ball(
                    draws.range(-spread, spread),
                    draws.range(-spread, spread),
                    h * draws.range(0.55f, 0.85f),
                    h * draws.range(0.16f, 0.26f),
                    draws.range(0.7f, 1.1f),
                    0.35f,
                    6);
        }
    }

    private void conifer(float h) {
        s.use(bark);
        Solids.lathe(b, new float[] {0.03f * h, 0.02f * h}, new float[] {-0.2f, 0.3f * h}, 6);
        s.use(needles);
        int parts = 3 + draws.below(2);
        for (int i = 0; i < parts; i++) {
            float z = h * (0.15f + 0.65f * i / parts);
            float r = 0.24f * h * (1 - 0.75f * i / parts);
            Solids.lathe(
                    b,
                    new float[] {0, r, 0},
                    new float[] {z + 0.04f * h, z, Math.min(z + 0.4f * h, h)},
                    9);
        }
    }

    /** Leaves on the ground. */
    void bush(float r) {
        s.use(leaves);
        for (int i = 0; i < 2 + draws.below(2); i++) {
            ball(
                    draws.range(-r, r) / 2,
                    draws.range(-r, r) / 2,
                    0.5f * r,
                    r * draws.range(0.6f, 1),
                    0.8f,
                    0.35f,
                    5);
        }
    }

    /** A boulder, partly in the ground. */
    void rock(float r) {
        s.use(rock);
        ball(0, 0, draws.range(0, 0.4f) * r, r, draws.range(0.5f, 1), 0.5f, r > 0.6f ? 9 : 6);
    }
}

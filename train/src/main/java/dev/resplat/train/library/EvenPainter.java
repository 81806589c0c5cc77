package dev.resplat.train.library;

import dev.resplat.train.data.Draws;

/** Paints what has no parts: plaster, stone, earth, metal and water. */
final class EvenPainter {
    private final Paint p;
    private final Draws draws;
    private final int side;

    EvenPainter(Paint paint) {
        p = paint;
        draws = paint.draws;
        side = paint.side;
    }

    void plain(float amplitude, float value, float spots) {
        p.fill(Paint.hsv(draws.uniform(), draws.range(0, 0.03f), value));
        p.shade(p.noise(2, 2, draws.range(0.65f, 0.95f), false), amplitude);
        if (spots > 0) {
            p.shade(p.noise(32, 32, 1, false), draws.range(0, spots));
        }
    }

    void concrete() {
        float[] a =
                Paint.hsv(draws.range(0.05f, 0.16f), draws.range(0, 0.1f), draws.range(0.5f, 0.8f));
        p.blend(a, p.near(a, 0.25f), p.noise(2, 4, 0.8f, false), 0.3f, 1.2f);
        p.shade(p.natural(), 0.06f);
        p.shade(p.noise(64, 64, 1, false), 0.06f);
    }

    void asphalt() {
        p.fill(Paint.hsv(0.6f, draws.range(0, 0.06f), draws.range(0.3f, 0.5f)));
        p.shade(p.noise(2, 2, 0.7f, false), 0.08f);
        p.shade(p.noise(64, 64, 1, false), draws.range(0.12f, 0.25f));
    }

    void earth() {
        float[] a =
                Paint.hsv(
                        draws.range(0.06f, 0.12f),
                        draws.range(0.15f, 0.5f),
                        draws.range(0.4f, 0.8f));
        p.blend(a, p.near(a, 0.4f), p.noise(4, 4, 0.9f, false), draws.normal(0, 0.5f), 1.2f);
        p.shade(p.natural(), draws.range(0.06f, 0.16f));
        p.shade(p.noise(32, 32, 1, false), draws.range(0.05f, 0.15f));
    }

    void granite() {
        float[] a = Paint.hsv(draws.uniform(), draws.range(0, 0.2f), draws.range(0.3f, 0.75f));
        p.blend(a, p.near(a, 0.7f), p.noise(16, 16, 1, false), draws.normal(0, 0.4f), 0.5f);
        p.shade(p.noise(32, 32, 1, false), 0.18f);
    }

    void marble() {
        float[] a = Paint.hsv(draws.uniform(), draws.range(0, 0.25f), draws.logRange(0.35f, 0.95f));
        float[] veins = p.noise(2, 2 << draws.below(2), 0.62f, true);
        p.blend(a, p.near(a, 0.8f), veins, draws.range(0.6f, 1.3f), 0.5f);
        p.shade(p.natural(), draws.range(0.04f, 0.1f));
    }

    void rock() {
        float[] a =
                Paint.hsv(
                        draws.range(0.04f, 0.14f),
                        draws.range(0.02f, 0.3f),
                        draws.range(0.45f, 0.75f));
        p.blend(a, p.near(a, 0.35f), p.noise(4, 4, 0.9f, false), 0, 1.3f);
        p.shade(p.noise(4, 4, 0.8f, true), draws.range(0.1f, 0.22f));
        p.shade(p.noise(32, 32, 1, false), 0.08f);
    }

    void metal() {
        p.fill(Paint.hsv(0.6f, 0.03f, draws.range(0.75f, 0.95f)));
        p.shade(p.noise(2, 64, 0.9f, false), draws.range(0.03f, 0.1f));
        p.shade(p.natural(), 0.05f);
    }

    void water() {
        float[] a =
                Paint.hsv(
                        draws.range(0.45f, 0.6f),
                        draws.range(0.3f, 0.6f),
                        draws.range(0.35f, 0.6f));
        p.blend(a, p.near(a, 0.3f), p.noise(4, 16, 0.8f, false), 0, 1.5f);
        p.shade(p.noise(8, 32, 0.9f, false), 0.08f);
    }
}

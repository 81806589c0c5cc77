package dev.resplat.train.library;

import dev.resplat.train.data.Draws;

/** An arc around the middle, which is looked at. */
final class Orbit extends PathRig {
    private static final int TRIES = 120;

    private float x;
    private float y;
    private float z;
    private float radius;
    private float start;
    private float arc;
    private float low;
    private float high;

    Orbit(Stage s, Draws draws) {
        super(s, draws);
        for (int i = 0; i < TRIES; i++) {
            draw((float) i / TRIES);
            if (isPossible()) {
                return;
            }
        }
        float[] at = clearest();
        x = s.focus[0];
        y = s.focus[1];
        z = Math.min(s.focus[2], at[2]);
        float dx = at[0] - x;
        float dy = at[1] - y;
        radius = Math.max((float) Math.sqrt(dx * dx + dy * dy), 0.05f);
        start = (float) StrictMath.atan2(dy, dx);
        arc = Math.min(0.05f / radius, 0.1f);
        low = at[2];
        high = at[2];
    }

    /** Later tries are shorter and, outside, farther away. */
    private void draw(float late) {
        x = s.focus[0] + draws.normal(0, 0.1f) * s.radius;
        y = s.focus[1] + draws.normal(0, 0.1f) * s.radius;
        z = s.focus[2] + draws.normal(0, 0.08f) * s.radius;
        start = draws.range(0, 6.2831853f);
        if (s.indoor) {
            radius = s.radius * draws.range(0.35f, 0.95f);
            arc = (1 - 0.9f * late) * draws.range(0.6f, 2.5f);
            low = draws.range(s.lowest, s.highest);
            high = low + draws.normal(0, 0.1f);
        } else {
            radius = s.radius * draws.range(1.2f, 2.2f) * (1 + 0.5f * late);
            arc = (1 - 0.8f * late) * draws.range(1, 6.28f);
            float elevation = draws.range(0.15f, 0.8f);
            low = z + radius * (float) StrictMath.tan(elevation);
            high = low + draws.normal(0, 0.1f) * radius;
        }
        arc = draws.chance(0.5) ? arc : -arc;
    }

    private boolean isPossible() {
        int steps = 3 + (int) (Math.abs(arc) * radius / 0.1f);
        float[] pose = new float[6];
        for (int i = 0; i <= steps; i++) {
            pose(pose, (float) i / steps);
            if (!isFree(pose[0], pose[1], pose[2], NEAREST + MARGIN)) {
                return false;
            }
            if (i % 8 == 0) {
                float[] sight = sight(pose, 3 * s.radius);
                float need = s.indoor ? 1 : 0.45f * (radius - s.radius) + 0.3f;
                if (sight[0] < 0.5f * need || sight[1] < need) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    void pose(float[] pose, float t) {
        double angle = start + arc * t;
        pose[0] = x + radius * (float) StrictMath.cos(angle);
        pose[1] = y + radius * (float) StrictMath.sin(angle);
        pose[2] = low + (high - low) * t;
        pose[3] = x;
        pose[4] = y;
        pose[5] = z;
    }
}

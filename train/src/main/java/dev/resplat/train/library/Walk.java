package dev.resplat.train.library;

import dev.resplat.train.data.Draws;

/**
 * A smooth path of somebody who films: mostly ahead, sometimes aside or back, turning a little; the
 * camera goes up and down a little, as with steps.
 */
final class Walk extends PathRig {
    private static final int TRIES = 160;

    /** More of a picture than this need not show things; else streets would be walls only. */
    private static final float ENOUGH = 0.5f;

    /** Corners of a Bézier curve {@code [4, 3]}. */
    private final float[] curve = new float[12];

    /** Directions, radians: around, and above the level. */
    private float heading;

    private float turn;
    private float pitch;
    private float nod;
    private float bob;
    private float phase;

    Walk(Stage s, Draws draws) {
        super(s, draws);
        float best = -1;
        float[] kept = null;
        int found = 0;
        for (int i = 0; i < TRIES && found < (s.indoor ? 4 : 8); i++) {
            draw(1 - 0.8f * i / TRIES);
            float score = score();
            if (score > 0) {
                found++;
            }
            if (score > best) {
                best = score;
                kept = state();
            }
        }
        if (best <= 0) {
            stand();
        } else {
            restore(kept);
        }
    }

    private float[] state() {
        float[] state = new float[18];
        System.arraycopy(curve, 0, state, 0, 12);
        state[12] = heading;
        state[13] = turn;
        state[14] = pitch;
        state[15] = nod;
        state[16] = bob;
        state[17] = phase;
        return state;
    }

    private void restore(float[] state) {
        System.arraycopy(state, 0, curve, 0, 12);
        heading = state[12];
        turn = state[13];
        pitch = state[14];
        nod = state[15];
        bob = state[16];
        phase = state[17];
    }

    private void draw(float scale) {
        float reach = s.indoor ? 0.95f : 1.9f;
        float x;
        float y;
        if (s.indoor) {
            float[] box = s.space.inner();
            x = draws.range(box[0] + 0.4f, box[3] - 0.4f);
            y = draws.range(box[1] + 0.4f, box[4] - 0.4f);
        } else {
            double angle = draws.range(0, 6.2831853f);
            float r = s.radius * draws.range(0.8f, reach);
            x = s.focus[0] + r * (float) StrictMath.cos(angle);
            y = s.focus[1] + r * (float) StrictMath.sin(angle);
        }
        float z = eyeLevel(x, y);
        float tx = s.focus[0] + draws.normal(0, s.indoor ? 0.45f : 0.25f) * s.radius;
        float ty = s.focus[1] + draws.normal(0, s.indoor ? 0.45f : 0.25f) * s.radius;
        heading =
                (float) StrictMath.atan2(ty - y, tx - x)
                        + draws.normal(0, s.indoor ? 0.25f : 0.15f);
        turn = draws.normal(0, s.indoor ? 0.3f : 0.1f);
        float level = s.focus[2] - z;
        float away = (float) Math.sqrt((tx - x) * (tx - x) + (ty - y) * (ty - y));
        pitch =
                (s.indoor ? 0.6f : 0.8f) * (float) StrictMath.atan2(level, Math.max(away, s.radius))
                        + draws.normal(-0.03f, 0.05f);
        nod = draws.normal(0, 0.04f);
        bob = draws.range(0, 0.015f);
        phase = draws.range(0, 6.28f);
        float motion = heading;
        float way = draws.uniform();
        if (way < 0.55f) {
            motion += draws.normal(0, 0.35f);
        } else if (way < 0.85f) {
            motion += (draws.chance(0.5) ? 1 : -1) * draws.range(1.2f, 1.9f);
        } else {
            motion += 3.1415927f + draws.normal(0, 0.4f);
        }
        float length = scale * s.radius * draws.range(0.4f, s.indoor ? 1.3f : 0.9f);
        float bend = draws.normal(0, 0.2f) * length;
        float cos = (float) StrictMath.cos(motion);
        float sin = (float) StrictMath.sin(motion);
        for (int i = 0; i < 4; i++) {
            float t = i / 3f;
            float off = i == 0 || i == 3 ? 0 : bend;
            curve[3 * i] = x + length * t * cos - off * sin;
            curve[3 * i + 1] = y + length * t * sin + off * cos;
        }
        if (!s.indoor) {
            // Whoever passes something turns after it.
            float to = (float) StrictMath.atan2(ty - curve[10], tx - curve[9]) - heading;
            to -= 6.2831853f * (float) StrictMath.rint(to / 6.2831853f);
            turn += Math.min(Math.max(0.7f * to, -0.6f), 0.6f);
        }
        float rise = s.space.groundAt(curve[9], curve[10]) - s.space.groundAt(x, y);
        rise += draws.normal(0, 0.06f);
        for (int i = 0; i < 4; i++) {
            curve[3 * i + 2] = z + rise * i / 3;
        }
    }

    private float length() {
        float dx = curve[9] - curve[0];
        float dy = curve[10] - curve[1];
        return (float) Math.sqrt(dx * dx + dy * dy);
    }

    /** 0 for what cannot be; else larger where more is seen. */
    private float score() {
        int steps = 3 + (int) (length() / 0.1f);
        float need = s.indoor ? 1.1f : 0.35f * s.radius;
        float far = s.indoor ? 6 : 3 * s.radius;
        float[] pose = new float[6];
        float sum = 0;
        for (int i = 0; i <= steps; i++) {
            pose(pose, (float) i / steps);
            if (!isFree(pose[0], pose[1], pose[2], NEAREST + MARGIN)) {
                return 0;
            }
        }
        for (int i = 0; i <= 4; i++) {
            pose(pose, i / 4f);
            float[] sight = sight(pose, far);
            if (sight[0] < 0.6f * need || sight[1] < need) {
                return 0;
            }
            sum += s.indoor ? sight[1] / far : 0.02f + Math.min(content(pose, 2 * far), ENOUGH);
        }
        return sum * (0.3f + length() / s.radius);
    }

    /** Hardly moves, where there is the most room. */
    private void stand() {
        float[] at = clearest();
        for (int i = 0; i < 4; i++) {
            curve[3 * i] = at[0] + 0.05f * i;
            curve[3 * i + 1] = at[1];
            curve[3 * i + 2] = at[2];
        }
        turn = 0.1f;
        nod = 0;
        bob = 0;
        pitch = -0.1f;
        float most = -1;
        float best = 0;
        float[] pose = new float[6];
        for (int i = 0; i < 16; i++) {
            heading = 6.2831853f * i / 16;
            pose(pose, 0);
            float far = sight(pose, 10)[1];
            if (far > most) {
                most = far;
                best = heading;
            }
        }
        heading = best;
    }

    @Override
    void pose(float[] pose, float t) {
        float u = 1 - t;
        for (int k = 0; k < 3; k++) {
            pose[k] =
                    u * u * u * curve[k]
                            + 3 * u * u * t * curve[3 + k]
                            + 3 * u * t * t * curve[6 + k]
                            + t * t * t * curve[9 + k];
        }
        pose[2] += bob * (float) StrictMath.sin(phase + 25 * t);
        float eased = t * t * (3 - 2 * t);
        double around = heading + turn * (0.4f * t + 0.6f * eased);
        double above = pitch + nod * eased;
        float level = (float) StrictMath.cos(above);
        pose[3] = pose[0] + level * (float) StrictMath.cos(around);
        pose[4] = pose[1] + level * (float) StrictMath.sin(around);
        pose[5] = pose[2] + (float) StrictMath.sin(above);
    }
}

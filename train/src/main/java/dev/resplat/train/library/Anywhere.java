package dev.resplat.train.library;

import dev.resplat.train.data.Draws;
import java.util.ArrayList;
import java.util.List;

/** Cameras that are independent of each other, in the room or around what is outside. */
final class Anywhere extends CameraRig {
    private static final int TRIES = 60;

    private final List<float[]> poses = new ArrayList<>();
    private final float[] fallback;

    Anywhere(Stage s, Draws draws) {
        super(s, draws);
        fallback = clearest();
    }

    /** Those that were made first are always the first. */
    @Override
    synchronized List<float[]> poses(int count) {
        while (poses.size() < count) {
            poses.add(next());
        }
        return List.copyOf(poses.subList(0, count));
    }

    private float[] next() {
        float[] pose = new float[6];
        for (int i = 0; i < TRIES; i++) {
            draw(pose);
            if (isFree(pose[0], pose[1], pose[2], NEAREST + MARGIN) && sees(pose)) {
                return pose;
            }
        }
        System.arraycopy(fallback, 0, pose, 0, 3);
        float most = -1;
        float[] best = pose.clone();
        for (int i = 0; i < 12; i++) {
            target(pose);
            float far = sight(pose, 4 * s.radius)[1];
            if (far > most) {
                most = far;
                best = pose.clone();
            }
        }
        return best;
    }

    private void draw(float[] pose) {
        if (s.indoor) {
            float[] box = s.space.inner();
            pose[0] = draws.range(box[0] + 0.4f, box[3] - 0.4f);
            pose[1] = draws.range(box[1] + 0.4f, box[4] - 0.4f);
            pose[2] = draws.range(box[2] + 0.6f, box[5] - 0.4f);
        } else {
            double angle = draws.range(0, 6.2831853f);
            float r = s.radius * draws.range(0.9f, 2.2f);
            pose[0] = s.focus[0] + r * (float) StrictMath.cos(angle);
            pose[1] = s.focus[1] + r * (float) StrictMath.sin(angle);
            pose[2] =
                    s.space.groundAt(pose[0], pose[1])
                            + s.lowest
                            + Math.max(s.highest - s.lowest, 0.7f * s.radius) * draws.uniform();
        }
        target(pose);
    }

    private void target(float[] pose) {
        for (int k = 0; k < 3; k++) {
            float spread = k == 2 ? 0.2f : 0.4f;
            pose[3 + k] = s.focus[k] + spread * s.radius * draws.range(-1, 1);
        }
        // Not at what is just below.
        float dx = pose[3] - pose[0];
        float dy = pose[4] - pose[1];
        float level = (float) Math.sqrt(dx * dx + dy * dy);
        float most = Math.max(level, 0.3f);
        pose[5] = Math.min(Math.max(pose[5], pose[2] - most), pose[2] + most);
        if (level < 0.3f) {
            pose[3] = pose[0] + 0.3f;
        }
    }

    private boolean sees(float[] pose) {
        float[] sight = sight(pose, 4 * s.radius);
        return s.indoor
                ? sight[0] > 0.7f && sight[1] > 1.2f
                : sight[0] > 0.25f * s.radius && sight[1] > 0.5f * s.radius;
    }
}

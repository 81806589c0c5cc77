package dev.resplat.train.library;

import java.util.Arrays;

/** Where there is something in a scene, roughly: boxes, and the ground. Lengths are metres. */
final class Space {
    /** The height of the ground at a place; the default is flat. */
    interface Ground {
        float at(float x, float y);
    }

    /** Where cameras may be: {@code [6]}, least x, y, z first. */
    private float[] inner = {-1e6f, -1e6f, -1e6f, 1e6f, 1e6f, 1e6f};

    private Ground ground = (x, y) -> 0;
    private float[] boxes = new float[6 * 64];
    private int count;

    /** Cameras are in this box. */
    void within(float[] box) {
        inner = box;
    }

    float[] inner() {
        return inner;
    }

    void ground(Ground height) {
        ground = height;
    }

    float groundAt(float x, float y) {
        return ground.at(x, y);
    }

    /** There is something in this box. */
    void add(float[] box) {
        if (6 * count == boxes.length) {
            boxes = Arrays.copyOf(boxes, 2 * boxes.length);
        }
        System.arraycopy(box, 0, boxes, 6 * count++, 6);
    }

    /** How far a place is from the nearest thing at least; less than 0 where no camera may be. */
    float clearance(float x, float y, float z) {
        float least = Math.min(Math.min(x - inner[0], inner[3] - x), inner[4] - y);
        least = Math.min(Math.min(least, y - inner[1]), Math.min(z - inner[2], inner[5] - z));
        // Slopes are up to about 45 degrees.
        least = Math.min(least, 0.7f * (z - ground.at(x, y)));
        for (int i = 0; i < 6 * count && least > 0; i += 6) {
            float dx = Math.max(Math.max(boxes[i] - x, x - boxes[i + 3]), 0);
            float dy = Math.max(Math.max(boxes[i + 1] - y, y - boxes[i + 4]), 0);
            float dz = Math.max(Math.max(boxes[i + 2] - z, z - boxes[i + 5]), 0);
            float d = dx * dx + dy * dy + dz * dz;
            if (d < least * least) {
                least = (float) Math.sqrt(d);
            }
        }
        return least;
    }

    /**
     * How far one can see from a place in a direction, up to {@code most}: to the nearest box, the
     * end of the inner box if that is nearer, or the ground.
     */
    float sight(float[] eye, float[] direction, float most) {
        float nearest = Math.min(most, exit(eye, direction));
        for (int i = 0; i < 6 * count; i += 6) {
            nearest = Math.min(nearest, entry(i, eye, direction));
        }
        for (float t = 0.25f; t < nearest; t *= 1.4f) {
            float x = eye[0] + t * direction[0];
            float y = eye[1] + t * direction[1];
            if (eye[2] + t * direction[2] < ground.at(x, y)) {
                return t;
            }
        }
        return nearest;
    }

    /** Whether a box, and not the ground, is the first thing that one sees up to {@code most}. */
    boolean showsThing(float[] eye, float[] direction, float most) {
        float nearest = most;
        for (int i = 0; i < 6 * count; i += 6) {
            nearest = Math.min(nearest, entry(i, eye, direction));
        }
        return nearest < most && sight(eye, direction, nearest) >= nearest;
    }

    private float exit(float[] eye, float[] direction) {
        float t = Float.MAX_VALUE;
        for (int k = 0; k < 3; k++) {
            float end = direction[k] > 0 ? inner[3 + k] : inner[k];
            if (Math.abs(direction[k]) > 1e-6f) {
                t = Math.min(t, (end - eye[k]) / direction[k]);
            }
        }
        return t;
    }

    private float entry(int box, float[] eye, float[] direction) {
        float from = 0;
        float to = Float.MAX_VALUE;
        for (int k = 0; k < 3; k++) {
            float d = Math.abs(direction[k]) < 1e-6f ? 1e-6f : direction[k];
            float a = (boxes[box + k] - eye[k]) / d;
            float b = (boxes[box + 3 + k] - eye[k]) / d;
            from = Math.max(from, Math.min(a, b));
            to = Math.min(to, Math.max(a, b));
        }
        return from <= to ? from : Float.MAX_VALUE;
    }
}

package dev.resplat.train.data;

import java.util.Arrays;

/** Straight strokes with round ends, each from one width to another: one shape together. */
final class Strokes extends Outline {
    private static final int FIELDS = 6;
    private static final float FAR = 1e3f;

    /** [n, 6]: x0, y0, x1, y1, and the radii at both ends. */
    private float[] strokes = new float[8 * FIELDS];

    private int count;

    Strokes() {
        left = top = Float.POSITIVE_INFINITY;
        right = bottom = Float.NEGATIVE_INFINITY;
    }

    void add(float x0, float y0, float x1, float y1, float radius0, float radius1) {
        if ((count + 1) * FIELDS > strokes.length) {
            strokes = Arrays.copyOf(strokes, 2 * strokes.length);
        }
        int at = FIELDS * count++;
        strokes[at] = x0;
        strokes[at + 1] = y0;
        strokes[at + 2] = x1;
        strokes[at + 3] = y1;
        strokes[at + 4] = radius0;
        strokes[at + 5] = radius1;
        float r = Math.max(radius0, radius1);
        left = Math.min(left, Math.min(x0, x1) - r);
        right = Math.max(right, Math.max(x0, x1) + r);
        top = Math.min(top, Math.min(y0, y1) - r);
        bottom = Math.max(bottom, Math.max(y0, y1) + r);
    }

    /**
     * A curve, as {@code pieces} strokes: the quadratic Bezier curve from (x0, y0) to (x2, y2) that
     * leaves towards (x1, y1).
     */
    void addCurve(
            float x0,
            float y0,
            float x1,
            float y1,
            float x2,
            float y2,
            float radius0,
            float radius1,
            int pieces) {
        float px = x0;
        float py = y0;
        float pr = radius0;
        for (int i = 1; i <= pieces; i++) {
            float t = (float) i / pieces;
            float a = (1 - t) * (1 - t);
            float b = 2 * t * (1 - t);
            float c = t * t;
            float x = a * x0 + b * x1 + c * x2;
            float y = a * y0 + b * y1 + c * y2;
            float r = radius0 + t * (radius1 - radius0);
            add(px, py, x, y, pr, r);
            px = x;
            py = y;
            pr = r;
        }
    }

    @Override
    void distances(float[] row, int from, int to, float x, float step, float y) {
        Arrays.fill(row, from, to, FAR);
        float reach = 2 * step + 2;
        for (int s = 0; s < count; s++) {
            int at = FIELDS * s;
            float r = Math.max(strokes[at + 4], strokes[at + 5]) + reach;
            if (y < Math.min(strokes[at + 1], strokes[at + 3]) - r
                    || y > Math.max(strokes[at + 1], strokes[at + 3]) + r) {
                continue;
            }
            float begin = Math.min(strokes[at], strokes[at + 2]) - r;
            float end = Math.max(strokes[at], strokes[at + 2]) + r;
            int first = Math.max(from, (int) ((begin - x) / step));
            int last = Math.min(to, (int) ((end - x) / step) + 1);
            capsule(row, first, last, x, step, y, at);
        }
    }

    private void capsule(float[] row, int from, int to, float x, float step, float y, int at) {
        float x0 = strokes[at];
        float ex = strokes[at + 2] - x0;
        float ey = strokes[at + 3] - strokes[at + 1];
        float dy = y - strokes[at + 1];
        float r0 = strokes[at + 4];
        float dr = strokes[at + 5] - r0;
        float scale = 1 / (ex * ex + ey * ey + 1e-9f);
        for (int i = from; i < to; i++) {
            float dx = x + i * step - x0;
            float t = Math.min(Math.max((dx * ex + dy * ey) * scale, 0), 1);
            float ux = dx - t * ex;
            float uy = dy - t * ey;
            float distance = (float) Math.sqrt(ux * ux + uy * uy) - r0 - t * dr;
            row[i] = Math.min(row[i], distance);
        }
    }
}

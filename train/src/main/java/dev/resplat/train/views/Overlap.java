package dev.resplat.train.views;

import dev.resplat.splat.Camera;

/**
 * How much two cameras may see of the same, as pixelSplat judges it without depths: the part of the
 * pixels of one whose ray crosses what the other sees, at any depth. Or, with {@link #far}, that of
 * what is far away, which leaves out what cameras that face each other have between them.
 */
final class Overlap {
    /** Rays along each side. */
    private static final int GRID = 32;

    private final Camera from;
    private final Camera to;

    /** Turns and moves from the axes of one camera to those of the other: {@code [3, 4]}. */
    private final double[] between;

    /** The part of the ray that is in sight. */
    private double first;

    private double last;

    private Overlap(Camera from, Camera to) {
        this.from = from;
        this.to = to;
        between = DepthWarp.between(from, to);
    }

    /** Of what is far away in both, the smaller part that is in the other, too. */
    static double far(Camera a, Camera b) {
        return Math.min(turned(a, b), turned(b, a));
    }

    private static double turned(Camera from, Camera to) {
        Overlap overlap = new Overlap(from, to);
        overlap.between[3] = 0;
        overlap.between[7] = 0;
        overlap.between[11] = 0;
        return overlap.part();
    }

    /** Of the pixels of both, the smaller part. */
    static double mutual(Camera a, Camera b) {
        return Math.min(of(a, b), of(b, a));
    }

    /** Of the pixels of one camera, the part that another may see. */
    static double of(Camera from, Camera to) {
        return new Overlap(from, to).part();
    }

    private double part() {
        int seen = 0;
        for (int j = 0; j < GRID; j++) {
            for (int i = 0; i < GRID; i++) {
                double u = (i + 0.5) * from.width() / GRID;
                double v = (j + 0.5) * from.height() / GRID;
                seen += crosses((u - from.cx()) / from.fx(), (v - from.cy()) / from.fy());
            }
        }
        return (double) seen / (GRID * GRID);
    }

    /** A ray is {@code a + s d} with s from 0; each side of the picture cuts off what is beyond. */
    private int crosses(double x, double y) {
        double[] m = between;
        double dx = m[0] * x + m[1] * y + m[2];
        double dy = m[4] * x + m[5] * y + m[6];
        double dz = m[8] * x + m[9] * y + m[10];
        first = 0;
        last = Double.POSITIVE_INFINITY;
        cut(m[11], dz);
        cut(to.fx() * m[3] + to.cx() * m[11], to.fx() * dx + to.cx() * dz);
        cut(to.fy() * m[7] + to.cy() * m[11], to.fy() * dy + to.cy() * dz);
        double right = to.width() - to.cx();
        cut(right * m[11] - to.fx() * m[3], right * dz - to.fx() * dx);
        double below = to.height() - to.cy();
        cut(below * m[11] - to.fy() * m[7], below * dz - to.fy() * dy);
        return first < last ? 1 : 0;
    }

    /** Leaves of the ray where {@code a + s d} is positive. */
    private void cut(double a, double d) {
        if (d > 0) {
            first = Math.max(first, -a / d);
        } else if (d < 0) {
            last = Math.min(last, -a / d);
        } else if (a < 0) {
            last = Double.NEGATIVE_INFINITY;
        }
    }
}

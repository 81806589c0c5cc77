package dev.resplat.train.lightfield;

import dev.resplat.splat.Camera;

/** Rays of one camera in the axes of another. */
final class RelativeRay {
    private final Camera query;
    private final double[] turn = new double[9];

    /** Where all rays start. */
    final double[] origin = new double[3];

    /** Where the ray goes that was taken last: a unit vector. */
    final double[] direction = new double[3];

    /** What one length along that ray is along the axis of its camera. */
    double cosine;

    RelativeRay(Camera query, Camera other) {
        this.query = query;
        double[] q = query.worldToCamera();
        double[] o = other.worldToCamera();
        for (int i = 0; i < 3; i++) {
            origin[i] = o[4 * i + 3];
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 3; k++) {
                    turn[3 * i + j] += o[4 * i + k] * q[4 * j + k];
                }
                origin[i] -= turn[3 * i + j] * q[4 * j + 3];
            }
        }
    }

    /** Takes the ray through the point (x, y) of the query image, in pixels. */
    void aim(double x, double y) {
        double dx = (x - query.cx()) / query.fx();
        double dy = (y - query.cy()) / query.fy();
        cosine = 1 / Math.sqrt(dx * dx + dy * dy + 1);
        for (int i = 0; i < 3; i++) {
            double along = turn[3 * i] * dx + turn[3 * i + 1] * dy + turn[3 * i + 2];
            direction[i] = along * cosine;
        }
    }
}

package dev.resplat.splat.cpu;

/** The covariance of one splat after the other; see {@code ProjectionKernels.covariance}. */
final class Turned {
    /** The rotation times the standard deviations of its columns. */
    private double m00, m01, m02, m10, m11, m12, m20, m21, m22;

    private double w, x, y, z, norm;

    private void set(float[] Q, float[] L, int i) {
        w = Q[4 * i];
        x = Q[4 * i + 1];
        y = Q[4 * i + 2];
        z = Q[4 * i + 3];
        norm = Math.sqrt(w * w + x * x + y * y + z * z);
        if (norm == 0) {
            w = 1;
        } else {
            double scale = 1 / norm;
            w *= scale;
            x *= scale;
            y *= scale;
            z *= scale;
        }
        double s0 = Math.exp(L[3 * i]);
        double s1 = Math.exp(L[3 * i + 1]);
        double s2 = Math.exp(L[3 * i + 2]);
        m00 = s0 * (1 - 2 * (y * y + z * z));
        m01 = s1 * 2 * (x * y - w * z);
        m02 = s2 * 2 * (x * z + w * y);
        m10 = s0 * 2 * (x * y + w * z);
        m11 = s1 * (1 - 2 * (x * x + z * z));
        m12 = s2 * 2 * (y * z - w * x);
        m20 = s0 * 2 * (x * z - w * y);
        m21 = s1 * 2 * (y * z + w * x);
        m22 = s2 * (1 - 2 * (x * x + y * y));
    }

    /** Writes that of splat i. */
    void covariance(float[] Q, float[] L, float[] S, int i) {
        set(Q, L, i);
        int at = 6 * i;
        S[at] = (float) (m00 * m00 + m01 * m01 + m02 * m02);
        S[at + 1] = (float) (m00 * m10 + m01 * m11 + m02 * m12);
        S[at + 2] = (float) (m00 * m20 + m01 * m21 + m02 * m22);
        S[at + 3] = (float) (m10 * m10 + m11 * m11 + m12 * m12);
        S[at + 4] = (float) (m10 * m20 + m11 * m21 + m12 * m22);
        S[at + 5] = (float) (m20 * m20 + m21 * m21 + m22 * m22);
    }

    /** Writes gradients of splat i. */
    void covarianceGrad(float[] Q, float[] L, float[] gS, float[] gQ, float[] gL, int i) {
        set(Q, L, i);
        int at = 6 * i;
        double g00 = 2 * gS[at];
        double g01 = gS[at + 1];
        double g02 = gS[at + 2];
        double g11 = 2 * gS[at + 3];
        double g12 = gS[at + 4];
        double g22 = 2 * gS[at + 5];
        // d of the columns of M, each times its standard deviation: what R and the scale need
        double d00 = g00 * m00 + g01 * m10 + g02 * m20;
        double d10 = g01 * m00 + g11 * m10 + g12 * m20;
        double d20 = g02 * m00 + g12 * m10 + g22 * m20;
        double d01 = g00 * m01 + g01 * m11 + g02 * m21;
        double d11 = g01 * m01 + g11 * m11 + g12 * m21;
        double d21 = g02 * m01 + g12 * m11 + g22 * m21;
        double d02 = g00 * m02 + g01 * m12 + g02 * m22;
        double d12 = g01 * m02 + g11 * m12 + g12 * m22;
        double d22 = g02 * m02 + g12 * m12 + g22 * m22;
        gL[3 * i] = (float) (d00 * m00 + d10 * m10 + d20 * m20);
        gL[3 * i + 1] = (float) (d01 * m01 + d11 * m11 + d21 * m21);
        gL[3 * i + 2] = (float) (d02 * m02 + d12 * m12 + d22 * m22);
        double s0 = Math.exp(L[3 * i]);
        double s1 = Math.exp(L[3 * i + 1]);
        double s2 = Math.exp(L[3 * i + 2]);
        quatGrad(
                s0 * d00, s1 * d01, s2 * d02, s0 * d10, s1 * d11, s2 * d12, s0 * d20, s1 * d21,
                s2 * d22, gQ, 4 * i);
    }

    /** From the gradient of the rotation. */
    private void quatGrad(
            double g00,
            double g01,
            double g02,
            double g10,
            double g11,
            double g12,
            double g20,
            double g21,
            double g22,
            float[] gQ,
            int at) {
        double gw = 2 * (x * (g21 - g12) + y * (g02 - g20) + z * (g10 - g01));
        double gx = 2 * (w * (g21 - g12) + y * (g01 + g10) + z * (g02 + g20) - 2 * x * (g11 + g22));
        double gy = 2 * (w * (g02 - g20) + x * (g01 + g10) + z * (g12 + g21) - 2 * y * (g00 + g22));
        double gz = 2 * (w * (g10 - g01) + x * (g02 + g20) + y * (g12 + g21) - 2 * z * (g00 + g11));
        double along = gw * w + gx * x + gy * y + gz * z;
        double scale = norm == 0 ? 0 : 1 / norm;
        gQ[at] = (float) (scale * (gw - along * w));
        gQ[at + 1] = (float) (scale * (gx - along * x));
        gQ[at + 2] = (float) (scale * (gy - along * y));
        gQ[at + 3] = (float) (scale * (gz - along * z));
    }
}

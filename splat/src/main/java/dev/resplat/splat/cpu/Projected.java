package dev.resplat.splat.cpu;

import dev.resplat.splat.ProjectionKernels;
import dev.resplat.splat.ProjectionKernels.Lens;
import java.util.Arrays;

/** The footprint of one splat after the other; see {@link ProjectionKernels#project}. */
final class Projected {
    private static final int FOOTPRINT = ProjectionKernels.FOOTPRINT;
    private static final int COVARIANCE = ProjectionKernels.COVARIANCE;

    /** The sum of gradients with respect to the first three rows of the pose. */
    final double[] gradPose = new double[12];

    private final double fx, fy, cx, cy, near, blur;
    private final double left, right, top, bottom;
    private final double r00, r01, r02, t0, r10, r11, r12, t1, r20, r21, r22, t2;

    /** The centre in the frame of the camera, and one over its depth. */
    private double x, y, z, inverse;

    /** Slopes of the ray to the centre, not beyond the margins. */
    private double slopeX, slopeY;

    /** {@code J R}. */
    private double a00, a01, a02, a10, a11, a12;

    /** {@code J R S}. */
    private double b00, b01, b02, b10, b11, b12;

    /** On the image plane, before it is blurred. */
    private double c00, c01, c11;

    /** One over the determinant of the blurred one, and the ratio of both. */
    private double inverseDet, ratio;

    Projected(Lens lens, float[] P) {
        fx = lens.fx();
        fy = lens.fy();
        cx = lens.cx();
        cy = lens.cy();
        near = lens.near();
        blur = lens.blur();
        left = lens.left();
        right = lens.right();
        top = lens.top();
        bottom = lens.bottom();
        r00 = P[0];
        r01 = P[1];
        r02 = P[2];
        t0 = P[3];
        r10 = P[4];
        r11 = P[5];
        r12 = P[6];
        t1 = P[7];
        r20 = P[8];
        r21 = P[9];
        r22 = P[10];
        t2 = P[11];
    }

    /** Takes splat i; false when it is not there. */
    private boolean set(float[] M, float[] S, int i) {
        double m0 = M[3 * i];
        double m1 = M[3 * i + 1];
        double m2 = M[3 * i + 2];
        z = r20 * m0 + r21 * m1 + r22 * m2 + t2;
        if (!(z >= near)) {
            return false;
        }
        x = r00 * m0 + r01 * m1 + r02 * m2 + t0;
        y = r10 * m0 + r11 * m1 + r12 * m2 + t1;
        inverse = 1 / z;
        slopeX = Math.min(Math.max(x * inverse, left), right);
        slopeY = Math.min(Math.max(y * inverse, top), bottom);
        double jx = fx * inverse;
        double jy = fy * inverse;
        a00 = jx * (r00 - slopeX * r20);
        a01 = jx * (r01 - slopeX * r21);
        a02 = jx * (r02 - slopeX * r22);
        a10 = jy * (r10 - slopeY * r20);
        a11 = jy * (r11 - slopeY * r21);
        a12 = jy * (r12 - slopeY * r22);
        int at = COVARIANCE * i;
        double xx = S[at];
        double xy = S[at + 1];
        double xz = S[at + 2];
        double yy = S[at + 3];
        double yz = S[at + 4];
        double zz = S[at + 5];
        b00 = a00 * xx + a01 * xy + a02 * xz;
        b01 = a00 * xy + a01 * yy + a02 * yz;
        b02 = a00 * xz + a01 * yz + a02 * zz;
        b10 = a10 * xx + a11 * xy + a12 * xz;
        b11 = a10 * xy + a11 * yy + a12 * yz;
        b12 = a10 * xz + a11 * yz + a12 * zz;
        c00 = b00 * a00 + b01 * a01 + b02 * a02;
        c01 = b00 * a10 + b01 * a11 + b02 * a12;
        c11 = b10 * a10 + b11 * a11 + b12 * a12;
        double det = (c00 + blur) * (c11 + blur) - c01 * c01;
        if (!(det > 0) || !Double.isFinite(det + x + y)) {
            return false;
        }
        inverseDet = 1 / det;
        ratio = Math.max(c00 * c11 - c01 * c01, 0) * inverseDet;
        return true;
    }

    /** Writes that of splat i. */
    void footprint(float[] M, float[] S, float[] F, int i) {
        int at = FOOTPRINT * i;
        if (!set(M, S, i)) {
            Arrays.fill(F, at, at + FOOTPRINT, 0);
            return;
        }
        F[at] = (float) (fx * x * inverse + cx);
        F[at + 1] = (float) (fy * y * inverse + cy);
        F[at + 2] = (float) ((c11 + blur) * inverseDet);
        F[at + 3] = (float) (-c01 * inverseDet);
        F[at + 4] = (float) ((c00 + blur) * inverseDet);
        F[at + 5] = (float) z;
        F[at + 6] = (float) Math.sqrt(ratio);
    }

    /** Writes gradients of splat i, and adds to {@link #gradPose}. */
    void footprintGrad(float[] M, float[] S, float[] gF, float[] gM, float[] gS, int i) {
        int at = FOOTPRINT * i;
        int s = COVARIANCE * i;
        if (!set(M, S, i)) {
            Arrays.fill(gM, 3 * i, 3 * i + 3, 0);
            Arrays.fill(gS, s, s + COVARIANCE, 0);
            return;
        }
        double ka = (c11 + blur) * inverseDet;
        double kb = -c01 * inverseDet;
        double kc = (c00 + blur) * inverseDet;
        double ga = gF[at + 2];
        double gb = 0.5 * gF[at + 3];
        double gc = gF[at + 4];
        // conic G conic
        double u00 = ka * ga + kb * gb;
        double u01 = ka * gb + kb * gc;
        double u10 = kb * ga + kc * gb;
        double u11 = kb * gb + kc * gc;
        double root = Math.sqrt(ratio);
        double gRatio =
                root < ProjectionKernels.LEAST_COMPENSATION
                        ? 0
                        : gF[at + 6] * inverseDet / (2 * root);
        double h00 = gRatio * (c11 - ratio * (c11 + blur)) - (u00 * ka + u01 * kb);
        double h01 = gRatio * (ratio - 1) * c01 - (u00 * kb + u01 * kc);
        double h11 = gRatio * (c00 - ratio * (c00 + blur)) - (u10 * kb + u11 * kc);
        covarianceGrad(gS, s, h00, h01, h11);
        // of J R: 2 H J R S
        double ga00 = 2 * (h00 * b00 + h01 * b10);
        double ga01 = 2 * (h00 * b01 + h01 * b11);
        double ga02 = 2 * (h00 * b02 + h01 * b12);
        double ga10 = 2 * (h01 * b00 + h11 * b10);
        double ga11 = 2 * (h01 * b01 + h11 * b11);
        double ga12 = 2 * (h01 * b02 + h11 * b12);
        double jx = fx * inverse;
        double jy = fy * inverse;
        // of J: four elements that are not zero
        double gj00 = ga00 * r00 + ga01 * r01 + ga02 * r02;
        double gj02 = ga00 * r20 + ga01 * r21 + ga02 * r22;
        double gj11 = ga10 * r10 + ga11 * r11 + ga12 * r12;
        double gj12 = ga10 * r20 + ga11 * r21 + ga12 * r22;
        double ratioX = x * inverse;
        double ratioY = y * inverse;
        double gSlopeX = ratioX == slopeX ? -jx * gj02 : 0;
        double gSlopeY = ratioY == slopeY ? -jy * gj12 : 0;
        double gRatioX = fx * gF[at] + gSlopeX;
        double gRatioY = fy * gF[at + 1] + gSlopeY;
        double gx = gRatioX * inverse;
        double gy = gRatioY * inverse;
        double gz =
                gF[at + 5]
                        - gx * ratioX
                        - gy * ratioY
                        - (jx * (gj00 - slopeX * gj02) + jy * (gj11 - slopeY * gj12)) * inverse;
        gM[3 * i] = (float) (r00 * gx + r10 * gy + r20 * gz);
        gM[3 * i + 1] = (float) (r01 * gx + r11 * gy + r21 * gz);
        gM[3 * i + 2] = (float) (r02 * gx + r12 * gy + r22 * gz);
        double m0 = M[3 * i];
        double m1 = M[3 * i + 1];
        double m2 = M[3 * i + 2];
        double[] g = gradPose;
        g[0] += jx * ga00 + gx * m0;
        g[1] += jx * ga01 + gx * m1;
        g[2] += jx * ga02 + gx * m2;
        g[3] += gx;
        g[4] += jy * ga10 + gy * m0;
        g[5] += jy * ga11 + gy * m1;
        g[6] += jy * ga12 + gy * m2;
        g[7] += gy;
        double jxz = jx * slopeX;
        double jyz = jy * slopeY;
        g[8] += gz * m0 - jxz * ga00 - jyz * ga10;
        g[9] += gz * m1 - jxz * ga01 - jyz * ga11;
        g[10] += gz * m2 - jxz * ga02 - jyz * ga12;
        g[11] += gz;
    }

    /** {@code (J R)^T H J R}; elements off the diagonal count twice. */
    private void covarianceGrad(float[] gS, int at, double h00, double h01, double h11) {
        double v00 = h00 * a00 + h01 * a10;
        double v01 = h00 * a01 + h01 * a11;
        double v02 = h00 * a02 + h01 * a12;
        double v10 = h01 * a00 + h11 * a10;
        double v11 = h01 * a01 + h11 * a11;
        double v12 = h01 * a02 + h11 * a12;
        gS[at] = (float) (a00 * v00 + a10 * v10);
        gS[at + 1] = (float) (2 * (a00 * v01 + a10 * v11));
        gS[at + 2] = (float) (2 * (a00 * v02 + a10 * v12));
        gS[at + 3] = (float) (a01 * v01 + a11 * v11);
        gS[at + 4] = (float) (2 * (a01 * v02 + a11 * v12));
        gS[at + 5] = (float) (a02 * v02 + a12 * v12);
    }
}

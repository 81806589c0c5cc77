package dev.resplat.opencl.aparapi;

import dev.resplat.splat.ProjectionKernels;
import dev.resplat.splat.ProjectionKernels.Lens;

/**
 * What {@link ProjectKernel} and {@link ProjectGradKernel} know of a splat: how a camera sees it. A
 * work-item keeps it in fields, as in {@link TurnedKernel}.
 *
 * <p>A splat may be a thousand times as long as wide, and what it is across is then lost in
 * products of float. So its covariance is factored first, {@code S = sum of d_k l_k l_k^T}, and the
 * l_k are projected: {@code u_k = J R l_k}, {@code C = sum of d_k u_k u_k^T}. No sum of these
 * cancels, and determinants are of roots (Bierman 1977, "Factorization Methods for Discrete
 * Sequential Estimation", chapter 5):
 *
 * <pre>{@code
 * det C            = sum of d_j d_k (u_j x u_k)^2 over j < k
 * det (C + blur I) = det C + blur trace C + blur^2
 * }</pre>
 *
 * <p>Axes of the world are taken in the order p, q, r, the pivots of the factors: l_0 is {@code (1,
 * l0q, l0r)}, l_1 is {@code (0, 1, l1r)}, l_2 is {@code (0, 0, 1)}.
 */
abstract class ProjectedKernel extends ExactKernel {
    private static final float LARGEST = Float.MAX_VALUE;

    /** Covariances are factored when elements add up to less, and more than one over it. */
    private static final float STEP = 16;

    /** Splats; more work-items than these have nothing to do. */
    int items;

    /** See {@link Lens}. */
    float fx, fy, cx, cy, near, blur, left, right, top, bottom;

    /** {@code [items, 3]}. */
    float[] means;

    /** {@code [items, 6]}. */
    float[] covariances;

    /** {@code [4, 4]}: worldToCamera. */
    float[] pose;

    /** The centre in the frame of the camera. */
    float x, y, z;

    /** Slopes of the ray to the centre, not beyond the margins. */
    float slopeX, slopeY;

    /** Axes of the world. */
    int p, q, r;

    /** {@code J R}. */
    float a0p, a0q, a0r, a1p, a1q, a1r;

    /** Factors of the covariance; d in {@link #unit units}. */
    float d0, d1, d2, l0q, l0r, l1r;

    /** Projected factors. */
    float u0x, u0y, u1x, u1y, u2x, u2y;

    /** Of them {@code u_j x u_k}. */
    float u01, u02, u12;

    /** In square pixels: about the largest element of the blurred covariance. */
    float unit;

    /** The covariance on the image plane before it is blurred, and its blur, in units. */
    float c00, c01, c11, b;

    /** Of the blurred one in square units; it is there if this is positive. */
    float det;

    /** Of the determinants. */
    float ratio;

    final void set(Lens lens) {
        fx = (float) lens.fx();
        fy = (float) lens.fy();
        cx = (float) lens.cx();
        cy = (float) lens.cy();
        near = (float) lens.near();
        blur = (float) lens.blur();
        left = (float) lens.left();
        right = (float) lens.right();
        top = (float) lens.top();
        bottom = (float) lens.bottom();
    }

    /** Takes splat i; {@link #det} is positive if it is there. */
    void take(int i) {
        x = transformed(0, 3 * i);
        y = transformed(4, 3 * i);
        z = transformed(8, 3 * i);
        det = 0;
        if (z >= near) {
            if (abs(x) + abs(y) + z <= LARGEST) {
                jacobian(ProjectionKernels.COVARIANCE * i);
            }
        }
    }

    /** A row of the pose times a point: a scene may be far larger than what is seen of it. */
    private float transformed(int row, int at) {
        return sumOfProducts(
                pose[row],
                means[at],
                pose[row + 1],
                means[at + 1],
                pose[row + 2],
                means[at + 2],
                pose[row + 3]);
    }

    private void jacobian(int at) {
        slopeX = min(max(x / z, left), right);
        slopeY = min(max(y / z, top), bottom);
        float scale = scale(at);
        pivots(at, scale);
        factor(at, scale);
        float jx = fx / z;
        float jy = fy / z;
        a0p = jx * (pose[p] - slopeX * pose[8 + p]);
        a0q = jx * (pose[q] - slopeX * pose[8 + q]);
        a0r = jx * (pose[r] - slopeX * pose[8 + r]);
        a1p = jy * (pose[4 + p] - slopeY * pose[8 + p]);
        a1q = jy * (pose[4 + q] - slopeY * pose[8 + q]);
        a1r = jy * (pose[4 + r] - slopeY * pose[8 + r]);
        project(scale);
    }

    // ---- Factors

    /** Where a symmetric matrix has an element. */
    int place(int i, int j) {
        int row = min(i, j);
        return row * (5 - row) / 2 + max(i, j);
    }

    /** A power of two, with which products of elements are floats. */
    private float scale(int at) {
        float sum = abs(covariances[at]) + abs(covariances[at + 1]) + abs(covariances[at + 2]);
        sum += abs(covariances[at + 3]) + abs(covariances[at + 4]) + abs(covariances[at + 5]);
        float scale = 1;
        if (sum > 0) {
            if (sum <= LARGEST) {
                while (sum * scale > STEP) {
                    scale /= STEP;
                }
                while (sum * scale < 1 / STEP) {
                    scale *= STEP;
                }
            }
        }
        return scale;
    }

    /** The largest first, so that factors are not larger than one. */
    private void pivots(int at, float scale) {
        float xx = abs(scale * covariances[at]);
        float yy = abs(scale * covariances[at + 3]);
        float zz = abs(scale * covariances[at + 5]);
        p = 0;
        if (yy > xx) {
            p = 1;
        }
        if (zz > max(xx, yy)) {
            p = 2;
        }
        q = (p + 1) % 3;
        r = (p + 2) % 3;
        float pp = scale * covariances[at + place(p, p)];
        float pq = scale * covariances[at + place(p, q)];
        float pr = scale * covariances[at + place(p, r)];
        float qq = difference(pp, scale * covariances[at + place(q, q)], pq, pq);
        float rr = difference(pp, scale * covariances[at + place(r, r)], pr, pr);
        if (abs(rr) > abs(qq)) {
            q = r;
            r = 3 - p - q;
        }
    }

    /**
     * {@code S = L D L^T}. The last of D is what is left of minors that cancel, which must be known
     * to more digits than float has.
     */
    private void factor(int at, float scale) {
        float pp = scale * covariances[at + place(p, p)];
        float pq = scale * covariances[at + place(p, q)];
        float pr = scale * covariances[at + place(p, r)];
        float qq = scale * covariances[at + place(q, q)];
        float qr = scale * covariances[at + place(q, r)];
        float rr = scale * covariances[at + place(r, r)];
        float minorQ = difference(pp, qq, pq, pq);
        float minorR = difference(pp, rr, pr, pr);
        float minorQr = difference(pp, qr, pq, pr);
        d0 = pp;
        l0q = pq;
        l0r = pr;
        d1 = minorQ;
        l1r = minorQr;
        d2 = 0;
        if (pp != 0) {
            l0q = pq / pp;
            l0r = pr / pp;
            d1 = minorQ / pp;
            if (minorQ != 0) {
                l1r = minorQr / minorQ;
                float rests =
                        minorQ * rest(pp, rr, pr, pr, minorR)
                                + minorR * rest(pp, qq, pq, pq, minorQ)
                                - 2 * minorQr * rest(pp, qr, pq, pr, minorQr);
                d2 = (difference(minorQ, minorR, minorQr, minorQr) + rests) / (pp * minorQ);
            }
        }
    }

    // ---- On the image plane

    private void project(float scale) {
        u0x = Math.fma(l0r, a0r, Math.fma(l0q, a0q, a0p));
        u0y = Math.fma(l0r, a1r, Math.fma(l0q, a1q, a1p));
        u1x = Math.fma(l1r, a0r, a0q);
        u1y = Math.fma(l1r, a1r, a1q);
        u2x = a0r;
        u2y = a1r;
        u01 = difference(u0x, u1y, u0y, u1x);
        u02 = difference(u0x, u2y, u0y, u2x);
        u12 = difference(u1x, u2y, u1y, u2x);
        float sum = abs(d0) * (u0x * u0x + u0y * u0y);
        sum += abs(d1) * (u1x * u1x + u1y * u1y);
        sum += abs(d2) * (u2x * u2x + u2y * u2y);
        unit = sum / scale + blur;
        d0 = d0 / scale / unit;
        d1 = d1 / scale / unit;
        d2 = d2 / scale / unit;
        b = blur / unit;
        c00 = d0 * u0x * u0x + d1 * u1x * u1x + d2 * u2x * u2x;
        c01 = d0 * u0x * u0y + d1 * u1x * u1y + d2 * u2x * u2y;
        c11 = d0 * u0y * u0y + d1 * u1y * u1y + d2 * u2y * u2y;
        float sharp = d0 * u01 * (d1 * u01) + d0 * u02 * (d2 * u02) + d1 * u12 * (d2 * u12);
        det = sharp + b * (c00 + c11) + b * b;
        ratio = max(sharp, 0) / det;
    }
}

package dev.resplat.opencl.aparapi;

import dev.resplat.splat.ProjectionKernels;

/**
 * Gradients of footprints: {@link ProjectionKernels#projectGrad}. First a work-item for each splat
 * leaves its part of the gradient of the pose, then one for each element of the pose and some
 * splats adds these up.
 */
final class ProjectGradKernel extends ProjectedKernel {
    /** {@link #phase}: a work-item is a splat. */
    static final int SPLATS = 0;

    /** {@link #phase}: a work-item is a sum over some splats. */
    static final int SUMS = 1;

    /** Elements of the pose that have a gradient, the upper three rows. */
    static final int POSE = 12;

    /** Splats of a sum. */
    static final int SUMMED = 256;

    private static final float LEAST_COMPENSATION = (float) ProjectionKernels.LEAST_COMPENSATION;

    int phase;

    /** Sums, of {@link #POSE} elements each. */
    int sums;

    /** {@code [items, 7]}. */
    float[] gradFootprints;

    /** {@code [items, 3]}. */
    float[] gradMeans;

    /** {@code [items, 6]}. */
    float[] gradCovariances;

    /** {@code [items, POSE]}. */
    float[] poseParts;

    /** {@code [sums, POSE]}. */
    float[] poseSums;

    /** The conic, in pixels^-2. */
    float ka, kb, kc;

    /**
     * W. With K the conic, G its gradient, D = C + blur I, and adj C the adjugate,
     *
     * <pre>{@code
     * d K            = -K dC K
     * d compensation = blur / (2 compensation det D) trace(adj(C) K dC)
     * }</pre>
     *
     * so the gradient of C is H = W K, and that of J R, which is 2 H J R S, is 2 W (K J R S), where
     * {@code W = blur gradCompensation / (2 compensation det D) adj C - K G}.
     */
    float w00, w01, w10, w11;

    /** Gradients of J R. */
    float g0p, g0q, g0r, g1p, g1q, g1r;

    @Override
    public void run() {
        int item = getGlobalId();
        if (phase == SPLATS) {
            if (item < items) {
                splat(item);
            }
        } else {
            if (item < sums * POSE) {
                sum(item / POSE, item % POSE);
            }
        }
    }

    private void sum(int part, int element) {
        int last = min(items, (part + 1) * SUMMED);
        float sum = 0;
        for (int i = part * SUMMED; i < last; i++) {
            sum += poseParts[POSE * i + element];
        }
        poseSums[POSE * part + element] = sum;
    }

    private void splat(int i) {
        take(i);
        if (det > 0) {
            conic(ProjectionKernels.FOOTPRINT * i);
            covarianceGrad(ProjectionKernels.COVARIANCE * i);
            jacobianGrad();
            centerGrad(i);
        } else {
            for (int k = 0; k < 3; k++) {
                gradMeans[3 * i + k] = 0;
            }
            for (int k = 0; k < ProjectionKernels.COVARIANCE; k++) {
                gradCovariances[ProjectionKernels.COVARIANCE * i + k] = 0;
            }
            for (int k = 0; k < POSE; k++) {
                poseParts[POSE * i + k] = 0;
            }
        }
    }

    private void conic(int at) {
        ka = (c11 + b) / det / unit;
        kb = -c01 / det / unit;
        kc = (c00 + b) / det / unit;
        float ga = gradFootprints[at + 2];
        float gb = gradFootprints[at + 3] / 2;
        float gc = gradFootprints[at + 4];
        float root = sqrt(ratio);
        float steep = 0;
        if (root >= LEAST_COMPENSATION) {
            steep = b * gradFootprints[at + 6] / (2 * root) / det;
        }
        w00 = steep * c11 - (ka * ga + kb * gb);
        w01 = -steep * c01 - (ka * gb + kb * gc);
        w10 = -steep * c01 - (kb * ga + kc * gb);
        w11 = steep * c00 - (kb * gb + kc * gc);
    }

    /** {@code (J R)^T H (J R)}, where elements off the diagonal count twice. */
    private void covarianceGrad(int at) {
        float h00 = w00 * ka + w01 * kb;
        float h01 = w00 * kb + w01 * kc;
        float h11 = w10 * kb + w11 * kc;
        float v0p = h00 * a0p + h01 * a1p;
        float v0q = h00 * a0q + h01 * a1q;
        float v0r = h00 * a0r + h01 * a1r;
        float v1p = h01 * a0p + h11 * a1p;
        float v1q = h01 * a0q + h11 * a1q;
        float v1r = h01 * a0r + h11 * a1r;
        gradCovariances[at + place(p, p)] = a0p * v0p + a1p * v1p;
        gradCovariances[at + place(p, q)] = 2 * (a0p * v0q + a1p * v1q);
        gradCovariances[at + place(p, r)] = 2 * (a0p * v0r + a1p * v1r);
        gradCovariances[at + place(q, q)] = a0q * v0q + a1q * v1q;
        gradCovariances[at + place(q, r)] = 2 * (a0q * v0r + a1q * v1r);
        gradCovariances[at + place(r, r)] = a0r * v0r + a1r * v1r;
    }

    /**
     * {@code 2 W (K J R S)}. With u^ being u turned by a right angle, {@code adj D = blur I + sum
     * of d_k u_k^ u_k^^T}, so that {@code K J R S} is the sum over j of {@code d_j / det D (blur
     * u_j + sum of d_k (u_k x u_j) u_k^) l_j^T}, where nothing cancels for k = j.
     */
    private void jacobianGrad() {
        float e0 = d0 * u01;
        float e1 = d1 * u01;
        float f0 = d0 * u02;
        float f2 = d2 * u02;
        float g1 = d1 * u12;
        float g2 = d2 * u12;
        float v0x = d0 / det * (b * u0x + e1 * u1y + f2 * u2y);
        float v0y = d0 / det * (b * u0y - e1 * u1x - f2 * u2x);
        float v1x = d1 / det * (b * u1x - e0 * u0y + g2 * u2y);
        float v1y = d1 / det * (b * u1y + e0 * u0x - g2 * u2x);
        float v2x = d2 / det * (b * u2x - f0 * u0y - g1 * u1y);
        float v2y = d2 / det * (b * u2y + f0 * u0x + g1 * u1x);
        float qx = l0q * v0x + v1x;
        float qy = l0q * v0y + v1y;
        float rx = l0r * v0x + l1r * v1x + v2x;
        float ry = l0r * v0y + l1r * v1y + v2y;
        g0p = 2 * (w00 * v0x + w01 * v0y);
        g0q = 2 * (w00 * qx + w01 * qy);
        g0r = 2 * (w00 * rx + w01 * ry);
        g1p = 2 * (w10 * v0x + w11 * v0y);
        g1q = 2 * (w10 * qx + w11 * qy);
        g1r = 2 * (w10 * rx + w11 * ry);
    }

    /** Of J, which has four elements that are not zero; then of the centre and of the pose. */
    private void centerGrad(int i) {
        int at = ProjectionKernels.FOOTPRINT * i;
        float jx = fx / z;
        float jy = fy / z;
        float gradJ00 = g0p * pose[p] + g0q * pose[q] + g0r * pose[r];
        float gradJ02 = g0p * pose[8 + p] + g0q * pose[8 + q] + g0r * pose[8 + r];
        float gradJ11 = g1p * pose[4 + p] + g1q * pose[4 + q] + g1r * pose[4 + r];
        float gradJ12 = g1p * pose[8 + p] + g1q * pose[8 + q] + g1r * pose[8 + r];
        float ratioX = x / z;
        float ratioY = y / z;
        float gradRatioX = fx * gradFootprints[at];
        float gradRatioY = fy * gradFootprints[at + 1];
        // slopes of the centre, which J has too where it is within the margins
        if (ratioX == slopeX) {
            gradRatioX -= jx * gradJ02;
        }
        if (ratioY == slopeY) {
            gradRatioY -= jy * gradJ12;
        }
        float gradX = gradRatioX / z;
        float gradY = gradRatioY / z;
        float gradOfJ = jx * (gradJ00 - slopeX * gradJ02) + jy * (gradJ11 - slopeY * gradJ12);
        float gradZ = gradFootprints[at + 5] - gradX * ratioX - gradY * ratioY - gradOfJ / z;
        int part = POSE * i;
        for (int k = 0; k < 3; k++) {
            float mean = means[3 * i + k];
            gradMeans[3 * i + k] = pose[k] * gradX + pose[4 + k] * gradY + pose[8 + k] * gradZ;
            poseParts[part + k] = gradX * mean;
            poseParts[part + 4 + k] = gradY * mean;
            poseParts[part + 8 + k] = gradZ * mean;
        }
        poseParts[part + 3] = gradX;
        poseParts[part + 7] = gradY;
        poseParts[part + 11] = gradZ;
        axisGrad(part + p, g0p, g1p);
        axisGrad(part + q, g0q, g1q);
        axisGrad(part + r, g0r, g1r);
    }

    /** Adds that of a column of the rotation, from those of J R. */
    private void axisGrad(int at, float g0, float g1) {
        poseParts[at] += fx / z * g0;
        poseParts[at + 4] += fy / z * g1;
        poseParts[at + 8] -= fx / z * slopeX * g0 + fy / z * slopeY * g1;
    }
}

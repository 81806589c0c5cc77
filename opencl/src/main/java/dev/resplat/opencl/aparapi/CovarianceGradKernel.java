package dev.resplat.opencl.aparapi;

import dev.resplat.splat.ProjectionKernels;

/** The gradients of a covariance per work-item: {@link ProjectionKernels#covarianceGrad}. */
final class CovarianceGradKernel extends TurnedKernel {
    /** {@code [items, 6]}. */
    float[] gradCovariances;

    /** {@code [items, 4]}. */
    float[] gradQuats;

    /** {@code [items, 3]}. */
    float[] gradLogScales;

    @Override
    public void run() {
        int i = getGlobalId();
        if (i < items) {
            take(i);
            grad(i);
        }
    }

    private void grad(int i) {
        int at = ProjectionKernels.COVARIANCE * i;
        float g00 = 2 * gradCovariances[at];
        float g01 = gradCovariances[at + 1];
        float g02 = gradCovariances[at + 2];
        float g11 = 2 * gradCovariances[at + 3];
        float g12 = gradCovariances[at + 4];
        float g22 = 2 * gradCovariances[at + 5];
        // of M: 2 G M, where what is off the diagonal of G has been counted twice
        float d00 = g00 * m00 + g01 * m10 + g02 * m20;
        float d10 = g01 * m00 + g11 * m10 + g12 * m20;
        float d20 = g02 * m00 + g12 * m10 + g22 * m20;
        float d01 = g00 * m01 + g01 * m11 + g02 * m21;
        float d11 = g01 * m01 + g11 * m11 + g12 * m21;
        float d21 = g02 * m01 + g12 * m11 + g22 * m21;
        float d02 = g00 * m02 + g01 * m12 + g02 * m22;
        float d12 = g01 * m02 + g11 * m12 + g12 * m22;
        float d22 = g02 * m02 + g12 * m12 + g22 * m22;
        gradLogScales[3 * i] = d00 * m00 + d10 * m10 + d20 * m20;
        gradLogScales[3 * i + 1] = d01 * m01 + d11 * m11 + d21 * m21;
        gradLogScales[3 * i + 2] = d02 * m02 + d12 * m12 + d22 * m22;
        quatGrad(
                4 * i, s0 * d00, s1 * d01, s2 * d02, s0 * d10, s1 * d11, s2 * d12, s0 * d20,
                s1 * d21, s2 * d22);
    }

    /** From the gradient of the rotation: that of the unit quaternion, what is across it. */
    private void quatGrad(
            int at,
            float g00,
            float g01,
            float g02,
            float g10,
            float g11,
            float g12,
            float g20,
            float g21,
            float g22) {
        float gw = 2 * (x * (g21 - g12) + y * (g02 - g20) + z * (g10 - g01));
        float gx = 2 * (w * (g21 - g12) + y * (g01 + g10) + z * (g02 + g20) - 2 * x * (g11 + g22));
        float gy = 2 * (w * (g02 - g20) + x * (g01 + g10) + z * (g12 + g21) - 2 * y * (g00 + g22));
        float gz = 2 * (w * (g10 - g01) + x * (g02 + g20) + y * (g12 + g21) - 2 * z * (g00 + g11));
        float along = gw * w + gx * x + gy * y + gz * z;
        gradQuats[at] = inverse * (gw - along * w);
        gradQuats[at + 1] = inverse * (gx - along * x);
        gradQuats[at + 2] = inverse * (gy - along * y);
        gradQuats[at + 3] = inverse * (gz - along * z);
    }
}

package dev.resplat.opencl.aparapi;

import dev.resplat.splat.ProjectionKernels;

/** A covariance per work-item: {@link ProjectionKernels#covariance}. */
final class CovarianceKernel extends TurnedKernel {
    /** {@code [items, 6]}. */
    float[] covariances;

    @Override
    public void run() {
        int i = getGlobalId();
        if (i < items) {
            take(i);
            int at = ProjectionKernels.COVARIANCE * i;
            covariances[at] = m00 * m00 + m01 * m01 + m02 * m02;
            covariances[at + 1] = m00 * m10 + m01 * m11 + m02 * m12;
            covariances[at + 2] = m00 * m20 + m01 * m21 + m02 * m22;
            covariances[at + 3] = m10 * m10 + m11 * m11 + m12 * m12;
            covariances[at + 4] = m10 * m20 + m11 * m21 + m12 * m22;
            covariances[at + 5] = m20 * m20 + m21 * m21 + m22 * m22;
        }
    }
}

package dev.resplat.opencl.aparapi;

import com.aparapi.Kernel;

/**
 * What {@link CovarianceKernel} and {@link CovarianceGradKernel} know of a splat: its rotation
 * times its standard deviations. A work-item keeps them in fields, which are its own: on OpenCL
 * each has a copy of the kernel's fields, on threads each thread has one of the kernel.
 */
abstract class TurnedKernel extends Kernel {
    /** Splats; more work-items than these have nothing to do. */
    int items;

    /** {@code [items, 4]}. */
    float[] quats;

    /** {@code [items, 3]}. */
    float[] logScales;

    /** The unit quaternion. */
    float w, x, y, z;

    /** One over what its length was, or zero if that was zero. */
    float inverse;

    /** Standard deviations. */
    float s0, s1, s2;

    /** The rotation, each column times a standard deviation. */
    float m00, m01, m02, m10, m11, m12, m20, m21, m22;

    /** Takes splat i. */
    void take(int i) {
        turn(4 * i);
        s0 = exp(logScales[3 * i]);
        s1 = exp(logScales[3 * i + 1]);
        s2 = exp(logScales[3 * i + 2]);
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

    /** Squares of the longest and the shortest numbers are not floats: first by the largest. */
    private void turn(int at) {
        w = quats[at];
        x = quats[at + 1];
        y = quats[at + 2];
        z = quats[at + 3];
        float largest = max(max(abs(w), abs(x)), max(abs(y), abs(z)));
        inverse = 0;
        if (largest == 0) {
            w = 1;
        } else {
            w /= largest;
            x /= largest;
            y /= largest;
            z /= largest;
            float norm = sqrt(w * w + x * x + y * y + z * z);
            w /= norm;
            x /= norm;
            y /= norm;
            z /= norm;
            inverse = 1 / norm / largest;
        }
    }
}

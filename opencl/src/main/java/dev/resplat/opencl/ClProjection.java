package dev.resplat.opencl;

import dev.resplat.splat.ProjectionKernels;
import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import java.util.Map;

/**
 * Splats in space, one per work-item, in {@code projection.cl}. What cancels is calculated with
 * pairs of floats, as not all devices have doubles; the gradient of the pose is summed per
 * work-group and then over these, always in the same order. Bound by bytes: about 70 per splat
 * forward, 120 for gradients.
 */
final class ClProjection implements ProjectionKernels {
    /** Work-items of a work-group, a power of two. */
    private static final int GROUP = 64;

    /** Elements of the pose that have a gradient. */
    private static final int POSE = 12;

    private static final Map<String, String> CONSTANTS =
            Map.of(
                    "COVARIANCE", Integer.toString(COVARIANCE),
                    "FOOTPRINT", Integer.toString(FOOTPRINT),
                    "LEAST_COMPENSATION", (float) LEAST_COMPENSATION + "f",
                    "GROUP", Integer.toString(GROUP),
                    "POSE", Integer.toString(POSE));

    private final ClDevice device;

    ClProjection(ClDevice device) {
        this.device = device;
    }

    private ClKernel kernel(String name) {
        return device.program("projection.cl", CONSTANTS).kernel(name);
    }

    private static double[] numbers(Lens lens) {
        return new double[] {
            lens.fx(),
            lens.fy(),
            lens.cx(),
            lens.cy(),
            lens.near(),
            lens.blur(),
            lens.left(),
            lens.right(),
            lens.top(),
            lens.bottom()
        };
    }

    @Override
    public void covariance(Buffer quats, Buffer logScales, Buffer covariances, int n) {
        kernel("covariance").buffers(quats, logScales, covariances).ints(n).run(n);
    }

    @Override
    public void covarianceGrad(
            Buffer quats,
            Buffer logScales,
            Buffer gradCovariances,
            Buffer gradQuats,
            Buffer gradLogScales,
            int n) {
        kernel("covarianceGrad")
                .buffers(quats, logScales, gradCovariances, gradQuats, gradLogScales)
                .ints(n)
                .run(n);
    }

    @Override
    public void project(
            Lens lens,
            Buffer means,
            Buffer covariances,
            Buffer worldToCamera,
            Buffer footprints,
            int n) {
        kernel("project")
                .buffers(means, covariances, worldToCamera, footprints)
                .floats(numbers(lens))
                .ints(n)
                .run(n);
    }

    @Override
    public void projectGrad(
            Lens lens,
            Buffer means,
            Buffer covariances,
            Buffer worldToCamera,
            Buffer gradFootprints,
            Buffer gradMeans,
            Buffer gradCovariances,
            Buffer gradWorldToCamera,
            int n) {
        int parts = (n + GROUP - 1) / GROUP;
        long[] group = {GROUP};
        Buffer poseParts = device.allocate(ElementType.REAL, POSE * parts);
        try {
            kernel("projectGrad")
                    .buffers(means, covariances, worldToCamera, gradFootprints)
                    .buffers(gradMeans, gradCovariances, poseParts)
                    .floats(numbers(lens))
                    .ints(n)
                    .run(new long[] {(long) parts * GROUP}, group);
            kernel("sumPoseParts")
                    .buffers(poseParts, gradWorldToCamera)
                    .ints(parts)
                    .run(new long[] {16 * GROUP}, group);
        } finally {
            // what comes later in the queue may have it
            device.release(poseParts);
        }
    }
}

package dev.resplat.opencl.aparapi;

import dev.resplat.splat.ProjectionKernels;

/** A footprint per work-item: {@link ProjectionKernels#project}. */
final class ProjectKernel extends ProjectedKernel {
    /** {@code [items, 7]}. */
    float[] footprints;

    @Override
    public void run() {
        int i = getGlobalId();
        if (i < items) {
            take(i);
            int at = ProjectionKernels.FOOTPRINT * i;
            if (det > 0) {
                footprints[at] = fx * (x / z) + cx;
                footprints[at + 1] = fy * (y / z) + cy;
                footprints[at + 2] = (c11 + b) / det / unit;
                footprints[at + 3] = -c01 / det / unit;
                footprints[at + 4] = (c00 + b) / det / unit;
                footprints[at + 5] = z;
                footprints[at + 6] = sqrt(ratio);
            } else {
                for (int k = 0; k < ProjectionKernels.FOOTPRINT; k++) {
                    footprints[at + k] = 0;
                }
            }
        }
    }
}

package dev.resplat.opencl;

import static java.util.Map.entry;

import dev.resplat.splat.HarmonicsKernels;
import dev.resplat.splat.ProjectionKernels;
import dev.resplat.tensor.ElementwiseKernels;
import java.util.Map;

/** The kernel families that OpenCL devices have, each compiled when it is first used. */
final class ClFamilies {
    private ClFamilies() {}

    static Map<Class<?>, Object> of(ClDevice device) {
        return Map.ofEntries(
                entry(ElementwiseKernels.class, new ClElementwise(device)),
                entry(HarmonicsKernels.class, new ClHarmonics(device)),
                entry(ProjectionKernels.class, new ClProjection(device)));
    }
}

package dev.resplat.opencl;

import dev.resplat.splat.Harmonics;
import dev.resplat.splat.HarmonicsKernels;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import java.util.HashMap;
import java.util.Map;

/**
 * Colours of splats, one splat per work-item, in {@code harmonics.cl}: a program per degree, whose
 * terms are then in registers. The gradient of the pose is summed per work-group and then over
 * these, always in the same order. Bound by bytes: those of the coefficients, 180 per splat of
 * degree 3.
 */
final class ClHarmonics implements HarmonicsKernels {
    /** Work-items of a work-group, a power of two. */
    private static final int GROUP = 64;

    /** Of space. */
    private static final int AXES = 3;

    private final ClDevice device;
    private final ClProgram[] programs = new ClProgram[Splats3d.MAX_DEGREE + 1];

    ClHarmonics(ClDevice device) {
        this.device = device;
    }

    private ClKernel kernel(int degree, String name) {
        if (programs[degree] == null) {
            programs[degree] = device.program("harmonics.cl", constants(degree));
        }
        return programs[degree].kernel(name);
    }

    private static Map<String, String> constants(int degree) {
        Map<String, String> constants = new HashMap<>();
        constants.put("DEGREE", Integer.toString(degree));
        constants.put("GROUP", Integer.toString(GROUP));
        constants.put("AXES", Integer.toString(AXES));
        Harmonics.coefficients()
                .forEach((name, value) -> constants.put(name, value.floatValue() + "f"));
        return constants;
    }

    @Override
    public void colors(
            int degree,
            int terms,
            Buffer sh0,
            Buffer shRest,
            Buffer means,
            Buffer worldToCamera,
            Buffer colors,
            int n) {
        kernel(degree, "colors")
                .buffers(sh0, shRest, means, worldToCamera, colors)
                .ints(terms, n)
                .run(n);
    }

    @Override
    public void colorsGrad(
            int degree,
            int terms,
            Buffer sh0,
            Buffer shRest,
            Buffer means,
            Buffer worldToCamera,
            Buffer colors,
            Buffer gradColors,
            Buffer gradSh0,
            Buffer gradShRest,
            Buffer gradMeans,
            Buffer gradWorldToCamera,
            int n) {
        int parts = (n + GROUP - 1) / GROUP;
        Buffer centerParts = device.allocate(ElementType.REAL, AXES * parts);
        try {
            kernel(degree, "colorsGrad")
                    .buffers(shRest, means, worldToCamera, colors, gradColors)
                    .buffers(gradSh0, gradShRest, gradMeans, centerParts)
                    .ints(terms, n)
                    .run(new long[] {(long) parts * GROUP}, new long[] {GROUP});
            kernel(degree, "sumCenterParts")
                    .buffers(centerParts, worldToCamera, gradWorldToCamera)
                    .ints(parts)
                    .run(new long[] {AXES * GROUP}, new long[] {AXES * GROUP});
        } finally {
            // what comes later in the queue may have it
            device.release(centerParts);
        }
    }
}

package dev.resplat.tensor.cpu;

import java.util.Map;
import jdk.incubator.vector.FloatVector;

/** The door to the Vector API: nothing behind it is loaded when the module is absent. */
final class SimdFamilies {
    private SimdFamilies() {}

    static int lanes() {
        return FloatVector.SPECIES_PREFERRED.length();
    }

    static Map<Class<?>, Object> of(Workers workers) {
        return CpuDevice.families(
                workers,
                new SimdMatmul(workers),
                new SimdConvolution(workers),
                new SimdLoops(),
                new SimdRows(),
                new SimdColumns(),
                new SimdAttention(workers),
                new SimdPixels(),
                new SimdWindowLoops(),
                new SimdPeak(workers),
                new CpuNormalization(
                        workers,
                        new SimdRowNormalization(),
                        new SimdColumnNormalization(),
                        new SimdColumns()));
    }
}

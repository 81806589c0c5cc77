package dev.resplat.tensor.cpu;

import dev.resplat.tensor.ElementwiseKernels;
import dev.resplat.tensor.IndexKernels;
import dev.resplat.tensor.MatmulKernels;
import dev.resplat.tensor.OptimizerKernels;
import dev.resplat.tensor.RandomKernels;
import dev.resplat.tensor.ReduceKernels;
import dev.resplat.tensor.ScanKernels;
import dev.resplat.tensor.SoftmaxKernels;
import dev.resplat.tensor.SortKernels;
import java.util.Map;
import jdk.incubator.vector.FloatVector;

/** The door to the Vector API: nothing behind it is loaded when the module is absent. */
final class SimdFamilies {
    private SimdFamilies() {}

    static int lanes() {
        return FloatVector.SPECIES_PREFERRED.length();
    }

    static Map<Class<?>, Object> of(Workers workers) {
        return Map.of(
                ElementwiseKernels.class, new CpuElementwise(workers, new SimdLoops()),
                MatmulKernels.class, new SimdMatmul(workers),
                ReduceKernels.class, new CpuReduce(workers, new SimdRows(), new SimdColumns()),
                SoftmaxKernels.class, new CpuSoftmax(workers, new SimdRows(), new SimdLoops()),
                IndexKernels.class, new CpuIndex(workers),
                SortKernels.class, new CpuSort(workers),
                ScanKernels.class, new CpuScan(workers),
                RandomKernels.class, new CpuRandom(workers),
                OptimizerKernels.class, new CpuOptimizer(workers));
    }
}

package dev.resplat.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.NeighborKernels;
import dev.resplat.tensor.NeighborKernelsContract;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.SortKernels;
import dev.resplat.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ClNeighborsTest extends NeighborKernelsContract {
    @Override
    protected Device device() {
        return OpenClUnderTest.device();
    }

    /** Many neighbours of 50 queries, all at once and 7 queries at a time. */
    @Test
    void queriesMayComeInParts() {
        ClDevice device = (ClDevice) device();
        SortKernels sort = device.kernels(SortKernels.class);
        int count = 300;
        Tensor points = normal(device, 1, count, 3);
        Tensor queries = normal(device, 2, 50, 3);
        double[][] whole = nearest(new ClNeighbors(device, sort), points, queries, 70);
        double[][] parts = nearest(new ClNeighbors(device, sort, 7 * count), points, queries, 70);
        assertArrayEquals(whole[0], parts[0]);
        assertArrayEquals(whole[1], parts[1]);
    }

    private static double[][] nearest(
            NeighborKernels kernels, Tensor points, Tensor queries, int k) {
        int count = points.shape().dim(0);
        int queryCount = queries.shape().dim(0);
        Shape shape = Shape.of(queryCount, k);
        Tensor index = Tensor.empty(points.device(), ElementType.INT32, shape);
        Tensor distances = Tensor.empty(points.device(), ElementType.REAL, shape);
        kernels.nearest(
                points.buffer(),
                queries.buffer(),
                index.buffer(),
                distances.buffer(),
                count,
                queryCount,
                3,
                k);
        return new double[][] {index.toReal().toDoubles(), distances.toDoubles()};
    }
}

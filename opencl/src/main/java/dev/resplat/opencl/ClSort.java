package dev.resplat.opencl;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.SortKernels;
import java.util.Map;

/**
 * Order along rows: short ones by counting what comes before each element, in one launch, others by
 * {@link ClRadixSort} on keys in the order of the floats.
 */
final class ClSort implements SortKernels {
    /** Up to here a row is compared with itself. */
    private static final int SHORT = 256;

    private final ClDevice device;
    private final ClRadixSort sort;

    ClSort(ClDevice device) {
        this.device = device;
        this.sort = new ClRadixSort(device);
    }

    private ClKernel kernel(String name) {
        return device.program("sort.cl", Map.of()).kernel(name);
    }

    @Override
    public void sort(Order order, Buffer x, Buffer values, Buffer index, int rows, int n) {
        topK(order, x, values, index, rows, n, n);
    }

    @Override
    public void topK(Order order, Buffer x, Buffer values, Buffer index, int rows, int n, int k) {
        int descending = order == Order.DESCENDING ? 1 : 0;
        int count = rows * n;
        if (n <= SHORT) {
            kernel("rankRows").buffers(x, values, index).ints(n, k, descending, count).run(count);
            return;
        }
        try (ClPairs pairs = new ClPairs(device, count)) {
            kernel("makeKeys")
                    .buffers(x, pairs.keys(), pairs.values())
                    .ints(n, descending, count)
                    .run(count);
            sort.sort(pairs, rows, n, Integer.SIZE);
            kernel("takeFirst")
                    .buffers(x, pairs.values(), values, index)
                    .ints(n, k, rows * k)
                    .run((long) rows * k);
        }
    }
}

package dev.resplat.opencl;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.IndexKernels;
import java.util.Map;

/**
 * Copies by {@link ClCopy}; gathers, an element per work-item; and sums by index, without atomic
 * additions: elements are sorted by their targets, stably, so that each target adds up its own in
 * their order. Indices are checked before anything is written, by {@link ClCheck}.
 */
final class ClIndex implements IndexKernels {
    private final ClDevice device;
    private final ClCopy copy;
    private final ClCheck check;
    private final ClRadixSort sort;

    ClIndex(ClDevice device) {
        this.device = device;
        this.copy = new ClCopy(device);
        this.check = new ClCheck(device);
        this.sort = new ClRadixSort(device);
    }

    private ClKernel kernel(String name) {
        return device.program("index.cl", Map.of()).kernel(name);
    }

    @Override
    public void copy(Buffer x, View xView, Buffer y, View yView, int[] dims) {
        copy.run(x, xView, y, yView, dims);
    }

    @Override
    public void indices(Buffer y, int n) {
        kernel("indices").buffers(y).ints(n).run(n);
    }

    @Override
    public void gatherRows(Buffer x, Buffer index, Buffer y, int n, int k, int width) {
        requireInside("gatherRows", index, n, k);
        kernel("gatherRows").buffers(x, index, y).ints(k, width).run((long) k * width);
    }

    @Override
    public void gather(Buffer x, Buffer index, Buffer y, int outer, int n, int k, int inner) {
        int count = outer * k * inner;
        requireInside("gather", index, n, count);
        kernel("gather").buffers(x, index, y).ints(n, k, inner, count).run(count);
    }

    @Override
    public void scatterAddRows(Buffer x, Buffer index, Buffer y, int n, int k, int width) {
        requireInside("scatterAddRows", index, n, k);
        // Rows go where elements would if they were one wide.
        sum(x, index, y, 1, n, k, 1, width);
    }

    @Override
    public void scatterAdd(Buffer x, Buffer index, Buffer y, int outer, int n, int k, int inner) {
        requireInside("scatterAdd", index, n, outer * k * inner);
        sum(x, index, y, outer, n, k, inner, 1);
    }

    /** Adds {@code [outer, k, inner]} elements of some width to {@code [outer, n, inner]} zeros. */
    private void sum(
            Buffer x, Buffer index, Buffer y, int outer, int n, int k, int inner, int width) {
        int count = outer * k * inner;
        int sums = outer * n * inner;
        Buffer starts = device.allocate(ElementType.INT32, sums);
        Buffer ends = device.allocate(ElementType.INT32, sums);
        try (ClPairs pairs = new ClPairs(device, count)) {
            device.fill((ClBuffer) starts, 0);
            device.fill((ClBuffer) ends, 0);
            kernel("targets")
                    .buffers(index, pairs.keys(), pairs.values())
                    .ints(n, k, inner, count)
                    .run(count);
            sort.sort(pairs, count, ClRadixSort.bits(sums));
            kernel("runs").buffers(pairs.keys(), starts, ends).ints(count).run(count);
            kernel("sumRuns")
                    .buffers(x, pairs.values(), starts, ends, y)
                    .ints(sums, width)
                    .run((long) sums * width);
        } finally {
            device.release(starts);
            device.release(ends);
        }
    }

    private void requireInside(String op, Buffer index, int n, int count) {
        int first = check.firstOutside(index, n, count);
        if (first != ClCheck.NONE) {
            int[] all = new int[first + 1];
            device.download(index, all, all.length);
            throw new IndexOutOfBoundsException(
                    "%s: index %d at position %d%s"
                            .formatted(
                                    op,
                                    all[first],
                                    first,
                                    n == 0
                                            ? ": there is nothing to choose from"
                                            : ": allowed are 0 to " + (n - 1)));
        }
    }
}

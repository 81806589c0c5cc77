package dev.resplat.opencl;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.SoftmaxKernels;
import java.util.Map;

/**
 * Softmax, one launch: a row is read once for each of its maximum, its sum and its result, and
 * after the first time lies in a cache. Short rows share a work-group.
 */
final class ClSoftmax implements SoftmaxKernels {
    private static final int GROUP = 256;

    /** Elements that a work-item has before a row gets more of them. */
    private static final int EACH = 4;

    private final ClDevice device;

    ClSoftmax(ClDevice device) {
        this.device = device;
    }

    private void run(String name, int rows, int n, int[] more, Buffer... buffers) {
        int lanes = Math.min(GROUP, Integer.highestOneBit(Math.max(1, n / EACH)));
        int perGroup = GROUP / lanes;
        long groups = n == 0 ? 0 : ((long) rows + perGroup - 1) / perGroup;
        device.program("softmax.cl", Map.of("GROUP", "" + GROUP))
                .kernel(name)
                .buffers(buffers)
                .ints(rows, n, lanes)
                .ints(more)
                .run(new long[] {groups * GROUP}, new long[] {GROUP});
    }

    @Override
    public void softmax(Buffer x, Buffer y, int rows, int n) {
        run("softmax", rows, n, new int[] {0}, x, y);
    }

    @Override
    public void softmaxGrad(Buffer y, Buffer gradY, Buffer gradX, int rows, int n) {
        run("softmaxGrad", rows, n, new int[0], y, gradY, gradX);
    }

    @Override
    public void logSoftmax(Buffer x, Buffer y, int rows, int n) {
        run("softmax", rows, n, new int[] {1}, x, y);
    }

    @Override
    public void logSoftmaxGrad(Buffer y, Buffer gradY, Buffer gradX, int rows, int n) {
        run("logSoftmaxGrad", rows, n, new int[0], y, gradY, gradX);
    }
}

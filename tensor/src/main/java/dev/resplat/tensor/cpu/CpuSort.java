package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.IntArray;
import dev.resplat.tensor.SortKernels;
import java.util.Arrays;

/**
 * Sorts elements as longs: a key that orders like the float in the upper half, the place in the
 * lower. No two longs are equal, and the place settles ties; so every way to sort them is stable.
 *
 * <p>Short rows are sorted by {@link Arrays#sort(long[], int, int)}, long ones by {@link
 * RadixSort}. Few of many are selected with a heap. Working memory is kept per thread.
 */
final class CpuSort implements SortKernels {
    private static final int GRAIN = 1 << 13;

    /** From here on a radix sort is faster. */
    private static final int LONG_ROW = 160;

    /** A heap pays when at most one in this many elements is wanted, */
    private static final int FEW = 16;

    /** and not too many in all. */
    private static final int MAX_HEAP = 1 << 12;

    private final Workers workers;
    private final RadixSort radixSort;
    private final ThreadLocal<Scratch> scratch = Scratch.perThread();

    CpuSort(Workers workers) {
        this.workers = workers;
        this.radixSort = new RadixSort(workers);
    }

    @Override
    public void sort(Order order, Buffer x, Buffer values, Buffer index, int rows, int n) {
        topK(order, x, values, index, rows, n, n);
    }

    @Override
    public void topK(Order order, Buffer x, Buffer values, Buffer index, int rows, int n, int k) {
        if (k == 0) {
            return;
        }
        float[] X = FloatArray.of(x);
        float[] V = FloatArray.of(values);
        int[] I = IntArray.of(index);
        int flip = order == Order.ASCENDING ? 0 : -1;
        workers.forRanges(
                rows,
                Math.max(1, GRAIN / n),
                (from, to) -> {
                    for (int row = from; row < to; row++) {
                        int first = row * n;
                        long[] sorted =
                                k <= Math.min(n / FEW, MAX_HEAP)
                                        ? least(X, first, n, k, flip)
                                        : all(X, first, n, flip);
                        for (int j = 0, at = row * k; j < k; j++, at++) {
                            int place = (int) sorted[j];
                            I[at] = place;
                            V[at] = X[first + place];
                        }
                    }
                });
    }

    private long[] all(float[] X, int first, int n, int flip) {
        Scratch memory = scratch.get();
        long[] elements = memory.longs(n);
        for (int i = 0; i < n; i++) {
            elements[i] = element(X[first + i], flip, i);
        }
        if (n < LONG_ROW) {
            Arrays.sort(elements, 0, n);
            return elements;
        }
        int[] counters = memory.ints(radixSort.counters(n));
        return radixSort.sort(elements, memory.moreLongs(n), n, counters);
    }

    /** The k least: a heap keeps those seen so far, the largest of them on top. */
    private long[] least(float[] X, int first, int n, int k, int flip) {
        Scratch memory = scratch.get();
        long[] heap = memory.longs(k);
        for (int i = 0; i < k; i++) {
            heap[i] = element(X[first + i], flip, i);
        }
        for (int i = k / 2 - 1; i >= 0; i--) {
            sink(heap, i, k, heap[i]);
        }
        for (int i = k; i < n; i++) {
            long element = element(X[first + i], flip, i);
            if (element < heap[0]) {
                sink(heap, 0, k, element);
            }
        }
        Arrays.sort(heap, 0, k);
        return heap;
    }

    /** Puts an element where the heap has a hole at {@code i} or, in its favour, below. */
    private static void sink(long[] heap, int i, int k, long element) {
        int hole = i;
        for (int child = 2 * hole + 1; child < k; child = 2 * hole + 1) {
            if (child + 1 < k && heap[child + 1] > heap[child]) {
                child++;
            }
            if (heap[child] <= element) {
                break;
            }
            heap[hole] = heap[child];
            hole = child;
        }
        heap[hole] = element;
    }

    /**
     * Key and place as one number. Floats order like their bits as sign and magnitude; {@code
     * floatToIntBits} makes all NaN one, above infinity, and adding zero makes -0 equal to 0.
     *
     * @param flip 0, or -1 to reverse the order of keys
     */
    private static long element(float x, int flip, int place) {
        int bits = Float.floatToIntBits(x + 0f);
        int key = bits ^ (bits >> 31 & Integer.MAX_VALUE);
        return (long) (key ^ flip) << 32 | place;
    }
}

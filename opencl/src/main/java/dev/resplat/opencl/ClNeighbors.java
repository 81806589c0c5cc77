package dev.resplat.opencl;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.NeighborKernels;
import dev.resplat.tensor.Neighbors;
import dev.resplat.tensor.SortKernels;
import dev.resplat.tensor.SortKernels.Order;
import java.util.Map;

/**
 * Nearest neighbours by looking at all points: what a tree would save, a GPU loses again when its
 * work-items go different ways. Few neighbours are kept in local memory; many are the first of all
 * distances, sorted for some queries at a time.
 */
final class ClNeighbors implements NeighborKernels {
    private static final int GROUP = 64;

    /** Neighbours that a work-group has local memory for. */
    private static final int FEW = 48;

    /** Distances at a time that are sorted. */
    private static final int MANY_DISTANCES = 1 << 24;

    private final ClDevice device;
    private final SortKernels sort;
    private final int distancesAtOnce;
    private final ClCheck check;

    ClNeighbors(ClDevice device, SortKernels sort) {
        this(device, sort, MANY_DISTANCES);
    }

    /** Sorts no more distances at a time, but at least those of a query. */
    ClNeighbors(ClDevice device, SortKernels sort, int distancesAtOnce) {
        this.device = device;
        this.sort = sort;
        this.distancesAtOnce = distancesAtOnce;
        this.check = new ClCheck(device);
    }

    private ClKernel kernel(String name, int d) {
        return device.program("neighbors.cl", Map.of("GROUP", "" + GROUP, "D", "" + d))
                .kernel(name);
    }

    @Override
    public void nearest(
            Buffer points,
            Buffer queries,
            Buffer index,
            Buffer squaredDistances,
            int count,
            int queryCount,
            int d,
            int k) {
        requireFinite("points", points, count, d);
        requireFinite("queries", queries, queryCount, d);
        if (k == 0 || queryCount == 0) {
            return;
        }
        if (k <= FEW) {
            long groups = (queryCount - 1) / GROUP + 1;
            kernel("nearestPoints", d)
                    .buffers(points, queries, index, squaredDistances)
                    .ints(count, queryCount, k)
                    .local(k * GROUP * Float.BYTES)
                    .local(k * GROUP * Integer.BYTES)
                    .run(new long[] {groups * GROUP}, new long[] {GROUP});
            return;
        }
        int some = Math.min(queryCount, Math.max(1, distancesAtOnce / count));
        Buffer distances = device.allocate(ElementType.REAL, some * count);
        Buffer first = device.allocate(ElementType.REAL, some * k);
        Buffer who = device.allocate(ElementType.INT32, some * k);
        try {
            for (int from = 0; from < queryCount; from += some) {
                int now = Math.min(some, queryCount - from);
                kernel("allDistances", d)
                        .buffers(points, queries, distances)
                        .ints(count, from, now * count)
                        .run((long) now * count);
                sort.topK(Order.ASCENDING, distances, first, who, now, count, k);
                kernel("putFound", d)
                        .buffers(first, who, squaredDistances, index)
                        .ints(from * k, now * k)
                        .run((long) now * k);
            }
        } finally {
            device.release(distances);
            device.release(first);
            device.release(who);
        }
    }

    private void requireFinite(String argument, Buffer x, int rows, int d) {
        int first = check.firstNotFinite(x, rows * d);
        if (first != ClCheck.NONE) {
            float[] all = new float[first + 1];
            device.download(x, all, all.length);
            throw Neighbors.notFinite(argument, all[first], first / d);
        }
    }
}

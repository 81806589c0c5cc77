package dev.resplat.tensor;

/** Nearest neighbours among points in the plane or in space. */
public interface NeighborKernels {
    /**
     * For each query the k points of the smallest squared distance {@code sum_i (q_i - p_i)^2},
     * nearest first, of equal distances the point of lower index first. Distances count as rounded
     * on this device: where they differ by rounding errors only, two devices may order them
     * otherwise.
     *
     * @param points {@code [count, d]}
     * @param queries {@code [queryCount, d]}
     * @param index int32 {@code [queryCount, k]}, written
     * @param squaredDistances {@code [queryCount, k]}, written
     * @throws IllegalArgumentException when a coordinate is infinite or no number
     */
    void nearest(
            Buffer points,
            Buffer queries,
            Buffer index,
            Buffer squaredDistances,
            int count,
            int queryCount,
            int d,
            int k);
}

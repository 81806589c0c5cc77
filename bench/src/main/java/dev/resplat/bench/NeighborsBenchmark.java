package dev.resplat.bench;

import dev.resplat.tensor.Neighbors;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** The 16 nearest of 100 k points for as many queries; the tree is built in each call. */
public class NeighborsBenchmark extends DeviceBenchmark {
    private static final int POINTS = 100_000;
    private static final int K = 16;

    /** Coordinates of a point. */
    @Param({"3", "2"})
    public int dimensions;

    /** Whether most points are close together. */
    @Param({"false", "true"})
    public boolean clustered;

    private Tensor points;
    private Tensor queries;

    @Override
    void prepare() {
        points = cloud();
        queries = cloud();
        try (Scope check = Scope.open()) {
            // The reference looks at all points for each query.
            Tensor few = Tensor.of(device(), Shape.of(2, 2), 0.1, 0.2, 1, -1);
            Tensor plane = values(POINTS, 2);
            check(
                    Neighbors.nearest(plane, few, K).squaredDistances(),
                    Neighbors.nearest(reference(plane), reference(few), K).squaredDistances(),
                    1e-6);
        }
    }

    private Tensor cloud() {
        Tensor uniform = values(POINTS, dimensions);
        return clustered ? uniform.map(UnaryOp.SQUARE).map(UnaryOp.SQUARE) : uniform;
    }

    /** Neighbours of all queries; counts queries. */
    @Benchmark
    public Neighbors.Nearest nearest(Rate.Elements rate) {
        rate.add(POINTS);
        try (Scope scope = Scope.open()) {
            return Neighbors.nearest(points, queries, K);
        }
    }
}

package dev.resplat.nn;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Index;
import dev.resplat.autodiff.Reduce;
import dev.resplat.autodiff.Softmax;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;

/**
 * Attention of some points to their neighbours among all, with scalar weights (Xu et al. 2025,
 * "ReSplat", section 3.2, where neighbours are the nearest points), and with where a neighbour is
 * as seen from the point:
 *
 * <pre>{@code
 * y_i = out(sum over neighbours j of softmax_j(query(x_i) . (key(p_j) + near(r_ij)) / sqrt(d)) (value(p_j) + near(r_ij)))
 * }</pre>
 *
 * <p>with r the relations that are given, such as distances in terms of the point's size.
 *
 * @see PointTransformer which has weights for each channel, and costs about ten times as much
 */
public final class NeighborAttention extends Layer {
    private final int inner;
    private final int relations;
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear near;
    private final Linear out;

    /**
     * @param width of the points that ask, and of results
     * @param points width of all points
     * @param inner width of queries, keys and values
     * @param relations numbers that describe where a neighbour is
     */
    public NeighborAttention(
            RandomStream random, Device device, int width, int points, int inner, int relations) {
        this.inner = inner;
        this.relations = relations;
        query = child("query", new Linear(random, device, width, inner));
        key = child("key", new Linear(random, device, points, inner));
        value = child("value", new Linear(random, device, points, inner));
        near = child("near", new Linear(random, device, relations, inner));
        out = child("out", new Linear(random, device, inner, width));
    }

    /**
     * @param x points that ask {@code [Q, width]}
     * @param points all points {@code [N, points]}
     * @param neighbors int32 {@code [Q, k]}, k at least one: rows of {@code points}
     * @param related {@code [Q, k, relations]}
     * @return {@code [Q, width]}
     */
    public Var forward(Var x, Var points, Tensor neighbors, Var related) {
        Shape s = neighbors.shape();
        if (s.rank() != 2
                || s.dim(1) < 1
                || x.shape().rank() != 2
                || x.shape().dim(0) != s.dim(0)
                || !related.shape().equals(Shape.of(s.dim(0), s.dim(1), relations))) {
            throw new ShapeException(
                    "NeighborAttention: x must be [Q, width], neighbors [Q, k] and related [Q, k, %d], are %s, %s and %s"
                            .formatted(relations, x.shape(), s, related.shape()));
        }
        int q = s.dim(0);
        int k = s.dim(1);
        Tensor index = neighbors.reshape(q * k);
        Var place = near.forward(related);
        Var keys = Index.gatherRows(key.forward(points), index).reshape(q, k, inner).add(place);
        Var values = Index.gatherRows(value.forward(points), index).reshape(q, k, inner).add(place);
        Var queries = query.forward(x).reshape(q, 1, inner).mul(1 / Math.sqrt(inner));
        Var shares = Softmax.softmax(Reduce.sum(Elementwise.mul(queries, keys), -1));
        Var seen = Reduce.sum(Elementwise.mul(shares.reshape(q, k, 1), values), 1);
        return out.forward(seen);
    }
}

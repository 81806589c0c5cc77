package dev.resplat.nn;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Index;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Reduce;
import dev.resplat.autodiff.Softmax;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;

/**
 * Attention of points to their neighbours (Zhao et al. 2021, "Point Transformer", equations 2 and
 * 3): with features x, positions p and X(i) the neighbours of point i,
 *
 * <pre>{@code
 * y_i   = sum over j in X(i) of softmax_j(gamma(query(x_i) - key(x_j) + d_ij)) * (value(x_j) + d_ij)
 * d_ij  = theta(p_i - p_j)
 * }</pre>
 *
 * <p>Each channel has weights of its own. gamma and theta are two linear layers with a rectifier
 * between them.
 */
public final class PointTransformer extends Layer {
    private final int width;
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Mlp position;
    private final Mlp weights;

    /**
     * @param in width of the given features
     * @param width of queries, keys, values and results
     * @param dimensions of positions, 2 or 3
     */
    public PointTransformer(RandomStream random, Device device, int in, int width, int dimensions) {
        this.width = width;
        query = child("query", new Linear(random, device, in, width));
        key = child("key", new Linear(random, device, in, width));
        value = child("value", new Linear(random, device, in, width));
        position =
                child(
                        "position",
                        new Mlp(random, device, Activation.RELU, dimensions, width, width));
        weights = child("weights", new Mlp(random, device, Activation.RELU, width, width, width));
    }

    /**
     * @param x features {@code [n, in]}
     * @param positions {@code [n, dimensions]}
     * @param neighbors int32 {@code [n, k]}, k at least one: which points each attends to, as
     *     {@link dev.resplat.tensor.Neighbors#nearest} finds them
     * @return {@code [n, width]}
     */
    public Var forward(Var x, Var positions, Tensor neighbors) {
        check(x, positions, neighbors);
        int n = neighbors.shape().dim(0);
        int k = neighbors.shape().dim(1);
        Tensor index = neighbors.reshape(n * k);
        Var centre = positions.reshape(n, 1, -1);
        Var offset = position.forward(centre.sub(neighbors(positions, index, n, k)));
        Var keys = neighbors(key.forward(x), index, n, k);
        Var values = neighbors(value.forward(x), index, n, k).add(offset);
        Var relation = query.forward(x).reshape(n, 1, width).sub(keys).add(offset);
        // Softmax is along the innermost axis: neighbours have to be there.
        Var scores = Layout.transpose(weights.forward(relation));
        Var attended = Elementwise.mul(Softmax.softmax(scores), Layout.transpose(values));
        return Reduce.sum(attended, -1);
    }

    private static Var neighbors(Var rows, Tensor index, int n, int k) {
        return Index.gatherRows(rows, index).reshape(n, k, rows.shape().dim(1));
    }

    private static void check(Var x, Var positions, Tensor neighbors) {
        Shape s = neighbors.shape();
        if (s.rank() != 2 || s.dim(1) < 1) {
            throw new ShapeException(
                    "PointTransformer: neighbors must be [n, k], k at least 1, is " + s);
        }
        if (x.shape().rank() != 2
                || positions.shape().rank() != 2
                || x.shape().dim(0) != s.dim(0)
                || positions.shape().dim(0) != s.dim(0)) {
            throw new ShapeException(
                    "PointTransformer: x and positions must have a row for each of neighbors "
                            + s
                            + ", are "
                            + x.shape()
                            + " and "
                            + positions.shape());
        }
    }
}

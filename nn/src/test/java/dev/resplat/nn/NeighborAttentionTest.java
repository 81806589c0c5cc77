package dev.resplat.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Attention of some points to their neighbours among others. */
class NeighborAttentionTest {
    private static final int[] NEIGHBORS = {0, 3, 8, 2, 2, 5, 1, 7, 8, 8, 0, 4};

    private final Device device = GradientCheck.device().poisonBuffers();
    private final RandomStream random = new RandomStream(23);
    @RegisterExtension final InScope scope = InScope.on(device);

    private Tensor normal(int... dims) {
        return random.normal(device, Shape.of(dims));
    }

    private Tensor neighbors(int q, int k) {
        return Tensor.ofInts(device, Shape.of(q, k), NEIGHBORS);
    }

    private NeighborAttention layer() {
        return new NeighborAttention(random, device, 4, 5, 3, 2);
    }

    /** Also where a point is a neighbour twice, of two points, or of none. */
    @Test
    void gradients() {
        for (int k : new int[] {1, 3, 12}) {
            int q = 12 / k;
            NeighborAttention layer = layer();
            Tensor near = neighbors(q, k);
            Tensor points = normal(9, 5);
            Tensor related = normal(q, k, 2);
            Var all = Var.constant(points);
            Var where = Var.constant(related);
            LayerGradient.check(layer, x -> layer.forward(x, all, near, where), normal(q, 4));
            GradientCheck.check(
                    v -> layer.forward(v[0], v[1], near, v[2]), normal(q, 4), points, related);
        }
    }

    /** One neighbour has all the weight, whatever is asked. */
    @Test
    void aSingleNeighborIsSeenAsItIs() {
        NeighborAttention layer = layer();
        Var points = Var.constant(normal(9, 5));
        Var related = Var.constant(normal(12, 1, 2));
        Tensor near = neighbors(12, 1);
        double[] one =
                layer.forward(Var.constant(normal(12, 4)), points, near, related)
                        .value()
                        .toDoubles();
        double[] two =
                layer.forward(Var.constant(normal(12, 4)), points, near, related)
                        .value()
                        .toDoubles();
        assertArrayEquals(one, two, 1e-12);
    }

    @Test
    void theOrderOfNeighborsDoesNotMatter() {
        NeighborAttention layer = layer();
        Var x = Var.constant(normal(1, 4));
        Var points = Var.constant(normal(9, 5));
        double[] r = normal(2, 2).toDoubles();
        double[] one =
                layer.forward(x, points, pair(4, 7), related(r[0], r[1], r[2], r[3]))
                        .value()
                        .toDoubles();
        double[] two =
                layer.forward(x, points, pair(7, 4), related(r[2], r[3], r[0], r[1]))
                        .value()
                        .toDoubles();
        assertArrayEquals(one, two, 1e-12);
    }

    private Tensor pair(int a, int b) {
        return Tensor.ofInts(device, Shape.of(1, 2), a, b);
    }

    private Var related(double... r) {
        return Var.constant(Tensor.of(device, Shape.of(1, 2, 2), r));
    }

    @Test
    void whatDoesNotFitIsNamed() {
        NeighborAttention layer = layer();
        fails(
                layer,
                Shape.of(4, 4),
                neighbors(4, 3),
                Shape.of(4, 3, 1),
                "[4, 4], [4, 3] and [4, 3, 1]");
        fails(
                layer,
                Shape.of(4, 4),
                neighbors(4, 3),
                Shape.of(4, 2, 2),
                "[4, 4], [4, 3] and [4, 2, 2]");
        fails(
                layer,
                Shape.of(5, 4),
                neighbors(4, 3),
                Shape.of(4, 3, 2),
                "[5, 4], [4, 3] and [4, 3, 2]");
        Tensor flat = Tensor.ofInts(device, Shape.of(12), NEIGHBORS);
        fails(layer, Shape.of(4, 4), flat, Shape.of(4, 3, 2), "[4, 4], [12] and [4, 3, 2]");
        Tensor none = Tensor.ofInts(device, Shape.of(4, 0));
        fails(layer, Shape.of(4, 4), none, Shape.of(4, 0, 2), "[4, 4], [4, 0] and [4, 0, 2]");
    }

    private void fails(
            NeighborAttention layer, Shape x, Tensor neighbors, Shape related, String shapes) {
        Var queries = Var.constant(Tensor.zeros(device, x));
        Var points = Var.constant(normal(9, 5));
        Var where = Var.constant(Tensor.zeros(device, related));
        String message =
                assertThrows(
                                ShapeException.class,
                                () -> layer.forward(queries, points, neighbors, where))
                        .getMessage();
        assertEquals(
                "NeighborAttention: x must be [Q, width], neighbors [Q, k] and related [Q, k, 2],"
                        + " are "
                        + shapes,
                message);
    }
}

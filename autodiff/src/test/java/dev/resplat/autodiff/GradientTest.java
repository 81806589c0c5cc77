package dev.resplat.autodiff;

import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.SortKernels.Order;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import java.util.function.Function;

/** The operations every model is made of. */
class GradientTest extends GradientContract {
    GradientTest() {
        super(
                Elementwise.class,
                Matmul.class,
                Reduce.class,
                Softmax.class,
                Scan.class,
                Index.class,
                Layout.class);
    }

    @Override
    protected void addCases() {
        elementwise();
        products();
        affine();
        reductions();
        layout();
        indexing();
    }

    private void elementwise() {
        for (UnaryOp op : UnaryOp.values()) {
            gradient("Elementwise.map " + op, x -> Elementwise.map(op, x[0]), positive(4, 5));
            if (Double.isFinite(op.apply(-2))) {
                gradient(
                        "Elementwise.map " + op + " of negatives",
                        x -> Elementwise.map(op, x[0]),
                        positive(4, 5).mul(-2));
            }
        }
        gradient("Elementwise.neg", x -> Elementwise.neg(x[0]), normal(3));
        gradient("Elementwise.abs", x -> Elementwise.abs(x[0]), distinct(7));
        gradient("Elementwise.square", x -> Elementwise.square(x[0]), normal(3));
        gradient("Elementwise.sqrt", x -> Elementwise.sqrt(x[0]), positive(3));
        gradient("Elementwise.exp", x -> Elementwise.exp(x[0]), normal(3));
        gradient("Elementwise.log", x -> Elementwise.log(x[0]), positive(3));
        gradient("Elementwise.sigmoid", x -> Elementwise.sigmoid(x[0]), normal(3));
        gradient("Elementwise.tanh", x -> Elementwise.tanh(x[0]), normal(3));
        gradient("Elementwise.relu", x -> Elementwise.relu(x[0]), distinct(8));
        gradient("Elementwise.saturate", x -> Elementwise.saturate(x[0]), distinct(8));

        gradient("Elementwise.rsqrt", x -> Elementwise.rsqrt(x[0]), positive(3));
        gradient("Elementwise.reciprocal", x -> Elementwise.reciprocal(x[0]), positive(3));
        gradient("Elementwise.expm1", x -> Elementwise.expm1(x[0]), positive(3));
        gradient("Elementwise.log1p", x -> Elementwise.log1p(x[0]), positive(3));
        gradient("Elementwise.sin", x -> Elementwise.sin(x[0]), positive(3));
        gradient("Elementwise.cos", x -> Elementwise.cos(x[0]), positive(3));
        gradient("Elementwise.softplus", x -> Elementwise.softplus(x[0]), positive(3));
        gradient("Elementwise.erf", x -> Elementwise.erf(x[0]), positive(3));
        gradient("Elementwise.gelu", x -> Elementwise.gelu(x[0]), positive(3));
        gradient("Elementwise.silu", x -> Elementwise.silu(x[0]), positive(3));

        gradient("Elementwise.sub a number", x -> Elementwise.sub(x[0], 3), normal(4));
        gradient("Elementwise.div a number", x -> Elementwise.div(x[0], -3), normal(4));

        binary("Elementwise.add", x -> Elementwise.add(x[0], x[1]));
        binary("Elementwise.sub", x -> Elementwise.sub(x[0], x[1]));
        binary("Elementwise.mul", x -> Elementwise.mul(x[0], x[1]));
        binary("Elementwise.div", x -> Elementwise.div(x[0], x[1]));
        binary("Elementwise.pow", x -> Elementwise.pow(x[0], x[1]));
        binary("Elementwise.max", x -> Elementwise.max(x[0], x[1]));
        binary("Elementwise.min", x -> Elementwise.min(x[0], x[1]));
        binary("Elementwise.atan2", x -> Elementwise.atan2(x[0], x[1]));

        gradient("Elementwise.add a number", x -> Elementwise.add(x[0], 3), normal(4));
        gradient("Elementwise.mul a number", x -> Elementwise.mul(x[0], -3), normal(4));
        gradient("Elementwise.pow a number", x -> Elementwise.pow(x[0], 2.5), positive(4));
        gradient("Elementwise.clamp", x -> Elementwise.clamp(x[0], -0.6, 0.6), distinct(8));
        Tensor condition = normal(3, 4).map(BinaryOp.LESS, 0);
        gradient(
                "Elementwise.select",
                x -> Elementwise.select(condition, x[0], x[1]),
                normal(3, 4),
                normal(3, 4));
        gradient("Elementwise.mul by itself", x -> Elementwise.mul(x[0], x[0]), normal(3, 5));
        gradient("Elementwise.add to itself", x -> Elementwise.add(x[0], x[0]), normal(3, 5));
    }

    /** Equal shapes, and every way to repeat. Operands are positive and distinct. */
    private void binary(String name, Function<Var[], Var> f) {
        int[][][] shapes = {
            {{3, 4}, {3, 4}},
            {{3, 4}, {4}},
            {{4}, {3, 4}},
            {{3, 4}, {3, 1}},
            {{3, 1}, {1, 4}},
            {{2, 3, 4}, {3, 1}},
            {{2, 1, 4}, {3, 1}},
            {{}, {3}},
            {{2, 3}, {}},
            {{0, 3}, {3}},
        };
        for (int[][] pair : shapes) {
            String shape = Shape.of(pair[0]) + " and " + Shape.of(pair[1]);
            gradient(name + " " + shape, f, positive(pair[0]), positive(pair[1]));
        }
    }

    private void products() {
        for (int[] s : new int[][] {{1, 1, 1}, {2, 3, 4}, {5, 1, 7}, {3, 0, 2}, {0, 3, 2}}) {
            int m = s[0];
            int k = s[1];
            int n = s[2];
            gradient(
                    "Matmul.matmul " + m + " " + k + " " + n,
                    x -> Matmul.matmul(x[0], x[1]),
                    normal(m, k),
                    normal(k, n));
            gradient(
                    "Matmul.matmulTransposed " + m + " " + k + " " + n,
                    x -> Matmul.matmulTransposed(x[0], x[1]),
                    normal(m, k),
                    normal(n, k));
        }
        gradient(
                "Matmul.matmul batch",
                x -> Matmul.matmul(x[0], x[1]),
                normal(2, 3, 4, 5),
                normal(2, 3, 5, 2));
        gradient(
                "Matmul.matmul one b",
                x -> Matmul.matmul(x[0], x[1]),
                normal(2, 3, 4),
                normal(4, 5));
        gradient(
                "Matmul.matmul one a",
                x -> Matmul.matmul(x[0], x[1]),
                normal(3, 4),
                normal(2, 4, 5));
        gradient(
                "Matmul.matmulTransposed batch",
                x -> Matmul.matmulTransposed(x[0], x[1]),
                normal(2, 3, 4),
                normal(2, 5, 4));
        gradient(
                "Matmul.matmulTransposed one b",
                x -> Matmul.matmulTransposed(x[0], x[1]),
                normal(2, 3, 4),
                normal(5, 4));
        gradient(
                "Matmul.matmulTransposed one a",
                x -> Matmul.matmulTransposed(x[0], x[1]),
                normal(3, 4),
                normal(2, 5, 4));
        gradient("Matmul.matmul with itself", x -> Matmul.matmul(x[0], x[0]), normal(3, 3));
    }

    private void affine() {
        gradient(
                "Matmul.affine",
                x -> Matmul.affine(x[0], x[1], x[2]),
                normal(3, 4),
                normal(4, 2),
                normal(2));
        gradient(
                "Matmul.affine batch",
                x -> Matmul.affine(x[0], x[1], x[2]),
                normal(2, 3, 4),
                normal(4, 2),
                normal(2));
    }

    private void reductions() {
        gradient("Reduce.sum", x -> Reduce.sum(x[0]), normal(2, 3));
        gradient("Reduce.mean", x -> Reduce.mean(x[0]), normal(2, 3));
        gradient("Reduce.max", x -> Reduce.max(x[0]), distinct(2, 3));
        for (int axis : new int[] {0, 1, -1}) {
            gradient("Reduce.sum axis " + axis, x -> Reduce.sum(x[0], axis), normal(2, 3, 4));
            gradient("Reduce.mean axis " + axis, x -> Reduce.mean(x[0], axis), normal(2, 3, 4));
            gradient("Reduce.max axis " + axis, x -> Reduce.max(x[0], axis), distinct(2, 3, 4));
            gradient(
                    "Reduce.variance axis " + axis,
                    x -> Reduce.variance(x[0], axis),
                    normal(2, 3, 4));
            gradient("Reduce.norm axis " + axis, x -> Reduce.norm(x[0], axis), normal(2, 3, 4));
            gradient(
                    "Scan.cumulativeSum axis " + axis,
                    x -> Scan.cumulativeSum(x[0], axis),
                    normal(2, 3, 4));
            gradient(
                    "Scan.cumulativeProduct axis " + axis,
                    x -> Scan.cumulativeProduct(x[0], axis),
                    normal(2, 3, 4));
        }
        gradient(
                "Scan.cumulativeProduct with zeros",
                x -> Scan.cumulativeProduct(x[0], 0),
                Tensor.of(device, Shape.of(6), 1, 2, 0, 3, 0, -1));
        gradient("Softmax.softmax", x -> Softmax.softmax(x[0]), normal(3, 5));
        gradient("Softmax.softmax one", x -> Softmax.softmax(x[0]), normal(3, 1));
        gradient("Softmax.logSoftmax", x -> Softmax.logSoftmax(x[0]), normal(3, 5));
    }

    private void layout() {
        gradient("Layout.reshape", x -> Layout.reshape(x[0], 4, -1), normal(2, 6));
        gradient("Layout.transpose", x -> Layout.transpose(x[0]), normal(2, 3, 4));
        gradient("Layout.permute", x -> Layout.permute(x[0], 2, 0, 1), normal(2, 3, 4));
        gradient(
                "Layout.broadcastTo",
                x -> Layout.broadcastTo(x[0], Shape.of(5, 2, 3)),
                normal(2, 1));
        gradient("Layout.slice", x -> Layout.slice(x[0], 1, 1, 3), normal(2, 4, 3));
        gradient("Layout.pad", x -> Layout.pad(x[0], -1, 2, 1), normal(2, 3));
        gradient("Layout.pixelShuffle", x -> Layout.pixelShuffle(x[0], 2), normal(2, 3, 2, 12));
        gradient("Layout.pixelUnshuffle", x -> Layout.pixelUnshuffle(x[0], 2), normal(2, 4, 6, 3));
        gradient("Layout.flip", x -> Layout.flip(x[0], 0), normal(3, 2));
        gradient(
                "Layout.concat",
                x -> Layout.concat(1, x[0], x[1], x[0]),
                normal(2, 3),
                normal(2, 0));
        gradient(
                "Layout.concat last axis",
                x -> Layout.concat(-1, x[0], x[1]),
                normal(2, 3),
                normal(2, 2));
    }

    private void indexing() {
        Tensor rows = ints(Shape.of(5), 3, 0, 3, 1, 3);
        gradient("Index.gatherRows", x -> Index.gatherRows(x[0], rows), normal(4, 2, 3));
        gradient("Index.scatterAddRows", x -> Index.scatterAddRows(x[0], rows, 4), normal(5, 2));
        Tensor places = ints(Shape.of(2, 3), 0, 3, 3, 2, 1, 0);
        gradient("Index.gather", x -> Index.gather(x[0], 1, places), normal(2, 4));
        gradient("Index.scatterAdd", x -> Index.scatterAdd(x[0], -1, places, 5), normal(2, 3));
        for (Order order : Order.values()) {
            gradient("Index.sort " + order, x -> Index.sort(x[0], order).values(), distinct(3, 4));
            gradient(
                    "Index.topK " + order,
                    x -> Index.topK(x[0], order, 2).values(),
                    distinct(3, 4));
        }
    }
}

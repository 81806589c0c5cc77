package dev.resplat.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Golden;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.SortKernels.Order;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Core operations whose definition has corners, and some where blocks and threads matter. */
class GoldenTest extends GoldenContract {
    private static final Golden LARGE = Golden.open("core/large.safetensors");

    private final Map<String, Function<Var[], Var>> large = new LinkedHashMap<>();

    GoldenTest() {
        super("core/ops.safetensors");
        elementwise();
        reductions();
        order();
        indexing();
        products();
        large();
    }

    @TestFactory
    Stream<DynamicTest> largeCasesAgreeWithPyTorch() {
        return onEveryDevice(large.keySet(), this::draw);
    }

    @Test
    void everyLargeCaseIsRun() {
        assertEquals(LARGE.cases(), new TreeSet<>(large.keySet()));
    }

    /** As {@code large} in {@code generate_core.py}. */
    private void draw(Subject subject, String name) {
        RandomStream random = new RandomStream(LARGE.ints(name + "/seed")[0]);
        Var[] x = new Var[LARGE.count(name + "/s")];
        for (int i = 0; i < x.length; i++) {
            Shape shape = Shape.of(LARGE.ints(name + "/s" + i));
            x[i] = Var.parameter(around(random, subject.device(), shape));
        }
        Var y = large.get(name).apply(x);
        Tensor u = around(random, subject.device(), y.shape());
        sketched(subject, name + "/y", random, y.value());
        Gradients gradients = y.backward(u);
        for (int i = 0; i < x.length; i++) {
            sketched(subject, name + "/g" + i, random, gradients.of(x[i]));
        }
    }

    /** Uniform in [-2, 2), exact in float. */
    private static Tensor around(RandomStream random, Device device, Shape shape) {
        return random.uniform(device, shape).add(-0.5).mul(4);
    }

    /** The sum over all elements may carry the rounding of each, hence the wider tolerance. */
    private void sketched(Subject subject, String name, RandomStream random, Tensor value) {
        double[] w = around(random, subject.device(), value.shape()).toDoubles();
        double[] v = value.toDoubles();
        double[] sketch = new double[1 + Math.min(4, v.length)];
        double largest = 1;
        for (int i = 0; i < v.length; i++) {
            sketch[0] += w[i] * v[i];
            largest = Math.max(largest, Math.abs(v[i]));
        }
        System.arraycopy(v, 0, sketch, 1, sketch.length - 1);
        LARGE.check(name, sketch, subject.tolerance() * largest * Math.sqrt(v.length));
    }

    // ---- Cases, named as in generate_core.py -----------------------------------------------

    private void elementwise() {
        for (UnaryOp op :
                List.of(
                        UnaryOp.GELU,
                        UnaryOp.SILU,
                        UnaryOp.SIGMOID,
                        UnaryOp.TANH,
                        UnaryOp.SOFTPLUS,
                        UnaryOp.ERF,
                        UnaryOp.LOG1P,
                        UnaryOp.EXPM1,
                        UnaryOp.RELU,
                        UnaryOp.ABS,
                        UnaryOp.ROUND,
                        UnaryOp.FLOOR)) {
            add(op.toString(), (x, i) -> Elementwise.map(op, x[0]));
        }
        add("clamp", (x, i) -> Elementwise.clamp(x[0], -0.5, 1));
        add("pow", (x, i) -> Elementwise.pow(x[0], x[1]));
        add("pow number", (x, i) -> Elementwise.pow(x[0], 2.5));
        add("pow integer of negatives", (x, i) -> Elementwise.pow(x[0], 3));
        add("square of zero", (x, i) -> Elementwise.pow(x[0], 2));
        add("atan2", (x, i) -> Elementwise.atan2(x[0], x[1]));
        add("max", (x, i) -> Elementwise.max(x[0], x[1]));
        add("min", (x, i) -> Elementwise.min(x[0], x[1]));
        add("add row", (x, i) -> x[0].add(x[1]));
        add("sub column", (x, i) -> x[0].sub(x[1]));
        add("mul outer", (x, i) -> x[0].mul(x[1]));
        add("div column", (x, i) -> x[0].div(x[1]));
        add("mul middle", (x, i) -> x[0].mul(x[1]));
        add("sub scalar", (x, i) -> x[0].sub(x[1]));
    }

    private void reductions() {
        add("softmax", (x, i) -> Softmax.softmax(x[0]));
        add("log softmax", (x, i) -> Softmax.logSoftmax(x[0]));
        add("log softmax infinite", (x, i) -> Softmax.logSoftmax(x[0]));
        add("logsumexp", (x, i) -> Reduce.mean(x[0].sub(Softmax.logSoftmax(x[0])), -1));
        for (int axis = 0; axis < 3; axis++) {
            int a = axis;
            add("variance " + a, (x, i) -> Reduce.variance(x[0], a));
        }
        add("variance far from zero", (x, i) -> Reduce.variance(x[0], 0));
        add("mean", (x, i) -> Reduce.mean(x[0], 1));
        add("norm", (x, i) -> Reduce.norm(x[0], 1));
        add("max ties", (x, i) -> Reduce.max(x[0], 1));
        add("max not a number", (x, i) -> Reduce.max(x[0], 1));
        add("argmax ties", (x, i) -> Var.constant(x[0].value().argMax(1)));
        add("argmax not a number", (x, i) -> Var.constant(x[0].value().argMax(1)));
        add("cumsum", (x, i) -> Scan.cumulativeSum(x[0], 1));
        add("cumsum outer", (x, i) -> Scan.cumulativeSum(x[0], 0));
        add("cumprod", (x, i) -> Scan.cumulativeProduct(x[0], 1));
        add("cumprod zeros", (x, i) -> Scan.cumulativeProduct(x[0], 1));
        add("cumprod zeros outer", (x, i) -> Scan.cumulativeProduct(x[0], 0));
    }

    private void order() {
        for (Order order : Order.values()) {
            String name = order.name().toLowerCase(Locale.ROOT);
            add("sort " + name, (x, i) -> Index.sort(x[0], order).values());
            add("sort " + name + " values", (x, i) -> Index.sort(x[0], order).values());
            add("sort " + name + " index", (x, i) -> Var.constant(Index.sort(x[0], order).index()));
            add("topk " + name, (x, i) -> Index.topK(x[0], order, 4).values());
            add(
                    "topk " + name + " index",
                    (x, i) -> Var.constant(Index.topK(x[0], order, 4).index()));
        }
    }

    private void indexing() {
        add("index_select", (x, i) -> Index.gatherRows(x[0], i[0]));
        add("embedding", (x, i) -> Layout.reshape(Index.gatherRows(x[0], i[0]), 1, 5, 3));
        add("index_add", (x, i) -> Index.scatterAddRows(x[0], i[0], 6));
        add("gather", (x, i) -> Index.gather(x[0], 1, i[0]));
        add("gather outer", (x, i) -> Index.gather(x[0], 0, i[0]));
        add("scatter_add", (x, i) -> Index.scatterAdd(x[0], 1, i[0], 5));
        add("scatter_add outer", (x, i) -> Index.scatterAdd(x[0], 0, i[0], 4));
        add("pad last", (x, i) -> Layout.pad(x[0], -1, 2, 1));
        add("pad first", (x, i) -> Layout.pad(x[0], 0, 1, 3));
        add("flip", (x, i) -> Layout.flip(x[0], 1));
        add("permute", (x, i) -> Layout.permute(x[0], 2, 0, 1));
        add("concat", (x, i) -> Layout.concat(1, x[0], x[1], x[0]));
    }

    private void products() {
        for (String name : List.of("", " batch", " one right", " one left", " two batch axes")) {
            add("matmul" + name, (x, i) -> x[0].matmul(x[1]));
        }
        add("matmul transposed", (x, i) -> Matmul.matmulTransposed(x[0], x[1]));
        add("matmul transposed one right", (x, i) -> Matmul.matmulTransposed(x[0], x[1]));
        add("affine", (x, i) -> Matmul.affine(x[0], x[1], x[2]));
    }

    private void large() {
        large.put("matmul", x -> x[0].matmul(x[1]));
        large.put("matmul batch", x -> x[0].matmul(x[1]));
        large.put("matmul one right", x -> x[0].matmul(x[1]));
        large.put("matmul transposed", x -> Matmul.matmulTransposed(x[0], x[1]));
        large.put("affine", x -> Matmul.affine(x[0], x[1], x[2]));
        large.put("gelu", x -> Elementwise.map(UnaryOp.GELU, x[0]));
        large.put("softmax", x -> Softmax.softmax(x[0]));
        large.put("log softmax", x -> Softmax.logSoftmax(x[0]));
        large.put("variance", x -> Reduce.variance(x[0], 1));
        large.put("norm", x -> Reduce.norm(x[0], -1));
        large.put("sum", x -> Reduce.sum(x[0], 0));
        large.put("max", x -> Reduce.max(x[0], 1));
        large.put("mul broadcast", x -> x[0].mul(x[1]));
        large.put("cumsum", x -> Scan.cumulativeSum(x[0], -1));
        large.put("sort", x -> Index.sort(x[0], Order.DESCENDING).values());
        large.put("topk", x -> Index.topK(x[0], Order.DESCENDING, 20).values());
    }
}

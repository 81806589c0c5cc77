package dev.resplat.tensor;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.SortKernels.Order;
import dev.resplat.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;

/** Mistakes are told with the operation, the argument and the shapes, before anything is done. */
class TensorErrorTest {
    private final Device device = new ReferenceDevice().poisonBuffers();
    private final Device elsewhere = new ReferenceDevice();
    @RegisterExtension final InScope scope = InScope.on(device, elsewhere);
    private Tensor x;
    private Tensor wide;
    private Tensor ints;
    private Tensor far;

    @BeforeEach
    void openScope() {
        x = Tensor.zeros(device, Shape.of(2, 3));
        wide = Tensor.zeros(device, Shape.of(4, 5));
        ints = Tensor.ofInts(device, Shape.of(2, 3), new int[6]);
        far = Tensor.zeros(elsewhere, Shape.of(2, 3));
    }

    private static void shapes(Executable code, String... parts) {
        message(ShapeException.class, code, parts);
    }

    private static void arguments(Executable code, String... parts) {
        message(IllegalArgumentException.class, code, parts);
    }

    private static void message(Class<? extends Throwable> type, Executable code, String... parts) {
        String message = assertThrows(type, code).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), "'" + message + "' lacks '" + part + "'");
        }
    }

    @Test
    void elementCounts() {
        shapes(() -> Tensor.of(device, Shape.of(2), 1, 2, 3), "of:", "[2]", "2 elements, got 3");
        shapes(() -> Tensor.ofInts(device, Shape.of(2), 1), "ofInts:", "[2]", "got 1");
        shapes(() -> x.write(new float[2]), "write:", "[2, 3]", "got 2");
        shapes(() -> x.item(), "item:", "[2, 3]");
        arguments(() -> ints.toDoubles(), "toDoubles:", "x must be real, is int32[2, 3]");
        arguments(() -> ints.toFloats(), "toFloats:", "x must be real");
        arguments(() -> x.toInts(), "toInts:", "x must be int32, is real[2, 3]");
    }

    @Test
    void elementwise() {
        shapes(() -> x.add(wide), "add:", "a [2, 3]", "b [4, 5]");
        arguments(() -> x.mul(ints), "mul:", "b must be real", "int32[2, 3]");
        arguments(() -> ints.mul(x), "mul:", "a must be real");
        arguments(() -> x.sub(far), "sub:", "a real[2, 3]", "b real[2, 3]", "devices", "to()");
        arguments(() -> ints.map(UnaryOp.EXP), "exp:", "x must be real");
        arguments(() -> ints.add(1), "add:", "a must be real");
        shapes(() -> x.mapGrad(UnaryOp.EXP, wide, x), "expGrad:", "y must be [2, 3]", "[4, 5]");
        shapes(() -> x.mapGrad(UnaryOp.EXP, x, wide), "expGrad:", "gradY must be", "[4, 5]");
        arguments(() -> x.mapGrad(UnaryOp.EXP, x, ints), "expGrad:", "gradY must be real");
        arguments(() -> x.mapGrad(UnaryOp.EXP, far, x), "expGrad:", "y real", "devices");
        shapes(() -> x.select(wide, x), "select:", "a must be [2, 3], is [4, 5]");
        shapes(() -> x.select(x, wide), "select:", "b must be [2, 3], is [4, 5]");
        arguments(() -> x.select(x, ints), "select:", "b must be real");
        arguments(() -> ints.select(x, x), "select:", "condition must be real");
        arguments(() -> x.select(far, x), "select:", "a real", "devices");
        arguments(() -> x.toReal(), "toReal:", "x must be int32");
        arguments(() -> ints.toInt32(), "toInt32:", "x must be real");
    }

    @Test
    void products() {
        shapes(() -> x.matmul(wide), "matmul:", "a [2, 3]", "b [4, 5]", "3 and 4 differ");
        shapes(() -> x.matmulTransposed(wide), "b [4, 5] (transposed)", "3 and 5 differ");
        shapes(() -> x.transposedMatmul(wide), "a [2, 3] (transposed)", "2 and 4 differ");
        shapes(() -> x.matmul(x.reshape(6)), "matmul:", "[2, 3]", "[6]", "two axes");
        shapes(
                () -> x.reshape(2, 1, 3).matmul(Tensor.zeros(device, Shape.of(4, 3, 5))),
                "matmul:",
                "[2, 1, 3]",
                "[4, 3, 5]",
                "[2] and [4]");
        arguments(() -> x.matmul(ints), "matmul:", "b must be real");
        arguments(() -> x.matmul(far), "matmul:", "devices");
    }

    @Test
    void reductions() {
        shapes(() -> x.sum(2), "sum:", "[2, 3]", "no axis 2", "-2 to 1");
        arguments(() -> ints.sum(), "sum:", "x must be real");
        shapes(() -> Tensor.scalar(device, 1).sum(0), "sum:", "[]", "no axis 0");
        Tensor empty = Tensor.zeros(device, Shape.of(0, 3));
        shapes(() -> empty.reduce(ReduceOp.MAX, 0), "max:", "[0, 3]", "nothing");
        shapes(() -> empty.argMax(0), "argMax:", "axis 0 of [0, 3]", "empty");
        shapes(() -> x.argMax(-3), "argMax:", "no axis -3");
        shapes(() -> x.sumTo(Shape.of(2)), "sumTo:", "[2]", "[2, 3]");
        shapes(() -> Arranging.broadcastTo(x, Shape.of(3, 2)), "broadcastTo:", "[2, 3]", "[3, 2]");
    }

    @Test
    void softmaxAndScans() {
        shapes(() -> Tensor.scalar(device, 1).softmax(), "softmax:", "[]");
        arguments(() -> ints.logSoftmax(), "logSoftmax:", "x must be real");
        shapes(() -> x.softmaxGrad(wide), "softmaxGrad:", "gradY", "[2, 3]", "[4, 5]");
        arguments(() -> x.softmaxGrad(ints), "softmaxGrad:", "gradY must be real");
        arguments(() -> x.logSoftmaxGrad(far), "logSoftmaxGrad:", "gradY", "devices");
        shapes(() -> Scanning.cumulativeSum(x, 5), "cumulativeSum:", "no axis 5");
        shapes(
                () -> Scanning.cumulativeProductGrad(x, 0, wide),
                "cumulativeProductGrad:",
                "gradY must be [2, 3], is [4, 5]");
    }

    @Test
    void indices() {
        Tensor index = Tensor.ofInts(device, Shape.of(2), 0, 1);
        arguments(
                () -> Gathering.gatherRows(x, x),
                "gatherRows:",
                "index must be int32, is real[2, 3]");
        shapes(() -> Gathering.gatherRows(x, ints), "gatherRows:", "rank 1", "[2, 3]");
        arguments(() -> Gathering.gatherRows(far, index), "gatherRows:", "index", "devices");
        shapes(
                () -> Gathering.scatterAddRows(wide, index, 9),
                "scatterAddRows:",
                "index must be [4], is [2]");
        arguments(
                () -> Gathering.scatterAddRows(ints, index, 9),
                "scatterAddRows:",
                "x must be real");
        shapes(() -> Gathering.gather(wide, 1, ints), "gather:", "index must be [4, 3], is [2, 3]");
        shapes(() -> Gathering.gather(x, 2, ints), "gather:", "no axis 2");
        shapes(() -> Gathering.gather(x, 0, index), "gather:", "rank 2", "[2]", "[2, 3]");
        shapes(() -> Gathering.scatterAdd(wide, 0, ints, 3), "scatterAdd:", "index must be [4, 5]");
        shapes(() -> Sorting.topK(x, Order.ASCENDING, 4), "topK:", "k = 4", "[2, 3]", "0 to 3");
        arguments(() -> Sorting.sort(ints, Order.ASCENDING), "sort:", "x must be real");
        shapes(() -> Sorting.sort(Tensor.scalar(device, 1), Order.ASCENDING), "sort:", "[]");
    }

    @Test
    void layouts() {
        shapes(() -> x.reshape(4, 2), "reshape:", "[2, 3]", "6", "[4, 2]", "8");
        shapes(() -> x.reshape(4, -1), "reshape:", "[2, 3]", "[4, -1]");
        shapes(() -> x.reshape(-1, -1), "reshape:", "[-1, -1]");
        shapes(() -> x.reshape(0, -1), "reshape:", "[0, -1]");
        shapes(() -> x.reshape(-1, -6), "reshape:", "[-1, -6]");
        shapes(() -> Arranging.permute(x, 0), "permute:", "[0]", "[2, 3]");
        shapes(() -> Arranging.permute(x, 0, 0), "permute:", "[0, 0]");
        shapes(() -> Arranging.permute(x, 0, 2), "permute:", "[0, 2]");
        shapes(() -> Arranging.transpose(x.reshape(6)), "transpose:", "[6]");
        shapes(() -> Arranging.slice(x, 1, 1, 4), "slice:", "1 to 4", "axis 1", "[2, 3]", "0 to 3");
        shapes(() -> Arranging.slice(x, 1, -1, 2), "slice:", "-1 to 2");
        shapes(() -> Arranging.slice(x, 1, 2, 1), "slice:", "2 to 1");
        shapes(() -> Arranging.flip(x, 2), "flip:", "[2, 3]", "no axis 2");
        shapes(() -> Arranging.pad(x, 0, -1, 0), "pad:", "-1");
        int many = Integer.MAX_VALUE;
        shapes(() -> Arranging.pad(x, 0, many, 0), "pad:", "[2, 3]", "too many");
        shapes(() -> Arranging.pad(x, 0, many, many), "pad:", "[2, 3]", "too many");
        shapes(() -> Arranging.concat(0), "concat:", "nothing");
        shapes(
                () -> Arranging.concat(0, x, wide),
                "concat:",
                "part 1",
                "[4, 5]",
                "[2, 3]",
                "axis 0");
        arguments(() -> Arranging.concat(0, x, ints), "concat:", "part 1 must be real");
        arguments(() -> Arranging.concat(0, x, far), "concat:", "part 0", "part 1", "devices");
    }

    @Test
    void indicesOutOfRange() {
        Tensor index = Tensor.ofInts(device, Shape.of(1), 2);
        message(IndexOutOfBoundsException.class, () -> Gathering.gatherRows(x, index), "2");
    }

    @Test
    void anAliasWithoutAScopeLeaksNothing() throws InterruptedException {
        Thread other = new Thread(() -> assertThrows(IllegalStateException.class, x::alias));
        other.start();
        other.join();
        // closeScope() finds no byte in use.
    }
}

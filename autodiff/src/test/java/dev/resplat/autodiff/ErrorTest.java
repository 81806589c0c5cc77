package dev.resplat.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Normalizing;
import dev.resplat.tensor.Normalizing.Normalized;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.SortKernels.Order;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import dev.resplat.tensor.cpu.CpuDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A mistake names the operation, the argument and what is wrong with it. */
class ErrorTest {
    private final Device device = GradientCheck.device();
    private final RandomStream random = new RandomStream(5);
    private final List<DynamicTest> cases = new ArrayList<>();
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
        assertEquals(0, device.bytesInUse());
    }

    private Var real(int... dims) {
        return Var.parameter(random.normal(device, Shape.of(dims)));
    }

    private Var ints(int... dims) {
        Shape shape = Shape.of(dims);
        return Var.constant(Tensor.ofInts(device, shape, new int[shape.size()]));
    }

    private static void fails(
            Class<? extends Exception> type, Supplier<?> mistake, String... parts) {
        String message = assertThrows(type, mistake::get).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), "'" + message + "' lacks '" + part + "'");
        }
    }

    /** Adds a case; the message must begin with the operation and have the other parts. */
    private void shape(String op, Supplier<?> mistake, String... parts) {
        cases.add(
                DynamicTest.dynamicTest(
                        op + " " + String.join(", ", parts),
                        () -> {
                            fails(ShapeException.class, mistake, parts);
                            fails(ShapeException.class, mistake, op + ": ");
                        }));
    }

    private void type(String op, Supplier<?> mistake, String argument, String expected) {
        String part = op + ": " + argument + " must be " + expected + ", is ";
        cases.add(
                DynamicTest.dynamicTest(
                        part, () -> fails(IllegalArgumentException.class, mistake, part)));
    }

    @TestFactory
    Stream<DynamicTest> shapesThatDoNotFitAreNamed() {
        Tensor index = ints(2).value();
        shape("add", () -> real(2, 3).add(real(2, 4)), "a [2, 3]", "b [2, 4]", "3 and 4");
        shape("mul", () -> real(3, 2).mul(real(3)), "a [3, 2]", "b [3]");
        shape("max", () -> Elementwise.max(real(2), real(3)), "a [2]", "b [3]");
        Tensor condition = real(2, 2).value();
        shape(
                "select",
                () -> Elementwise.select(condition, real(2, 3), real(2, 2)),
                "a must be [2, 2], is [2, 3]");
        shape("matmul", () -> real(2, 3).matmul(real(4, 5)), "a [2, 3]", "b [4, 5]", "3 and 4");
        shape("matmul", () -> real(3).matmul(real(3, 2)), "a [3]", "b [3, 2]", "two axes");
        shape("matmul", () -> real(2, 1, 3).matmul(real(4, 3, 2)), "a [2, 1, 3]", "b [4, 3, 2]");
        shape(
                "matmul",
                () -> Matmul.matmulTransposed(real(2, 3), real(3, 2)),
                "b [3, 2] (transposed)");
        shape(
                "affine",
                () -> Matmul.affine(real(5, 3), real(4, 2), real(2)),
                "x must be [..., 4]",
                "[5, 3]",
                "[4, 2]");
        shape(
                "affine",
                () -> Matmul.affine(real(5, 3), real(3, 2), real(3)),
                "bias must be [2]",
                "is [3]",
                "[3, 2]");
        // Would broadcast the result to more columns than the weight has.
        shape("affine", () -> Matmul.affine(real(5, 3), real(3, 1), real(4)), "bias must be [1]");
        shape("affine", () -> Matmul.affine(real(5, 3), real(3), real(3)), "weight", "[3]");
        shape("sum", () -> Reduce.sum(real(2, 3), 2), "x [2, 3]", "axis 2");
        shape("variance", () -> Reduce.variance(real(2, 3), -3), "x [2, 3]", "axis -3");
        shape("max", () -> Reduce.max(real(2, 0), 1), "[2, 0]");
        shape("softmax", () -> Softmax.softmax(real()), "[]");
        shape(
                "layerNorm",
                () -> Normalization.layer(real(5, 3), real(3), real(4), 1),
                "beta must be [3]",
                "is [4]",
                "[5, 3]");
        shape(
                "groupNorm",
                () -> Normalization.group(real(5, 6), 4, real(6), real(6), 1),
                "4 groups",
                "6 channels",
                "[5, 6]");
        shape("instanceNorm", () -> Normalization.instance(real(3), 1), "two axes", "[3]");
        shape("instanceNorm", () -> Normalization.instance(real(), 1), "two axes", "[]");
        shape("normalizeGrad", () -> normalizeGrad(real(5, 3), 4, 1, 4), "mean [4, 1]", "[5, 3]");
        shape("normalizeGrad", () -> normalizeGrad(real(5, 3), 5, 2, 5), "mean [5, 2]", "[5, 3]");
        shape("normalizeGrad", () -> normalizeGrad(real(5, 3), 0, 1, 0), "mean [0, 1]", "[5, 3]");
        shape("normalizeGrad", () -> normalizeGrad(real(5, 3), 5, 1, 6), "variance must be [5, 1]");
        shape(
                "batchNorm",
                () -> Normalization.batch(real(5, 3), real(1, 3), real(3), 1),
                "gamma must be [3]",
                "is [1, 3]");
        shape(
                "batchNormFixed",
                () ->
                        Normalization.batchFixed(
                                real(5, 3), real(3), real(3), real(3).value(), real(2).value(), 1),
                "variance must be [3]",
                "is [2]");
        shape("cumulativeSum", () -> Scan.cumulativeSum(real(2), 1), "[2]", "axis 1");
        shape("sort", () -> Index.sort(real(), Order.ASCENDING), "[]");
        shape("topK", () -> Index.topK(real(2, 3), Order.ASCENDING, 4), "k = 4", "[2, 3]");
        shape("gatherRows", () -> Index.gatherRows(real(), index), "[]", "index");
        shape(
                "scatterAddRows",
                () -> Index.scatterAddRows(real(3, 4), index, 9),
                "index must be [3], is [2]");
        shape(
                "gather",
                () -> Index.gather(real(2, 3), 1, ints(3, 1).value()),
                "index must be [2, 1], is [3, 1]");
        shape(
                "scatterAdd",
                () -> Index.scatterAdd(real(2, 3), 1, ints(2, 2).value(), 4),
                "index must be [2, 3], is [2, 2]");
        shape("reshape", () -> real(2, 3).reshape(4, 2), "[2, 3]", "[4, 2]");
        shape("reshape", () -> real(2, 3).reshape(-1, 4), "[2, 3]", "[-1, 4]");
        shape("transpose", () -> Layout.transpose(real(3)), "[3]");
        shape("permute", () -> Layout.permute(real(2, 3), 0, 0), "[2, 3]", "[0, 0]");
        shape(
                "broadcastTo",
                () -> Layout.broadcastTo(real(2, 3), Shape.of(2, 4)),
                "[2, 3]",
                "[2, 4]");
        shape("slice", () -> Layout.slice(real(2, 3), 1, 2, 5), "2 to 5", "[2, 3]");
        shape("pad", () -> Layout.pad(real(2, 3), 1, -1, 0), "-1");
        shape("concat", () -> Layout.concat(0, real(2, 3), real(2, 4)), "[2, 3]", "[2, 4]");
        shape("backward", () -> real(2).mul(2).backward(real(3).value()), "[2]", "[3]");
        return cases.stream();
    }

    @TestFactory
    Stream<DynamicTest> elementsOfTheWrongTypeAreNamed() {
        Tensor reals = real(2, 2).value();
        type("parameter", () -> Var.parameter(ints(2).value()), "value", "real");
        type("add", () -> real(2).add(ints(2)), "b", "real");
        type("mul", () -> ints(2).mul(real(2)), "a", "real");
        type("add", () -> ints(2).add(3), "a", "real");
        type("gelu", () -> Elementwise.map(UnaryOp.GELU, ints(2)), "x", "real");
        type(
                "select",
                () -> Elementwise.select(ints(2).value(), real(2), real(2)),
                "condition",
                "real");
        type("select", () -> Elementwise.select(reals, ints(2, 2), real(2, 2)), "a", "real");
        type("matmul", () -> real(2, 2).matmul(ints(2, 2)), "b", "real");
        type("sum", () -> Reduce.sum(ints(2), 0), "x", "real");
        type("softmax", () -> Softmax.softmax(ints(2)), "x", "real");
        type(
                "layerNorm",
                () -> Normalization.layer(real(2, 2), ints(2), real(2), 1),
                "gamma",
                "real");
        type("sort", () -> Index.sort(ints(2), Order.ASCENDING), "x", "real");
        type("gatherRows", () -> Index.gatherRows(real(2), real(2).value()), "index", "int32");
        type("gather", () -> Index.gather(real(2, 2), 1, reals), "index", "int32");
        type(
                "scatterAddRows",
                () -> Index.scatterAddRows(real(2), real(2).value(), 2),
                "index",
                "int32");
        type("backward", () -> real(2).mul(2).backward(ints(2).value()), "seed", "real");
        return cases.stream();
    }

    /** With a mean {@code [samples, groups]} and a variance {@code [varianceSamples, groups]}. */
    private Object normalizeGrad(Var x, int samples, int groups, int varianceSamples) {
        Tensor mean = real(samples, groups).value();
        Tensor variance = real(varianceSamples, groups).value();
        Normalized normalized = new Normalized(x.value(), mean, variance);
        return Normalizing.normalizeGrad(x.value(), real(3).value(), normalized, 1, x.value());
    }

    @Test
    void whatIsAddedToAVarianceIsFiniteAndNotNegative() {
        Var x = real(5, 3);
        Var channels = real(3);
        Tensor statistics = channels.value();
        for (double epsilon : new double[] {-1e-5, Double.NaN, Double.POSITIVE_INFINITY}) {
            List<Supplier<?>> mistakes =
                    List.of(
                            () -> Normalization.layer(x, channels, channels, epsilon),
                            () -> Normalization.group(x, 1, channels, channels, epsilon),
                            () -> Normalization.instance(x, epsilon),
                            () -> Normalization.batch(x, channels, channels, epsilon),
                            () ->
                                    Normalization.batchFixed(
                                            x,
                                            channels,
                                            channels,
                                            statistics,
                                            statistics,
                                            epsilon));
            for (Supplier<?> mistake : mistakes) {
                fails(
                        IllegalArgumentException.class,
                        mistake,
                        "Norm",
                        "epsilon must be finite and 0 or more, is " + epsilon);
            }
        }
    }

    @Test
    void anIndexOutsideItsRangeIsNamed() {
        Tensor index = Tensor.ofInts(device, Shape.of(2), 1, 7);
        fails(
                IndexOutOfBoundsException.class,
                () -> Index.gatherRows(real(3), index),
                "7",
                "0 to 2");
    }

    @Test
    void operandsOnTwoDevicesAreNamed() {
        Device other = CpuDevice.scalar(1);
        Var there = Var.constant(Tensor.of(other, Shape.of(2), 1, 2));
        fails(
                IllegalArgumentException.class,
                () -> real(2).add(there),
                "add: ",
                "reference",
                "cpu",
                "to()");
    }

    @Test
    void useAfterTheScopeClosedIsNamed() {
        Var parameter = real(2, 3);
        Var y;
        Gradients gradients;
        try (Scope step = Scope.open()) {
            y = Elementwise.exp(parameter);
            gradients = y.sum().backward();
        }
        String[] parts = {"freed", "[2, 3]", "keep"};
        fails(IllegalStateException.class, () -> y.add(1), parts);
        fails(IllegalStateException.class, () -> parameter.mul(y), parts);
        fails(IllegalStateException.class, () -> y.value().toDoubles(), parts);
        fails(IllegalStateException.class, () -> y.backward(parameter.value()), "freed");
        fails(IllegalStateException.class, () -> gradients.of(parameter).sum(), parts);
        assertEquals("exp real[2, 3] (freed)", y.toString());
    }

    @Test
    void tensorsNeedAScope() {
        scope.close();
        fails(IllegalStateException.class, () -> Tensor.zeros(device, Shape.of(1)), "Scope.open");
        scope = Scope.open();
    }

    @Test
    void aLossThatIsNotFiniteNamesItsOrigin() {
        Var x = Var.parameter(Tensor.of(device, Shape.of(2), 0, 1));
        Var infinite = Elementwise.log(x.mul(1)).mul(-1).sum();
        fails(IllegalStateException.class, infinite::backward, "Infinity", "log[2]");
        Var spoilt = Var.parameter(Tensor.of(device, Shape.of(2), Double.NaN, 1));
        fails(
                IllegalStateException.class,
                () -> spoilt.mul(x).sum().backward(),
                "NaN",
                "parameter[2]",
                "learning rate");
        Var data = Var.constant(Tensor.of(device, Shape.of(2), Double.NaN, 1));
        fails(IllegalStateException.class, () -> data.sum().backward(), "NaN", "its arguments");
        fails(IllegalStateException.class, () -> x.mul(data).sum().backward(), "NaN", "mul[2]");
    }
}

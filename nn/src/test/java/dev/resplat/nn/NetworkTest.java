package dev.resplat.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Convolutions, normalisations and attention: how they begin, what they keep, what they refuse. */
class NetworkTest {
    private final Device device = GradientCheck.device();
    private final RandomStream random = new RandomStream(1);
    @RegisterExtension final InScope scope = InScope.on(device);

    private Var zeros(int... dims) {
        return Var.constant(Tensor.zeros(device, Shape.of(dims)));
    }

    private static void beginsWithin(double bound, Var parameter) {
        double[] values = parameter.value().toDoubles();
        double largest = DoubleStream.of(values).map(Math::abs).max().orElse(0);
        assertTrue(largest <= bound && largest > 0.9 * bound, largest + ", bound " + bound);
    }

    @Test
    void convolutionsBeginAsInPyTorch() {
        Conv2d conv = new Conv2d(random, device, 8, 64, Window.of(3, 3), 2);
        double bound = 1 / Math.sqrt(9 * 4) * (1 + 1e-12);
        beginsWithin(bound, conv.weight());
        beginsWithin(bound, conv.parameters().get("bias"));
        ConvTranspose2d up = new ConvTranspose2d(random, device, 64, 32, Window.of(2, 2));
        beginsWithin(1 / Math.sqrt(4 * 32) * (1 + 1e-12), up.weight());
        beginsWithin(1 / Math.sqrt(4 * 32) * (1 + 1e-12), up.parameters().get("bias"));
    }

    @Test
    void attentionBeginsAsInPyTorch() {
        MultiHeadAttention attention = new MultiHeadAttention(random, device, 30, 3);
        var parameters = attention.parameters();
        beginsWithin(Math.sqrt(6.0 / 120) * (1 + 1e-12), parameters.get("in_proj_weight"));
        beginsWithin(1 / Math.sqrt(30) * (1 + 1e-12), parameters.get("out_proj.weight"));
        assertArrayEquals(new double[90], parameters.get("in_proj_bias").value().toDoubles());
        assertArrayEquals(new double[30], parameters.get("out_proj.bias").value().toDoubles());
    }

    @Test
    void selfAttentionIsAttentionToItself() {
        MultiHeadAttention attention = new MultiHeadAttention(random, device, 6, 2);
        Var x = Var.constant(random.normal(device, Shape.of(2, 5, 6)));
        assertArrayEquals(
                attention.forward(x).value().toDoubles(),
                attention.forward(x, x).value().toDoubles(),
                1e-14);
    }

    @Test
    void evaluationChangesNoStatisticsAndTrainingDoes() {
        BatchNorm norm = new BatchNorm(device, 2, 1e-5, 0.5);
        Tensor x = Tensor.of(device, Shape.of(2, 2), 1, 10, 3, 30);
        norm.forward(Var.constant(x), Mode.EVALUATION);
        assertArrayEquals(new double[] {0, 0}, norm.buffers().get("running_mean").toDoubles());
        norm.forward(Var.constant(x), Mode.TRAINING);
        // Half way from 0 to 2 and 20, and from 1 to the unbiased 2 and 200.
        double[] mean = norm.buffers().get("running_mean").toDoubles();
        double[] variance = norm.buffers().get("running_var").toDoubles();
        assertArrayEquals(new double[] {1, 10}, mean, 1e-14);
        assertArrayEquals(new double[] {1.5, 100.5}, variance, 1e-12);
    }

    /** After a scope per step, as in training, the statistics are still there. */
    @Test
    void statisticsOutliveTheStep() {
        BatchNorm norm = new BatchNorm(device, 2, 1e-5, 0.1);
        long before = device.bytesInUse();
        for (int i = 0; i < 3; i++) {
            try (Scope step = Scope.open()) {
                Tensor x = random.normal(device, Shape.of(4, 2));
                norm.forward(Var.parameter(x), Mode.TRAINING).sum().backward();
            }
        }
        assertEquals(before, device.bytesInUse());
        assertEquals(2, norm.buffers().get("running_mean").toDoubles().length);
    }

    @Test
    void hiddenNeighboursDoNotMatter() {
        PointTransformer layer = new PointTransformer(random, device, 3, 4, 2);
        Tensor x = random.normal(device, Shape.of(3, 3));
        Tensor p = random.normal(device, Shape.of(3, 2));
        Tensor neighbors = Tensor.ofInts(device, Shape.of(3, 2), 0, 1, 1, 0, 2, 2);
        double[] y = forward(layer, x, p, neighbors);
        Tensor moved = x.add(Tensor.of(device, Shape.of(3, 1), 0, 0, 1));
        double[] z = forward(layer, moved, p, neighbors);
        for (int i = 0; i < 12; i++) {
            assertEquals(i < 8, y[i] == z[i], "element " + i);
        }
        // Only differences of positions count.
        assertArrayEquals(y, forward(layer, x, p.add(5), neighbors), 1e-12);
    }

    private static double[] forward(PointTransformer layer, Tensor x, Tensor p, Tensor neighbors) {
        return layer.forward(Var.constant(x), Var.constant(p), neighbors).value().toDoubles();
    }

    @Test
    void whatDoesNotFitIsNamed() {
        rejected(
                "Conv2d: 7 channels cannot be in 2 equal groups",
                () -> new Conv2d(random, device, 7, 4, Window.of(1, 1), 2));
        rejected(
                "GroupNorm: 6 channels cannot be in 4 equal groups",
                () -> new GroupNorm(device, 4, 6, 1e-5));
        rejected(
                "MultiHeadAttention: 6 channels cannot be in 0 equal groups",
                () -> new MultiHeadAttention(random, device, 6, 0));
        rejected(
                "BatchNorm: momentum must be from 0 to 1, is 1.5",
                () -> new BatchNorm(device, 3, 1e-5, 1.5));
        rejected(
                "Conv2d: in must be 1 or more, is 0",
                () -> new Conv2d(random, device, 0, 4, Window.of(1, 1)));
        rejected(
                "ConvTranspose2d: out must be 1 or more, is 0",
                () -> new ConvTranspose2d(random, device, 4, 0, Window.of(1, 1)));
        rejected(
                "MultiHeadAttention: width must be 1 or more, is 0",
                () -> new MultiHeadAttention(random, device, 0, 2));
        rejected(
                "LayerNorm: epsilon must be finite and 0 or more, is -1.0",
                () -> new LayerNorm(device, 3, -1));
        rejected(
                "GroupNorm: epsilon must be finite and 0 or more, is NaN",
                () -> new GroupNorm(device, 3, 6, Double.NaN));
        rejected(
                "InstanceNorm: epsilon must be finite and 0 or more, is Infinity",
                () -> new InstanceNorm(device, 3, Double.POSITIVE_INFINITY));
        rejected(
                "BatchNorm: channels must be 1 or more, is 0",
                () -> new BatchNorm(device, 0, 1e-5, 0.1));
        rejected(
                "TransformerBlock: 6 channels cannot be in 4 equal groups",
                () -> new TransformerBlock.Config(6, 4, 8, Activation.GELU, 1e-5));
        rejected(
                "TransformerBlock: hidden must be 1 or more, is 0",
                () -> new TransformerBlock.Config(6, 2, 0, Activation.GELU, 1e-5));
        BatchNorm norm = new BatchNorm(device, 3, 1e-5, 0.1);
        Exception none =
                assertThrows(NullPointerException.class, () -> norm.forward(zeros(2, 3), null));
        assertEquals("BatchNorm: mode must not be null", none.getMessage());
        misshapen(
                "BatchNorm: training needs two values of each channel, x is [1, 3]",
                () -> norm.forward(zeros(1, 3), Mode.TRAINING));
        assertEquals(Shape.of(1, 3), norm.forward(zeros(1, 3), Mode.EVALUATION).shape());
        MultiHeadAttention attention = new MultiHeadAttention(random, device, 6, 2);
        misshapen("x must be [N, L, 6], is [4, 6]", () -> attention.forward(zeros(4, 6)));
        misshapen(
                "context must be [N, L, 6], is [2, 4, 5]",
                () -> attention.forward(zeros(2, 3, 6), zeros(2, 4, 5)));
        Conv2d conv = new Conv2d(random, device, 4, 4, Window.of(3, 3));
        misshapen(
                "Conv2d: x must be [N, H, W, 4], channels last, is [1, 4, 5, 5]",
                () -> conv.forward(zeros(1, 4, 5, 5)));
        ConvTranspose2d up = new ConvTranspose2d(random, device, 4, 6, Window.of(2, 2));
        misshapen(
                "ConvTranspose2d: x must be [N, H, W, 4], channels last, is [1, 4, 5, 5]",
                () -> up.forward(zeros(1, 4, 5, 5)));
        misshapen(
                "LayerNorm: x must be [..., 3], channels last, is [3, 5]",
                () -> new LayerNorm(device, 3, 1e-5).forward(zeros(3, 5)));
        misshapen(
                "GroupNorm: x must be [N, ..., 4], channels last, is [1, 4, 5, 5]",
                () -> new GroupNorm(device, 2, 4, 1e-5).forward(zeros(1, 4, 5, 5)));
        misshapen(
                "InstanceNorm: x must be [N, ..., 4], channels last, is [1, 4, 5, 5]",
                () -> new InstanceNorm(device, 4, 1e-5).forward(zeros(1, 4, 5, 5)));
        misshapen(
                "BatchNorm: x must be [..., 3], channels last, is [2, 3, 5, 5]",
                () -> norm.forward(zeros(2, 3, 5, 5), Mode.TRAINING));
        PointTransformer points = new PointTransformer(random, device, 4, 4, 3);
        Tensor neighbors = Tensor.ofInts(device, Shape.of(2, 1), 0, 1);
        misshapen(
                "a row for each of neighbors [2, 1], are [3, 4] and [2, 3]",
                () -> points.forward(zeros(3, 4), zeros(2, 3), neighbors));
        misshapen(
                "neighbors must be [n, k], k at least 1, is [2, 0]",
                () ->
                        points.forward(
                                zeros(2, 4), zeros(2, 3), Tensor.ofInts(device, Shape.of(2, 0))));
    }

    private static void rejected(String message, Runnable call) {
        Exception e = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    private static void misshapen(String message, Runnable call) {
        Exception e = assertThrows(ShapeException.class, call::run);
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }
}

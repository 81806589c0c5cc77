package dev.resplat.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private final Device device = GradientCheck.device();

    @Test
    void parametersAndOperationsOfAnMlpAreThoseCountedByHand() {
        try (Scope scope = Scope.open()) {
            Mlp mlp = new Mlp(new RandomStream(1), device, Activation.GELU, 3, 5, 2);
            Tensor x = Tensor.zeros(device, Shape.of(7, 3));
            Summary summary = Summary.of(mlp, mlp.forward(Var.constant(x)));

            assertEquals(3 * 5 + 5 + 5 * 2 + 2, summary.parameters());
            long first = 2 * 7 * 3 * 5;
            long second = 2 * 7 * 5 * 2;
            long activation = 7 * 5;
            assertEquals(first + activation + second, summary.flops());
            assertEquals(
                    List.of(
                            new Summary.Row("0.weight", Shape.of(3, 5), first),
                            new Summary.Row("0.bias", Shape.of(5), 0),
                            new Summary.Row("1.weight", Shape.of(5, 2), second),
                            new Summary.Row("1.bias", Shape.of(2), 0)),
                    summary.rows());
        }
    }

    @Test
    void aLayerUsedTwiceCostsTwice() {
        try (Scope scope = Scope.open()) {
            Linear linear = new Linear(new RandomStream(1), device, 4, 4);
            Var x = Var.constant(Tensor.zeros(device, Shape.of(2, 3, 4)));
            Summary summary = Summary.of(linear, linear.forward(linear.forward(x)));
            assertEquals(2 * (2 * 6 * 4 * 4), summary.flops());
            assertEquals(2 * (2 * 6 * 4 * 4), summary.rows().get(0).flops());
            assertEquals(20, summary.parameters());
        }
    }

    @Test
    void convolutionsAndAttentionCostWhatIsCountedByHand() {
        try (Scope scope = Scope.open()) {
            RandomStream random = new RandomStream(1);
            Var x = Var.constant(Tensor.zeros(device, Shape.of(2, 8, 6, 4)));
            Window window = Window.of(3, 3).stride(2).padding(1);
            Conv2d conv = new Conv2d(random, device, 4, 10, window, 2);
            long taps = 2 * (2 * 4 * 3 * 10) * (9 * 2);
            assertEquals(taps, Summary.of(conv, conv.forward(x)).flops());
            assertEquals(taps, Summary.of(conv, conv.forward(x)).rows().get(0).flops());
            Window twice = Window.of(2, 2).stride(2);
            ConvTranspose2d up = new ConvTranspose2d(random, device, 4, 6, twice);
            // Windows do not overlap: each output has one tap of each input channel.
            long upFlops = 2 * (2 * 16 * 12 * 6) * 4;
            assertEquals(upFlops, Summary.of(up, up.forward(x)).flops());

            MultiHeadAttention attention = new MultiHeadAttention(random, device, 6, 2);
            Var tokens = Var.constant(Tensor.zeros(device, Shape.of(3, 5, 6)));
            long projections = 2 * 15 * 6 * 18;
            long mix = 2 * 15 * 6 * 6;
            long scores = 2 * 3 * 2 * 5 * 5 * (3 + 3);
            Summary summary = Summary.of(attention, attention.forward(tokens));
            assertEquals(projections + scores + mix, summary.flops());
            // The products are with parts of the first weight.
            assertEquals(
                    List.of(
                            new Summary.Row("in_proj_weight", Shape.of(6, 18), projections),
                            new Summary.Row("in_proj_bias", Shape.of(18), 0),
                            new Summary.Row("out_proj.weight", Shape.of(6, 6), mix),
                            new Summary.Row("out_proj.bias", Shape.of(6), 0)),
                    summary.rows());
        }
    }

    @Test
    void theTableNamesEveryParameterAndTheTotals() {
        try (Scope scope = Scope.open()) {
            Mlp mlp = new Mlp(new RandomStream(1), device, Activation.GELU, 30, 50, 20);
            Tensor x = Tensor.zeros(device, Shape.of(7, 30));
            String table = Summary.of(mlp, mlp.forward(Var.constant(x))).toString();
            for (String part :
                    new String[] {"0.weight", "[30, 50]", "1.bias", "21,000", "2,570 parameters"}) {
                assertTrue(table.contains(part), table);
            }
        }
    }
}

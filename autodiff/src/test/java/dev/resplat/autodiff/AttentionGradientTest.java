package dev.resplat.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.cpu.CpuDevice;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link Attention} against finite differences. */
class AttentionGradientTest extends GradientContract {
    private static final double HIDE = Double.NEGATIVE_INFINITY;

    AttentionGradientTest() {
        super(Attention.class);
    }

    @Override
    protected void addCases() {
        gradient(
                "Attention.attention",
                x -> Attention.attention(x[0], x[1], x[2]),
                normal(2, 3, 2, 5),
                normal(2, 4, 2, 5),
                normal(2, 4, 2, 3));
        gradient(
                "Attention.attention of one key",
                x -> Attention.attention(x[0], x[1], x[2]),
                normal(1, 3, 1, 2),
                normal(1, 1, 1, 2),
                normal(1, 1, 1, 2));
        gradient(
                "Attention.attention of itself",
                x -> Attention.attention(x[0], x[0], x[0]),
                normal(2, 4, 1, 3));
        gradient(
                "Attention.attention scaled",
                x -> Attention.attention(x[0], x[1], x[2], null, 0.3),
                normal(1, 3, 2, 5),
                normal(1, 4, 2, 5),
                normal(1, 4, 2, 5));
        masked("a row without keys", mask(3, 2).reshape(3, 2));
        masked("of each batch", mask(2, 3, 2));
        masked("of each head", mask(2, 2, 3, 2));
        masked("shared by queries", normal(2, 1, 2));
        masked("shared by batches", normal(1, 2, 3, 2));
    }

    private void masked(String what, Tensor mask) {
        gradient(
                "Attention.attention masked, " + what,
                x -> Attention.attention(x[0], x[1], x[2], mask),
                normal(2, 3, 2, 4),
                normal(2, 2, 2, 4),
                normal(2, 2, 2, 3));
    }

    /** Random, with the first query's two keys hidden and one of the second's. */
    private Tensor mask(int... dims) {
        double[] values = normal(dims).toDoubles();
        values[0] = HIDE;
        values[1] = HIDE;
        values[3] = HIDE;
        return Tensor.of(device, Shape.of(dims), values);
    }

    @Test
    void onlyWhatIsAskedForIsDifferentiated() {
        Tensor[] x = {normal(2, 3, 2, 4), normal(2, 5, 2, 4), normal(2, 5, 2, 3)};
        Tensor u = normal(2, 3, 2, 3);
        Var[] all = variables(7, x);
        Gradients expected = Attention.attention(all[0], all[1], all[2]).backward(u);
        for (int wanted = 1; wanted < 7; wanted++) {
            Var[] some = variables(wanted, x);
            Gradients actual = Attention.attention(some[0], some[1], some[2]).backward(u);
            for (int i = 0; i < 3; i++) {
                if (some[i].needsGrad()) {
                    assertArrayEquals(
                            expected.of(all[i]).toDoubles(), actual.of(some[i]).toDoubles());
                }
            }
        }
    }

    @Test
    void withoutDepthAllKeysCountAlike() {
        for (Device device : List.of(this.device, new CpuDevice(2), CpuDevice.scalar(1))) {
            Var q = Var.parameter(Tensor.zeros(device, Shape.of(1, 2, 1, 0)));
            Var k = Var.parameter(Tensor.zeros(device, Shape.of(1, 4, 1, 0)));
            Var v = Var.parameter(Tensor.of(device, Shape.of(1, 4, 1, 1), 1, 2, 3, 6));
            Var y = Attention.attention(q, k, v);
            assertArrayEquals(new double[] {3, 3}, y.value().toDoubles(), 1e-6);
            Gradients gradients = y.backward(Tensor.full(device, y.shape(), 1));
            assertArrayEquals(new double[] {0.5, 0.5, 0.5, 0.5}, gradients.of(v).toDoubles(), 1e-6);
        }
    }

    /** Parameters where the bits say so, constants elsewhere. */
    private static Var[] variables(int bits, Tensor... x) {
        Var[] variables = new Var[x.length];
        for (int i = 0; i < x.length; i++) {
            variables[i] = (bits >> i & 1) == 1 ? Var.parameter(x[i]) : Var.constant(x[i]);
        }
        return variables;
    }
}

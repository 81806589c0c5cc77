package dev.resplat.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Golden;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** {@link Attention} against PyTorch. */
class AttentionGoldenTest extends GoldenContract {
    private static final String FILE = "networks/attention.safetensors";
    private static final Golden MASKS = Golden.open(FILE);

    AttentionGoldenTest() {
        super(FILE);
        add("self", (x, i) -> Attention.attention(x[0], x[0], x[0]));
        for (String name : List.of("cross", "one key", "one query", "large scores", "blocks")) {
            add(name, (x, i) -> Attention.attention(x[0], x[1], x[2]));
        }
        add("scale", (x, i) -> Attention.attention(x[0], x[1], x[2], null, 1.75));
        for (String of : List.of("pairs", "batches", "heads", "keys")) {
            String name = "mask of " + of;
            add(
                    name,
                    (x, i) -> {
                        Tensor mask = MASKS.tensor(x[0].device(), name + "/mask");
                        return Attention.attention(x[0], x[1], x[2], mask);
                    });
        }
    }

    /** PyTorch says NaN where all keys are hidden; a query that sees nothing is no error here. */
    @TestFactory
    Stream<DynamicTest> whereNothingIsSeenAllIsZero() {
        return onEveryDevice(List.of("few queries", "many queries"), this::hidden);
    }

    private void hidden(Subject subject, String name) {
        Device device = subject.device();
        int queries = name.equals("few queries") ? 2 : 50;
        Var q = Var.parameter(Tensor.full(device, Shape.of(2, queries, 3, 4), 0.5));
        Var k = Var.parameter(Tensor.full(device, Shape.of(2, 7, 3, 4), 0.25));
        Var v = Var.parameter(Tensor.full(device, Shape.of(2, 7, 3, 5), 2));
        Tensor mask = Tensor.full(device, Shape.of(queries, 7), Double.NEGATIVE_INFINITY);
        Var y = Attention.attention(q, k, v, mask);
        Gradients gradients = y.backward(Tensor.full(device, y.shape(), 1));
        assertArrayEquals(new double[y.shape().size()], y.value().toDoubles());
        for (Var x : List.of(q, k, v)) {
            assertArrayEquals(new double[x.shape().size()], gradients.of(x).toDoubles());
        }
    }
}

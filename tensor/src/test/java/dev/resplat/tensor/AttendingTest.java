package dev.resplat.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Attending.Attended;
import dev.resplat.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;

/** What {@link Attending} refuses, and how it says so. */
class AttendingTest {
    private final Device device = new ReferenceDevice().poisonBuffers();
    private final Device elsewhere = new ReferenceDevice();
    @RegisterExtension final InScope scope = InScope.on(device);
    private Tensor q;
    private Tensor k;
    private Tensor v;

    @BeforeEach
    void open() {
        q = zeros(2, 3, 4, 5);
        k = zeros(2, 7, 4, 5);
        v = zeros(2, 7, 4, 6);
    }

    private Tensor zeros(int... dims) {
        return Tensor.zeros(device, Shape.of(dims));
    }

    private static void fails(
            Class<? extends Exception> type, Executable mistake, String... parts) {
        String message = assertThrows(type, mistake).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), "'" + message + "' lacks '" + part + "'");
        }
    }

    private static Executable attention(Tensor q, Tensor k, Tensor v, Tensor mask) {
        return () -> Attending.attention(q, k, v, mask, 1);
    }

    private static void shapes(Executable mistake, String... parts) {
        fails(ShapeException.class, mistake, parts);
    }

    @Test
    void shapesMustFit() {
        shapes(attention(zeros(3, 4, 5), k, v, null), "attention: q", "[3, 4, 5]", "Lq, heads, D");
        shapes(attention(q, zeros(7, 5), v, null), "attention: k", "[7, 5]");
        shapes(attention(q, k, zeros(2, 7, 24), null), "attention: v", "[2, 7, 24]");
        shapes(attention(q, zeros(2, 7, 4, 6), v, null), "k must be [2, 7, 4, 5]", "[2, 7, 4, 6]");
        shapes(attention(q, zeros(1, 7, 4, 5), v, null), "k must be", "q [2, 3, 4, 5]");
        shapes(attention(q, k, zeros(2, 8, 4, 6), null), "v must be [2, 7, 4, 6]", "[2, 8, 4, 6]");
        shapes(attention(q, k, zeros(2, 7, 3, 6), null), "v must be", "k [2, 7, 4, 5]");
    }

    @Test
    void masksMustFit() {
        int[][] wrong = {{7}, {3, 6}, {3, 1}, {4, 3, 7}, {2, 3, 3, 7}, {1, 2, 4, 3, 7}};
        for (int[] dims : wrong) {
            Tensor mask = zeros(dims);
            String given = mask.shape().toString();
            shapes(attention(q, k, v, mask), "attention: mask", "[2, 4, 3, 7]", given);
        }
        int[][] right = {{3, 7}, {1, 7}, {2, 3, 7}, {2, 1, 7}, {2, 4, 3, 7}, {1, 4, 1, 7}};
        for (int[] dims : right) {
            Attended attended = Attending.attention(q, k, v, zeros(dims), 1);
            assertEquals(Shape.of(2, 3, 4, 6), attended.y().shape());
            assertEquals(Shape.of(2, 4, 3), attended.logSumExp().shape());
        }
    }

    @Test
    void argumentsAreRealAndOnOneDevice() {
        Tensor ints = Tensor.ofInts(device, Shape.of(2, 7, 4, 5), new int[280]);
        Tensor far = Tensor.zeros(elsewhere, k.shape());
        Class<? extends Exception> type = IllegalArgumentException.class;
        fails(type, attention(ints, k, v, null), "attention: q", "int32");
        fails(type, attention(q, ints, v, null), "attention: k", "int32");
        fails(type, attention(q, far, v, null), "attention: q", "and k", "devices");
        Tensor mask = Tensor.ofInts(device, Shape.of(3, 7), new int[21]);
        fails(
                type,
                attention(q, k, v, mask),
                "attention: mask",
                "0 where seen, -infinity where hidden",
                "int32");
    }

    @Test
    void gradientsNeedTheResult() {
        Attended attended = Attending.attention(q, k, v, null, 1);
        Tensor gradY = zeros(2, 3, 4, 5);
        shapes(
                () -> Attending.attentionGrad(q, k, v, null, 1, attended, gradY, true, true, true),
                "attentionGrad: gradY must be [2, 3, 4, 6], is [2, 3, 4, 5]");
        Attended other = new Attended(attended.y(), zeros(2, 3, 4));
        Tensor u = zeros(2, 3, 4, 6);
        shapes(
                () -> Attending.attentionGrad(q, k, v, null, 1, other, u, true, true, true),
                "attentionGrad: logSumExp must be [2, 4, 3], is [2, 3, 4]");
    }
}

package dev.resplat.train.resplat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.reference.ReferenceDevice;
import dev.resplat.train.synthesis.WeightGradients;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks of attention, against loops. */
class BlocksTest {
    private static final int WIDTH = 6;
    private static final int INNER = 4;
    private static final int K = 3;

    private final Device device = new ReferenceDevice().poisonBuffers();
    @RegisterExtension final InScope scope = InScope.on(device);

    private Tensor normal(long seed, int... dims) {
        return new RandomStream(seed).normal(device, Shape.of(dims));
    }

    // ---- Neighbours ------------------------------------------------------------------------

    @Test
    void neighboursAreTheNearestOfTheSameScene() {
        Tensor points = normal(1, 14, 3);
        double[] p = points.toDoubles();
        int[] found = SceneNeighbors.of(points, 2, K).toInts();
        for (int i = 0; i < 14; i++) {
            int row = i;
            Integer[] expected =
                    IntStream.range(i / 7 * 7, i / 7 * 7 + 7)
                            .boxed()
                            .sorted(Comparator.comparingDouble(j -> distance(p, row, j)))
                            .limit(K)
                            .toArray(Integer[]::new);
            for (int j = 0; j < K; j++) {
                assertEquals(expected[j], found[i * K + j]);
            }
            assertEquals(i, found[i * K]);
        }
        assertEquals(7, SceneNeighbors.of(points, 2, 99).shape().dim(1));
    }

    @Test
    void pointsThatAreNoNumbersDoNotEndATraining() {
        double[] p = normal(1, 8, 3).toDoubles();
        p[4] = Double.NaN;
        p[20] = Double.POSITIVE_INFINITY;
        int[] found = SceneNeighbors.of(Tensor.of(device, Shape.of(8, 3), p), 1, K).toInts();
        for (int index : found) {
            assertTrue(index >= 0 && index < 8);
        }
    }

    private static double distance(double[] p, int i, int j) {
        return IntStream.range(0, 3)
                .mapToDouble(k -> Math.pow(p[3 * i + k] - p[3 * j + k], 2))
                .sum();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void pointsAttendToTheirNeighbours(boolean attend) {
        int n = 5;
        NeighborBlock block =
                SomeResplat.scattered(
                        new NeighborBlock(new RandomStream(2), device, WIDTH, INNER, attend), 0.3);
        int[] index = {0, 3, 1, 1, 0, 4, 2, 4, 3, 3, 2, 0, 4, 1, 2};
        Tensor x = normal(3, n, WIDTH);
        Tensor neighbors = Tensor.ofInts(device, Shape.of(n, K), index);
        double[] found = block.forward(Var.constant(x), neighbors).value().toDoubles();

        double[] seen = x.toDoubles();
        if (attend) {
            double[] qkv = product(normed(block, "norm1", seen), block, "attn.qkv", 3 * INNER);
            double[] mixed = new double[n * INNER];
            for (int i = 0; i < n; i++) {
                double[] weights = new double[K];
                for (int j = 0; j < K; j++) {
                    for (int c = 0; c < INNER; c++) {
                        int key = index[i * K + j] * 3 * INNER + INNER + c;
                        weights[j] += qkv[i * 3 * INNER + c] * qkv[key] / Math.sqrt(INNER);
                    }
                    weights[j] = Math.exp(weights[j]);
                }
                double sum = Arrays.stream(weights).sum();
                for (int j = 0; j < K; j++) {
                    for (int c = 0; c < INNER; c++) {
                        mixed[i * INNER + c] +=
                                weights[j]
                                        / sum
                                        * qkv[index[i * K + j] * 3 * INNER + 2 * INNER + c];
                    }
                }
            }
            seen = sum(seen, product(mixed, block, "attn.proj", WIDTH));
        }
        double[] hidden = product(normed(block, "norm2", seen), block, "mlp.fc1", 4 * WIDTH);
        Tensor active = Tensor.of(device, Shape.of(hidden.length), hidden);
        double[] gelu = Elementwise.gelu(Var.constant(active)).value().toDoubles();
        assertArrayEquals(sum(seen, product(gelu, block, "mlp.fc2", WIDTH)), found, 1e-12);
    }

    @Test
    void withoutAttentionOnlyThatIsLeftOut() {
        NeighborBlock with = new NeighborBlock(new RandomStream(2), device, WIDTH, INNER, true);
        NeighborBlock without = new NeighborBlock(new RandomStream(2), device, WIDTH, INNER, false);
        Set<String> names = new TreeSet<>(with.parameters().keySet());
        names.removeIf(name -> name.startsWith("norm1.") || name.startsWith("attn."));
        assertEquals(names, without.parameters().keySet());
        assertFalse(names.isEmpty());
    }

    private double[] normed(NeighborBlock block, String name, double[] x) {
        Map<String, Var> p = block.parameters();
        double[] weight = p.get(name + ".weight").value().toDoubles();
        double[] bias = p.get(name + ".bias").value().toDoubles();
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i += WIDTH) {
            double[] row = Arrays.copyOfRange(x, i, i + WIDTH);
            double mean = Arrays.stream(row).average().orElseThrow();
            double variance =
                    Arrays.stream(row).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
            for (int c = 0; c < WIDTH; c++) {
                y[i + c] = (row[c] - mean) / Math.sqrt(variance + 1e-5) * weight[c] + bias[c];
            }
        }
        return y;
    }

    private double[] product(double[] x, NeighborBlock block, String name, int out) {
        Map<String, Var> p = block.parameters();
        double[] weight = p.get(name + ".weight").value().toDoubles();
        Var biases = p.get(name + ".bias");
        double[] bias = biases == null ? new double[out] : biases.value().toDoubles();
        int in = weight.length / out;
        double[] y = new double[x.length / in * out];
        for (int i = 0; i < y.length; i++) {
            y[i] = bias[i % out];
            for (int c = 0; c < in; c++) {
                y[i] += x[i / out * in + c] * weight[c * out + i % out];
            }
        }
        return y;
    }

    private static double[] sum(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] + b[i]).toArray();
    }

    // ---- All to all ------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void viewsOfASceneSeeEachOtherIfTheyMay(boolean attend) {
        GlobalBlock block = new GlobalBlock(new RandomStream(2), device, 16, attend);
        Tensor x = normal(3, 4, 8, 4, 16);
        double[] before = block.forward(Var.constant(x), 2).value().toDoubles();
        assertEquals(x.shape(), block.forward(Var.constant(x), 2).shape());
        double[] other = x.toDoubles();
        int view = other.length / 4;
        other[view + 5] += 1;
        Tensor changed = Tensor.of(device, x.shape(), other);
        double[] after = block.forward(Var.constant(changed), 2).value().toDoubles();
        assertEquals(attend, isChanged(before, after, 0, view), "the other view");
        assertTrue(isChanged(before, after, view, 2 * view), "the same view");
        assertFalse(isChanged(before, after, 2 * view, 4 * view), "the other scene");
    }

    private static boolean isChanged(double[] a, double[] b, int from, int to) {
        return IntStream.range(from, to).anyMatch(i -> Math.abs(a[i] - b[i]) > 1e-9);
    }

    @Test
    void gradientsOfStacksAreThoseOfFiniteDifferences() {
        PointBlocks.Config config = new PointBlocks.Config(16, 2, 3, 4, true, true, true);
        PointBlocks blocks =
                SomeResplat.scattered(new PointBlocks(new RandomStream(2), device, config), 0.1);
        Grid grid = new Grid(2, 2, 4, 4);
        Tensor points = normal(5, grid.rows(), 3);
        Tensor x = normal(6, grid.rows(), 16);
        Tensor seed = normal(7, grid.rows(), 16);
        for (boolean again : new boolean[] {false, true}) {
            WeightGradients.check(
                    device,
                    blocks,
                    () ->
                            blocks.forward(Var.constant(x), points, grid, again)
                                    .mul(Var.constant(seed))
                                    .sum());
        }
    }
}

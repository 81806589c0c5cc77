package dev.resplat.tensor;

import static dev.resplat.tensor.KernelCheck.normal;
import static dev.resplat.tensor.KernelCheck.updatedBy;

import dev.resplat.tensor.AttentionKernels.Mask;
import dev.resplat.tensor.AttentionKernels.Size;
import dev.resplat.tensor.reference.ReferenceDevice;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every device's {@link AttentionKernels} must do: agree with the reference. */
public abstract class AttentionKernelsContract {
    private static final double HIDE = Double.NEGATIVE_INFINITY;

    /** Batches, heads, queries, keys, depth, depth of values. */
    static int[][] shapes() {
        return new int[][] {
            {0, 2, 3, 4, 5, 6},
            {2, 0, 3, 4, 5, 6},
            {2, 2, 0, 4, 5, 6},
            {2, 2, 3, 0, 5, 6},
            {2, 2, 30, 0, 5, 6},
            {2, 2, 3, 4, 5, 0},
            {1, 1, 1, 1, 1, 1},
            {3, 2, 1, 1, 16, 16},
            {2, 1, 25, 1, 8, 8},
            {7, 4, 1, 32, 32, 32},
            {3, 4, 1, 33, 24, 16},
            {2, 3, 2, 7, 7, 31},
            {3, 2, 5, 40, 16, 48},
            {2, 2, 6, 6, 13, 17},
            {1, 3, 7, 100, 33, 64},
            {5, 4, 64, 64, 32, 32},
            {2, 2, 23, 47, 24, 24},
            {1, 2, 24, 48, 16, 16},
            {2, 1, 25, 49, 64, 65},
            {1, 2, 95, 191, 32, 32},
            {1, 1, 96, 192, 32, 32},
            {1, 2, 97, 193, 31, 33},
            {1, 1, 131, 401, 40, 80},
            {1, 1, 11, 5003, 24, 16},
            {1, 2, 2, 5003, 16, 24},
            {1, 1, 1031, 9, 8, 8},
            {9, 1, 49, 197, 8, 8},
            {1, 1, 13, 29, 300, 280},
            {1, 1, 3, 29, 300, 280},
            // single queries, as rays that attend to their samples
            {70, 2, 1, 33, 32, 32},
            {9, 4, 1, 16, 16, 64},
            {9, 1, 1, 40, 128, 96},
            {5, 8, 1, 17, 64, 16},
            {5, 3, 1, 35, 20, 7},
            {4, 2, 1, 0, 8, 8}
        };
    }

    private final KernelCheck check = new KernelCheck(device(), tolerance());

    /** The device under test. */
    protected abstract Device device();

    /** The largest error allowed, relative to one plus the result. */
    protected double tolerance() {
        return 4e-6;
    }

    private static AttentionKernels of(Device device) {
        return device.kernels(AttentionKernels.class);
    }

    /** How a mask of a case is laid out. */
    private record Strides(int batch, int head, int query) {}

    /** One attention and its inputs. */
    private record Case(
            Size size, double[] q, double[] k, double[] v, Strides strides, double[] mask) {
        String name() {
            return size + (strides == null ? "" : " masked with " + strides);
        }

        double[] nothing(int n) {
            double[] y = new double[n];
            Arrays.fill(y, Double.NaN);
            return y;
        }

        double[] ys() {
            return nothing(size.batch() * size.queries() * size.heads() * size.valueDepth());
        }

        double[] sums() {
            return nothing(size.batch() * size.queries() * size.heads());
        }

        Mask mask(Buffer values) {
            return strides == null
                    ? null
                    : new Mask(values, strides.batch, strides.head, strides.query);
        }
    }

    private static Case of(int[] s, double scale, double spread) {
        Size size = new Size(s[0], s[1], s[2], s[3], s[4], s[5], scale);
        return new Case(
                size,
                scaled(normal(1, s[0] * s[2] * s[1] * s[4]), spread),
                scaled(normal(2, s[0] * s[3] * s[1] * s[4]), spread),
                normal(3, s[0] * s[3] * s[1] * s[5]),
                null,
                new double[0]);
    }

    private static Case of(int[] s) {
        return of(s, 1 / Math.sqrt(s[4]), 1);
    }

    private static double[] scaled(double[] x, double factor) {
        return Arrays.stream(x).map(v -> (float) (factor * v)).toArray();
    }

    /** A mask that hides about a third of the keys, and all from some queries. */
    private static Case masked(Case c, boolean batches, boolean heads, boolean queries) {
        Size s = c.size;
        int query = queries ? s.keys() : 0;
        int head = heads ? (queries ? s.queries() : 1) * s.keys() : 0;
        int batch = batches ? (heads ? s.heads() : 1) * Math.max(query * s.queries(), s.keys()) : 0;
        int rows = (batches ? s.batch() : 1) * (heads ? s.heads() : 1);
        double[] values = normal(4, rows * (queries ? s.queries() : 1) * s.keys());
        for (int i = 0; i < values.length; i++) {
            boolean hidden = values[i] < -0.4 || s.keys() > 0 && i / s.keys() % 5 == 2;
            values[i] = hidden ? HIDE : values[i];
        }
        return new Case(s, c.q, c.k, c.v, new Strides(batch, head, query), values);
    }

    private void forward(Case c, double factor) {
        check.times(factor)
                .updates(
                        "attention " + c.name(),
                        (d, b) ->
                                of(d).attention(c.size, b[2], b[3], b[4], c.mask(b[5]), b[0], b[1]),
                        c.ys(),
                        c.sums(),
                        c.q,
                        c.k,
                        c.v,
                        c.mask);
    }

    private void backward(Case c, double factor) {
        double[][] results =
                updatedBy(
                        new ReferenceDevice(),
                        (d, b) ->
                                of(d).attention(c.size, b[2], b[3], b[4], c.mask(b[5]), b[0], b[1]),
                        c.ys(),
                        c.sums(),
                        c.q,
                        c.k,
                        c.v,
                        c.mask);
        check.times(factor)
                .updates(
                        "attentionGrad " + c.name(),
                        (d, b) ->
                                of(d).attentionGrad(
                                                c.size,
                                                b[3],
                                                b[4],
                                                b[5],
                                                c.mask(b[6]),
                                                b[7],
                                                b[8],
                                                b[9],
                                                b[0],
                                                b[1],
                                                b[2]),
                        c.nothing(c.q.length),
                        c.nothing(c.k.length),
                        c.nothing(c.v.length),
                        c.q,
                        c.k,
                        c.v,
                        c.mask,
                        scaled(results[0], 1),
                        scaled(results[1], 1),
                        normal(5, results[0].length));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void attention(int[] s) {
        forward(of(s), 1);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void attentionGrad(int[] s) {
        // Gradients of keys are sums over queries.
        backward(of(s), Math.max(1, Math.sqrt(s[2]) / 2));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void masks(int[] s) {
        for (int bits = 0; bits < 8; bits++) {
            Case c = masked(of(s), (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
            forward(c, 1);
            backward(c, Math.max(1, Math.sqrt(s[2]) / 2));
        }
    }

    /** One key takes all the weight; a score is as inexact as a float of its size. */
    @ParameterizedTest
    @MethodSource
    void largeScores(int[] s) {
        forward(of(s, 1, 30), 1000);
        backward(of(s, 1, 30), 3000);
        forward(of(s, 1e30, 1), 1);
    }

    static int[][] largeScores() {
        return new int[][] {{1, 2, 3, 40, 16, 16}, {1, 2, 70, 300, 16, 16}};
    }

    /** Blocks of long keys, whose largest score has to be known, between blocks of short ones. */
    @Test
    void keysOfAllLengths() {
        Case c = of(new int[] {1, 1, 60, 700, 16, 16}, 1, 1);
        for (int i = 0; i < c.k.length; i++) {
            c.k[i] = (float) (c.k[i] * (i / 16 / 97 % 3 == 1 ? 20 : 0.5));
        }
        forward(c, 100);
        backward(c, 300);
    }

    /** All keys of the first blocks are hidden, or worth nothing beside those that follow. */
    @ParameterizedTest
    @ValueSource(ints = {2, 50})
    void whatMattersComesLate(int queries) {
        Case c = of(new int[] {1, 1, queries, 700, 8, 8});
        double[] hidden = new double[700];
        Arrays.fill(hidden, 0, 690, HIDE);
        forward(new Case(c.size, c.q, c.k, c.v, new Strides(0, 0, 0), hidden), 1);
        backward(new Case(c.size, c.q, c.k, c.v, new Strides(0, 0, 0), hidden), 4);
        double[] ramp = new double[700];
        for (int j = 0; j < 700; j++) {
            ramp[j] = j / 2;
        }
        forward(new Case(c.size, c.q, c.k, c.v, new Strides(0, 0, 0), ramp), 30);
        backward(new Case(c.size, c.q, c.k, c.v, new Strides(0, 0, 0), ramp), 30);
    }

    /** A query that is not a number spoils its own results only. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 40})
    void notANumber(int queries) {
        Case c = of(new int[] {1, 2, queries, 250, 8, 8});
        c.q[8] = Double.NaN;
        forward(c, 1);
        backward(c, 4);
    }
}

package dev.resplat.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What every implementation of {@link NeighborKernels} must do: the distances of the reference, and
 * its very points where distances are exact.
 */
@SuppressWarnings("try")
public abstract class NeighborKernelsContract extends DeviceContract {
    /** Points that data structures for searching treat differently. */
    enum Data {
        RANDOM,
        /** Most points in a tiny cluster, some far away. */
        CLUSTERED,
        /** Whole coordinates, so that there are many ties and distances are exact. */
        LATTICE,
        /** On a line that is no axis. */
        LINE,
        EQUAL;

        float[] make(long seed, int n, int d) {
            float[] x = normals(seed, n * d);
            for (int i = 0; i < x.length; i++) {
                x[i] =
                        switch (this) {
                            case RANDOM -> x[i];
                            case CLUSTERED -> i / d % 50 == 0 ? 1e3f * x[i] : 5 + 1e-4f * x[i];
                            case LATTICE -> Math.round(2 * x[i]);
                            case LINE -> x[i / d * d] * (i % d + 1);
                            case EQUAL -> 0.1f;
                        };
            }
            return x;
        }

        /** Whether distances have no rounding errors, in float as in double. */
        boolean isExact() {
            return this == LATTICE || this == EQUAL;
        }
    }

    /** Around the sizes of leaves, from no points and no queries on. */
    @ParameterizedTest
    @CsvSource({
        "0, 3, 3, 0",
        "5, 0, 3, 2",
        "5, 4, 2, 0",
        "1, 2, 3, 1",
        "7, 5, 2, 7",
        "16, 9, 3, 5",
        "17, 9, 2, 17",
        "31, 9, 3, 1",
        "33, 9, 3, 16",
        "255, 40, 2, 4",
        "257, 40, 3, 3",
        "1009, 500, 3, 16",
        "1009, 300, 2, 1",
        "2003, 50, 3, 100",
        "2003, 20, 2, 2003",
        "9973, 300, 3, 9"
    })
    public void neighboursAgree(int points, int queries, int d, int k) {
        for (Data data : Data.values()) {
            String what = "%s: %d of %d in %d".formatted(data, k, points, d);
            float[] p = data.make(1, points, d);
            float[] q = data.make(2, queries, d);
            checkNearest(what, data, p, q, d, k);
        }
    }

    /** A point is its own nearest neighbour, at distance zero. */
    @Test
    public void queriesMayBeThePoints() {
        for (Data data : Data.values()) {
            float[] p = data.make(3, 700, 3);
            checkNearest(data + " itself", data, p, p, 3, 4);
            try (Scope inner = Scope.open()) {
                Tensor points = Tensor.of(device(), Shape.of(700, 3), p);
                Neighbors.Nearest nearest = Neighbors.nearest(points, points, 1);
                assertArrayEquals(new double[700], nearest.squaredDistances().toDoubles());
            }
        }
    }

    private void checkNearest(String what, Data data, float[] p, float[] q, int d, int k) {
        try (Scope inner = Scope.open()) {
            Neighbors.Nearest expected = nearest(reference(), p, q, d, k);
            Neighbors.Nearest actual = nearest(device(), p, q, d, k);
            assertEquals(Shape.of(q.length / d, k), actual.index().shape(), what);
            double[] e = expected.squaredDistances().toDoubles();
            double[] a = actual.squaredDistances().toDoubles();
            int[] index = actual.index().toInts();
            if (data.isExact()) {
                assertArrayEquals(expected.index().toInts(), index, what);
            }
            for (int i = 0; i < e.length; i++) {
                double tolerance = 1e-6 * e[i];
                assertEquals(e[i], a[i], tolerance, what);
                // The point named is at that distance, whichever of several it is.
                assertEquals(distance(p, index[i], q, i / k, d), a[i], tolerance, what);
            }
            for (int from = 0; from < index.length; from += k) {
                Set<Integer> distinct = new HashSet<>();
                for (int i = from; i < from + k; i++) {
                    assertTrue(distinct.add(index[i]), what + ": a point comes twice");
                    boolean ordered =
                            i == from
                                    || a[i - 1] < a[i]
                                    || a[i - 1] == a[i] && index[i - 1] < index[i];
                    assertTrue(ordered, what + ": not in order");
                }
            }
        }
    }

    private static Neighbors.Nearest nearest(Device device, float[] p, float[] q, int d, int k) {
        Tensor points = Tensor.of(device, Shape.of(p.length / d, d), p);
        return Neighbors.nearest(points, Tensor.of(device, Shape.of(q.length / d, d), q), k);
    }

    private static double distance(float[] p, int i, float[] q, int j, int d) {
        double sum = 0;
        for (int axis = 0; axis < d; axis++) {
            double difference = (double) p[i * d + axis] - q[j * d + axis];
            sum += difference * difference;
        }
        return sum;
    }

    @Test
    public void coordinatesMustBeFinite() {
        for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
            Tensor good = Tensor.of(device(), Shape.of(3, 2), 1, 2, 3, 4, 5, 6);
            Tensor spoilt = Tensor.of(device(), Shape.of(3, 2), 1, 2, 3, 4, 5, bad);
            fails(() -> Neighbors.nearest(spoilt, good, 1), "points must be finite, row 2");
            fails(() -> Neighbors.nearest(good, spoilt, 1), "queries must be finite, row 2");
        }
    }

    @Test
    public void argumentsThatDoNotFitAreNamed() {
        Tensor two = Tensor.zeros(device(), Shape.of(5, 2));
        Tensor three = Tensor.zeros(device(), Shape.of(5, 3));
        fails(() -> Neighbors.nearest(two, two, 6), "k = 6 of points [5, 2]: allowed are 0 to 5");
        fails(() -> Neighbors.nearest(two, two, -1), "k = -1");
        fails(() -> Neighbors.nearest(two, three, 1), "queries must be [Q, 2], are [5, 3]");
        Tensor four = Tensor.zeros(device(), Shape.of(5, 4));
        fails(() -> Neighbors.nearest(four, four, 1), "points must be [P, 2] or [P, 3]");
    }

    private static void fails(Runnable call, String part) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.startsWith("nearest: ") && message.contains(part), message);
    }
}

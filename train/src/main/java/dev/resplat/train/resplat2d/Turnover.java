package dev.resplat.train.resplat2d;

import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Neighbors;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Adding and removing under a budget: splats that are hardly missed go, and as many begin where the
 * error is largest. Each takes the row of one that went, so that their number stays.
 *
 * <p>What would be missed is estimated as the area of a splat times how its colour differs from
 * those of its neighbours, which would fill the gap. New ones begin at the worst pixels of the
 * worst cells of a grid, whose cells are of the mean area of a splat; each is half as large as the
 * splat nearest to it, and as heavy.
 */
final class Turnover {
    /** Squared difference of colours that can hardly be seen: area alone decides then. */
    private static final double LEAST_CONTRAST = 1e-3;

    /** Logarithm of how much smaller a new splat is than the one it comes beside. */
    private static final float SMALLER = 0.7f;

    private final Device device;
    private final int width;
    private final int height;
    private final float[] target;

    /**
     * @param target colours {@code [height, width, 3]}
     */
    Turnover(Device device, float[] target, int width, int height) {
        this.device = device;
        this.target = target;
        this.width = width;
        this.height = height;
    }

    /**
     * @param kept {@code [N, 1]}: 0 for rows that begin anew, 1 for others
     * @param born {@code [N, 10]}: what is in those rows, zeros in others
     * @param count how many rows begin anew
     */
    record Change(Tensor kept, Tensor born, int count) {}

    /**
     * Who goes, and what begins in their rows.
     *
     * @param splats {@code [N, 10]}
     * @param neighbors int32 {@code [N, k]}
     * @param count how many go; fewer do when there are not so many cells
     */
    Change of(Tensor splats, Feedback feedback, Tensor neighbors, int count) {
        float[] rows = splats.toFloats();
        int n = rows.length / Column.COUNT;
        double[] missed = missed(rows, feedback.areas().toFloats(), neighbors.toInts());
        int[] places = worst(feedback.squares().toFloats(), n, count);
        int[] parents = nearest(splats, places);
        int[] going = least(missed, places.length);
        float[] kept = new float[n];
        float[] born = new float[n * Column.COUNT];
        Arrays.fill(kept, 1);
        for (int i = 0; i < going.length; i++) {
            kept[going[i]] = 0;
            begin(born, going[i] * Column.COUNT, places[i], rows, parents[i] * Column.COUNT);
        }
        return new Change(
                Tensor.of(device, Shape.of(n, 1), kept),
                Tensor.of(device, Shape.of(n, Column.COUNT), born),
                going.length);
    }

    private static double[] missed(float[] rows, float[] areas, int[] neighbors) {
        int n = areas.length;
        int k = neighbors.length / n;
        double[] missed = new double[n];
        for (int s = 0; s < n; s++) {
            double contrast = 0;
            for (int i = 0; i < k; i++) {
                contrast += difference(rows, s, neighbors[s * k + i]);
            }
            missed[s] = areas[s] * (contrast / k + LEAST_CONTRAST);
        }
        return missed;
    }

    private static double difference(float[] rows, int s, int other) {
        double sum = 0;
        for (int c = Column.COLOR; c < Column.COUNT; c++) {
            double d = rows[s * Column.COUNT + c] - rows[other * Column.COUNT + c];
            sum += d * d;
        }
        return sum;
    }

    /** The worst pixels of the worst cells. */
    private int[] worst(float[] squares, int n, int count) {
        int side = Math.max(2, (int) Math.round(Math.sqrt((double) width * height / n)));
        int across = (width + side - 1) / side;
        int cells = across * ((height + side - 1) / side);
        double[] relief = new double[cells];
        int[] peaks = new int[cells];
        Arrays.fill(peaks, -1);
        for (int i = 0; i < squares.length; i++) {
            int cell = i / width / side * across + i % width / side;
            relief[cell] -= squares[i];
            if (peaks[cell] < 0 || squares[i] > squares[peaks[cell]]) {
                peaks[cell] = i;
            }
        }
        return Arrays.stream(least(relief, Math.min(count, n))).map(cell -> peaks[cell]).toArray();
    }

    /** Where the least values are, at most so many; of equal ones the first. */
    private static int[] least(double[] values, int count) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted((a, b) -> Double.compare(values[a], values[b]))
                .limit(count)
                .mapToInt(i -> i)
                .toArray();
    }

    private int[] nearest(Tensor splats, int[] places) {
        double[] at = new double[2 * places.length];
        for (int i = 0; i < places.length; i++) {
            at[2 * i] = places[i] % width + 0.5;
            at[2 * i + 1] = places[i] / width + 0.5;
        }
        Tensor means = Arranging.slice(splats, 1, Column.MEAN, Column.LOG_SCALE);
        Tensor queries = Tensor.of(device, Shape.of(places.length, 2), at);
        return Neighbors.nearest(means, queries, 1).index().toInts();
    }

    private void begin(float[] born, int at, int pixel, float[] rows, int parent) {
        System.arraycopy(rows, parent, born, at, Column.COUNT);
        born[at + Column.MEAN] = pixel % width + 0.5f;
        born[at + Column.MEAN + 1] = pixel / width + 0.5f;
        born[at + Column.LOG_SCALE] -= SMALLER;
        born[at + Column.STRETCH] = 0;
        born[at + Column.STRETCH + 1] = 0;
        System.arraycopy(target, 3 * pixel, born, at + Column.COLOR, 3);
    }
}

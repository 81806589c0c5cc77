package dev.resplat.train.optimize;

import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import dev.resplat.tensor.io.HostArray;
import java.util.Arrays;
import java.util.Map;

/**
 * What steps have seen of each splat: how its footprint was pulled about, how often it was there,
 * and how near. Kept on the device: nothing of this size goes to the host at a step.
 */
final class Sightings {
    /** Which element of a footprint is its depth. */
    private static final int DEPTH = 5;

    /** Of what no step has seen. */
    private static final double FAR = Float.MAX_VALUE;

    /** {@code [N]} each; null before the first step. */
    private Tensor gradients;

    private Tensor counts;
    private Tensor nearest;

    /** With what the tensors begin: with what a checkpoint had. */
    private Seen before = new Seen(new double[0], new double[0], new double[0]);

    /**
     * On the host, for N splats.
     *
     * @param gradients sums of the norms of the gradients of footprints' places
     * @param counts steps that saw the splat
     * @param nearest the least depth at which one did
     */
    record Seen(double[] gradients, double[] counts, double[] nearest) {
        /** The mean norm over the steps that saw splat i; zero where none did. */
        double pull(int i) {
            return wasSeen(i) ? gradients[i] / counts[i] : 0;
        }

        boolean wasSeen(int i) {
            return i < counts.length && counts[i] > 0;
        }
    }

    /** Makes room for so many splats, in the innermost scope, if there is none yet. */
    void prepare(Device device, int count) {
        if (counts != null && counts.shape().size() == count) {
            return;
        }
        Seen begin = counts == null && before.counts.length == count ? before : null;
        forget();
        Shape shape = Shape.of(count);
        gradients = begin == null ? Tensor.zeros(device, shape) : of(device, begin.gradients);
        counts = begin == null ? Tensor.zeros(device, shape) : of(device, begin.counts);
        nearest = begin == null ? Tensor.full(device, shape, FAR) : of(device, begin.nearest);
    }

    private static Tensor of(Device device, double[] values) {
        return Tensor.of(device, Shape.of(values.length), values);
    }

    /**
     * Adds a step.
     *
     * @param footprints {@code [N, 7]}
     * @param g their gradients
     */
    void note(Tensor footprints, Tensor g, int width, int height) {
        Tensor gx = column(g, 0).mul(0.5 * width);
        Tensor gy = column(g, 1).mul(0.5 * height);
        Tensor there = column(footprints, 2).mul(-1).map(BinaryOp.LESS, 0);
        Tensor unmoved = gx.map(BinaryOp.EQUAL, 0).mul(gy.map(BinaryOp.EQUAL, 0));
        Tensor sees = there.mul(unmoved.map(BinaryOp.EQUAL, 0));
        Tensor norm = gx.mul(gx).add(gy.mul(gy)).map(UnaryOp.SQRT);
        Tensor far = Tensor.full(g.device(), sees.shape(), FAR);
        gradients.write(gradients.add(norm.mul(there)));
        counts.write(counts.add(sees));
        nearest.write(nearest.map(BinaryOp.MIN, sees.select(column(footprints, DEPTH), far)));
    }

    private static Tensor column(Tensor x, int k) {
        return Arranging.slice(x, 1, k, k + 1).reshape(x.shape().dim(0));
    }

    /** All of it. */
    Seen seen() {
        return counts == null
                ? before
                : new Seen(gradients.toDoubles(), counts.toDoubles(), nearest.toDoubles());
    }

    /** From now on nothing has been seen. */
    void forget() {
        if (counts != null) {
            gradients.free();
            counts.free();
            nearest.free();
        }
        gradients = null;
        counts = null;
        nearest = null;
        before = new Seen(new double[0], new double[0], new double[0]);
    }

    /** For a checkpoint. */
    Map<String, HostArray> state() {
        Seen seen = seen();
        int[] whole = Arrays.stream(seen.counts).mapToInt(count -> (int) count).toArray();
        return Map.of(
                "gradients", HostArray.of(seen.gradients, seen.gradients.length),
                "seen", HostArray.of(whole, whole.length),
                "nearest", HostArray.of(seen.nearest, seen.nearest.length));
    }

    /**
     * Goes on from a {@link #state}.
     *
     * @throws IllegalArgumentException when something is missing
     */
    void restore(Map<String, HostArray> state) {
        forget();
        before =
                new Seen(
                        State.get("gradients", state).toDoubles(),
                        State.get("seen", state).toDoubles(),
                        State.get("nearest", state).toDoubles());
    }
}

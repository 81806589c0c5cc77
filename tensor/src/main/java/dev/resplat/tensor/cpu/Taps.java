package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Bilinear;
import java.util.Arrays;

/**
 * A sparse matrix along one axis: output o is the sum over its taps {@code start[o] <= t < start[o
 * + 1]} of {@code weight[t]} times input {@code index[t]}, inputs in ascending order. Interpolation
 * and averages over windows are a product of two of them, one for each axis, and their gradients
 * are that of the transposes.
 *
 * <p>The arrays grow as needed and are kept.
 */
final class Taps {
    int inputs;
    int outputs;
    int[] start = {0};
    int[] index = {};
    float[] weight = {};

    private void reset(int inputs, int outputs, int taps) {
        this.inputs = inputs;
        this.outputs = outputs;
        if (start.length <= outputs) {
            start = new int[outputs + outputs / 4 + 16];
        }
        if (index.length < taps) {
            index = new int[taps + taps / 4 + 16];
            weight = new float[index.length];
        }
        start[0] = 0;
    }

    private void add(int t, int input, double w) {
        index[t] = input;
        weight[t] = (float) w;
    }

    /** Linear interpolation between two inputs, see {@link Bilinear#resized}. */
    Taps setBilinear(int inputs, int outputs, boolean alignCorners) {
        reset(inputs, outputs, 2 * outputs);
        int t = 0;
        for (int o = 0; o < outputs; o++) {
            double place = Bilinear.resized(o, inputs, outputs, alignCorners);
            int low = Math.min((int) place, inputs - 1);
            double fraction = place - low;
            add(t++, low, 1 - fraction);
            if (low + 1 < inputs) {
                add(t++, low + 1, fraction);
            }
            start[o + 1] = t;
        }
        return this;
    }

    /**
     * Windows along one axis: output o sees inputs {@code o stride - padding + u dilation} for
     * {@code 0 <= u < extent}.
     */
    record Windows(int inputs, int outputs, int extent, int stride, int dilation, int padding) {

        /** How many places of the window of an output are before an input. */
        int before(int input, int output) {
            int distance = input - (output * stride - padding);
            return distance <= 0 ? 0 : Math.min((distance - 1) / dilation + 1, extent);
        }

        /** How many inputs the windows see, each window counted on its own. */
        long taps() {
            long taps = 0;
            for (int o = 0; o < outputs; o++) {
                taps += before(inputs, o) - before(0, o);
            }
            return taps;
        }
    }

    /**
     * The inputs that windows see, each of weight one over how many there are: of those among the
     * inputs, or also of those in the padding.
     */
    Taps setWindows(Windows w, boolean countPadding) {
        reset(w.inputs, w.outputs, Math.toIntExact(w.taps()));
        int t = 0;
        for (int o = 0; o < outputs; o++) {
            int first = w.before(0, o);
            int end = w.before(inputs, o);
            for (int u = first; u < end; u++) {
                index[t++] = o * w.stride - w.padding + u * w.dilation;
            }
            int counted = countPadding ? w.before(inputs + w.padding, o) : end - first;
            Arrays.fill(weight, start[o], t, 1f / counted);
            start[o + 1] = t;
        }
        return this;
    }

    /** The transpose of other taps. */
    Taps setTransposed(Taps taps) {
        int count = taps.start[taps.outputs];
        reset(taps.outputs, taps.inputs, count);
        Arrays.fill(start, 0, outputs + 1, 0);
        for (int t = 0; t < count; t++) {
            start[taps.index[t] + 1]++;
        }
        for (int o = 0; o < outputs; o++) {
            start[o + 1] += start[o];
        }
        // Each start moves to its end, which is the start of the next, while taps are dealt out.
        for (int i = 0; i < inputs; i++) {
            for (int t = taps.start[i]; t < taps.start[i + 1]; t++) {
                int at = start[taps.index[t]]++;
                index[at] = i;
                weight[at] = taps.weight[t];
            }
        }
        System.arraycopy(start, 0, start, 1, outputs);
        start[0] = 0;
        return this;
    }

    /** Whether an output has a tap between two inputs, the second exclusive. */
    boolean touch(int o, int from, int to) {
        int first = start[o];
        int end = start[o + 1];
        return end > first && index[first] < to && index[end - 1] >= from;
    }
}

package dev.resplat.train.optimize;

import dev.resplat.tensor.io.HostArray;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A few numbers per photograph that are learned on the host, by Adam (Kingma and Ba 2015) with a
 * count of steps for each photograph: a step changes those of one photograph only.
 */
final class ViewValues {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.99;
    private static final double EPSILON = 1e-12;

    private final int width;
    private final double[] values;
    private final double[] means;
    private final double[] squares;
    private final int[] steps;

    /** Zeros, {@code [views, width]}. */
    ViewValues(int views, int width) {
        this.width = width;
        values = new double[views * width];
        means = new double[views * width];
        squares = new double[views * width];
        steps = new int[views];
    }

    /** Those of a photograph. */
    double[] of(int view) {
        return Arrays.copyOfRange(values, view * width, (view + 1) * width);
    }

    /** Changes those of a photograph to what they are now. */
    void set(int view, double[] now) {
        System.arraycopy(now, 0, values, view * width, width);
    }

    /** The step that Adam would make against a gradient, at this rate. */
    double[] step(int view, double[] gradient, double rate) {
        int t = ++steps[view];
        double[] step = new double[width];
        for (int k = 0; k < width; k++) {
            int at = view * width + k;
            means[at] = BETA1 * means[at] + (1 - BETA1) * gradient[k];
            squares[at] = BETA2 * squares[at] + (1 - BETA2) * gradient[k] * gradient[k];
            double mean = means[at] / (1 - Math.pow(BETA1, t));
            double square = squares[at] / (1 - Math.pow(BETA2, t));
            step[k] = -rate * mean / (Math.sqrt(square) + EPSILON);
        }
        return step;
    }

    /** A copy of all of it, for a checkpoint. */
    Map<String, HostArray> state() {
        Map<String, HostArray> state = new LinkedHashMap<>();
        state.put("values", HostArray.of(values.clone(), values.length));
        state.put("means", HostArray.of(means.clone(), means.length));
        state.put("squares", HostArray.of(squares.clone(), squares.length));
        state.put("steps", HostArray.of(steps.clone(), steps.length));
        return state;
    }

    /**
     * Goes on from a {@link #state}.
     *
     * @throws IllegalArgumentException when something is missing or of another number of views
     */
    void restore(Map<String, HostArray> state) {
        copy(State.get("values", state).toDoubles(), values);
        copy(State.get("means", state).toDoubles(), means);
        copy(State.get("squares", state).toDoubles(), squares);
        int[] counted = State.get("steps", state).toInts();
        if (counted.length != steps.length) {
            throw new IllegalArgumentException("it is of another number of photographs");
        }
        System.arraycopy(counted, 0, steps, 0, steps.length);
    }

    private static void copy(double[] from, double[] to) {
        if (from.length != to.length) {
            throw new IllegalArgumentException("it is of another number of photographs");
        }
        System.arraycopy(from, 0, to, 0, to.length);
    }
}

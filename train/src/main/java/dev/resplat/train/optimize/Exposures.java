package dev.resplat.train.optimize;

import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.io.HostArray;
import java.util.Arrays;
import java.util.Map;

/**
 * How bright each training photograph is, channel by channel: {@code (1 + gain) color + offset}, so
 * that a change of the camera's exposure is not learned as a property of the scene. They are pulled
 * towards nothing, as all of them together say nothing.
 */
final class Exposures {
    /** Part of a value that is lost at each step, times the rate. */
    private static final double PULL = 1;

    private final ViewValues values;
    private final double rate;

    /**
     * Of so many photographs.
     *
     * @param rate of learning; 0 leaves them alone
     */
    Exposures(int views, double rate) {
        values = new ViewValues(views, 6);
        this.rate = rate;
    }

    boolean areLearned() {
        return rate > 0;
    }

    /**
     * A render {@code [1, H, W, 3]} as a photograph shows it, and the numbers to differentiate by.
     */
    record Exposed(Var image, Var gain, Var offset) {}

    Exposed expose(int view, Var image) {
        double[] now = values.of(view);
        Shape shape = Shape.of(1, 1, 1, 3);
        double[] gains = {1 + now[0], 1 + now[1], 1 + now[2]};
        Var gain = Var.parameter(Tensor.of(image.device(), shape, gains));
        double[] offsets = Arrays.copyOfRange(now, 3, 6);
        Var offset = Var.parameter(Tensor.of(image.device(), shape, offsets));
        return new Exposed(image.mul(gain).add(offset), gain, offset);
    }

    /** Learns from a step. */
    void learn(int view, Exposed exposed, Gradients gradients, double factor) {
        double[] gain = gradients.of(exposed.gain()).toDoubles();
        double[] offset = gradients.of(exposed.offset()).toDoubles();
        double[] gradient = Arrays.copyOf(gain, 6);
        System.arraycopy(offset, 0, gradient, 3, 3);
        double[] now = values.of(view);
        double[] step = values.step(view, gradient, factor * rate);
        for (int k = 0; k < 6; k++) {
            now[k] = (1 - PULL * factor * rate) * (now[k] + step[k]);
        }
        values.set(view, now);
    }

    /** For a checkpoint. */
    Map<String, HostArray> state() {
        return values.state();
    }

    /** Goes on from a {@link #state}. */
    void restore(Map<String, HostArray> state) {
        values.restore(state);
    }
}

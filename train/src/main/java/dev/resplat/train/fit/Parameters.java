package dev.resplat.train.fit;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.optim.Adam;
import dev.resplat.splat.BlendMode;
import dev.resplat.splat.Compositor;
import dev.resplat.splat.Conics;
import dev.resplat.splat.Splats2d;
import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The splats of a fit as parameters on a device, each kind with an optimizer of its own. There is
 * room for all splats from the beginning: a row that is still free has a mean that is not a number,
 * so that it is not blended and has no gradients.
 */
final class Parameters {
    private static final float NOWHERE = Float.NaN;

    /** The logarithm of no area at all, and finite: optimizers multiply it. */
    private static final float SMALL = -1000;

    private final int width;
    private final int height;
    private final BlendMode mode;
    private final int room;
    private final Var means;
    private final Var logScales;
    private final Var angles;

    /** Logits of weights; constant infinities, so that all weigh one, where splats add up. */
    private final Var logits;

    private final Var colors;
    private final Map<Var, Adam> optimizers = new LinkedHashMap<>();

    /** Copies on the device, written again and again: to save splats moves nothing to the host. */
    private final Map<Var, Tensor> saved = new LinkedHashMap<>();

    /** The same on the host; null until somebody asks. */
    private Splats2d fetched;

    private int count;

    /** With free rows only. */
    Parameters(Device device, int width, int height, BlendMode mode, int room, Adam.Config config) {
        this.width = width;
        this.height = height;
        this.mode = mode;
        this.room = room;
        means = parameter(device, config, room, 2);
        logScales = parameter(device, config, room, 2);
        angles = parameter(device, config, room);
        colors = parameter(device, config, room, 3);
        logits =
                mode == BlendMode.ADDITIVE
                        ? Var.constant(
                                Tensor.full(device, Shape.of(room), Double.POSITIVE_INFINITY))
                        : parameter(device, config, room);
    }

    private Var parameter(Device device, Adam.Config config, int... dims) {
        Var parameter = Var.parameter(Tensor.zeros(device, Shape.of(dims)));
        optimizers.put(parameter, new Adam(Map.of("x", parameter), config));
        saved.put(parameter, Tensor.zeros(device, parameter.shape()));
        return parameter;
    }

    /** Replaces all splats, saves them, and forgets what is known of their gradients. */
    void set(Splats2d splats) {
        count = splats.count();
        write(means, splats.means(), NOWHERE);
        write(logScales, splats.logScales(), SMALL);
        write(angles, splats.angles(), 0);
        write(colors, splats.colors(), 0);
        if (logits.needsGrad()) {
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                double weight = Math.min(Math.max(splats.weights()[i], 1e-3), 0.999);
                values[i] = (float) Math.log(weight / (1 - weight));
            }
            write(logits, values, 0);
        }
        optimizers.values().forEach(Adam::reset);
        save();
    }

    private void write(Var parameter, float[] values, float rest) {
        float[] all = Arrays.copyOf(values, parameter.shape().size());
        Arrays.fill(all, values.length, all.length, rest);
        parameter.value().write(all);
    }

    /** Splats there are. */
    int count() {
        return count;
    }

    /** The image {@code [height, width, 3]}, not clipped. */
    Var image() {
        return Compositor.composite(
                        means,
                        Conics.rotated(logScales, angles),
                        Elementwise.sigmoid(logits),
                        colors,
                        width,
                        height,
                        mode)
                .image();
    }

    /** One step of every optimizer; the rates are times {@code factor}. */
    void step(Gradients gradients, FitConfig.Rates rates, double factor) {
        step(means, gradients, rates.means() * factor);
        step(logScales, gradients, rates.logScales() * factor);
        step(angles, gradients, rates.angles() * factor);
        step(colors, gradients, rates.colors() * factor);
        if (logits.needsGrad()) {
            step(logits, gradients, rates.weights() * factor);
        }
    }

    private void step(Var parameter, Gradients gradients, double rate) {
        optimizers.get(parameter).step(gradients, rate);
    }

    /**
     * The sum over all splats of the area in pixels where they weigh 1/255 or more, but of none
     * more than the picture has.
     */
    double area() {
        try (Scope scope = Scope.open()) {
            Tensor product = logScales.value().sum(1).map(UnaryOp.EXP);
            Tensor visible = Elementwise.sigmoid(logits).value().mul(255).map(BinaryOp.MAX, 1);
            Tensor areas = product.mul(visible.map(UnaryOp.LOG)).mul(2 * Math.PI);
            return areas.map(BinaryOp.MIN, (double) width * height).sum().item();
        }
    }

    /** Remembers the splats as they are now. */
    void save() {
        saved.forEach((parameter, copy) -> copy.write(parameter.value()));
        fetched = null;
    }

    /** The splats that were last saved, in host memory. */
    Splats2d saved() {
        if (fetched == null) {
            float[] weights = new float[count];
            Arrays.fill(weights, 1);
            if (logits.needsGrad()) {
                float[] values = saved.get(logits).toFloats();
                for (int i = 0; i < count; i++) {
                    weights[i] = (float) (1 / (1 + Math.exp(-values[i])));
                }
            }
            fetched =
                    new Splats2d(
                            width,
                            height,
                            mode,
                            fetch(means, 2),
                            fetch(logScales, 2),
                            fetch(angles, 1),
                            weights,
                            fetch(colors, 3));
        }
        return fetched;
    }

    private float[] fetch(Var parameter, int width) {
        return Arrays.copyOf(saved.get(parameter).toFloats(), width * count);
    }
}

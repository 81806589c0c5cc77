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
import java.util.LinkedHashMap;
import java.util.Map;

/** The splats of a fit as parameters on a device, each kind with an optimizer of its own. */
final class Parameters {
    private final int width;
    private final int height;
    private final BlendMode mode;
    private final int n;
    private final Var means;
    private final Var logScales;
    private final Var angles;

    /** Logits of weights; constant infinities, so that all weigh one, where splats add up. */
    private final Var logits;

    private final Var colors;
    private final Map<Var, Adam> optimizers = new LinkedHashMap<>();

    Parameters(Device device, Splats2d start, Adam.Config config) {
        width = start.width();
        height = start.height();
        mode = start.mode();
        n = start.count();
        means = parameter(device, config, start.means(), n, 2);
        logScales = parameter(device, config, start.logScales(), n, 2);
        angles = parameter(device, config, start.angles(), n);
        logits =
                mode == BlendMode.ADDITIVE
                        ? Var.constant(Tensor.full(device, Shape.of(n), Double.POSITIVE_INFINITY))
                        : parameter(device, config, logits(start.weights()), n);
        colors = parameter(device, config, start.colors(), n, 3);
    }

    private Var parameter(Device device, Adam.Config config, float[] values, int... dims) {
        Var parameter = Var.parameter(Tensor.of(device, Shape.of(dims), values));
        optimizers.put(parameter, new Adam(Map.of("x", parameter), config));
        return parameter;
    }

    private static float[] logits(float[] weights) {
        float[] logits = new float[weights.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.log(weights[i] / (1 - weights[i]));
        }
        return logits;
    }

    int count() {
        return n;
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
        if (logits.needsGrad()) {
            step(logits, gradients, rates.weights() * factor);
        }
        step(colors, gradients, rates.colors() * factor);
    }

    private void step(Var parameter, Gradients gradients, double rate) {
        optimizers.get(parameter).step(gradients, rate);
    }

    /** The sum over all splats of the area in pixels where they weigh 1/255 or more. */
    double area() {
        try (Scope scope = Scope.open()) {
            Tensor product = logScales.value().sum(1).map(UnaryOp.EXP);
            Tensor visible = Elementwise.sigmoid(logits).value().mul(255).map(BinaryOp.MAX, 1);
            return 2 * Math.PI * product.mul(visible.map(UnaryOp.LOG)).sum().item();
        }
    }

    /** A copy in host memory. */
    Splats2d splats() {
        return new Splats2d(
                width,
                height,
                mode,
                means.value().toFloats(),
                logScales.value().toFloats(),
                angles.value().toFloats(),
                Elementwise.sigmoid(logits).value().toFloats(),
                colors.value().toFloats());
    }
}

package dev.resplat.nn;

import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;

/**
 * How a parameter begins.
 *
 * <p>The last axis of a weight is its outputs, all before it are inputs: {@code [in, out]} for a
 * linear layer, {@code [kH, kW, in, out]} for a convolution. The <em>fan-in</em> is the number of
 * inputs to one output, the <em>fan-out</em> the number of outputs one input has an effect on.
 */
@FunctionalInterface
public interface Initializer {
    /** Initial values of the given shape. */
    Tensor make(RandomStream random, Device device, Shape shape);

    /** Every element the same. */
    static Initializer constant(double value) {
        return (random, device, shape) -> Tensor.full(device, shape, value);
    }

    /** All zero. */
    static Initializer zeros() {
        return constant(0);
    }

    /** Normal with mean zero. */
    static Initializer normal(double deviation) {
        return (random, device, shape) ->
                Scope.compute(() -> random.normal(device, shape).mul(deviation));
    }

    /**
     * Normal with mean zero, cut off at two deviations: what lies beyond is clamped there, which
     * touches 4.6 % of the elements.
     */
    static Initializer clampedNormal(double deviation) {
        return (random, device, shape) ->
                Scope.compute(
                        () ->
                                random.normal(device, shape)
                                        .map(BinaryOp.MAX, -2)
                                        .map(BinaryOp.MIN, 2)
                                        .mul(deviation));
    }

    /** Uniform in {@code [-bound, bound)}. */
    static Initializer uniform(double bound) {
        return (random, device, shape) ->
                Scope.compute(() -> random.uniform(device, shape).add(-0.5).mul(2 * bound));
    }

    /** Uniform with variance {@code 2 / (fanIn + fanOut)} (Glorot and Bengio 2010, equation 16). */
    static Initializer xavierUniform() {
        return (random, device, shape) ->
                uniform(Math.sqrt(6.0 / (fanIn(shape) + fanOut(shape))))
                        .make(random, device, shape);
    }

    /** Normal with variance {@code 2 / (fanIn + fanOut)} (Glorot and Bengio 2010). */
    static Initializer xavierNormal() {
        return (random, device, shape) ->
                normal(Math.sqrt(2.0 / (fanIn(shape) + fanOut(shape)))).make(random, device, shape);
    }

    /** Uniform with variance {@code 2 / fanIn}, for rectifiers (He et al. 2015, equation 10). */
    static Initializer kaimingUniform() {
        return (random, device, shape) ->
                uniform(Math.sqrt(6.0 / fanIn(shape))).make(random, device, shape);
    }

    /** Normal with variance {@code 2 / fanIn}, for rectifiers (He et al. 2015, equation 10). */
    static Initializer kaimingNormal() {
        return (random, device, shape) ->
                normal(Math.sqrt(2.0 / fanIn(shape))).make(random, device, shape);
    }

    /** Uniform with variance {@code 1 / (3 fanIn)}: what PyTorch gives linear layers by default. */
    static Initializer uniformFanIn() {
        return (random, device, shape) ->
                uniform(Math.sqrt(1.0 / fanIn(shape))).make(random, device, shape);
    }

    /** The number of inputs to one output. */
    static int fanIn(Shape shape) {
        return Math.max(shape.product(0, shape.rank() - 1), 1);
    }

    /** The number of outputs one input has an effect on. */
    static int fanOut(Shape shape) {
        int taps = shape.rank() < 2 ? 1 : shape.product(0, shape.rank() - 2);
        return Math.max(taps * shape.dim(-1), 1);
    }
}

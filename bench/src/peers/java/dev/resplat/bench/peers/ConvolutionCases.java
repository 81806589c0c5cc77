package dev.resplat.bench.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.GradientCollector;
import dev.resplat.autodiff.Convolution;
import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.bench.peers.Case.Bound;
import dev.resplat.bench.peers.Case.Sides;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;
import java.util.List;

/**
 * Convolutions with bias, forward and with all gradients of the sum of the result. Maps are {@code
 * [N, H, W, C]} here and {@code [N, C, H, W]} there, as users of either have them.
 */
final class ConvolutionCases {
    private static final long SEED = 12;

    private final List<Case> cases;
    private final Bounds bounds;

    private ConvolutionCases(List<Case> cases, Bounds bounds) {
        this.cases = cases;
        this.bounds = bounds;
    }

    static void addTo(List<Case> cases, Bounds bounds) {
        ConvolutionCases all = new ConvolutionCases(cases, bounds);
        Window three = Window.of(3, 3).padding(1);
        all.both(new Layer("conv", 4, 64, 64, 64, three, 1), 1.0, 1.3);
        Window seven = Window.of(7, 7).padding(3);
        all.both(new Layer("depthwise conv", 4, 64, 64, 64, seven, 64), 1.5, Double.NaN);
        all.both(new Layer("depthwise conv", 4, 64, 64, 64, three, 64));
        all.both(new Layer("conv", 4, 64, 64, 128, three.stride(2), 1));
        all.both(new Layer("conv", 4, 64, 64, 256, Window.of(1, 1), 1));
        all.both(new Layer("conv", 4, 224, 3, 64, seven.stride(2), 1));
    }

    /** A convolution of square maps. */
    private record Layer(
            String name, int batch, int extent, int in, int out, Window window, int groups) {
        int[] x() {
            return new int[] {batch, extent, extent, in};
        }

        int[] weight() {
            return new int[] {window.height(), window.width(), in / groups, out};
        }

        /** Floating-point operations of the forward pass. */
        double flops() {
            int pixels = window.outHeight(extent);
            int[] w = weight();
            return 2.0 * batch * pixels * pixels * w[0] * w[1] * w[2] * w[3];
        }

        @Override
        public String toString() {
            return "%s %s, %d to %d, [%d, %d, %d]"
                    .formatted(name, window, in, out, batch, extent, extent);
        }
    }

    private void both(Layer layer) {
        both(layer, Double.NaN, Double.NaN);
    }

    private void both(Layer layer, double target, double gradientTarget) {
        add(layer, false, target);
        add(layer, true, gradientTarget);
    }

    private void add(Layer layer, boolean gradients, double target) {
        cases.add(
                new Case(
                        layer + (gradients ? ", forward + backward" : ", forward"),
                        "libtorch",
                        Case.FLOPS,
                        1e-9 * layer.flops() * (gradients ? 3 : 1),
                        target,
                        1e-4,
                        new Bound("multiply-add", bounds::flops),
                        manager -> sides(manager, layer, gradients)));
    }

    private static Sides sides(NDManager manager, Layer layer, boolean gradients) {
        RandomStream random = new RandomStream(SEED);
        Tensor x = around(random, layer.x());
        Tensor weight = around(random, layer.weight());
        Tensor bias = around(random, layer.out());
        Ours ours = new Ours(layer, Var.parameter(x), Var.parameter(weight), Var.parameter(bias));
        Theirs theirs =
                new Theirs(
                        layer,
                        Side.copy(manager, Arranging.permute(x, 0, 3, 1, 2)),
                        Side.copy(manager, Arranging.permute(weight, 3, 2, 0, 1)),
                        Side.copy(manager, bias));
        return gradients
                ? new Sides(ours.gradients(), theirs.gradients())
                : new Sides(Side.ours(() -> ours.forward().value()), theirs.forward());
    }

    private static Tensor around(RandomStream random, int... dims) {
        return random.uniform(Devices.cpu(), dev.resplat.tensor.Shape.of(dims)).add(-0.4);
    }

    private record Ours(Layer layer, Var x, Var weight, Var bias) {
        Var forward() {
            return Convolution.conv2d(x, weight, bias, layer.window, layer.groups);
        }

        Side gradients() {
            return new Side() {
                @Override
                public void run() {
                    try (Scope scope = Scope.open()) {
                        forward().sum().backward();
                    }
                }

                @Override
                public float[] result() {
                    try (Scope scope = Scope.open()) {
                        Gradients all = forward().sum().backward();
                        return all.of(weight).toFloats();
                    }
                }
            };
        }
    }

    /** Arrays of a run belong to the manager of its copy of x, which is closed at the end. */
    private record Theirs(Layer layer, NDArray x, NDArray weight, NDArray bias) {
        private NDArray forward(NDArray x, NDArray weight, NDArray bias) {
            Window w = layer.window;
            Shape stride = new Shape(w.strideY(), w.strideX());
            Shape padding = new Shape(w.paddingY(), w.paddingX());
            Shape dilation = new Shape(w.dilationY(), w.dilationX());
            return Conv2d.conv2d(x, weight, bias, stride, padding, dilation, layer.groups).head();
        }

        Side forward() {
            return new Side() {
                @Override
                public void run() {
                    forward(x, weight, bias).close();
                }

                @Override
                public float[] result() {
                    try (NDArray y = forward(x, weight, bias);
                            NDArray channelsLast = y.transpose(0, 2, 3, 1)) {
                        return channelsLast.toFloatArray();
                    }
                }
            };
        }

        /** New leaves for each run, which share the elements: so gradients are not added up. */
        Side gradients() {
            return new Side() {
                @Override
                public void run() {
                    gradientOfWeight(false);
                }

                @Override
                public float[] result() {
                    return gradientOfWeight(true);
                }
            };
        }

        private float[] gradientOfWeight(boolean wanted) {
            try (NDManager step = x.getManager().newSubManager();
                    GradientCollector collector =
                            Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray leaf = leaf(step, x);
                NDArray weightLeaf = leaf(step, weight);
                NDArray biasLeaf = leaf(step, bias);
                collector.backward(forward(leaf, weightLeaf, biasLeaf).sum());
                if (!wanted) {
                    return new float[0];
                }
                NDArray gradient = weightLeaf.getGradient();
                gradient.attach(step);
                return gradient.transpose(2, 3, 1, 0).toFloatArray();
            }
        }

        private static NDArray leaf(NDManager step, NDArray x) {
            NDArray leaf = x.stopGradient();
            leaf.attach(step);
            leaf.setRequiresGradient(true);
            return leaf;
        }
    }
}

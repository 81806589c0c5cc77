package dev.resplat.opencl;

import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.splat.BlendMode;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Compositor;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.Convolving;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.ElementwiseKernels;
import dev.resplat.tensor.Gathering;
import dev.resplat.tensor.KernelCheck;
import dev.resplat.tensor.Neighbors;
import dev.resplat.tensor.OptimizerKernels;
import dev.resplat.tensor.PeakKernels;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.ReduceOp;
import dev.resplat.tensor.Scanning;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.SimilarityKernels;
import dev.resplat.tensor.SortKernels.Order;
import dev.resplat.tensor.Sorting;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import dev.resplat.tensor.Window;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Programs of a few numbers that run every kernel, each of its ways at least once. */
final class SmallPrograms {
    private final Map<String, Function<Device, Tensor>> all = new LinkedHashMap<>();

    private SmallPrograms() {}

    static Map<String, Function<Device, Tensor>> all() {
        SmallPrograms programs = new SmallPrograms();
        programs.elementwise();
        programs.reductions();
        programs.moves();
        programs.orders();
        programs.scans();
        programs.networks();
        programs.optimizers();
        programs.splats();
        programs.all.putAll(SmallNetworks.all());
        return programs.all;
    }

    private void add(String name, Function<Device, Tensor> program) {
        all.put(name, program);
    }

    /** Normal numbers, the same on every device. */
    static Tensor x(Device d, int seed, int... dims) {
        Shape shape = Shape.of(dims);
        return Tensor.of(d, shape, KernelCheck.normal(seed, shape.size()));
    }

    /** Numbers from 0 to {@code bound - 1}. */
    private static Tensor places(Device d, int bound, int... dims) {
        int[] values = new int[Shape.of(dims).size()];
        Arrays.setAll(values, i -> i * 7 % bound);
        return Tensor.ofInts(d, Shape.of(dims), values);
    }

    private void elementwise() {
        add("exp", d -> x(d, 1, 70).map(UnaryOp.EXP));
        add(
                "gradient of tanh",
                d -> {
                    Tensor x = x(d, 1, 70);
                    return x.mapGrad(UnaryOp.TANH, x.map(UnaryOp.TANH), x(d, 2, 70));
                });
        add("atan2", d -> x(d, 1, 70).map(BinaryOp.ATAN2, x(d, 2, 70)));
        add("max with a number", d -> x(d, 1, 70).map(BinaryOp.MAX, 0.3));
        add("broadcast", d -> x(d, 1, 7, 1, 5).mul(x(d, 2, 3, 1)));
        add("select", d -> x(d, 1, 70).map(BinaryOp.LESS, 0).select(x(d, 2, 70), x(d, 3, 70)));
        add("to integers and back", d -> x(d, 1, 70).mul(9).toInt32().toReal());
        add(
                "filled integers",
                d -> {
                    Tensor y = Tensor.empty(d, ElementType.INT32, Shape.of(70));
                    d.kernels(ElementwiseKernels.class).fill(y.buffer(), 3, 70);
                    return y.toReal();
                });
        add(
                "multiplied and added",
                d -> {
                    Tensor y = x(d, 1, 70);
                    d.kernels(PeakKernels.class).multiplyAdd(y.buffer(), 70, 5);
                    return y;
                });
        add("uniform", d -> new RandomStream(1).uniform(d, Shape.of(70)));
        add("normal", d -> new RandomStream(1).normal(d, Shape.of(70)));
    }

    private void reductions() {
        add("sum of few", d -> x(d, 1, 5, 7).sum(1));
        add("sum of many", d -> x(d, 1, 5000).sum());
        add("sums of columns", d -> x(d, 1, 70, 130).sum(0));
        add("sums inside", d -> x(d, 1, 3, 70, 5).sum(1));
        add("norm", d -> x(d, 1, 9, 70).reduce(ReduceOp.NORM, 1));
        add("largest", d -> x(d, 1, 9, 70).reduce(ReduceOp.MAX, 1));
        add("place of the largest", d -> x(d, 1, 9, 70).argMax(1).toReal());
        add("place of the largest in columns", d -> x(d, 1, 70, 130).argMax(0).toReal());
        add("softmax", d -> x(d, 1, 5, 70).softmax());
        add("gradient of softmax", d -> x(d, 1, 5, 70).softmax().softmaxGrad(x(d, 2, 5, 70)));
        add(
                "gradient of its logarithm",
                d -> x(d, 1, 5, 9).logSoftmax().logSoftmaxGrad(x(d, 2, 5, 9)));
    }

    private void moves() {
        add("slice", d -> Arranging.slice(x(d, 1, 9, 7), 1, 2, 5));
        add("transpose", d -> Arranging.permute(x(d, 1, 37, 35), 1, 0));
        add("indices", d -> Gathering.indices(d, 70).toReal());
        add("rows", d -> Gathering.gatherRows(x(d, 1, 9, 5), places(d, 9, 20)));
        add("rows added", d -> Gathering.scatterAddRows(x(d, 1, 20, 5), places(d, 9, 20), 9));
        add("elements", d -> Gathering.gather(x(d, 1, 3, 9, 5), 1, places(d, 9, 3, 4, 5)));
        add(
                "elements added",
                d -> Gathering.scatterAdd(x(d, 1, 3, 4, 5), 1, places(d, 9, 3, 4, 5), 9));
    }

    private void orders() {
        add("short rows sorted", d -> Sorting.sort(x(d, 1, 3, 40), Order.DESCENDING).values());
        add("a long row sorted", d -> Sorting.sort(x(d, 1, 2100), Order.ASCENDING).values());
        add(
                "the first of long rows",
                d -> Sorting.topK(x(d, 1, 9, 300), Order.ASCENDING, 4).index().toReal());
        add(
                "few neighbours",
                d -> Neighbors.nearest(x(d, 1, 90, 3), x(d, 2, 20, 3), 4).squaredDistances());
        add(
                "many neighbours",
                d -> Neighbors.nearest(x(d, 1, 90, 2), x(d, 2, 5, 2), 60).squaredDistances());
    }

    private void scans() {
        add("sums along short rows", d -> Scanning.cumulativeSum(x(d, 1, 3, 9), 1));
        add("sums along a row", d -> Scanning.cumulativeSum(x(d, 1, 2, 700), 1));
        add("sums from the end", d -> Scanning.reverseCumulativeSum(x(d, 1, 5000), 0));
        add("products", d -> Scanning.cumulativeProduct(x(d, 1, 5000).mul(1e-4).add(1), 0));
        add(
                "gradient of products",
                d ->
                        Scanning.cumulativeProductGrad(
                                x(d, 1, 700, 2).mul(1e-3).add(1), 0, x(d, 2, 700, 2)));
    }

    private void networks() {
        add("product", d -> x(d, 1, 37, 19).matmul(x(d, 2, 19, 41)));
        add("product of few columns", d -> x(d, 1, 70, 19).matmul(x(d, 2, 19, 5)));
        add("product of few rows", d -> x(d, 1, 5, 40).matmul(x(d, 2, 40, 70)));
        add("product, transposed", d -> x(d, 1, 7, 90).matmulTransposed(x(d, 2, 5, 90)));
        add("transposed product", d -> x(d, 1, 40, 7).transposedMatmul(x(d, 2, 40, 5)));
        Window window = Window.of(3, 2).stride(2, 1).padding(1).dilation(1, 2);
        add(
                "convolution",
                d ->
                        Convolving.conv2d(
                                x(d, 1, 2, 9, 8, 6), x(d, 2, 3, 2, 3, 4), x(d, 3, 4), window, 2));
        add(
                "convolution, transposed",
                d ->
                        Convolving.conv2dTransposed(
                                x(d, 1, 1, 5, 6, 4), x(d, 2, 3, 2, 3, 4), null, window, 2, 0, 0));
        add("gradient of convolution", SmallPrograms::convolutionGrad);
        add("SSIM", SmallPrograms::similarity);
    }

    private static Tensor convolutionGrad(Device d) {
        Window window = Window.of(3, 3).padding(1);
        return Convolving.conv2dGradWeight(x(d, 1, 1, 20, 21, 3), x(d, 2, 1, 20, 21, 4), window, 1);
    }

    private static Tensor similarity(Device d) {
        Shape shape = Shape.of(1, 19, 30, 3);
        Tensor mean = Tensor.empty(d, ElementType.REAL, Shape.of(1));
        Tensor grad = Tensor.empty(d, ElementType.REAL, shape);
        d.kernels(SimilarityKernels.class)
                .ssim(
                        x(d, 1, 1, 19, 30, 3).buffer(),
                        x(d, 2, 1, 19, 30, 3).buffer(),
                        mean.buffer(),
                        grad.buffer(),
                        1,
                        19,
                        30,
                        3);
        return joined(mean, grad);
    }

    /** All elements in a row. */
    static Tensor joined(Tensor... parts) {
        return Arranging.concat(
                0,
                Arrays.stream(parts).map(t -> t.reshape(t.shape().size())).toArray(Tensor[]::new));
    }

    private void optimizers() {
        add(
                "two steps of SGD",
                d -> {
                    Tensor[] t = state(d);
                    OptimizerKernels.Sgd how = new OptimizerKernels.Sgd(0.1, 0.9, true, 0.01);
                    for (int step = 1; step <= 2; step++) {
                        kernels(d).sgd(how, step, t[0].buffer(), t[1].buffer(), t[2].buffer(), 70);
                    }
                    return joined(t);
                });
        add(
                "two steps of Adam",
                d -> {
                    Tensor[] t = state(d);
                    OptimizerKernels.Adam how =
                            new OptimizerKernels.Adam(0.1, 0.9, 0.99, 1e-8, 0.01, true);
                    for (int step = 1; step <= 2; step++) {
                        kernels(d)
                                .adam(
                                        how,
                                        step,
                                        t[0].buffer(),
                                        t[1].buffer(),
                                        t[2].buffer(),
                                        t[3].buffer(),
                                        70);
                    }
                    return joined(t);
                });
        add(
                "two steps of Adan",
                d -> {
                    Tensor[] t = state(d);
                    OptimizerKernels.Adan how =
                            new OptimizerKernels.Adan(0.1, 0.98, 0.92, 0.99, 1e-8, 0.01);
                    for (int step = 1; step <= 2; step++) {
                        kernels(d)
                                .adan(
                                        how,
                                        step,
                                        t[0].buffer(),
                                        t[1].buffer(),
                                        t[2].buffer(),
                                        t[3].buffer(),
                                        t[4].buffer(),
                                        t[5].buffer(),
                                        70);
                    }
                    return joined(t);
                });
        add(
                "moving average",
                d -> {
                    Tensor average = x(d, 1, 70);
                    kernels(d).movingAverage(0.9, average.buffer(), x(d, 2, 70).buffer(), 70);
                    return average;
                });
    }

    private static OptimizerKernels kernels(Device d) {
        return d.kernels(OptimizerKernels.class);
    }

    /** A parameter, its gradient, and four memories of zeros. */
    private static Tensor[] state(Device d) {
        Shape shape = Shape.of(70);
        return new Tensor[] {
            x(d, 1, 70),
            x(d, 2, 70),
            Tensor.zeros(d, shape),
            Tensor.zeros(d, shape),
            Tensor.zeros(d, shape),
            Tensor.zeros(d, shape)
        };
    }

    private void splats() {
        for (BlendMode mode : BlendMode.values()) {
            for (int channels : new int[] {3, 5}) {
                add("blended, " + mode + ", " + channels, d -> blended(d, mode, channels));
            }
        }
        for (int degree = 0; degree <= 4; degree++) {
            int k = degree;
            add("rendered with degree " + degree, d -> rendered(d, k));
        }
    }

    private static Tensor blended(Device d, BlendMode mode, int channels) {
        int n = 40;
        Var means = Var.parameter(x(d, 1, n, 2).mul(12).add(20));
        Var conics =
                Var.parameter(
                        Tensor.of(d, Shape.of(1, 3), 0.06, 0.01, 0.04)
                                .add(Tensor.zeros(d, Shape.of(n, 3))));
        Var weights = Var.parameter(x(d, 3, n).map(UnaryOp.SIGMOID));
        Var colors = Var.parameter(x(d, 4, n, channels));
        Var image = Compositor.composite(means, conics, weights, colors, 45, 37, mode).image();
        Gradients gradients = image.backward(x(d, 5, 37, 45, channels));
        return joined(
                image.value().mul(10),
                gradients.of(means),
                gradients.of(weights),
                gradients.of(colors));
    }

    /** A scene in front of a camera, its gradients, and those of the camera's pose. */
    private static Tensor rendered(Device d, int degree) {
        int n = 60;
        int terms = (degree + 1) * (degree + 1) - 1;
        Var means = Var.parameter(x(d, 1, n, 3));
        Var quats = Var.parameter(x(d, 2, n, 4));
        Var logScales = Var.parameter(x(d, 3, n, 3).mul(0.3).add(-1.5));
        Var logits = Var.parameter(x(d, 4, n));
        Var sh0 = Var.parameter(x(d, 5, n, 3));
        Var rest = Var.parameter(x(d, 6, n, terms, 3).mul(0.3));
        double[] pose = {1, 0, 0, 0.1, 0, 0.8, -0.6, 0, 0, 0.6, 0.8, 5, 0, 0, 0, 1};
        Camera camera = new Camera(45, 37, 40, 42, 22, 19, pose);
        Var place = Var.parameter(Tensor.of(d, Shape.of(4, 4), pose));
        Gaussians gaussians = new Gaussians(means, quats, logScales, logits, sh0, rest);
        Rasterizer.Rendering rendering =
                Rasterizer.render(gaussians, camera, place, Rasterizer.Options.of(degree));
        Gradients gradients = rendering.image().backward(x(d, 7, 37, 45, 3));
        return joined(
                rendering.image().value().mul(10),
                gradients.of(means),
                gradients.of(logScales),
                gradients.of(sh0),
                gradients.of(rest),
                gradients.of(place).mul(0.1));
    }
}

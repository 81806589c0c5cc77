package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Attending;
import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.Convolving;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.Gathering;
import dev.resplat.tensor.Neighbors;
import dev.resplat.tensor.Normalizing;
import dev.resplat.tensor.Normalizing.Gradients;
import dev.resplat.tensor.Normalizing.Normalized;
import dev.resplat.tensor.OptimizerKernels;
import dev.resplat.tensor.OptimizerKernels.Adam;
import dev.resplat.tensor.OptimizerKernels.Adan;
import dev.resplat.tensor.OptimizerKernels.Sgd;
import dev.resplat.tensor.Pooling;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.ReduceOp;
import dev.resplat.tensor.Sampling;
import dev.resplat.tensor.SamplingKernels.Padding;
import dev.resplat.tensor.Scanning;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.SortKernels.Order;
import dev.resplat.tensor.Sorting;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import dev.resplat.tensor.Window;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.zip.CRC32;

/**
 * Runs every kernel of the CPU on fixed inputs and prints a checksum of the bits of its results,
 * one line per kernel: whatever may not matter (threads, compilation, JDK) must not change a line.
 *
 * <pre>{@code
 * java [--add-modules jdk.incubator.vector] KernelFingerprint THREADS simd|scalar SIZE
 * }</pre>
 *
 * Inputs have about SIZE thousand elements.
 */
@SuppressWarnings("try")
final class KernelFingerprint {
    private final Device device;
    private final int scale;
    private final Map<String, String> lines = new TreeMap<>();

    private KernelFingerprint(Device device, int scale) {
        this.device = device;
        this.scale = scale;
    }

    public static void main(String[] arguments) {
        int threads = Integer.parseInt(arguments[0]);
        boolean simd = arguments[1].equals("simd");
        int scale = Integer.parseInt(arguments[2]);
        CpuDevice device = simd ? new CpuDevice(threads) : CpuDevice.scalar(threads);
        of(device, scale).forEach((kernel, crc) -> System.out.println(kernel + " " + crc));
    }

    /** A checksum for every kernel, {@code todo} for those that a device does not have. */
    static Map<String, String> of(Device device, int scale) {
        KernelFingerprint fingerprint = new KernelFingerprint(device.poisonBuffers(), scale);
        fingerprint.elementwise();
        fingerprint.reductions();
        fingerprint.products();
        fingerprint.attention();
        fingerprint.normalization();
        fingerprint.convolutions();
        fingerprint.movement();
        fingerprint.sampling();
        fingerprint.random();
        fingerprint.optimizers();
        return fingerprint.lines;
    }

    private Tensor normal(int draw, int... dims) {
        return new RandomStream(11, draw).normal(device, Shape.of(dims));
    }

    private Tensor index(int draw, int bound, int... dims) {
        float[] uniform = new RandomStream(12, draw).uniform(device, Shape.of(dims)).toFloats();
        int[] index = new int[uniform.length];
        for (int i = 0; i < index.length; i++) {
            index[i] = (int) (uniform[i] * bound);
        }
        return Tensor.ofInts(device, Shape.of(dims), index);
    }

    private void line(String kernel, Supplier<Tensor> program) {
        try (Scope scope = Scope.open()) {
            lines.put(kernel, crc(program.get()));
        } catch (UnsupportedOperationException e) {
            lines.put(kernel, "todo");
        }
    }

    private static String crc(Tensor y) {
        CRC32 crc = new CRC32();
        if (y.type() == ElementType.INT32) {
            for (int value : y.toInts()) {
                add(crc, value);
            }
        } else {
            for (float value : y.toFloats()) {
                add(crc, Float.floatToIntBits(value));
            }
        }
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }

    private static void add(CRC32 crc, int value) {
        for (int shift = 0; shift < 32; shift += 8) {
            crc.update(value >> shift);
        }
    }

    private void elementwise() {
        int n = 1021 * scale;
        for (UnaryOp op : UnaryOp.values()) {
            line("unary " + op, () -> normal(1, n).map(op));
            line("unaryGrad " + op, () -> normal(1, n).mapGrad(op, normal(2, n), normal(3, n)));
        }
        for (BinaryOp op : BinaryOp.values()) {
            line("binary " + op, () -> normal(1, n).map(op, normal(2, n)));
            line("binaryScalar " + op, () -> normal(1, n).map(op, 0.37));
            line(
                    "binaryBroadcast " + op,
                    () -> normal(1, 31 * scale, 1, 7).map(op, normal(2, 5, 1)));
        }
        line("select", () -> normal(1, n).map(BinaryOp.LESS, 0).select(normal(2, n), normal(3, n)));
        line("fill", () -> Tensor.full(device, Shape.of(n), 0.1));
        line("toReal", () -> index(1, 1 << 20, n).toReal());
        line("toInt32", () -> normal(1, n).mul(1e5).toInt32());
    }

    private void reductions() {
        int[][] shapes = {{3, 337 * scale, 1}, {5, 13 * scale, 17}, {29 * scale, 33, 1}};
        for (int[] shape : shapes) {
            String at = " " + shape[0] / scale + "x" + shape[1] / scale + "x" + shape[2];
            for (ReduceOp op : ReduceOp.values()) {
                line("reduce " + op + at, () -> normal(1, shape).reduce(op, 1));
            }
            line("argMax" + at, () -> normal(1, shape).argMax(1));
            line("cumulativeSum" + at, () -> Scanning.cumulativeSum(normal(1, shape), 1));
            line(
                    "reverseCumulativeSum" + at,
                    () -> Scanning.reverseCumulativeSum(normal(1, shape), 1));
            line("cumulativeProduct" + at, () -> Scanning.cumulativeProduct(normal(1, shape), 1));
            line(
                    "cumulativeProductGrad" + at,
                    () -> Scanning.cumulativeProductGrad(normal(1, shape), 1, normal(2, shape)));
        }
        line("reduce all", () -> normal(1, 1021 * scale).sum());
        for (int n : new int[] {7, 100, 1021}) {
            int[] shape = {Math.max(1, 1000 * scale / n), n};
            line("softmax " + n, () -> normal(1, shape).softmax());
            line("logSoftmax " + n, () -> normal(1, shape).logSoftmax());
            line("softmaxGrad " + n, () -> normal(1, shape).softmaxGrad(normal(2, shape)));
            line("logSoftmaxGrad " + n, () -> normal(1, shape).logSoftmaxGrad(normal(2, shape)));
        }
    }

    private void products() {
        int m = 13 + 3 * scale;
        int k = 29 + 2 * scale;
        int n = 17 + 4 * scale;
        line("matmul", () -> normal(1, m, k).matmul(normal(2, k, n)));
        line("matmulTransposed", () -> normal(1, m, k).matmulTransposed(normal(2, n, k)));
        line("transposedMatmul", () -> normal(1, k, m).transposedMatmul(normal(2, k, n)));
        line("matmul batch", () -> normal(1, 5, m, 7).matmul(normal(2, 5, 7, n)));
        line("matmul vector", () -> normal(1, 1, k).matmul(normal(2, k, n)));
    }

    private void attention() {
        int[][] shapes = {{3 * scale, 1, 9, 16}, {2, 2, 5 * scale, 7}, {1, 61, 5 * scale, 24}};
        for (int[] s : shapes) {
            String name = "attention of " + s[1] + " queries";
            line(name, () -> attend(s, false));
            line(name + ", gradients", () -> attend(s, true));
        }
    }

    private Tensor attend(int[] s, boolean gradients) {
        Tensor q = normal(1, s[0], s[1], 2, s[3]);
        Tensor k = normal(2, s[0], s[2], 2, s[3]);
        Tensor v = normal(3, s[0], s[2], 2, s[3]);
        Tensor mask = normal(4, s[1], s[2]);
        Attending.Attended attended = Attending.attention(q, k, v, mask, 0.3);
        if (!gradients) {
            return attended.y();
        }
        Tensor[] grads = Attending.attentionGrad(q, k, v, mask, 0.3, attended, q, true, true, true);
        return Arranging.concat(1, grads[0], grads[1], grads[2]);
    }

    private void normalization() {
        int[][] shapes = {{29 * scale, 1, 100}, {2, 211 * scale, 6}, {50 * scale, 7, 12}};
        for (int[] s : shapes) {
            String at = " " + s[0] / scale + "x" + s[1] / scale + "x" + s[2];
            line("layerNorm" + at, () -> normalized(Normalizing.layer(x(s), w(s), b(s), 1e-5)));
            line(
                    "layerNormGrad" + at,
                    () -> gradients(s, Normalizing.layer(x(s), w(s), b(s), 1e-5)));
            line("groupNorm" + at, () -> normalized(Normalizing.group(x(s), 2, w(s), b(s), 1e-5)));
            line(
                    "groupNormGrad" + at,
                    () -> gradients(s, Normalizing.group(x(s), 2, w(s), b(s), 1e-5)));
            line("batchNorm" + at, () -> normalized(Normalizing.batch(x(s), w(s), b(s), 1e-5)));
            line(
                    "batchNormGrad" + at,
                    () -> gradients(s, Normalizing.batch(x(s), w(s), b(s), 1e-5)));
        }
    }

    private Tensor x(int[] shape) {
        return normal(1, shape);
    }

    private Tensor w(int[] shape) {
        return normal(2, shape[shape.length - 1]);
    }

    private Tensor b(int[] shape) {
        return normal(3, shape[shape.length - 1]);
    }

    private static Tensor normalized(Normalized y) {
        return flat(y.y(), y.mean(), y.variance());
    }

    private Tensor gradients(int[] s, Normalized y) {
        Gradients g = Normalizing.normalizeGrad(x(s), w(s), y, 1e-5, normal(4, s));
        return flat(g.x(), g.gamma(), g.beta());
    }

    private static Tensor flat(Tensor... parts) {
        for (int i = 0; i < parts.length; i++) {
            parts[i] = parts[i].reshape(-1);
        }
        return Arranging.concat(0, parts);
    }

    private void convolutions() {
        Window window = Window.of(3, 3).padding(1);
        convolution("", 9, 5, 1, window);
        convolution(" of many channels", 33, 40, 1, window);
        convolution(" strided", 6, 18, 1, window.stride(2));
        convolution(" groups", 8, 6, 2, window.dilation(2));
        convolution(" depthwise", 18, 18, 18, Window.of(7, 7).padding(3));
        convolution(" depthwise strided", 5, 10, 5, window.stride(2));
    }

    private void convolution(String what, int in, int out, int groups, Window window) {
        int height = 17 + scale;
        int[] x = {2, height, 11, in};
        int[] y = {2, window.outHeight(height), window.outWidth(11), out};
        int[] w = {window.height(), window.width(), in / groups, out};
        line(
                "conv2d" + what,
                () ->
                        Convolving.conv2d(
                                normal(1, x), normal(2, w), normal(3, out), window, groups));
        line(
                "conv2dGradX" + what,
                () ->
                        Convolving.conv2dGradX(
                                normal(1, y), normal(2, w), Shape.of(x), window, groups));
        line(
                "conv2dGradWeight" + what,
                () -> Convolving.conv2dGradWeight(normal(1, x), normal(2, y), window, groups));
    }

    private void movement() {
        int n = 103 * scale;
        line(
                "copy",
                () ->
                        Arranging.slice(
                                Arranging.flip(
                                        Arranging.permute(normal(1, 11 * scale, 9, 13), 2, 0, 1),
                                        1),
                                2,
                                1,
                                8));
        line("gatherRows", () -> Gathering.gatherRows(normal(1, n, 5), index(2, n, 3 * n)));
        line("gather", () -> Gathering.gather(normal(1, 3, n, 5), 1, index(2, n, 3, 2 * n, 5)));
        line(
                "scatterAddRows 3",
                () -> Gathering.scatterAddRows(normal(1, 5 * n, 3), index(2, n, 5 * n), n));
        line(
                "scatterAddRows 70",
                () -> Gathering.scatterAddRows(normal(1, n, 70), index(2, 9, n), 9));
        line(
                "scatterAdd",
                () -> Gathering.scatterAdd(normal(1, 3, 2 * n, 5), 1, index(2, n, 3, 2 * n, 5), n));
        line(
                "scatterAdd 1",
                () -> Gathering.scatterAdd(normal(1, 9 * n), 0, index(2, n, 9 * n), n));
        line("sort", () -> Sorting.sort(normal(1, 2, 9 * n), Order.ASCENDING).index());
        line("sort rows", () -> Sorting.sort(normal(1, n, 19), Order.DESCENDING).values());
        line("topK", () -> Sorting.topK(normal(1, 9, n), Order.DESCENDING, 5).index());
    }

    private void sampling() {
        for (int c : new int[] {3, 40}) {
            String at = " " + c;
            int h = 2 + scale;
            int w = 7 + 2 * scale;
            Supplier<Tensor> x = () -> normal(1, 2, h, w, c);
            Supplier<Tensor> grid = () -> normal(2, 2, 5 + scale, 6 + scale, 2);
            Supplier<Tensor> g = () -> normal(3, 2, 5 + scale, 6 + scale, c);
            line(
                    "resizeBilinear" + at,
                    () -> Sampling.resizeBilinear(x.get(), 2 * h, 3 + scale, false));
            line(
                    "resizeBilinearGrad" + at,
                    () -> Sampling.resizeBilinearGrad(x.get(), 2 + scale, 2 * w, true));
            line(
                    "gridSample" + at,
                    () -> Sampling.gridSample(x.get(), grid.get(), Padding.BORDER, false));
            line(
                    "gridSampleGradX" + at,
                    () ->
                            Sampling.gridSampleGradX(
                                    grid.get(), g.get(), h, w, Padding.BORDER, false));
            line(
                    "gridSampleGradGrid" + at,
                    () ->
                            Sampling.gridSampleGradGrid(
                                    x.get(), grid.get(), g.get(), Padding.ZEROS, true));
            Window window = Window.of(3, 3).stride(2).padding(1);
            line("maxPool" + at, () -> Pooling.max(x.get(), window));
            line(
                    "maxPoolGrad" + at,
                    () -> {
                        Tensor y = Pooling.max(x.get(), window);
                        Tensor gradY = normal(4, y.shape().dims());
                        return Pooling.maxGrad(x.get(), y, gradY, window, false);
                    });
            line("averagePool" + at, () -> Pooling.average(x.get(), window, true, false));
            line(
                    "averagePoolGrad" + at,
                    () -> Pooling.averageGrad(x.get(), 2 * h - 1, 2 * w - 1, window, true));
        }
        Supplier<Tensor> points = () -> normal(1, 103 * scale, 3);
        line("nearest", () -> Neighbors.nearest(points.get(), points.get(), 7).squaredDistances());
        line("nearest index", () -> Neighbors.nearest(points.get(), points.get(), 7).index());
        line("pixelShuffle", () -> Arranging.pixelShuffle(normal(1, 2, scale, 7, 36), 3));
    }

    private void random() {
        line("uniform", () -> new RandomStream(-5, 3).uniform(device, Shape.of(1021 * scale)));
        line("normal", () -> new RandomStream(-5, 3).normal(device, Shape.of(1021 * scale)));
    }

    private void optimizers() {
        int n = 1021 * scale;
        Sgd sgd = new Sgd(0.1, 0.9, true, 0.01);
        Adam adam = new Adam(0.1, 0.9, 0.999, 1e-8, 0.01, true);
        Adan adan = new Adan(0.1, 0.98, 0.92, 0.99, 1e-8, 0.01);
        OptimizerKernels kernels = device.kernels(OptimizerKernels.class);
        line(
                "sgd",
                () -> {
                    Tensor x = normal(1, n);
                    Tensor v = normal(3, n);
                    kernels.sgd(sgd, 2, x.buffer(), normal(2, n).buffer(), v.buffer(), n);
                    return Arranging.concat(0, x, v);
                });
        line(
                "adam",
                () -> {
                    Tensor x = normal(1, n);
                    Tensor m = normal(3, n);
                    Tensor v = new RandomStream(1).uniform(device, Shape.of(n));
                    Tensor g = normal(2, n);
                    kernels.adam(adam, 3, x.buffer(), g.buffer(), m.buffer(), v.buffer(), n);
                    return Arranging.concat(0, x, m, v);
                });
        line(
                "adan",
                () -> {
                    Tensor x = normal(1, n);
                    Tensor m = normal(3, n);
                    Tensor v = normal(4, n);
                    Tensor s = new RandomStream(1).uniform(device, Shape.of(n));
                    Tensor p = normal(5, n);
                    kernels.adan(
                            adan,
                            3,
                            x.buffer(),
                            normal(2, n).buffer(),
                            m.buffer(),
                            v.buffer(),
                            s.buffer(),
                            p.buffer(),
                            n);
                    return Arranging.concat(0, x, m, v, s, p);
                });
        line(
                "movingAverage",
                () -> {
                    Tensor average = normal(1, n);
                    kernels.movingAverage(0.99, average.buffer(), normal(2, n).buffer(), n);
                    return average;
                });
    }
}

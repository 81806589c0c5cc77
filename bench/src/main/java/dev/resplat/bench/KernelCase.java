package dev.resplat.bench;

import dev.resplat.autodiff.Attention;
import dev.resplat.autodiff.Convolution;
import dev.resplat.autodiff.Normalization;
import dev.resplat.autodiff.Pool;
import dev.resplat.autodiff.Sample;
import dev.resplat.autodiff.Var;
import dev.resplat.splat.BlendMode;
import dev.resplat.splat.Compositor;
import dev.resplat.splat.Projection;
import dev.resplat.splat.ProjectionKernels.Lens;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Pooling;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.SamplingKernels.Padding;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;

/**
 * What is compared. Sizes grow by four in each extent of an image or twice in each of a matrix and
 * of a feature map; splats cover pixels equally often at every size.
 */
public enum KernelCase {
    /** Covariances of splats and their footprints on an image. */
    FOOTPRINTS("footprints", "GB/s") {
        @Override
        double work(int size) {
            // quaternions, scales and means; covariances written and read; footprints
            return 1e-9 * 4 * splats(size) * (4 + 3 + 3 + 2 * 6 + 7);
        }

        @Override
        Run prepare(Device device, int size) {
            Splats splats = new Splats(device, size);
            return () -> splats.footprints().value();
        }
    },

    /** The same and the gradients of all splats. */
    FOOTPRINTS_GRAD("footprints and back", "GB/s") {
        @Override
        double work(int size) {
            // forward, and back: gradients of footprints; inputs again; their gradients
            return FOOTPRINTS.work(size)
                    + 1e-9 * 4 * splats(size) * (7 + 3 + 6 + 3 + 2 * 6 + 7 + 7);
        }

        @Override
        Run prepare(Device device, int size) {
            Splats splats = new Splats(device, size);
            Tensor grad = RandomNumbers.normal(device, 9, Shape.of(splats(size), FOOTPRINT_WIDTH));
            return () -> splats.footprints().backward(grad);
        }
    },

    /** Footprints to tiles, and blended from front to back. */
    COMPOSITE("compositing", "Gpairs/s") {
        @Override
        double work(int size) {
            return 1e-9 * splats(size) * Footprints.PAIRS;
        }

        @Override
        Run prepare(Device device, int size) {
            Footprints footprints = new Footprints(device, size);
            return () -> footprints.blend().value();
        }
    },

    /** The same and all gradients. */
    COMPOSITE_GRAD("compositing and back", "Gpairs/s") {
        @Override
        double work(int size) {
            return COMPOSITE.work(size);
        }

        @Override
        Run prepare(Device device, int size) {
            Footprints footprints = new Footprints(device, size);
            Tensor grad = RandomNumbers.normal(device, 9, Shape.of(height(size), width(size), 3));
            return () -> footprints.blend().backward(grad);
        }
    },

    /** A product of square matrices. */
    MATMUL("matrix product", "GFLOP/s") {
        @Override
        double work(int size) {
            return 2e-9 * Math.pow(extent(size), 3);
        }

        @Override
        Run prepare(Device device, int size) {
            Shape shape = Shape.of(extent(size), extent(size));
            Tensor a = RandomNumbers.normal(device, 1, shape);
            Tensor b = RandomNumbers.normal(device, 2, shape);
            return () -> a.matmul(b);
        }

        @Override
        String describe(int size) {
            return "%d x %d".formatted(extent(size), extent(size));
        }
    },

    /** A convolution of {@value #CHANNELS} to as many channels, and both gradients. */
    CONVOLUTION_GRAD("convolution and back", "GFLOP/s") {
        @Override
        double work(int size) {
            return 3 * 2e-9 * side(size) * side(size) * 9 * CHANNELS * CHANNELS;
        }

        @Override
        Run prepare(Device device, int size) {
            Var x = map(device, 1, size);
            Var w = parameter(device, 2, 3, 3, CHANNELS, CHANNELS);
            Tensor grad = map(device, 3, size).value();
            Window window = Window.of(3, 3).padding(1);
            return () -> Convolution.conv2d(x, w, window, 1).backward(grad);
        }

        @Override
        String describe(int size) {
            return "3 x 3, " + pixels(size);
        }
    },

    /** Attention of tokens to each other in {@value #HEADS} heads, and all gradients. */
    ATTENTION_GRAD("attention and back", "GFLOP/s") {
        @Override
        double work(int size) {
            // two products forward; five back, of which one is of scores again
            return 7 * 2e-9 * Math.pow(extent(size), 2) * HEADS * HEAD_WIDTH;
        }

        @Override
        Run prepare(Device device, int size) {
            Var q = parameter(device, 1, 1, extent(size), HEADS, HEAD_WIDTH);
            Var k = parameter(device, 2, 1, extent(size), HEADS, HEAD_WIDTH);
            Var v = parameter(device, 3, 1, extent(size), HEADS, HEAD_WIDTH);
            Tensor grad = RandomNumbers.normal(device, 4, q.shape());
            return () -> Attention.attention(q, k, v).backward(grad);
        }

        @Override
        String describe(int size) {
            return "%d tokens, %d heads of %d".formatted(extent(size), HEADS, HEAD_WIDTH);
        }
    },

    /** Group normalisation, and all gradients. */
    NORMALIZATION_GRAD("normalisation and back", "GB/s") {
        @Override
        double work(int size) {
            // input and result; input, gradient of the result, and that of the input
            return 1e-9 * 4 * 5 * side(size) * side(size) * CHANNELS;
        }

        @Override
        Run prepare(Device device, int size) {
            Var x = map(device, 1, size);
            Var gamma = parameter(device, 2, CHANNELS);
            Var beta = parameter(device, 3, CHANNELS);
            Tensor grad = map(device, 4, size).value();
            return () -> Normalization.group(x, 8, gamma, beta, 1e-5).backward(grad);
        }

        @Override
        String describe(int size) {
            return "8 groups, " + pixels(size);
        }
    },

    /** The largest of windows that overlap, and the gradient. */
    POOLING_GRAD("pooling and back", "GB/s") {
        @Override
        double work(int size) {
            // input and a quarter; both again, and the gradient of the input
            return 1e-9 * 4 * 3.5 * side(size) * side(size) * CHANNELS;
        }

        @Override
        Run prepare(Device device, int size) {
            Var x = map(device, 1, size);
            Window window = Window.of(3, 3).stride(2).padding(1);
            Tensor grad = Pooling.max(map(device, 2, size).value(), window);
            return () -> Pool.max(x, window).backward(grad);
        }

        @Override
        String describe(int size) {
            return "3 x 3 stride 2, " + pixels(size);
        }
    },

    /** A map read at as many places as it has pixels, in no order, and the gradient of the map. */
    SAMPLING_GRAD("sampling and back", "GB/s") {
        @Override
        double work(int size) {
            // map and result; gradients of both; places twice
            return 1e-9 * 4 * side(size) * side(size) * (4 * CHANNELS + 4);
        }

        @Override
        Run prepare(Device device, int size) {
            Var x = map(device, 1, size);
            Shape places = Shape.of(1, side(size), side(size), 2);
            Var grid = Var.constant(RandomNumbers.uniform(device, 2, places).mul(2).add(-1));
            Tensor grad = map(device, 3, size).value();
            return () -> Sample.gridSample(x, grid, Padding.ZEROS, false).backward(grad);
        }

        @Override
        String describe(int size) {
            return pixels(size);
        }
    };

    /** Of feature maps. */
    private static final int CHANNELS = 64;

    private static final int HEADS = 8;
    private static final int HEAD_WIDTH = 32;

    private static final int FOOTPRINT_WIDTH = 7;

    private final String title;
    private final String unit;

    KernelCase(String title, String unit) {
        this.title = title;
        this.unit = unit;
    }

    /** Something to be timed. */
    interface Run {
        Object run();
    }

    /** In units times seconds: what a run does. */
    abstract double work(int size);

    /** Makes inputs, in the innermost scope. */
    abstract Run prepare(Device device, int size);

    String title() {
        return title;
    }

    String unit() {
        return unit;
    }

    /** What a size means, for people. */
    String describe(int size) {
        return this == FOOTPRINTS || this == FOOTPRINTS_GRAD
                ? "%,d splats".formatted(splats(size))
                : "%,d splats, %d x %d".formatted(splats(size), width(size), height(size));
    }

    static int extent(int size) {
        return 256 << size;
    }

    /** Of square feature maps. */
    static int side(int size) {
        return 32 << size;
    }

    private static String pixels(int size) {
        return "%d channels of %d x %d".formatted(CHANNELS, side(size), side(size));
    }

    private static Var parameter(Device device, long seed, int... dims) {
        return Var.parameter(RandomNumbers.normal(device, seed, Shape.of(dims)));
    }

    private static Var map(Device device, long seed, int size) {
        return parameter(device, seed, 1, side(size), side(size), CHANNELS);
    }

    static int width(int size) {
        return 96 << 2 * size;
    }

    static int height(int size) {
        return 64 << 2 * size;
    }

    static int splats(int size) {
        return 160 << 4 * size;
    }

    /** The same numbers on every device. */
    private static final class RandomNumbers {
        static Tensor normal(Device device, long seed, Shape shape) {
            return new RandomStream(seed).normal(Devices.cpu(), shape).to(device);
        }

        static Tensor uniform(Device device, long seed, Shape shape) {
            return new RandomStream(seed).uniform(Devices.cpu(), shape).to(device);
        }
    }

    /** Splats in front of a camera. */
    private static final class Splats {
        private final Var means;
        private final Var quats;
        private final Var logScales;
        private final Var pose;
        private final Lens lens;

        Splats(Device device, int size) {
            int n = splats(size);
            means = Var.parameter(RandomNumbers.normal(device, 1, Shape.of(n, 3)));
            quats = Var.parameter(RandomNumbers.normal(device, 2, Shape.of(n, 4)));
            logScales = Var.parameter(RandomNumbers.normal(device, 3, Shape.of(n, 3)));
            double[] place = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 9, 0, 0, 0, 1};
            pose = Var.constant(Tensor.of(device, Shape.of(4, 4), place));
            double w = width(size);
            double h = height(size);
            lens = new Lens((int) w, (int) h, w, w, w / 2, h / 2, 0.01, 0.3);
        }

        Var footprints() {
            return Projection.footprints(
                    means, Projection.covariances(quats, logScales), pose, lens);
        }
    }

    /** Round ones of one size, evenly spread. */
    private static final class Footprints {
        private static final double SIGMA = 4;
        private static final double WEIGHT = 0.5;

        /** Pixels where one of them is at least 1/255. */
        static final double PAIRS = Math.PI * 2 * Math.log(WEIGHT * 255) * SIGMA * SIGMA;

        private final Var means;
        private final Var conics;
        private final Var weights;
        private final Var colors;
        private final Tensor depths;
        private final int width;
        private final int height;

        Footprints(Device device, int size) {
            int n = splats(size);
            width = width(size);
            height = height(size);
            Tensor extent = Tensor.of(device, Shape.of(1, 2), width, height);
            Tensor places = RandomNumbers.uniform(device, 1, Shape.of(n, 2));
            double conic = 1 / (SIGMA * SIGMA);
            Tensor one = Tensor.of(device, Shape.of(1, 3), conic, 0, conic);
            means = Var.parameter(places.mul(extent));
            conics = Var.parameter(one.add(Tensor.zeros(device, Shape.of(n, 3))));
            weights = Var.parameter(Tensor.full(device, Shape.of(n), WEIGHT));
            colors = Var.parameter(RandomNumbers.uniform(device, 2, Shape.of(n, 3)));
            depths = RandomNumbers.uniform(device, 3, Shape.of(n));
        }

        Var blend() {
            return Compositor.composite(
                            means, conics, weights, colors, depths, width, height, BlendMode.ALPHA)
                    .image();
        }
    }
}

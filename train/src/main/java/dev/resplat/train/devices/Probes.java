package dev.resplat.train.devices;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.Losses;
import dev.resplat.splat.BlendMode;
import dev.resplat.splat.Compositor;
import dev.resplat.splat.Projection;
import dev.resplat.splat.ProjectionKernels.Lens;
import dev.resplat.tensor.Attending;
import dev.resplat.tensor.Convolving;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Gathering;
import dev.resplat.tensor.Neighbors;
import dev.resplat.tensor.Normalizing;
import dev.resplat.tensor.OptimizerKernels;
import dev.resplat.tensor.PeakKernels;
import dev.resplat.tensor.Pooling;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Sampling;
import dev.resplat.tensor.Scanning;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.SortKernels.Order;
import dev.resplat.tensor.Sorting;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import dev.resplat.tensor.Window;
import java.util.List;
import java.util.stream.Stream;

/** Probes of every kernel family, the two bounds first. */
final class Probes {
    private static final int ROUNDS = 1024;
    private static final double GIGA = 1e-9;
    private static final double FLOAT = 4e-9;

    /** Of footprints, in pixels; and their weight: a splat then has so many pairs. */
    private static final double SIGMA = 4;

    private static final double WEIGHT = 0.5;
    private static final double PIXELS = Math.PI * 2 * Math.log(WEIGHT * 255) * SIGMA * SIGMA;

    private Probes() {}

    static List<Probe> all() {
        return Stream.of(forward(), GradientProbes.all()).flatMap(List::stream).toList();
    }

    private static List<Probe> forward() {
        return List.of(
                new Probe(
                        "Peak",
                        "multiply and add in registers",
                        "GFLOP",
                        100,
                        1 << 20,
                        n -> 2.0 * GIGA * ROUNDS * n,
                        (d, n) -> inputs(d, Shape.of(n)),
                        Probes::multiplyAdd),
                new Probe(
                        "Elementwise",
                        "a + b",
                        "GB",
                        1000,
                        1 << 24,
                        n -> 3 * FLOAT * n,
                        (d, n) -> inputs(d, Shape.of(n), Shape.of(n)),
                        x -> x[0].add(x[1])),
                new Probe(
                        "Elementwise",
                        "exp",
                        "GB",
                        1000,
                        1 << 24,
                        n -> 2 * FLOAT * n,
                        (d, n) -> inputs(d, Shape.of(n)),
                        x -> x[0].map(UnaryOp.EXP)),
                new Probe(
                        "Reduce",
                        "sum of all",
                        "GB",
                        5000,
                        1 << 24,
                        n -> FLOAT * n,
                        (d, n) -> inputs(d, Shape.of(n)),
                        x -> x[0].sum()),
                new Probe(
                        "Softmax",
                        "rows of 256",
                        "GB",
                        20,
                        1 << 15,
                        n -> 2 * FLOAT * 256 * n,
                        (d, n) -> inputs(d, Shape.of(n, 256)),
                        x -> x[0].softmax()),
                new Probe(
                        "Matmul",
                        "n x n",
                        "GFLOP",
                        100,
                        1536,
                        n -> 2 * GIGA * n * n * n,
                        (d, n) -> inputs(d, Shape.of(n, n), Shape.of(n, n)),
                        x -> x[0].matmul(x[1])),
                new Probe(
                        "Convolution",
                        "3 x 3, 64 to 64 channels",
                        "GFLOP",
                        8,
                        96,
                        n -> 2 * GIGA * n * n * 9 * 64 * 64,
                        (d, n) -> inputs(d, Shape.of(1, n, n, 64), Shape.of(3, 3, 64, 64)),
                        x -> Convolving.conv2d(x[0], x[1], null, Window.of(3, 3).padding(1), 1)),
                new Probe(
                        "Attention",
                        "8 heads of 32",
                        "GFLOP",
                        40,
                        1024,
                        n -> 4 * GIGA * n * n * 8 * 32,
                        (d, n) -> {
                            Shape s = Shape.of(1, n, 8, 32);
                            return inputs(d, s, s, s);
                        },
                        x -> Attending.attention(x[0], x[1], x[2], null, 0.2).y()),
                new Probe(
                        "Normalization",
                        "layer norm of 256",
                        "GB",
                        20,
                        1 << 15,
                        n -> 2 * FLOAT * 256 * n,
                        (d, n) -> inputs(d, Shape.of(n, 256), Shape.of(256), Shape.of(256)),
                        x -> Normalizing.layer(x[0], x[1], x[2], 1e-5).y()),
                new Probe(
                        "Pooling",
                        "largest of 2 x 2, 64 channels",
                        "GB",
                        8,
                        256,
                        n -> 1.25 * FLOAT * 64 * n * n,
                        (d, n) -> inputs(d, Shape.of(1, n, n, 64)),
                        x -> Pooling.max(x[0], Window.of(2, 2).stride(2))),
                new Probe(
                        "Sampling",
                        "twice as large, 64 channels",
                        "GB",
                        8,
                        128,
                        n -> 5 * FLOAT * 64 * n * n,
                        (d, n) -> inputs(d, Shape.of(1, n, n, 64)),
                        x -> {
                            int n = x[0].shape().dim(1);
                            return Sampling.resizeBilinear(x[0], 2 * n, 2 * n, false);
                        }),
                new Probe(
                        "Index",
                        "rows of 32 gathered",
                        "GB",
                        100,
                        1 << 18,
                        n -> 2 * FLOAT * 32 * n,
                        (d, n) -> {
                            Tensor order = Tensor.ofInts(d, Shape.of(n), shuffled(n));
                            return new Tensor[] {inputs(d, Shape.of(n, 32))[0], order};
                        },
                        x -> Gathering.gatherRows(x[0], x[1])),
                new Probe(
                        "Sort",
                        "of a row",
                        "Gkey",
                        1000,
                        1 << 20,
                        n -> GIGA * n,
                        (d, n) -> inputs(d, Shape.of(n)),
                        x -> Sorting.sort(x[0], Order.ASCENDING).values()),
                new Probe(
                        "Scan",
                        "sums along rows of 1024",
                        "GB",
                        4,
                        1 << 13,
                        n -> 2 * FLOAT * 1024 * n,
                        (d, n) -> inputs(d, Shape.of(n, 1024)),
                        x -> Scanning.cumulativeSum(x[0], 1)),
                new Probe(
                        "Random",
                        "normal",
                        "GB",
                        1000,
                        1 << 23,
                        n -> FLOAT * n,
                        (d, n) -> new Tensor[] {Tensor.zeros(d, Shape.of(n))},
                        x -> new RandomStream(1).normal(x[0].device(), x[0].shape())),
                new Probe(
                        "Optimizer",
                        "a step of Adam",
                        "GB",
                        1000,
                        1 << 22,
                        n -> 7 * FLOAT * n,
                        (d, n) -> inputs(d, Shape.of(n), Shape.of(n), Shape.of(n)),
                        Probes::adam),
                new Probe(
                        "Similarity",
                        "SSIM and its gradient",
                        "Gpixel",
                        24,
                        1024,
                        n -> 3 * GIGA * n * n,
                        (d, n) -> inputs(d, Shape.of(1, n, n, 3), Shape.of(1, n, n, 3)),
                        x -> {
                            Var y = Var.parameter(x[0]);
                            Var alike = Losses.structuralSimilarity(y, Var.constant(x[1]));
                            return alike.backward().of(y);
                        }),
                new Probe(
                        "Neighbor",
                        "8 nearest of n points",
                        "Mpoint",
                        100,
                        1 << 14,
                        n -> 1e3 * GIGA * n,
                        (d, n) -> inputs(d, Shape.of(n, 3)),
                        x -> Neighbors.nearest(x[0], x[0], 8).squaredDistances()),
                new Probe(
                        "Projection",
                        "splats onto an image, and back",
                        "Gsplat",
                        200,
                        1 << 18,
                        n -> GIGA * n,
                        (d, n) -> inputs(d, Shape.of(n, 3), Shape.of(n, 4), Shape.of(n, 3)),
                        Probes::project),
                new Probe(
                        "Harmonics",
                        "colours of degree 3, and back",
                        "Gsplat",
                        200,
                        1 << 18,
                        n -> GIGA * n,
                        (d, n) -> inputs(d, Shape.of(n, 3), Shape.of(n, 15, 3), Shape.of(n, 3)),
                        Probes::color),
                new Probe(
                        "Raster",
                        "splats blended",
                        "Gpair",
                        60,
                        20_000,
                        n -> GIGA * PIXELS * n,
                        Probes::footprints,
                        x -> blend(x).value()),
                new Probe(
                        "Raster",
                        "blended, and back",
                        "Gpair",
                        60,
                        20_000,
                        n -> GIGA * PIXELS * n,
                        Probes::footprints,
                        x -> {
                            Var weights = Var.parameter(x[2]);
                            Var image = blend(x, weights);
                            return image.mul(image).sum().backward().of(weights);
                        }));
    }

    /** Normal numbers, drawn on the CPU. */
    static Tensor[] inputs(Device device, Shape... shapes) {
        Tensor[] inputs = new Tensor[shapes.length];
        for (int i = 0; i < shapes.length; i++) {
            inputs[i] = new RandomStream(i + 1).normal(Devices.cpu(), shapes[i]).to(device);
        }
        return inputs;
    }

    /** A permutation: as far from the order as a step of the golden ratio. */
    private static int[] shuffled(int n) {
        int step = (int) (0.618 * n) | 1;
        while (gcd(step, n) != 1) {
            step += 2;
        }
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = (int) ((long) i * step % n);
        }
        return order;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private static Tensor multiplyAdd(Tensor[] x) {
        Tensor y = x[0].add(0);
        y.device().kernels(PeakKernels.class).multiplyAdd(y.buffer(), y.shape().size(), ROUNDS);
        return y;
    }

    /** In place, with the moments of before, so that each run is the same. */
    private static Tensor adam(Tensor[] x) {
        OptimizerKernels.Adam settings =
                new OptimizerKernels.Adam(1e-3, 0.9, 0.999, 1e-8, 0, false);
        Tensor value = x[0].add(0);
        Tensor mean = x[1].mul(0);
        Tensor square = x[1].mul(0);
        value.device()
                .kernels(OptimizerKernels.class)
                .adam(
                        settings,
                        1,
                        value.buffer(),
                        x[2].buffer(),
                        mean.buffer(),
                        square.buffer(),
                        value.shape().size());
        return value;
    }

    private static final double[] POSE = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 9, 0, 0, 0, 1};

    private static Var pose(Device device) {
        return Var.constant(Tensor.of(device, Shape.of(4, 4), POSE));
    }

    private static Tensor project(Tensor[] x) {
        Lens lens = new Lens(640, 480, 500, 500, 320, 240, 0.01, 0.3);
        Var means = Var.parameter(x[0]);
        Var covariances = Projection.covariances(Var.parameter(x[1]), Var.parameter(x[2]));
        Var footprints = Projection.footprints(means, covariances, pose(x[0].device()), lens);
        return footprints.mul(footprints).sum().mul(1e-6).backward().of(means);
    }

    private static Tensor color(Tensor[] x) {
        Var rest = Var.parameter(x[1]);
        Var colors =
                Projection.colors(
                        Var.parameter(x[0]), rest, Var.parameter(x[2]), pose(x[0].device()), 3);
        return colors.mul(colors).sum().backward().of(rest);
    }

    /** As many to an area, whatever their number. */
    private static Tensor[] footprints(Device device, int n) {
        int side = side(n);
        Tensor means =
                new RandomStream(1).uniform(Devices.cpu(), Shape.of(n, 2)).mul(side).to(device);
        Tensor conics =
                Tensor.of(device, Shape.of(1, 3), 1 / (SIGMA * SIGMA), 0, 1 / (SIGMA * SIGMA))
                        .add(Tensor.zeros(device, Shape.of(n, 3)));
        Tensor weights = Tensor.full(device, Shape.of(n), WEIGHT);
        Tensor colors = new RandomStream(2).uniform(Devices.cpu(), Shape.of(n, 3)).to(device);
        return new Tensor[] {means, conics, weights, colors};
    }

    private static int side(int n) {
        return (int) Math.ceil(6 * Math.sqrt(n));
    }

    private static Var blend(Tensor[] x) {
        return blend(x, Var.constant(x[2]));
    }

    private static Var blend(Tensor[] x, Var weights) {
        int side = side(x[0].shape().dim(0));
        return Compositor.composite(
                        Var.constant(x[0]),
                        Var.constant(x[1]),
                        weights,
                        Var.constant(x[3]),
                        side,
                        side,
                        BlendMode.ALPHA)
                .image();
    }
}

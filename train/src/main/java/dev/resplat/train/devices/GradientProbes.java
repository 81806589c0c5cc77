package dev.resplat.train.devices;

import dev.resplat.autodiff.Attention;
import dev.resplat.autodiff.Convolution;
import dev.resplat.autodiff.Normalization;
import dev.resplat.autodiff.Pool;
import dev.resplat.autodiff.Sample;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.SamplingKernels.Padding;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;
import java.util.List;

/** Probes of what trainings do in layers of networks: forward, and back to all arguments. */
final class GradientProbes {
    private static final double GIGA = 1e-9;
    private static final double FLOAT = 4e-9;

    private GradientProbes() {}

    static List<Probe> all() {
        return List.of(
                new Probe(
                        "Convolution",
                        "3 x 3, 64 channels, and back",
                        "GFLOP",
                        8,
                        96,
                        n -> 3 * 2 * GIGA * n * n * 9 * 64 * 64,
                        (d, n) -> Probes.inputs(d, Shape.of(1, n, n, 64), Shape.of(3, 3, 64, 64)),
                        x -> {
                            Var map = Var.parameter(x[0]);
                            Var weight = Var.parameter(x[1]);
                            Window window = Window.of(3, 3).padding(1);
                            Var y = Convolution.conv2d(map, weight, window, 1);
                            return y.backward(y.value()).of(weight);
                        }),
                new Probe(
                        "Attention",
                        "8 heads of 32, and back",
                        "GFLOP",
                        40,
                        1024,
                        n -> 14 * GIGA * n * n * 8 * 32,
                        (d, n) -> {
                            Shape s = Shape.of(1, n, 8, 32);
                            return Probes.inputs(d, s, s, s);
                        },
                        GradientProbes::attentionGrad),
                new Probe(
                        "Attention",
                        "rays of 32 samples, and back",
                        "GFLOP",
                        40,
                        1 << 13,
                        n -> 14 * GIGA * n * 32 * 4 * 32,
                        (d, n) -> {
                            Shape samples = Shape.of(n, 32, 4, 32);
                            return Probes.inputs(d, Shape.of(n, 1, 4, 32), samples, samples);
                        },
                        GradientProbes::attentionGrad),
                new Probe(
                        "Normalization",
                        "8 groups of 64, and back",
                        "GB",
                        8,
                        256,
                        n -> 5 * FLOAT * n * n * 64,
                        (d, n) ->
                                Probes.inputs(
                                        d,
                                        Shape.of(1, n, n, 64),
                                        Shape.of(64),
                                        Shape.of(1, n, n, 64)),
                        x -> {
                            Var map = Var.parameter(x[0]);
                            Var gamma = Var.parameter(x[1]);
                            Var y = Normalization.group(map, 8, gamma, gamma, 1e-5);
                            return y.backward(x[2]).of(map);
                        }),
                new Probe(
                        "Pooling",
                        "largest of 3 x 3, and back",
                        "GB",
                        8,
                        256,
                        n -> 3.5 * FLOAT * n * n * 64,
                        (d, n) -> Probes.inputs(d, Shape.of(1, n, n, 64)),
                        x -> {
                            Var map = Var.parameter(x[0]);
                            Var y = Pool.max(map, Window.of(3, 3).stride(2).padding(1));
                            return y.backward(y.value()).of(map);
                        }),
                new Probe(
                        "Sampling",
                        "at a grid, and back",
                        "GB",
                        8,
                        128,
                        n -> 4 * FLOAT * n * n * 64,
                        (d, n) -> Probes.inputs(d, Shape.of(1, n, n, 64), Shape.of(1, n, n, 2)),
                        x -> {
                            Var map = Var.parameter(x[0]);
                            // Places of one third of the map's extent, most of them inside.
                            Var grid = Var.constant(x[1].mul(1.0 / 3));
                            Var y = Sample.gridSample(map, grid, Padding.ZEROS, false);
                            return y.backward(y.value()).of(map);
                        }));
    }

    private static Tensor attentionGrad(Tensor[] x) {
        Var q = Var.parameter(x[0]);
        Var k = Var.parameter(x[1]);
        Var v = Var.parameter(x[2]);
        Var y = Attention.attention(q, k, v);
        return y.backward(x[0]).of(k);
    }
}

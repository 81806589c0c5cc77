package dev.resplat.opencl;

import static dev.resplat.opencl.SmallPrograms.joined;
import static dev.resplat.opencl.SmallPrograms.x;

import dev.resplat.tensor.Attending;
import dev.resplat.tensor.Attending.Attended;
import dev.resplat.tensor.Convolving;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Normalizing;
import dev.resplat.tensor.Normalizing.Normalized;
import dev.resplat.tensor.Pooling;
import dev.resplat.tensor.Sampling;
import dev.resplat.tensor.SamplingKernels.Padding;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Programs of a few numbers that run every kernel of layers that look at feature maps or tokens.
 */
final class SmallNetworks {
    private final Map<String, Function<Device, Tensor>> all = new LinkedHashMap<>();

    private SmallNetworks() {}

    static Map<String, Function<Device, Tensor>> all() {
        SmallNetworks programs = new SmallNetworks();
        programs.pooling();
        programs.sampling();
        programs.normalization();
        programs.attention();
        programs.convolutions();
        return programs.all;
    }

    private void add(String name, Function<Device, Tensor> program) {
        all.put(name, program);
    }

    private void pooling() {
        Window window = Window.of(3, 2).stride(2, 1).padding(1);
        add(
                "largest of windows",
                d -> {
                    Tensor x = x(d, 1, 2, 7, 6, 3);
                    Tensor y = Pooling.max(x, window, true);
                    return joined(y, Pooling.maxGrad(x, y, y.mul(y), window, true));
                });
        add(
                "means of windows",
                d -> {
                    Tensor y = Pooling.average(x(d, 1, 2, 7, 6, 3), window, false, true);
                    return joined(y, Pooling.averageGrad(y, 7, 6, window, true));
                });
    }

    private void sampling() {
        for (boolean corners : new boolean[] {false, true}) {
            add(
                    "resized" + (corners ? ", with corners on corners" : ""),
                    d -> {
                        Tensor y = Sampling.resizeBilinear(x(d, 1, 2, 5, 6, 3), 8, 4, corners);
                        return joined(y, Sampling.resizeBilinearGrad(y, 5, 6, corners));
                    });
        }
        for (Padding padding : Padding.values()) {
            add(
                    "sampled at a grid, " + padding,
                    d -> {
                        Tensor x = x(d, 1, 2, 5, 6, 9);
                        Tensor grid = x(d, 2, 2, 4, 3, 2);
                        Tensor y = Sampling.gridSample(x, grid, padding, false);
                        return joined(
                                y,
                                Sampling.gridSampleGradX(grid, y, 5, 6, padding, false),
                                Sampling.gridSampleGradGrid(x, grid, y, padding, false));
                    });
        }
    }

    private void normalization() {
        add(
                "layer norm",
                d -> {
                    Tensor x = x(d, 1, 9, 22);
                    Normalized y = Normalizing.layer(x, x(d, 2, 22), x(d, 3, 22), 0.1);
                    return normalized(x, y, x(d, 2, 22));
                });
        add(
                "group norm",
                d -> {
                    Tensor x = x(d, 1, 2, 90, 6);
                    Normalized y = Normalizing.group(x, 3, x(d, 2, 6), x(d, 3, 6), 0.1);
                    return normalized(x, y, x(d, 2, 6));
                });
    }

    private static Tensor normalized(Tensor x, Normalized y, Tensor gamma) {
        Normalizing.Gradients g = Normalizing.normalizeGrad(x, gamma, y, 0.1, x.mul(y.y()));
        return joined(y.y(), g.x(), g.gamma(), g.beta());
    }

    private void attention() {
        add("attention of few queries", d -> attention(d, 3, false));
        add("attention of few queries, masked", d -> attention(d, 3, true));
        add("attention of many queries", d -> attention(d, 37, false));
        add("attention of many queries, masked", d -> attention(d, 37, true));
    }

    private static Tensor attention(Device d, int queries, boolean masked) {
        Tensor q = x(d, 1, 2, queries, 2, 9);
        Tensor k = x(d, 2, 2, 19, 2, 9);
        Tensor v = x(d, 3, 2, 19, 2, 5);
        Tensor mask = masked ? x(d, 4, queries, 19) : null;
        Attended y = Attending.attention(q, k, v, mask, 0.3);
        boolean[] all = {true, true, true};
        Tensor[] g = Attending.attentionGrad(q, k, v, mask, 0.3, y, y.y().mul(y.y()), all);
        return joined(y.y(), y.logSumExp(), g[0], g[1], g[2]);
    }

    /** Of channels that fill tiles. */
    private void convolutions() {
        add("convolution in tiles", d -> convolution(d, Window.of(3, 2).padding(1)));
        add("convolution in tiles, strided", d -> convolution(d, Window.of(3, 2).stride(2)));
    }

    private static Tensor convolution(Device d, Window window) {
        Tensor x = x(d, 1, 2, 7, 6, 18);
        Tensor weight = x(d, 2, 3, 2, 9, 20);
        Tensor y = Convolving.conv2d(x, weight, x(d, 3, 20), window, 2);
        return joined(
                y,
                Convolving.conv2dGradX(y, weight, x.shape(), window, 2),
                Convolving.conv2dGradWeight(x, y, window, 2));
    }
}

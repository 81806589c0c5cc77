package dev.resplat.train.stereo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.nn.PyTorch;
import dev.resplat.nn.StateDict;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.io.HostArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PublishedStereoTest {
    private final Device device = new CpuDevice(2);

    /** The small model of ReSplat, with 4 for RealEstate10K and 8 for DL3DV. */
    private static StereoConfig small(int downscale) {
        return new StereoConfig(
                new StereoConfig.Convolutions(64, 96, 128, downscale),
                new StereoConfig.Views(6, 2, 4),
                new StereoConfig.Mono(true, 14, 518, 384, 12, 6, 1536, List.of(2, 5, 8, 11)),
                128,
                2,
                new StereoConfig.Regressor(128, 3, 32, 32),
                true);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8})
    void namesAndShapesAreThePublishedOnes(int downscale) {
        StereoConfig config = small(downscale);
        Map<String, String> theirs = new TreeMap<>();
        PublishedStereo.of(config)
                .forEach(
                        (name, shape) ->
                                theirs.put(
                                        DepthNetwork.nameOf(name),
                                        Shape.of(reversed(name, shape)).toString()));
        Map<String, String> ours = new TreeMap<>();
        try (Scope scope = Scope.open()) {
            new DepthNetwork(new RandomStream(1), device, config, false)
                    .parameters()
                    .forEach((name, p) -> ours.put(name, p.shape().toString()));
        }
        assertEquals(theirs, ours);
    }

    /** Weights, but not positions, have their axes in reverse, but for the two of a kernel. */
    private static int[] reversed(String name, int... s) {
        if (!name.endsWith(".weight")) {
            return s;
        }
        return switch (s.length) {
            case 2 -> new int[] {s[1], s[0]};
            case 3 -> new int[] {s[2], s[1], s[0]};
            case 4 -> new int[] {s[2], s[3], s[1], s[0]};
            default -> s;
        };
    }

    @Test
    void weightsAreLoadedByName() {
        StereoConfig config =
                new StereoConfig(
                        new StereoConfig.Convolutions(3, 4, 8, 4),
                        new StereoConfig.Views(2, 2, 1),
                        new StereoConfig.Mono(true, 8, 16, 16, 4, 2, 12, List.of(0, 1, 2, 3)),
                        5,
                        2,
                        new StereoConfig.Regressor(8, 3, 4, 4),
                        true);
        try (Scope scope = Scope.open()) {
            DepthNetwork network = new DepthNetwork(new RandomStream(1), device, config, false);
            RandomStream random = new RandomStream(7);
            Map<String, HostArray> file = new LinkedHashMap<>();
            PublishedStereo.of(config)
                    .forEach(
                            (name, dims) -> {
                                Tensor x = random.normal(device, Shape.of(dims));
                                file.put(
                                        DepthNetwork.nameOf(name),
                                        HostArray.of(x.toFloats(), dims));
                            });
            Map<String, HostArray> weights = PyTorch.weights(network, file);
            assertTrue(StateDict.load(network, weights, StateDict.Fit.EXACT).exact());
            // One that stands for a convolution along one axis, [24, 8, 1] there.
            String name = "regressor.0.3.input_blocks.5.1.qkv.weight";
            float[] there = file.get(name).toFloats();
            float[] here = network.parameters().get(name).value().toFloats();
            float[] transposed = new float[there.length];
            for (int out = 0; out < 24; out++) {
                for (int in = 0; in < 8; in++) {
                    transposed[in * 24 + out] = there[out * 8 + in];
                }
            }
            assertArrayEquals(transposed, here);
        }
        assertEquals(0, device.bytesInUse());
    }
}

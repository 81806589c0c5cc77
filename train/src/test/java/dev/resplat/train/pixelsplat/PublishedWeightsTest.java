package dev.resplat.train.pixelsplat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.StateDict;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with the names and shapes of the authors' checkpoints, and other numbers. */
class PublishedWeightsTest {
    private static final List<String> SMALL =
            List.of(
                    "network.backbone.resnet.width=2",
                    "network.backbone.vit.image=32",
                    "network.backbone.vit.width=12",
                    "network.backbone.vit.layers=2",
                    "network.backbone.vit.heads=3",
                    "network.backbone.vit.hidden=20",
                    "network.backbone.width=10",
                    "network.backbone.features=8",
                    "network.epipolar.headWidth=6",
                    "network.epipolar.octaves=3",
                    "network.epipolar.selfAttention.width=10",
                    "network.epipolar.selfAttention.headWidth=5",
                    "network.epipolar.selfAttention.hidden=14",
                    "network.epipolar.refineKernel=3");

    @TempDir Path folder;
    private final Device device = new CpuDevice(2);
    @RegisterExtension final InScope scope = InScope.on(device);

    private static PixelSplatNetwork network(String... changes) {
        return Config.named("pixelsplat-re10k")
                .with(SMALL)
                .with(List.of(changes))
                .as(PixelSplatConfig.class)
                .network();
    }

    private PixelSplat model(PixelSplatNetwork network) {
        return new PixelSplat(new RandomStream(1), device, network);
    }

    /** Other numbers for each array, small enough to be used. */
    private Map<String, HostArray> file(PixelSplatNetwork network) {
        Map<String, HostArray> arrays = new LinkedHashMap<>();
        RandomStream random = new RandomStream(7);
        PublishedNames.of(network)
                .forEach(
                        (name, dims) -> {
                            Tensor values =
                                    random.uniform(device, Shape.of(dims)).add(0.5).mul(0.1);
                            arrays.put(name, HostArray.of(values.toFloats(), dims));
                        });
        return arrays;
    }

    private Path written(Map<String, HostArray> arrays) {
        Path path = folder.resolve("published.safetensors");
        SafetensorsFile.write(path, arrays, Map.of());
        return path;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "network.checkpoint=true",
                "network.depth.surfaces=2",
                "network.backbone.vit.used=false",
                "network.backbone.resnet.norm=INSTANCE"
            })
    void everyWeightOfTheModelIsReadOnce(String change) {
        PixelSplatNetwork network = network(change);
        PixelSplat model = model(network);
        Map<String, HostArray> theirs = file(network);
        Map<String, HostArray> ours = PublishedWeights.read(written(theirs), model);
        assertTrue(StateDict.load(model, ours, StateDict.Fit.EXACT).exact());
        TreeSet<String> used = new TreeSet<>();
        theirs.forEach(
                (name, array) -> {
                    String here = PublishedWeights.name(name.substring("encoder.".length()));
                    if (ours.containsKey(here)) {
                        assertTrue(used.add(here), here + " twice");
                        if (!here.startsWith("to_gaussians")) {
                            assertArrayEquals(reversed(array), ours.get(here).toFloats(), 0, here);
                        }
                    }
                });
        assertEquals(used, new TreeSet<>(ours.keySet()));
        assertEquals(model.parameters().size() + model.buffers().size(), used.size());
    }

    @Test
    void quaternionsBeginWithTheirRealPart() {
        PixelSplatNetwork network = network();
        Map<String, HostArray> theirs = file(network);
        Map<String, HostArray> ours = PublishedWeights.read(written(theirs), model(network));
        float[] x = theirs.get("encoder.to_gaussians.1.bias").toFloats();
        float[] y = ours.get("to_gaussians.1.bias").toFloats();
        float[] expected = {x[0], x[1], x[2], x[3], x[4], x[8], x[5], x[6], x[7]};
        assertArrayEquals(expected, Arrays.copyOf(y, expected.length));
    }

    /** Matrices and kernels have their axes in reverse, but for the two of a kernel. */
    private static float[] reversed(HostArray array) {
        int[] dims = array.dims();
        float[] x = array.toFloats();
        if (dims.length != 2 && dims.length != 4) {
            return x;
        }
        int taps = dims.length == 4 ? dims[2] * dims[3] : 1;
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            int tap = i % taps;
            int in = i / taps % dims[1];
            int out = i / taps / dims[1];
            y[(tap * dims[1] + in) * dims[0] + out] = x[i];
        }
        return y;
    }

    @Test
    void whatIsNoWeightOfTheNetworkIsIgnored() {
        PixelSplatNetwork network = network();
        PixelSplat model = model(network);
        Map<String, HostArray> plain = PublishedWeights.read(written(file(network)), model);
        Map<String, HostArray> more = file(network);
        HostArray any = HostArray.of(new float[] {1, 2}, 2);
        for (String name :
                List.of(
                        "decoder.background_color",
                        "losses.1.lpips.net.slice1.0.weight",
                        "encoder.gaussian_adapter.sh_mask",
                        "encoder.epipolar_transformer.epipolar_sampler.index_v",
                        "encoder.epipolar_transformer.depth_encoding.0.frequencies",
                        "encoder.backbone.resnet_backbone.model.fc.weight")) {
            more.put(name, any);
        }
        assertEquals(plain, PublishedWeights.read(written(more), model));
        Map<String, HostArray> encoderOnly = new LinkedHashMap<>();
        file(network).forEach((name, a) -> encoderOnly.put(name.substring("encoder.".length()), a));
        assertEquals(plain, PublishedWeights.read(written(encoderOnly), model));
    }

    @Test
    void whatDoesNotFitIsNamed() {
        PixelSplatNetwork network = network();
        PixelSplat model = model(network);
        Map<String, HostArray> arrays = file(network);
        arrays.remove("encoder.to_gaussians.1.bias");
        arrays.put("encoder.view_embeddings.weight", HostArray.of(new float[] {1, 2}, 1, 2));
        arrays.put("encoder.downsample", HostArray.of(new float[] {1, 2}, 2));
        arrays.put("encoder.high_resolution_skip.0.bias", HostArray.of(new float[] {1, 2}, 2));
        String message =
                assertThrows(UserMistake.class, () -> PublishedWeights.read(written(arrays), model))
                        .getMessage();
        assertTrue(message.contains("published.safetensors has not the weights"), message);
        assertTrue(message.contains("missing: to_gaussians.1.bias;"), message);
        assertTrue(message.contains("superfluous: downsample, view_embeddings.weight;"), message);
        assertTrue(message.contains("high_resolution_skip.0.bias is [2]"), message);
        assertEquals(-1, message.indexOf('\n'));
        Map<String, HostArray> first = file(network);
        String conv = "encoder.epipolar_transformer.transformer.layers.0.1.fn.layers.0.bias";
        first.put(conv, HostArray.of(new float[] {1}, 1));
        message =
                assertThrows(UserMistake.class, () -> PublishedWeights.read(written(first), model))
                        .getMessage();
        assertTrue(message.contains("first version of the article"), message);
        Map<String, HostArray> other = new LinkedHashMap<>();
        for (int i = 0; i < 9; i++) {
            other.put("layer" + i, HostArray.of(new float[] {1}, 1));
        }
        message =
                assertThrows(UserMistake.class, () -> PublishedWeights.read(written(other), model))
                        .getMessage();
        assertTrue(message.contains("layer3 and 5 more"), message);
    }

    /**
     * Shapes agree with ours, but for the order of their axes. The article's first version has
     * 125.4 million weights: these, a stage that nobody uses, and two convolutions of 7 x 7 between
     * 128 and 256 channels in each of two layers, which were left out later.
     */
    @Test
    void thePublishedSizeIsOurs() {
        PixelSplatNetwork network =
                Config.named("pixelsplat-re10k").as(PixelSplatConfig.class).network();
        PixelSplat model = model(network);
        Map<String, Var> parameters = new LinkedHashMap<>(model.parameters());
        long[] unused = new long[1];
        PublishedNames.of(network)
                .forEach(
                        (name, dims) -> {
                            String here =
                                    PublishedWeights.name(name.substring("encoder.".length()));
                            Var parameter = parameters.remove(here);
                            if (parameter != null) {
                                int[] found = parameter.shape().dims();
                                int[] expected = dims.clone();
                                Arrays.sort(found);
                                Arrays.sort(expected);
                                assertArrayEquals(expected, found, here);
                            } else if (!model.buffers().containsKey(here)
                                    && !here.endsWith("num_batches_tracked")) {
                                assertTrue(here.contains("model.layer4."), here);
                                unused[0] += here.contains("running") ? 0 : Shape.of(dims).size();
                            }
                        });
        assertEquals(Map.of(), parameters);
        assertEquals(104_014_676, model.parameterCount());
        assertEquals(14_964_736, unused[0]);
        long leftOut = 2 * (2 * 7 * 7 * 128 * 256 + 256 + 128);
        assertEquals(125_402_708, model.parameterCount() + unused[0] + leftOut);
    }
}

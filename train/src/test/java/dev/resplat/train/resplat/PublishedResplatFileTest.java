package dev.resplat.train.resplat;

import static dev.resplat.train.resplat.SomeCheckpoint.network;
import static dev.resplat.train.resplat.SomeCheckpoint.zeros;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.models.SynthesisWeights;
import dev.resplat.train.pixelsplat.PublishedWeights;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.SynthesisModel;
import dev.resplat.train.synthesis.SynthesisModel.Pass;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The authors' checkpoints as files: of which network they are, and those that do not fit. */
class PublishedResplatFileTest {
    private static final int CHANNELS = 256;

    @TempDir Path folder;
    private final Device device = new CpuDevice(2);
    private SomeCheckpoint published;
    @RegisterExtension final InScope scope = InScope.on(device);

    @BeforeEach
    void open() {
        published = new SomeCheckpoint(device, folder);
    }

    @Test
    void whatIsNoWeightOfTheNetworkIsIgnored() {
        ResplatNetwork network = network();
        Resplat model = published.model(network, published.trunk());
        Map<String, HostArray> plain =
                PublishedResplat.read(published.written(published.arrays(network)), model);
        Map<String, HostArray> more = published.arrays(network);
        for (String name :
                List.of(
                        "decoder.background_color",
                        "losses.1.lpips.net.slice1.0.weight",
                        "encoder.gaussian_adapter.sh_mask",
                        "encoder.depth_predictor.pretrained.mask_token")) {
            more.put(name, HostArray.of(new float[] {1, 2}, 2));
        }
        assertEquals(plain, PublishedResplat.read(published.written(more), model));
        Map<String, HostArray> encoderOnly = new LinkedHashMap<>();
        published
                .arrays(network)
                .forEach((name, a) -> encoderOnly.put(name.substring("encoder.".length()), a));
        assertEquals(plain, PublishedResplat.read(published.written(encoderOnly), model));
    }

    @Test
    void whatDoesNotFitIsNamed() {
        ResplatNetwork network = network();
        Map<String, HostArray> arrays = published.arrays(network);
        arrays.remove("encoder.update_head.6.bias");
        arrays.put("encoder.view_embeddings.weight", HostArray.of(new float[] {1, 2}, 1, 2));
        arrays.put("encoder.proj.bias", HostArray.of(new float[] {1, 2}, 2));
        Resplat model = published.model(network, published.trunk());
        String message = refused(() -> PublishedResplat.read(published.written(arrays), model));
        assertTrue(message.contains("its file.safetensors has not the weights"), message);
        assertTrue(message.contains("missing: update_head.6.bias;"), message);
        assertTrue(message.contains("superfluous: view_embeddings.weight;"), message);
        assertTrue(message.contains("proj.bias is [2], the model has [16]"), message);
    }

    private static String refused(org.junit.jupiter.api.function.Executable reads) {
        String message = assertThrows(UserMistake.class, reads).getMessage();
        assertEquals(-1, message.indexOf('\n'), message);
        return message;
    }

    /** Only what tells sizes. */
    private static Map<String, HostArray> sizes(
            int tokens, int width, int perPoint, int colors, int concat) {
        Map<String, HostArray> arrays = new LinkedHashMap<>();
        String depth = "encoder.depth_predictor.";
        arrays.put(depth + "pretrained.cls_token", zeros(1, 1, tokens));
        arrays.put(depth + "upsampler.concat_projects.0.weight", zeros(tokens / 8, concat, 1, 1));
        arrays.put("encoder.proj.bias", zeros(width));
        arrays.put("encoder.gaussian_head.2.weight", zeros(58 * perPoint, 58 * perPoint));
        arrays.put("encoder.gaussian_head.2.bias", zeros(58 * perPoint));
        arrays.put("encoder.update_rgb_error_proj.0.weight", zeros(CHANNELS, colors));
        arrays.put("encoder.update_feature.conv1.weight", zeros(64, 3, 7, 7));
        return arrays;
    }

    /** The small, base and large model of DL3DV, and the base one of RealEstate10K. */
    @ParameterizedTest
    @CsvSource({
        "384, 256, 1, 48, 112, 12, 6, 11, 4, 8",
        "768, 512, 1, 48, 160, 12, 12, 11, 4, 8",
        "1024, 768, 1, 48, 192, 24, 16, 23, 4, 8",
        "768, 512, 4, 3, 256, 12, 12, 11, 2, 4"
    })
    void sizesAreThoseOfTheFile(
            int tokens,
            int width,
            int perPoint,
            int colors,
            int concat,
            int layers,
            int heads,
            int last,
            int downscale,
            int features) {
        Path path = published.written(sizes(tokens, width, perPoint, colors, concat));
        ResplatNetwork network = PublishedResplat.config(path).network();
        assertEquals(tokens, network.stereo().mono().width());
        assertEquals(4 * tokens, network.stereo().mono().hidden());
        assertEquals(layers, network.stereo().mono().layers());
        assertEquals(heads, network.stereo().mono().heads());
        assertEquals(last, network.stereo().mono().taken().get(3));
        assertEquals(features, network.stereo().convolutions().downscale());
        assertEquals(width, network.points().width());
        assertEquals(perPoint, network.points().perPoint());
        assertEquals(downscale, network.points().downscale());
        assertEquals(path.toString(), network.update().trunk());
    }

    @Test
    void whatDoesNotRefineIsRefused() {
        Map<String, HostArray> arrays = sizes(384, 256, 1, 48, 112);
        arrays.keySet().removeIf(name -> name.startsWith("encoder.update_"));
        Path path = published.written(arrays);
        SafetensorsFile file = SafetensorsFile.open(path);
        assertEquals(Optional.of("resplat"), SynthesisWeights.publishedIn(file));
        assertFalse(PublishedWeights.areIn(file));
        String message = refused(() -> SynthesisWeights.of(path));
        assertTrue(message.contains("update_rgb_error_proj.0.weight is missing"), message);
        assertTrue(message.contains("of a checkpoint that refines"), message);
        Map<String, HostArray> said = sizes(384, 256, 1, 48, 112);
        SafetensorsFile.write(path, said, Map.of("model", "resplat"));
        assertFalse(PublishedResplat.areIn(SafetensorsFile.open(path)), "it is a file of ours");
    }

    /** Fewer tokens and points than any, as the file says; all else has the published size. */
    @Test
    void aFileIsAModel() {
        ResplatNetwork network =
                Config.named("resplat-small")
                        .with(
                                List.of(
                                        "network.stereo.mono.width=64",
                                        "network.stereo.mono.heads=1",
                                        "network.stereo.mono.hidden=256",
                                        "network.points.width=16"))
                        .as(ResplatConfig.class)
                        .network();
        Map<String, HostArray> theirs = published.arrays(network);
        Path path = published.written(theirs);
        SynthesisWeights weights = SynthesisWeights.of(path);
        assertEquals("resplat", weights.file().model());
        SynthesisModel model = weights.on(device);
        String bias = "update_head.4.bias";
        assertArrayEquals(
                theirs.get("encoder." + bias).toFloats(),
                model.parameters().get(bias).value().toFloats());
        ContextViews context = published.context(weights.config().multiple());
        ResplatScenes scenes = (ResplatScenes) model.look(context, Pass.trained(1).refined(1));
        assertEquals(2 * 8 * 8, scenes.gaussians(0).count());
        Camera eye = context.cameras().get(0).get(1);
        for (float value : scenes.render(0, eye).image().value().toFloats()) {
            assertTrue(Float.isFinite(value));
        }
        // The frozen network is that of the file.
        RenderFeatures trunk = RenderFeatures.read(path, device);
        assertEquals(CHANNELS, trunk.channels());
        theirs.remove("encoder.update_feature.layer2.1.conv2.weight");
        String message = refused(() -> SynthesisWeights.of(published.written(theirs)));
        assertTrue(message.contains("it lacks layer2.1.conv2.weight"), message);
    }

    /** The paper has 62 million of the first splats, and 15 with the frozen network. */
    @Test
    void thePublishedSizeIsOurs() {
        ResplatConfig config = Config.named("resplat-small").as(ResplatConfig.class);
        assertEquals(0, 256 % config.multiple());
        assertEquals(0, 448 % config.multiple());
        Resplat model = published.model(config.network(), published.trunk());
        Map<String, String> ours = new TreeMap<>();
        model.parameters().forEach((name, p) -> ours.put(name, p.shape().toString()));
        Map<String, String> theirs = new TreeMap<>();
        long[] frozen = new long[1];
        PublishedNames.of(config.network())
                .forEach(
                        (name, shape) -> {
                            String inside = name.substring("encoder.".length());
                            if (!inside.startsWith("update_feature.")) {
                                theirs.put(
                                        PublishedResplat.name(inside),
                                        Shape.of(reversed(name, shape)).toString());
                            } else if (!name.contains("running") && !name.contains("num_")) {
                                frozen[0] += Shape.of(shape).size();
                            }
                        });
        assertEquals(theirs, ours);
        long recurrent = 0;
        for (Var p : model.parameters(true).values()) {
            recurrent += p.shape().size();
        }
        assertEquals(62e6, model.parameterCount() - recurrent, 1e6);
        assertEquals(15e6, recurrent + frozen[0], 1e6);
    }

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
}

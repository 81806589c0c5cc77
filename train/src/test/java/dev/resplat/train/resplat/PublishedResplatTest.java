package dev.resplat.train.resplat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.StateDict;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with the names and shapes of the authors' checkpoints, and other numbers. */
class PublishedResplatTest {
    private static final int TERMS = 16;
    private static final int CHANNELS = 256;

    /** One of each, as small as it can be. */
    private static final List<String> SMALL =
            List.of(
                    "network.stereo.convolutions.first=4",
                    "network.stereo.convolutions.second=8",
                    "network.stereo.convolutions.last=16",
                    "network.stereo.transformer.layers=2",
                    "network.stereo.transformer.windows=1",
                    "network.stereo.transformer.expansion=1",
                    "network.stereo.mono.patch=8",
                    "network.stereo.mono.image=32",
                    "network.stereo.mono.width=64",
                    "network.stereo.mono.layers=4",
                    "network.stereo.mono.heads=2",
                    "network.stereo.mono.hidden=20",
                    "network.stereo.mono.taken=[0,1,2,3]",
                    "network.stereo.candidates=6",
                    "network.stereo.regressor={width: 8, levels: 3, headWidth: 4, groups: 4}",
                    "network.points.width=16",
                    "network.points.blocks=1",
                    "network.points.inner=6",
                    "network.update.state=32",
                    "network.update.blocks=1",
                    "network.update.inner=6");

    private static final String RE10K =
            "network.points.downscale=2 network.points.perPoint=4"
                    + " network.stereo.convolutions.downscale=4";

    @TempDir Path folder;
    private final Device device = new CpuDevice(2);
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
        assertEquals(0, device.bytesInUse());
    }

    private static ResplatNetwork network(String... changes) {
        return Config.named("resplat-small")
                .with(SMALL)
                .with(List.of(changes))
                .as(ResplatConfig.class)
                .network();
    }

    private Resplat model(ResplatNetwork network, RenderFeatures trunk) {
        return new Resplat(new RandomStream(1), device, network, trunk, pass -> 1);
    }

    /** One that sees as much as theirs does. */
    private RenderFeatures trunk() {
        return new RenderFeatures(RenderFeatures.network(new RandomStream(2), device, 64));
    }

    /** Other numbers for each array, small enough to be used. */
    private Map<String, HostArray> file(ResplatNetwork network) {
        Map<String, HostArray> arrays = new LinkedHashMap<>();
        RandomStream random = new RandomStream(7);
        PublishedNames.of(network)
                .forEach(
                        (name, dims) -> {
                            try (Scope own = Scope.open()) {
                                Tensor values = random.uniform(device, Shape.of(dims)).mul(0.05);
                                arrays.put(name, HostArray.of(values.toFloats(), dims));
                            }
                        });
        return arrays;
    }

    private Path written(Map<String, HostArray> arrays) {
        Path path = folder.resolve("its file.safetensors");
        SafetensorsFile.write(path, arrays, Map.of());
        return path;
    }

    @ParameterizedTest
    @ValueSource(strings = {"network.checkpoint=false", RE10K})
    void everyWeightOfTheModelIsReadOnce(String changes) {
        ResplatNetwork network = network(changes.split(" "));
        Resplat model = model(network, trunk());
        Map<String, HostArray> theirs = file(network);
        Map<String, HostArray> ours = PublishedResplat.read(written(theirs), model);
        assertTrue(StateDict.load(model, ours, StateDict.Fit.EXACT).exact());
        TreeSet<String> used = new TreeSet<>();
        theirs.forEach(
                (name, array) -> {
                    String here = PublishedResplat.name(name.substring("encoder.".length()));
                    if (ours.containsKey(here)) {
                        assertTrue(used.add(here), here + " twice");
                        boolean ordered =
                                here.startsWith("gaussian_head.2")
                                        || here.startsWith("update_head.6")
                                        || here.equals("update_module.0.linear.weight");
                        if (!ordered) {
                            float[] found = model.parameters().get(here).value().toFloats();
                            assertArrayEquals(reversed(name, array), found, 0, here);
                        }
                    } else {
                        assertTrue(name.startsWith("encoder.update_feature."), name);
                    }
                });
        assertEquals(new TreeSet<>(model.parameters().keySet()), used);
    }

    /** Weights, but not positions, have their axes in reverse, but for the two of a kernel. */
    private static float[] reversed(String name, HostArray array) {
        int[] dims = array.dims();
        float[] x = array.toFloats();
        if (!name.endsWith(".weight") || dims.length < 2) {
            return x;
        }
        int taps = 1;
        for (int i = 2; i < dims.length; i++) {
            taps *= dims[i];
        }
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            int tap = i % taps;
            int in = i / taps % dims[1];
            int out = i / taps / dims[1];
            y[(tap * dims[1] + in) * dims[0] + out] = x[i];
        }
        return y;
    }

    /** What a layer is told of a splat, in their order: 59 numbers. */
    private static String[] told() {
        String[] told = new String[11 + 3 * TERMS];
        String[] first = "x y z sx sy sz qx qy qz qw opacity".split(" ");
        System.arraycopy(first, 0, told, 0, 11);
        for (int c = 0; c < 3; c++) {
            for (int k = 0; k < TERMS; k++) {
                told[11 + c * TERMS + k] = "rgb".charAt(c) + " " + k;
            }
        }
        return told;
    }

    @Test
    void rowsOfWhatIsToldAreThoseOfTheSameNumbers() {
        ResplatNetwork network = network();
        Map<String, HostArray> theirs = file(network);
        Map<String, HostArray> ours =
                PublishedResplat.read(written(theirs), model(network, trunk()));
        HostArray there = theirs.get("encoder.update_module.0.linear.weight");
        float[] x = there.toFloats();
        float[] y = ours.get("update_module.0.linear.weight").toFloats();
        int in = there.dims()[1];
        int out = there.dims()[0];
        Map<String, Integer> column = new TreeMap<>();
        String[] told = told();
        for (int i = 0; i < told.length; i++) {
            column.put(told[i], i);
        }
        String begin = "x y z sx sy sz qw qx qy qz opacity";
        String[] here = Arrays.copyOf(begin.split(" "), told.length);
        for (int k = 0; k < TERMS; k++) {
            for (int c = 0; c < 3; c++) {
                here[11 + 3 * k + c] = "rgb".charAt(c) + " " + k;
            }
        }
        for (int row = 0; row < in; row++) {
            int of = row < here.length ? column.get(here[row]) : row;
            for (int i = 0; i < out; i++) {
                assertEquals(x[i * in + of], y[row * out + i], 0, "row " + row);
            }
        }
    }

    /** Cameras with the axes of the world. */
    private ContextViews context(int size) {
        Tensor images = new RandomStream(3).uniform(device, Shape.of(1, 2, size, size, 3));
        double[] left = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
        double[] right = left.clone();
        right[3] = -0.5;
        List<Camera> cameras =
                List.of(
                        new Camera(size, size, size, size, size / 2.0, size / 2.0, left),
                        new Camera(size, size, size, size, size / 2.0, size / 2.0, right));
        return new ContextViews(images, List.of(cameras), new double[] {1}, new double[] {10});
    }

    private static HostArray zeros(int... dims) {
        return HostArray.of(new float[Shape.of(dims).size()], dims);
    }

    /** The last layers say the same of all points, which is seen in splats. */
    @ParameterizedTest
    @ValueSource(strings = {"network.checkpoint=false", RE10K})
    void splatsAreWhatTheLastLayersSay(String changes) {
        ResplatNetwork network = network(changes.split(" "));
        Map<String, HostArray> theirs = file(network);
        int k = network.points().perPoint();
        float[] head = new float[(7 + 1 + 2 + 3 * TERMS) * k];
        for (int i = 0; i < head.length; i++) {
            head[i] = (float) Math.sin(i + 1);
        }
        float[] delta = new float[11 + 3 * TERMS];
        for (int i = 0; i < delta.length; i++) {
            delta[i] = 0.1f * (float) Math.cos(i + 1);
        }
        theirs.put("encoder.gaussian_head.2.weight", zeros(head.length, head.length));
        theirs.put("encoder.gaussian_head.2.bias", HostArray.of(head, head.length));
        theirs.put("encoder.update_head.6.weight", zeros(delta.length, network.update().state()));
        theirs.put("encoder.update_head.6.bias", HostArray.of(delta, delta.length));
        Resplat model = model(network, trunk());
        StateDict.load(model, PublishedResplat.read(written(theirs), model), StateDict.Fit.EXACT);
        ResplatScenes scenes = model.look(context(model.config().multiple()), false, 1, false);
        Rasterizer.Gaussians first = scenes.gaussians(0, 0);
        Rasterizer.Gaussians moved = scenes.gaussians(1, 0);
        float[][] quats = {first.quats().value().toFloats(), moved.quats().value().toFloats()};
        float[][] logs = {
            first.logScales().value().toFloats(), moved.logScales().value().toFloats()
        };
        float[][] logits = {
            first.opacityLogits().value().toFloats(), moved.opacityLogits().value().toFloats()
        };
        float[][] rest = {first.shRest().value().toFloats(), moved.shRest().value().toFloats()};
        float[][] means = {first.means().value().toFloats(), moved.means().value().toFloats()};
        // Splats lie in rows of pixels: in the cell of a point, the i-th is at (i / side, i %
        // side).
        int across = model.config().multiple() / network.points().downscale();
        int side = network.points().side();
        for (int splat = 0; splat < 2 * side * across; splat++) {
            int of = splat / (side * across) % side * side + splat % side;
            for (int i = 0; i < 4; i++) {
                // (x, y, z, w) there, (w, x, y, z) here.
                int there = (i + 3) % 4;
                assertEquals(head[there * k + of], quats[0][4 * splat + i], 1e-6);
                assertEquals(
                        head[there * k + of] + delta[6 + there], quats[1][4 * splat + i], 1e-6);
            }
            for (int i = 0; i < 3; i++) {
                double scale = Math.log1p(Math.exp(head[(4 + i) * k + of] - 4));
                assertEquals(Math.log(scale), logs[0][3 * splat + i], 1e-4);
                double after = Math.max(1e-6, scale + delta[3 + i]);
                assertEquals(Math.log(after), logs[1][3 * splat + i], 1e-4);
                float move = means[1][3 * splat + i] - means[0][3 * splat + i];
                assertEquals(delta[i], move, 1e-5);
            }
            assertEquals(head[7 * k + of], logits[0][splat], 1e-6);
            assertEquals(head[7 * k + of] + delta[10], logits[1][splat], 1e-5);
            for (int term = 1; term < TERMS; term++) {
                for (int c = 0; c < 3; c++) {
                    int at = (splat * (TERMS - 1) + term - 1) * 3 + c;
                    float begins = head[(10 + c * TERMS + term) * k + of];
                    assertEquals(begins, rest[0][at], 1e-5);
                    assertEquals(begins + delta[11 + c * TERMS + term], rest[1][at], 1e-5);
                }
            }
        }
    }

    @Test
    void theRendererIsTheirs() {
        Resplat model = model(network(), trunk());
        ContextViews context = context(model.config().multiple());
        ResplatScenes scenes = model.look(context, false, 1, false);
        Rasterizer.Options options = scenes.options(0);
        assertTrue(options.antialiased());
        assertEquals(0.1, options.blur());
        Camera eye = context.cameras().get(0).get(1);
        Var image = Rasterizer.render(scenes.gaussians(0), eye, options).image();
        assertArrayEquals(
                image.value().toFloats(), scenes.render(0, eye).image().value().toFloats(), 1e-5f);
        Rasterizer.Options plain = Rasterizer.Options.of(3).near(options.near());
        Var other = Rasterizer.render(scenes.gaussians(0), eye, plain).image();
        double most = 0;
        for (float d : other.value().sub(image.value()).toFloats()) {
            most = Math.max(most, Math.abs(d));
        }
        assertTrue(most > 1e-2, "largest difference " + most);
    }

    @Test
    void whatIsNoWeightOfTheNetworkIsIgnored() {
        ResplatNetwork network = network();
        Resplat model = model(network, trunk());
        Map<String, HostArray> plain = PublishedResplat.read(written(file(network)), model);
        Map<String, HostArray> more = file(network);
        for (String name :
                List.of(
                        "decoder.background_color",
                        "losses.1.lpips.net.slice1.0.weight",
                        "encoder.gaussian_adapter.sh_mask",
                        "encoder.depth_predictor.pretrained.mask_token")) {
            more.put(name, HostArray.of(new float[] {1, 2}, 2));
        }
        assertEquals(plain, PublishedResplat.read(written(more), model));
        Map<String, HostArray> encoderOnly = new LinkedHashMap<>();
        file(network).forEach((name, a) -> encoderOnly.put(name.substring("encoder.".length()), a));
        assertEquals(plain, PublishedResplat.read(written(encoderOnly), model));
    }

    @Test
    void whatDoesNotFitIsNamed() {
        ResplatNetwork network = network();
        Map<String, HostArray> arrays = file(network);
        arrays.remove("encoder.update_head.6.bias");
        arrays.put("encoder.view_embeddings.weight", HostArray.of(new float[] {1, 2}, 1, 2));
        arrays.put("encoder.proj.bias", HostArray.of(new float[] {1, 2}, 2));
        Resplat model = model(network, trunk());
        String message = refused(() -> PublishedResplat.read(written(arrays), model));
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
        Path path = written(sizes(tokens, width, perPoint, colors, concat));
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
        Path path = written(arrays);
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
        Map<String, HostArray> theirs = file(network);
        Path path = written(theirs);
        SynthesisWeights weights = SynthesisWeights.of(path);
        assertEquals("resplat", weights.file().model());
        SynthesisModel model = weights.on(device);
        String bias = "update_head.4.bias";
        assertArrayEquals(
                theirs.get("encoder." + bias).toFloats(),
                model.parameters().get(bias).value().toFloats());
        ContextViews context = context(weights.config().multiple());
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
        String message = refused(() -> SynthesisWeights.of(written(theirs)));
        assertTrue(message.contains("it lacks layer2.1.conv2.weight"), message);
    }

    /** The paper has 62 million of the first splats, and 15 with the frozen network. */
    @Test
    void thePublishedSizeIsOurs() {
        ResplatConfig config = Config.named("resplat-small").as(ResplatConfig.class);
        assertEquals(0, 256 % config.multiple());
        assertEquals(0, 448 % config.multiple());
        Resplat model = model(config.network(), trunk());
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

package dev.resplat.train.resplat;

import static dev.resplat.train.resplat.SomeCheckpoint.RE10K;
import static dev.resplat.train.resplat.SomeCheckpoint.network;
import static dev.resplat.train.resplat.SomeCheckpoint.zeros;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.StateDict;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.synthesis.ContextViews;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights of the authors' checkpoints mean the same in our layers. */
class PublishedResplatTest {
    private static final int TERMS = 16;

    @TempDir Path folder;
    private final Device device = new CpuDevice(2);
    private SomeCheckpoint published;
    @RegisterExtension final InScope scope = InScope.on(device);

    @BeforeEach
    void open() {
        published = new SomeCheckpoint(device, folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"network.checkpoint=false", RE10K})
    void everyWeightOfTheModelIsReadOnce(String changes) {
        ResplatNetwork network = network(changes.split(" "));
        Resplat model = published.model(network, published.trunk());
        Map<String, HostArray> theirs = published.arrays(network);
        Map<String, HostArray> ours = PublishedResplat.read(published.written(theirs), model);
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
        Map<String, HostArray> theirs = published.arrays(network);
        Map<String, HostArray> ours =
                PublishedResplat.read(
                        published.written(theirs), published.model(network, published.trunk()));
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

    /** The last layers say the same of all points, which is seen in splats. */
    @ParameterizedTest
    @ValueSource(strings = {"network.checkpoint=false", RE10K})
    void splatsAreWhatTheLastLayersSay(String changes) {
        ResplatNetwork network = network(changes.split(" "));
        Map<String, HostArray> theirs = published.arrays(network);
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
        Resplat model = published.model(network, published.trunk());
        StateDict.load(
                model,
                PublishedResplat.read(published.written(theirs), model),
                StateDict.Fit.EXACT);
        ResplatScenes scenes =
                model.look(published.context(model.config().multiple()), false, 1, false);
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
        Resplat model = published.model(network(), published.trunk());
        ContextViews context = published.context(model.config().multiple());
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
}

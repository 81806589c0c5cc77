package dev.resplat.train.pixelsplat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Checkpoint;
import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.train.synthesis.ContextViews;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EpipolarTransformerTest {
    private static final int FEATURES = 5;
    private static final int HEIGHT = 8;
    private static final int WIDTH = 16;

    private final Device reference = GradientCheck.device().poisonBuffers();
    @RegisterExtension final InScope scope = InScope.on(reference);

    private static EpipolarConfig config(int layers, int octaves) {
        EpipolarConfig.SelfAttention self = new EpipolarConfig.SelfAttention(2, 6, 2, 2, 3, 7, 3);
        return new EpipolarConfig(true, 2, 4, layers, 3, 2, octaves, self, 3);
    }

    private static EpipolarTransformer transformer(Device device, EpipolarConfig config) {
        return new EpipolarTransformer(new RandomStream(4), device, config, FEATURES);
    }

    /** Two scenes; in the second the last view sees little of what the others see. */
    private static ContextViews context(Device device, int views) {
        List<List<Camera>> cameras = List.of(new ArrayList<>(), new ArrayList<>());
        for (int v = 0; v < views; v++) {
            cameras.get(0).add(Rig.camera(WIDTH, HEIGHT, 0.6 * v, 0.1 * v, -4 * v));
            double angle = v == views - 1 ? 60 : 3 * v;
            cameras.get(1).add(Rig.camera(WIDTH, HEIGHT, -0.5 * v, 0, angle));
        }
        Tensor images = Tensor.zeros(device, Shape.of(2, views, HEIGHT, WIDTH, 3));
        return new ContextViews(images, cameras, new double[] {1, 0.8}, new double[] {40, 90});
    }

    private static Tensor features(Device device, int views) {
        return new RandomStream(9).normal(device, Shape.of(2 * views, HEIGHT, WIDTH, FEATURES));
    }

    @ParameterizedTest
    @CsvSource({"2, 3", "2, 0", "3, 2"})
    void gradients(int views, int octaves) {
        EpipolarTransformer layer = transformer(reference, config(2, octaves));
        ContextViews context = context(reference, views);
        Tensor x = features(reference, views);
        GradientCheck.check(v -> layer.forward(v[0], context), x);
        Var y = layer.forward(Var.constant(x), context);
        RandomStream random = new RandomStream(6);
        Tensor u = random.normal(reference, y.shape());
        Gradients gradients = y.backward(u);
        layer.parameters()
                .forEach(
                        (name, p) -> {
                            Tensor along = random.normal(reference, p.shape());
                            double analytic = gradients.of(p).mul(along).sum().item();
                            double above = moved(layer, context, x, p, along, 1e-6, u);
                            double below = moved(layer, context, x, p, along, -1e-6, u);
                            double numeric = (above - below) / 2e-6;
                            double allowed = 2e-6 * Math.max(1, Math.abs(numeric));
                            assertEquals(numeric, analytic, allowed, name);
                        });
    }

    private static double moved(
            EpipolarTransformer layer,
            ContextViews context,
            Tensor x,
            Var parameter,
            Tensor along,
            double step,
            Tensor u) {
        double[] start = parameter.value().toDoubles();
        double[] moved = along.toDoubles();
        for (int i = 0; i < moved.length; i++) {
            moved[i] = start[i] + step * moved[i];
        }
        Device device = parameter.device();
        device.upload(moved, parameter.value().buffer(), moved.length);
        double y = layer.forward(Var.constant(x), context).value().mul(u).sum().item();
        device.upload(start, parameter.value().buffer(), start.length);
        return y;
    }

    @ParameterizedTest
    @CsvSource({"2, 3", "3, 2", "3, 0"})
    void looksAtPlacesAsTheFormulaSays(int views, int octaves) {
        EpipolarConfig config = config(1, octaves);
        EpipolarTransformer layer = transformer(reference, config);
        ContextViews context = context(reference, views);
        Tensor x = features(reference, views);
        SlowEpipolar slow = new SlowEpipolar(layer.parameters(), config, FEATURES);
        EpipolarTransformer.Attended attended = layer.attended(x, context);
        assertEquals(
                Shape.of(2 * views, HEIGHT / 2, WIDTH / 2, (views - 1) * config.samples()),
                attended.weights().shape());
        double[] expected = slow.weights(x, context, attended.scenes());
        assertArrayEquals(expected, attended.weights().toDoubles(), 1e-12);
        int unseen = 0;
        for (EpipolarGeometry scene : attended.scenes()) {
            for (boolean seen : scene.seen()) {
                unseen += seen ? 0 : 1;
            }
        }
        assertTrue(unseen > 0, "some rays should be seen by nobody");
    }

    @ParameterizedTest
    @CsvSource({"2, 3", "3, 2", "2, 0"})
    void equalsTheFormula(int views, int octaves) {
        EpipolarConfig config = config(2, octaves);
        EpipolarTransformer layer = transformer(reference, config);
        ContextViews context = context(reference, views);
        Tensor x = features(reference, views);
        Tensor y = layer.forward(Var.constant(x), context).value();
        SlowEpipolar slow = new SlowEpipolar(layer.parameters(), config, FEATURES);
        List<EpipolarGeometry> scenes = layer.lines(Var.constant(x), context).scenes();
        assertEquals(x.shape(), y.shape());
        assertArrayEquals(slow.forward(x, context, scenes), y.toDoubles(), 1e-11);
    }

    @Test
    void devicesAgree() {
        try (Scope inner = Scope.open()) {
            CpuDevice cpu = new CpuDevice(2);
            Tensor[] expected = run(reference, 3);
            Tensor[] actual = run(cpu, 3);
            for (int i = 0; i < expected.length; i++) {
                assertArrayEquals(
                        expected[i].toDoubles(), actual[i].toDoubles(), 2e-4, "result " + i);
            }
        }
    }

    /** The result, its gradient by the features and by some parameters. */
    private static Tensor[] run(Device device, int views) {
        EpipolarTransformer layer = transformer(device, config(2, 4));
        Var x = Var.parameter(features(device, views));
        Var y = layer.forward(x, context(device, views));
        Gradients gradients = y.backward(features(device, views));
        Map<String, Var> p = layer.parameters();
        return new Tensor[] {
            y.value(),
            gradients.of(x),
            gradients.of(p.get("depth_encoding.1.weight")),
            gradients.of(p.get("depth_encoding.1.bias")),
            gradients.of(p.get("transformer.layers.1.0.fn.to_kv.weight")),
            gradients.of(p.get("transformer.layers.0.0.fn.to_q.weight")),
        };
    }

    @Test
    void canBeComputedAgainInTheBackwardPass() {
        EpipolarTransformer layer = transformer(reference, config(1, 3));
        Var x = Var.parameter(features(reference, 2));
        EpipolarTransformer.Lines lines = layer.lines(x, context(reference, 2));
        Tensor seed = features(reference, 2);
        Var kept = layer.forward(x, lines);
        Var again = Checkpoint.of(v -> layer.forward(v[0], lines), x);
        assertArrayEquals(kept.value().toDoubles(), again.value().toDoubles());
        assertArrayEquals(
                kept.backward(seed).of(x).toDoubles(), again.backward(seed).of(x).toDoubles());
    }

    @Test
    void parametersAreNamedAsInPublishedWeights() {
        Set<String> expected = new TreeSet<>();
        for (String layer :
                List.of(
                        "depth_encoding.1",
                        "downscaler",
                        "upscaler",
                        "upscale_refinement.0",
                        "upscale_refinement.2")) {
            both(expected, layer);
        }
        String block = "transformer.layers.0.";
        both(expected, block + "0.norm");
        expected.add(block + "0.fn.to_q.weight");
        expected.add(block + "0.fn.to_kv.weight");
        both(expected, block + "0.fn.to_out.0");
        both(expected, block + "1.norm");
        String self = block + "1.fn.self_attention.";
        both(expected, self + "positional_encoding.1");
        both(expected, self + "patch_embedder.0");
        both(expected, self + "resampler");
        for (int i = 0; i < 2; i++) {
            String inner = self + "transformer.layers." + i + ".";
            both(expected, inner + "0.norm");
            expected.add(inner + "0.fn.to_qkv.weight");
            both(expected, inner + "0.fn.to_out.0");
            both(expected, inner + "1.norm");
            both(expected, inner + "1.fn.net.0");
            both(expected, inner + "1.fn.net.3");
        }
        Map<String, Var> parameters = transformer(reference, config(1, 3)).parameters();
        assertEquals(expected, new TreeSet<>(parameters.keySet()));
        assertEquals(Shape.of(FEATURES, 12), parameters.get(block + "0.fn.to_kv.weight").shape());
        assertEquals(Shape.of(6, FEATURES), parameters.get("depth_encoding.1.weight").shape());
        Set<String> without =
                new TreeSet<>(transformer(reference, config(1, 0)).parameters().keySet());
        expected.removeIf(name -> name.startsWith("depth_encoding"));
        assertEquals(expected, without);
    }

    private static void both(Set<String> names, String layer) {
        names.add(layer + ".weight");
        names.add(layer + ".bias");
    }

    @Test
    void featuresOfAnotherShapeAreRefused() {
        EpipolarTransformer layer = transformer(reference, config(1, 3));
        ContextViews context = context(reference, 2);
        Var fewer = Var.constant(Tensor.zeros(reference, Shape.of(2, 8, 16, FEATURES)));
        Var odd = Var.constant(Tensor.zeros(reference, Shape.of(4, 6, 16, FEATURES)));
        assertThrows(ShapeException.class, () -> layer.forward(fewer, context));
        String message =
                assertThrows(ShapeException.class, () -> layer.forward(odd, context)).getMessage();
        assertTrue(message.contains("[4, H, W, 5] with H and W multiples of 4"), message);
    }
}

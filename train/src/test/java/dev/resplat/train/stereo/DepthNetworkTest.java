package dev.resplat.train.stereo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Reduce;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Mode;
import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.train.synthesis.ContextViews;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DepthNetworkTest {
    private static final int WIDTH = 32;
    private static final int HEIGHT = 16;

    private final Device reference = GradientCheck.device().poisonBuffers();
    private final Device cpu = new CpuDevice(2);
    @RegisterExtension final InScope scope = InScope.on(reference, cpu);

    /** With weights that are not zero, as those of networks that were trained. */
    private static DepthNetwork network(Device device, StereoConfig config, boolean checkpoint) {
        DepthNetwork network = new DepthNetwork(new RandomStream(1), device, config, checkpoint);
        RandomStream random = new RandomStream(2);
        network.parameters().forEach((name, p) -> move(p, random.normal(device, p.shape()), 0.05));
        return network;
    }

    private static void move(Var parameter, Tensor along, double step) {
        double[] x = parameter.value().toDoubles();
        double[] d = along.toDoubles();
        for (int i = 0; i < x.length; i++) {
            x[i] += step * d[i];
        }
        parameter.device().upload(x, parameter.value().buffer(), x.length);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 4, true, true",
        "2, 4, true, true",
        "3, 4, false, true",
        "5, 4, true, false",
        "2, 8, true, true",
        "4, 8, false, true",
        "2, 4, false, false"
    })
    void depthsAreBetweenNearAndFar(int views, int downscale, boolean mono, boolean upsample) {
        StereoConfig config = SomeViews.config(downscale, mono, upsample);
        DepthNetwork network = network(cpu, config, false);
        int height = config.multiple();
        int width = 2 * height;
        ContextViews context = SomeViews.context(cpu, views, width, height);
        Depths depths = network.forward(context, Mode.EVALUATION);
        int n = 2 * views;
        assertEquals(Shape.of(n, height, width, 1), depths.depth().shape());
        double[] depth = depths.depth().value().toDoubles();
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (int i = 0; i < depth.length; i++) {
            int scene = i / (depth.length / 2);
            assertTrue(depth[i] >= context.near()[scene] * (1 - 1e-6), "depth " + depth[i]);
            assertTrue(depth[i] <= context.far()[scene] * (1 + 1e-6), "depth " + depth[i]);
            least = Math.min(least, depth[i]);
            most = Math.max(most, depth[i]);
        }
        assertTrue(most > least);
        int h = height / downscale;
        int w = width / downscale;
        assertEquals(Shape.of(n, h, w, 1), depths.confidence().shape());
        for (double p : depths.confidence().value().toDoubles()) {
            assertTrue(p >= 1.0 / config.candidates() - 1e-6 && p <= 1 + 1e-6, "share " + p);
        }
        int middle = downscale == 4 ? 2 : 4;
        assertEquals(
                List.of(
                        Shape.of(n, height / 2, width / 2, 3),
                        Shape.of(n, height / middle, width / middle, 4),
                        Shape.of(n, h, w, 8)),
                depths.convolutions().stream().map(Var::shape).toList());
        assertEquals(Shape.of(n, h, w, 8), depths.matched().shape());
        assertEquals(mono ? 4 : 0, depths.mono().size());
        depths.mono().forEach(x -> assertEquals(Shape.of(n, height / 8, width / 8, 16), x.shape()));
    }

    @ParameterizedTest
    @CsvSource({"4, 4, true", "2, 8, false"})
    void gradients(int views, int downscale, boolean mono) {
        StereoConfig config = SomeViews.config(downscale, mono, true);
        DepthNetwork network = network(reference, config, false);
        int height = config.multiple();
        ContextViews context = SomeViews.context(reference, views, height, height);
        RandomStream random = new RandomStream(6);
        Tensor u = random.normal(reference, Shape.of(2 * views, height, height, 1));
        Gradients gradients = loss(network, context, u).backward();
        Map<String, Map<Var, Tensor>> groups = new TreeMap<>();
        network.parameters()
                .forEach(
                        (name, p) -> {
                            String[] path = name.split("\\.");
                            Tensor along = random.normal(reference, p.shape());
                            groups.computeIfAbsent(path[0] + "." + path[1], g -> new HashMap<>())
                                    .put(p, along);
                        });
        assertTrue(groups.size() > 10);
        // Rectifiers have kinks: with longer steps a few of them are crossed.
        double step = 1e-7;
        groups.forEach(
                (name, along) -> {
                    double analytic = 0;
                    for (Map.Entry<Var, Tensor> entry : along.entrySet()) {
                        Tensor gradient = gradients.of(entry.getKey());
                        analytic += gradient.mul(entry.getValue()).sum().item();
                    }
                    along.forEach((p, d) -> move(p, d, step));
                    double above = loss(network, context, u).value().item();
                    along.forEach((p, d) -> move(p, d, -2 * step));
                    double below = loss(network, context, u).value().item();
                    along.forEach((p, d) -> move(p, d, step));
                    double numeric = (above - below) / (2 * step);
                    assertNotEquals(0, analytic, name);
                    assertEquals(numeric, analytic, 1e-5 * Math.max(1, Math.abs(numeric)), name);
                });
    }

    /** Of all that comes out. */
    private static Var loss(DepthNetwork network, ContextViews context, Tensor u) {
        Depths depths = network.forward(context, Mode.TRAINING);
        Var loss = depths.depth().mul(Var.constant(u)).mean();
        loss = loss.add(Reduce.mean(depths.confidence()));
        loss = loss.add(depths.matched().mul(depths.matched()).mean());
        for (Var x : depths.convolutions()) {
            loss = loss.add(x.mul(x).mean());
        }
        for (Var x : depths.mono()) {
            loss = loss.add(x.mul(x).mul(x).mean());
        }
        return loss;
    }

    @Test
    void checkpointsMakeNoDifference() {
        StereoConfig config = SomeViews.config(4, true, true);
        ContextViews context = SomeViews.context(cpu, 3, WIDTH, HEIGHT);
        Tensor u = new RandomStream(6).normal(cpu, Shape.of(6, HEIGHT, WIDTH, 1));
        DepthNetwork keeps = network(cpu, config, false);
        DepthNetwork repeats = network(cpu, config, true);
        Var one = loss(keeps, context, u);
        Var two = loss(repeats, context, u);
        assertEquals(one.value().item(), two.value().item());
        Gradients first = one.backward();
        Gradients second = two.backward();
        Map<String, Var> others = repeats.parameters();
        keeps.parameters()
                .forEach(
                        (name, p) ->
                                assertArrayEquals(
                                        first.of(p).toFloats(),
                                        second.of(others.get(name)).toFloats(),
                                        1e-6f,
                                        name));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void depthsDoNotDependOnTheWorld(int views) {
        DepthNetwork network = network(reference, SomeViews.config(4, true, true), false);
        ContextViews here = SomeViews.context(reference, views, WIDTH, HEIGHT);
        double[] origin = {31, -7, 12};
        double angle = 0.7;
        double[] turn = {Math.cos(angle), 0, Math.sin(angle), 0, 1, 0, -Math.sin(angle), 0, 0};
        turn[8] = Math.cos(angle);
        List<List<Camera>> moved = new ArrayList<>();
        for (List<Camera> scene : here.cameras()) {
            moved.add(scene.stream().map(c -> turned(c.inWorld(origin, 1), turn)).toList());
        }
        ContextViews there = new ContextViews(here.images(), moved, here.near(), here.far());
        double[] one = network.forward(here, Mode.EVALUATION).depth().value().toDoubles();
        double[] two = network.forward(there, Mode.EVALUATION).depth().value().toDoubles();
        for (int i = 0; i < one.length; i++) {
            assertEquals(one[i], two[i], 1e-5 * one[i]);
        }
    }

    /** The same camera of a world that is turned. */
    private static Camera turned(Camera camera, double[] turn) {
        double[] m = camera.worldToCamera().clone();
        for (int i = 0; i < 12; i += 4) {
            double[] row = {m[i], m[i + 1], m[i + 2]};
            for (int j = 0; j < 3; j++) {
                m[i + j] = row[0] * turn[j] + row[1] * turn[3 + j] + row[2] * turn[6 + j];
            }
        }
        return camera.at(m);
    }

    /** If cameras did nothing, the test of other worlds would say nothing. */
    @Test
    void depthsDependOnCameras() {
        DepthNetwork network = network(cpu, SomeViews.config(4, true, true), false);
        ContextViews here = SomeViews.context(cpu, 2, WIDTH, HEIGHT);
        List<List<Camera>> others =
                List.of(
                        SomeViews.cameras(2, WIDTH, HEIGHT, 7),
                        SomeViews.cameras(2, WIDTH, HEIGHT, 8));
        ContextViews there = new ContextViews(here.images(), others, here.near(), here.far());
        double[] one = network.forward(here, Mode.EVALUATION).depth().value().toDoubles();
        double[] two = network.forward(there, Mode.EVALUATION).depth().value().toDoubles();
        double most = 0;
        for (int i = 0; i < one.length; i++) {
            most = Math.max(most, Math.abs(one[i] - two[i]) / one[i]);
        }
        assertTrue(most > 1e-4, "differ by " + most);
    }

    @Test
    void extentsMustBeMultiples() {
        StereoConfig config = SomeViews.config(4, true, true);
        assertEquals(16, config.multiple());
        DepthNetwork network = network(cpu, config, false);
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> network.forward(SomeViews.context(cpu, 2, 40, 16), Mode.EVALUATION));
        assertEquals("width must be a multiple of 16, is 40", e.getMessage());
    }
}

package dev.resplat.train.pixelsplat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Reduce;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Activation;
import dev.resplat.nn.Layer;
import dev.resplat.nn.Mode;
import dev.resplat.nn.PyTorch;
import dev.resplat.nn.StateDict;
import dev.resplat.nn.TransformerBlock;
import dev.resplat.nn.vision.VisionTransformer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Golden;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.pixelsplat.BackboneConfig.Kind;
import dev.resplat.train.pixelsplat.BackboneConfig.Norm;
import dev.resplat.train.pixelsplat.BackboneConfig.ResNetPart;
import dev.resplat.train.pixelsplat.BackboneConfig.VitPart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The backbone against the authors' arithmetic in PyTorch, and what it is spared. */
class BackboneTest {
    private static final Golden GOLDEN = Golden.open("networks/backbone.safetensors");
    private static final RandomStream ANY = new RandomStream(1);
    private static final VitPart NO_VIT = new VitPart(false, 8, 8, 8, 1, 2, 8);
    private static final ResNetPart NO_RESNET =
            new ResNetPart(false, Kind.RESNET18, 2, 2, Norm.BATCH);

    private record Subject(Device device, double tolerance) {}

    private interface Case {
        void run(Subject on, String name);
    }

    private static Map<String, Case> cases() {
        ResNetPart batch = new ResNetPart(true, Kind.RESNET18, 2, 2, Norm.BATCH);
        ResNetPart bottlenecks = new ResNetPart(true, Kind.RESNET50, 1, 1, Norm.BATCH);
        ResNetPart instance = new ResNetPart(true, Kind.RESNET18, 2, 2, Norm.INSTANCE);
        Map<String, Case> cases = new LinkedHashMap<>();
        cases.put("dino", (on, name) -> transformer(on, name, 12, 4));
        cases.put("dino stretched", (on, name) -> transformer(on, name, 8, 2));
        cases.put(
                "both training",
                (on, name) -> backbone(on, name, batch, vit(12, 4), Mode.TRAINING));
        cases.put(
                "both evaluation",
                (on, name) -> backbone(on, name, bottlenecks, vit(24, 8), Mode.EVALUATION));
        cases.put(
                "instance norm", (on, name) -> backbone(on, name, instance, NO_VIT, Mode.TRAINING));
        cases.put(
                "tokens", (on, name) -> backbone(on, name, NO_RESNET, vit(12, 4), Mode.EVALUATION));
        return cases;
    }

    private static VitPart vit(int image, int patch) {
        return new VitPart(true, patch, image, 4, 1, 2, 6);
    }

    @TestFactory
    List<DynamicTest> agreesWithPyTorch() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Subject on :
                List.of(
                        new Subject(GradientCheck.device().poisonBuffers(), 1e-10),
                        new Subject(new CpuDevice(2).poisonBuffers(), 2e-4))) {
            cases().forEach(
                            (name, test) ->
                                    tests.add(
                                            DynamicTest.dynamicTest(
                                                    name + " on " + on.device.description(),
                                                    () -> run(on, name, test))));
        }
        return tests;
    }

    private static void run(Subject on, String name, Case test) {
        try (Scope scope = Scope.open()) {
            test.run(on, name);
        }
        assertEquals(0, on.device.bytesInUse());
    }

    @Test
    void everyCaseOfTheFileIsRun() {
        assertEquals(GOLDEN.cases(), new TreeSet<>(cases().keySet()));
    }

    private static void transformer(Subject on, String name, int side, int patch) {
        var block = new TransformerBlock.Config(4, 2, 6, Activation.GELU, 1e-6);
        var config = new VisionTransformer.Config(side, side, 3, patch, 1, true, block);
        VisionTransformer net = new VisionTransformer(ANY, on.device, config);
        check(on, name, net, x -> net.forwardStretched(x, false), VisionTransformer::nameOfDino);
    }

    private static void backbone(
            Subject on, String name, ResNetPart resnet, VitPart vit, Mode mode) {
        BackboneConfig config = new BackboneConfig(resnet, vit, 3, 3);
        Backbone net = new Backbone(ANY, on.device, config);
        check(on, name, net, x -> net.forward(x, mode), BackboneTest::nameOf);
        // The same with blocks that are computed twice: running statistics must move once.
        Backbone again = new Backbone(ANY, on.device, config, true);
        check(on, name, again, x -> again.forward(x, mode), BackboneTest::nameOf);
        assertArrayEquals(bits(net), bits(again));
    }

    private static float[] bits(Layer layer) {
        List<Float> all = new ArrayList<>();
        for (Tensor buffer : layer.buffers().values()) {
            for (float value : buffer.toFloats()) {
                all.add(value);
            }
        }
        float[] bits = new float[all.size()];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = all.get(i);
        }
        return bits;
    }

    private static String nameOf(String theirs) {
        return PublishedWeights.name("backbone." + theirs).substring("backbone.".length());
    }

    private static void check(
            Subject on,
            String name,
            Layer layer,
            UnaryOperator<Var> forward,
            UnaryOperator<String> ours) {
        Map<String, HostArray> weights = new LinkedHashMap<>();
        GOLDEN.below(name + "/w.").forEach((n, array) -> weights.put(ours.apply(n), array));
        StateDict.load(layer, PyTorch.weights(layer, weights), StateDict.Fit.EXACT);
        Var x = Var.parameter(GOLDEN.tensor(on.device, name + "/x0"));
        Var y = forward.apply(x);
        GOLDEN.check(name + "/y", y.value(), on.tolerance);
        Gradients gradients = y.backward(GOLDEN.tensor(on.device, name + "/u"));
        GOLDEN.check(name + "/g0", gradients.of(x), on.tolerance);
        Set<String> rest = new TreeSet<>(layer.parameters().keySet());
        GOLDEN.below(name + "/g.")
                .forEach(
                        (n, array) -> {
                            Var parameter = layer.parameters().get(ours.apply(n));
                            GOLDEN.check(name + "/g." + n, gradients.of(parameter), on.tolerance);
                            rest.remove(ours.apply(n));
                        });
        assertEquals(Set.of(), rest);
    }

    @Test
    void aHeadSeesTheFeaturesWithAndWithoutCheckpoints() {
        Device device = new CpuDevice(2);
        ResNetPart resnet = new ResNetPart(true, Kind.RESNET18, 4, 3, Norm.INSTANCE);
        BackboneConfig config = new BackboneConfig(resnet, vit(16, 8), 6, 3);
        try (Scope scope = Scope.open()) {
            Tensor images = ANY.uniform(device, Shape.of(2, 16, 24, 3));
            List<float[]> results = new ArrayList<>();
            for (boolean checkpoint : new boolean[] {false, true}) {
                Backbone net = new Backbone(new RandomStream(3), device, config, checkpoint);
                Var y =
                        net.forward(
                                Var.constant(images), Mode.TRAINING, x -> Reduce.sum(x.mul(x), -1));
                assertEquals(Shape.of(2, 16, 24), y.shape());
                Gradients gradients = y.sum().backward();
                results.add(y.value().toFloats());
                net.parameters().values().forEach(p -> results.add(gradients.of(p).toFloats()));
            }
            int half = results.size() / 2;
            assertTrue(half > 40, "parameters: " + half);
            for (int i = 0; i < half; i++) {
                assertArrayEquals(results.get(i), results.get(half + i));
            }
        }
    }
}

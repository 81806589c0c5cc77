package dev.resplat.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.StateDict.Fit;
import dev.resplat.nn.vision.Lpips;
import dev.resplat.nn.vision.ResNet;
import dev.resplat.nn.vision.ResidualBlock;
import dev.resplat.nn.vision.SmallVgg;
import dev.resplat.nn.vision.VisionTransformer;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Golden;
import dev.resplat.tensor.Neighbors;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.ReduceOp;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;
import dev.resplat.tensor.cpu.CpuDevice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Layers and networks against PyTorch, with weights in its layout. */
class NetworkGoldenTest {
    private static final Golden GOLDEN = Golden.open("networks/layers.safetensors");
    private static final double EPSILON = 1e-5;
    private static final RandomStream ANY = new RandomStream(1);

    private record Subject(Device device, double tolerance) {
        void check(String name, Tensor actual) {
            GOLDEN.check(name, actual, tolerance);
        }

        Var constant(String name) {
            return Var.constant(GOLDEN.tensor(device, name));
        }
    }

    private interface Case {
        void run(Subject on, String name);
    }

    private interface Forward {
        Var apply(Var[] x);
    }

    private final Map<String, Case> cases = new LinkedHashMap<>();

    NetworkGoldenTest() {
        cases.put("conv2d", this::conv2d);
        cases.put("convTranspose2d", this::convTranspose2d);
        cases.put("layerNorm", this::layerNorm);
        cases.put("groupNorm", this::groupNorm);
        cases.put("instanceNorm", this::instanceNorm);
        cases.put("batchNorm steps", this::batchNormSteps);
        cases.put("attention self", this::selfAttention);
        cases.put("attention cross", this::crossAttention);
        cases.put("attention masked", this::maskedAttention);
        cases.put("transformer block", this::transformerBlock);
        cases.put("vision transformer", this::visionTransformer);
        cases.put("point transformer", this::pointTransformer);
        for (Mode mode : Mode.values()) {
            String how = mode == Mode.TRAINING ? " training" : " evaluation";
            cases.put("basic block" + how, (on, name) -> basicBlock(on, name, 3, 3, 1, mode));
            cases.put(
                    "basic block stride" + how, (on, name) -> basicBlock(on, name, 3, 4, 2, mode));
            cases.put("bottleneck" + how, (on, name) -> bottleneck(on, name, mode));
        }
        cases.put("resnet18", (on, name) -> resNet(on, name, ResNet.Depth.RESNET18));
        cases.put("resnet50", (on, name) -> resNet(on, name, ResNet.Depth.RESNET50));
        cases.put("lpips vgg", this::lpips);
        cases.put("neighbor attention", (on, name) -> neighborAttention(on, name, 3));
        cases.put("neighbor attention single", (on, name) -> neighborAttention(on, name, 1));
    }

    @TestFactory
    Stream<DynamicTest> layersAgreeWithPyTorch() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Subject on :
                List.of(
                        new Subject(GradientCheck.device().poisonBuffers(), 1e-11),
                        new Subject(new CpuDevice(2).poisonBuffers(), 1e-5),
                        new Subject(CpuDevice.scalar(1).poisonBuffers(), 1e-5))) {
            cases.forEach((name, test) -> tests.add(dynamic(on, name, test)));
        }
        return tests.stream();
    }

    private static DynamicTest dynamic(Subject on, String name, Case test) {
        return DynamicTest.dynamicTest(
                name + " on " + on.device.description(),
                () -> {
                    try (Scope scope = Scope.open()) {
                        test.run(on, name);
                    }
                    assertEquals(0, on.device.bytesInUse());
                });
    }

    @Test
    void everyCaseOfTheFileIsRun() {
        assertEquals(GOLDEN.cases(), new TreeSet<>(cases.keySet()));
    }

    // ---- A layer with its weights, and all gradients ---------------------------------------

    private static void check(Subject on, String name, Layer layer, Forward forward) {
        load(name, layer);
        Var[] x = new Var[GOLDEN.count(name + "/x")];
        for (int i = 0; i < x.length; i++) {
            x[i] = Var.parameter(GOLDEN.tensor(on.device, name + "/x" + i));
        }
        Var y = forward.apply(x);
        on.check(name + "/y", y.value());
        Gradients gradients = y.backward(GOLDEN.tensor(on.device, name + "/u"));
        for (int i = 0; i < x.length; i++) {
            on.check(name + "/g" + i, gradients.of(x[i]));
        }
        layer.parameters().forEach((n, p) -> on.check(name + "/g." + n, gradients.of(p)));
    }

    private static void load(String name, Layer layer) {
        var weights = PyTorch.weights(layer, GOLDEN.below(name + "/w."));
        StateDict.load(layer, weights, Fit.EXACT);
    }

    private void conv2d(Subject on, String name) {
        Window window = Window.of(3, 2).stride(2).padding(1);
        Conv2d layer = new Conv2d(ANY, on.device, 4, 6, window, 2);
        check(on, name, layer, x -> layer.forward(x[0]));
    }

    private void convTranspose2d(Subject on, String name) {
        Window window = Window.of(3, 3).stride(2).padding(1);
        ConvTranspose2d layer = new ConvTranspose2d(ANY, on.device, 4, 6, window, 2, 1);
        check(on, name, layer, x -> layer.forward(x[0]));
    }

    private void layerNorm(Subject on, String name) {
        LayerNorm layer = new LayerNorm(on.device, 5, EPSILON);
        check(on, name, layer, x -> layer.forward(x[0]));
    }

    private void groupNorm(Subject on, String name) {
        GroupNorm layer = new GroupNorm(on.device, 2, 6, EPSILON);
        check(on, name, layer, x -> layer.forward(x[0]));
    }

    private void instanceNorm(Subject on, String name) {
        InstanceNorm layer = new InstanceNorm(on.device, 3, EPSILON);
        check(on, name, layer, x -> layer.forward(x[0]));
    }

    private void batchNormSteps(Subject on, String name) {
        BatchNorm layer = new BatchNorm(on.device, 3, EPSILON, 0.1);
        load(name, layer);
        for (int i = 0; i < 4; i++) {
            Mode mode = i < 3 ? Mode.TRAINING : Mode.EVALUATION;
            Var y = layer.forward(on.constant(name + "/x" + i), mode);
            on.check(name + "/y" + i, y.value());
            on.check(name + "/mean" + i, layer.buffers().get("running_mean"));
            on.check(name + "/variance" + i, layer.buffers().get("running_var"));
        }
    }

    private void selfAttention(Subject on, String name) {
        MultiHeadAttention layer = new MultiHeadAttention(ANY, on.device, 6, 2);
        check(on, name, layer, x -> layer.forward(x[0]));
    }

    private void crossAttention(Subject on, String name) {
        MultiHeadAttention layer = new MultiHeadAttention(ANY, on.device, 6, 3);
        check(on, name, layer, x -> layer.forward(x[0], x[1]));
    }

    private void maskedAttention(Subject on, String name) {
        MultiHeadAttention layer = new MultiHeadAttention(ANY, on.device, 6, 2);
        double[] mask = new double[2 * 4 * 4];
        for (int i = 0; i < mask.length; i++) {
            int row = i / 4 % 4;
            boolean hidden = i % 4 > row || i == 16 + 4 * 3;
            mask[i] = hidden ? Double.NEGATIVE_INFINITY : 0;
        }
        Tensor tensor = Tensor.of(on.device, Shape.of(2, 4, 4), mask);
        check(on, name, layer, x -> layer.forward(x[0], tensor));
    }

    private void transformerBlock(Subject on, String name) {
        var config = new TransformerBlock.Config(6, 2, 10, Activation.GELU, EPSILON);
        TransformerBlock layer = new TransformerBlock(ANY, on.device, config);
        check(on, name, layer, x -> layer.forward(x[0]));
    }

    private void visionTransformer(Subject on, String name) {
        var block = new TransformerBlock.Config(6, 2, 8, Activation.GELU, 1e-6);
        var config = new VisionTransformer.Config(4, 6, 3, 2, 2, true, block);
        VisionTransformer net = new VisionTransformer(ANY, on.device, config);
        check(on, name, net, x -> net.forward(x[0]));
    }

    private void pointTransformer(Subject on, String name) {
        PointTransformer layer = new PointTransformer(ANY, on.device, 4, 5, 3);
        Tensor p = GOLDEN.tensor(on.device, name + "/x1");
        Tensor neighbors = Neighbors.nearest(p, p, 3).index();
        check(on, name, layer, x -> layer.forward(x[0], x[1], neighbors));
    }

    private void neighborAttention(Subject on, String name, int k) {
        NeighborAttention layer = new NeighborAttention(ANY, on.device, 4, 6, 3, 2);
        int[] index = new int[5 * k];
        for (int i = 0; i < index.length; i++) {
            int q = i / k;
            index[i] = (3 * q + 2 * (i % k) + q * (i % k)) % 8;
        }
        Tensor neighbors = Tensor.ofInts(on.device, Shape.of(5, k), index);
        check(on, name, layer, x -> layer.forward(x[0], x[1], neighbors, x[2]));
    }

    private void basicBlock(Subject on, String name, int in, int width, int stride, Mode mode) {
        ResidualBlock block = ResidualBlock.basic(ANY, on.device, in, width, stride);
        check(on, name, block, x -> block.forward(x[0], mode));
    }

    private void bottleneck(Subject on, String name, Mode mode) {
        ResidualBlock block = ResidualBlock.bottleneck(ANY, on.device, 4, 2, 2);
        check(on, name, block, x -> block.forward(x[0], mode));
    }

    // ---- Whole networks, with weights that both sides draw ---------------------------------

    /**
     * Uniform, as a power of two times [-2, 2); scales are near one, weights of depths positive.
     */
    private static void draw(Layer layer, long seed) {
        RandomStream random = new RandomStream(seed);
        layer.parameters().forEach((name, p) -> draw(random, name, p.value()));
        layer.buffers().forEach((name, buffer) -> draw(random, name, buffer));
    }

    private static void draw(RandomStream random, String name, Tensor weight) {
        Shape s = weight.shape();
        double fanIn = s.product(0, s.rank() - 1);
        double power = Math.rint(Math.log(Math.sqrt(1.5 / fanIn)) / Math.log(2));
        double scale = s.rank() > 1 ? Math.pow(2, power) : 0.125;
        boolean isScale =
                s.rank() == 1 && (name.endsWith("weight") || name.endsWith("running_var"));
        float[] values = random.uniform(weight.device(), s).toFloats();
        for (int i = 0; i < values.length; i++) {
            double value = (values[i] - 0.5) * 4 * scale + (isScale ? 1 : 0);
            values[i] = (float) (name.startsWith("lin") ? Math.abs(value) : value);
        }
        weight.write(values);
    }

    /** Deep ones amplify rounding: PyTorch in float is 7e-5 from itself in double. */
    private void resNet(Subject of, String name, ResNet.Depth depth) {
        Subject on = new Subject(of.device, 10 * of.tolerance);
        ResNet net = new ResNet(ANY, on.device, depth, 3, 4, 5);
        draw(net, GOLDEN.ints(name + "/seed")[0]);
        Tensor pixels = new RandomStream(42).uniform(on.device, Shape.of(2, 40, 33, 3));
        Var x = Var.constant(pixels.add(-0.5).mul(4));
        on.check(name + "/evaluation", net.forward(x, Mode.EVALUATION).value());
        on.check(name + "/training", net.forward(x, Mode.TRAINING).value());
        on.check(name + "/mean", net.buffers().get("layer4.1.bn2.running_mean"));
        List<Var> stages = net.features(x, Mode.EVALUATION);
        for (int s = 0; s < stages.size(); s++) {
            Var stage = stages.get(s);
            Tensor places = stage.value().reshape(2, -1, stage.shape().dim(3));
            on.check(name + "/stage" + s, places.reduce(ReduceOp.MEAN, 1));
        }
    }

    private void lpips(Subject on, String name) {
        Lpips lpips = new Lpips(on.device, SmallVgg.make(on.device));
        draw(lpips, GOLDEN.ints(name + "/seed")[0]);
        RandomStream random = new RandomStream(44);
        Var a = Var.parameter(random.uniform(on.device, Shape.of(2, 34, 40, 3)));
        Var b = Var.constant(random.uniform(on.device, Shape.of(2, 34, 40, 3)));
        List<Var> depths = lpips.depths(a, b);
        Tensor[] rows = depths.stream().map(d -> d.value().reshape(1, 2)).toArray(Tensor[]::new);
        on.check(name + "/depths", Arranging.concat(0, rows));
        Var y = lpips.forward(a, b);
        on.check(name + "/y", y.value());
        Tensor gradient = y.sum().backward().of(a);
        on.check(name + "/g0", Arranging.slice(gradient, 1, 16, 18));
    }
}

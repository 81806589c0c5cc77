package dev.resplat.nn.vision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Activation;
import dev.resplat.nn.Layer;
import dev.resplat.nn.Mode;
import dev.resplat.nn.StateDict;
import dev.resplat.nn.TransformerBlock;
import dev.resplat.nn.vision.ResidualBlock.Norm;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.cpu.CpuDevice;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Networks that look at pictures: sizes and names as in torchvision, and what they refuse. */
class VisionTest {
    private final Device device = new CpuDevice(2);
    private final RandomStream random = new RandomStream(1);
    @RegisterExtension final InScope scope = InScope.on(device);

    private static long bufferCount(Layer layer) {
        return layer.buffers().values().stream().mapToLong(b -> b.shape().size()).sum();
    }

    private Var zeros(int... dims) {
        return Var.constant(Tensor.zeros(device, Shape.of(dims)));
    }

    @Test
    void resNetsHaveTheParametersOfTorchvision() {
        ResNet small = new ResNet(random, device, ResNet.Depth.RESNET18, 3, 64, 1000);
        assertEquals(11_689_512, small.parameterCount());
        Map<String, Var> parameters = small.parameters();
        assertEquals(62, parameters.size());
        assertEquals(Shape.of(7, 7, 3, 64), parameters.get("conv1.weight").shape());
        assertEquals(
                Shape.of(1, 1, 64, 128), parameters.get("layer2.0.downsample.0.weight").shape());
        assertEquals(Shape.of(128), parameters.get("layer2.0.downsample.1.bias").shape());
        assertEquals(Shape.of(3, 3, 512, 512), parameters.get("layer4.1.conv2.weight").shape());
        assertEquals(Shape.of(512, 1000), parameters.get("fc.weight").shape());
        assertTrue(small.buffers().containsKey("layer3.1.bn2.running_var"));
        ResNet large = new ResNet(random, device, ResNet.Depth.RESNET50, 3, 64, 1000);
        assertEquals(25_557_032, large.parameterCount());
        assertEquals(161, large.parameters().size());
        assertEquals(
                Shape.of(1, 1, 512, 2048), large.parameters().get("layer4.2.conv3.weight").shape());
    }

    @Test
    void trunksHaveTheWeightsOfTorchvision() {
        Vgg vgg16 = new Vgg(device, Vgg.Depth.VGG16);
        assertEquals(14_714_688, bufferCount(vgg16));
        assertEquals(Shape.of(3, 3, 512, 512), vgg16.buffers().get("28.weight").shape());
        assertEquals(26, vgg16.buffers().size());
        Vgg vgg19 = new Vgg(device, Vgg.Depth.VGG19);
        assertEquals(20_024_384, bufferCount(vgg19));
        assertEquals(Shape.of(512), vgg19.buffers().get("34.bias").shape());
        SqueezeNet squeeze = new SqueezeNet(device);
        assertEquals(722_496, bufferCount(squeeze));
        assertEquals(Shape.of(1, 1, 512, 64), squeeze.buffers().get("12.squeeze.weight").shape());
        assertEquals(0, squeeze.parameterCount());
    }

    @Test
    void featuresShrinkStageByStage() {
        ResNet net = new ResNet(random, device, ResNet.Depth.RESNET18, 3, 4, 0);
        List<Shape> shapes =
                net.features(zeros(2, 64, 96, 3), Mode.EVALUATION).stream()
                        .map(Var::shape)
                        .toList();
        assertEquals(
                List.of(
                        Shape.of(2, 16, 24, 4),
                        Shape.of(2, 8, 12, 8),
                        Shape.of(2, 4, 6, 16),
                        Shape.of(2, 2, 3, 32)),
                shapes);
        assertThrows(
                IllegalStateException.class, () -> net.forward(zeros(1, 64, 64, 3), Mode.TRAINING));
    }

    @Test
    void withoutThePoolFeaturesAreTwiceAsLargeAndStagesCanBeFewer() {
        ResNet net = new ResNet(random, device, ResNet.Depth.RESNET50, 3, 2, 2, Norm.INSTANCE);
        assertEquals(List.of(2, 8, 16), net.widths());
        List<Shape> shapes =
                net.unpooled(zeros(2, 32, 48, 3), Mode.EVALUATION).stream()
                        .map(Var::shape)
                        .toList();
        assertEquals(
                List.of(Shape.of(2, 16, 24, 2), Shape.of(2, 16, 24, 8), Shape.of(2, 8, 12, 16)),
                shapes);
        Map<String, Var> parameters = net.parameters();
        assertTrue(parameters.containsKey("layer2.3.conv3.weight"));
        assertTrue(parameters.keySet().stream().noneMatch(name -> name.contains("bn")));
        assertTrue(parameters.keySet().stream().noneMatch(name -> name.startsWith("layer3")));
        assertEquals(0, net.buffers().size());
        Exception e =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                new ResNet(
                                        random,
                                        device,
                                        ResNet.Depth.RESNET18,
                                        3,
                                        2,
                                        5,
                                        Norm.BATCH));
        assertTrue(e.getMessage().contains("stages must be 0 to 4, is 5"), e.getMessage());
    }

    @Test
    void theFirstConvolutionIsSeenBeforeItsNorm() {
        ResNet net = new ResNet(random, device, ResNet.Depth.RESNET18, 3, 4, 2, Norm.BATCH);
        Var x = Var.constant(random.normal(device, Shape.of(2, 16, 24, 3)));
        List<Var> all = net.convolvedAndFeatures(x, Mode.EVALUATION);
        List<Var> features = net.features(x, Mode.EVALUATION);
        assertEquals(3, all.size());
        assertEquals(Shape.of(2, 8, 12, 4), all.get(0).shape());
        float least = 0;
        for (float value : all.get(0).value().toFloats()) {
            least = Math.min(least, value);
        }
        assertTrue(least < 0, "rectified: " + least);
        for (int i = 0; i < 2; i++) {
            assertArrayEquals(
                    features.get(i).value().toFloats(), all.get(i + 1).value().toFloats());
        }
    }

    @Test
    void withInstanceNormPicturesDoNotDependOnEachOther() {
        ResNet net = new ResNet(random, device, ResNet.Depth.RESNET18, 3, 4, 2, Norm.INSTANCE);
        Tensor both = random.normal(device, Shape.of(2, 16, 16, 3));
        Tensor second = Arranging.slice(both, 0, 1, 2);
        Tensor together = net.unpooled(Var.constant(both), Mode.TRAINING).get(2).value();
        Tensor alone = net.unpooled(Var.constant(second), Mode.TRAINING).get(2).value();
        assertArrayEquals(alone.toFloats(), Arranging.slice(together, 0, 1, 2).toFloats(), 1e-5f);
    }

    @Test
    void positionsAreStretchedToAnyNumberOfPatches() {
        TransformerBlock.Config block = new TransformerBlock.Config(6, 2, 8, Activation.GELU, 1e-6);
        VisionTransformer net =
                new VisionTransformer(
                        random, device, new VisionTransformer.Config(4, 6, 3, 2, 1, true, block));
        Var same = Var.constant(random.normal(device, Shape.of(1, 4, 6, 3)));
        assertArrayEquals(
                net.forward(same).value().toFloats(),
                net.forwardStretched(same, true).value().toFloats());
        assertEquals(Shape.of(2, 21, 6), net.forwardStretched(zeros(2, 8, 10, 3), false).shape());
        misshapen(
                "must be [N, H, W, 3] with H and W multiples of 2, is [2, 5, 4, 3]",
                () -> net.forwardStretched(zeros(2, 5, 4, 3), false));
    }

    /** Positions that are all alike stay so, and the rows of others stay in their order. */
    @Test
    void stretchedPositionsArePositions() {
        Var ones = Var.constant(Tensor.full(device, Shape.of(3, 4, 2), 0.7));
        for (float value : Bicubic.stretch(ones, 7, 2).value().toFloats()) {
            assertEquals(0.7, value, 1e-6);
        }
        Var rows = Var.constant(Tensor.of(device, Shape.of(4, 1, 1), 0, 1, 2, 3));
        float[] more = Bicubic.stretch(rows, 9, 1).value().toFloats();
        for (int i = 1; i < more.length; i++) {
            assertTrue(more[i] > more[i - 1], i + ": " + more[i]);
        }
        assertEquals(1.5, more[4], 0.05);
    }

    @Test
    void namesOfDinoAreOurs() {
        TransformerBlock.Config block = new TransformerBlock.Config(6, 2, 8, Activation.GELU, 1e-6);
        VisionTransformer net =
                new VisionTransformer(
                        random, device, new VisionTransformer.Config(4, 4, 3, 2, 1, true, block));
        Set<String> ours = new HashSet<>();
        for (String name :
                List.of(
                        "cls_token",
                        "pos_embed",
                        "patch_embed.proj.weight",
                        "patch_embed.proj.bias",
                        "blocks.0.norm1.weight",
                        "blocks.0.norm1.bias",
                        "blocks.0.attn.qkv.weight",
                        "blocks.0.attn.qkv.bias",
                        "blocks.0.attn.proj.weight",
                        "blocks.0.attn.proj.bias",
                        "blocks.0.norm2.weight",
                        "blocks.0.norm2.bias",
                        "blocks.0.mlp.fc1.weight",
                        "blocks.0.mlp.fc1.bias",
                        "blocks.0.mlp.fc2.weight",
                        "blocks.0.mlp.fc2.bias",
                        "norm.weight",
                        "norm.bias")) {
            ours.add(VisionTransformer.nameOfDino(name));
        }
        assertEquals(net.parameters().keySet(), ours);
        assertEquals("pos_embedder.x", VisionTransformer.nameOfDino("pos_embedder.x"));
        assertEquals("blocks.0.other", VisionTransformer.nameOfDino("blocks.0.other"));
    }

    @Test
    void tokensAfterBlocksAreThoseOfShorterNetworks() {
        TransformerBlock.Config block =
                new TransformerBlock.Config(6, 2, 8, Activation.GELU, 1e-6, true);
        VisionTransformer net =
                new VisionTransformer(
                        random, device, new VisionTransformer.Config(4, 4, 3, 2, 3, true, block));
        VisionTransformer shorter =
                new VisionTransformer(
                        random, device, new VisionTransformer.Config(4, 4, 3, 2, 2, true, block));
        // The third block is not in the shorter one.
        StateDict.load(shorter, StateDict.of(net), StateDict.Fit.PARTIAL);
        Var x = Var.constant(random.normal(device, Shape.of(2, 6, 8, 3)));
        List<Var> after = net.patchesAfter(x, false, 2, 1);
        assertEquals(2, after.size());
        VisionTransformer[] whole = {net, shorter};
        for (int i = 0; i < 2; i++) {
            assertEquals(Shape.of(2, 3, 4, 6), after.get(i).shape());
            Var all = whole[i].forwardStretched(x, true);
            assertArrayEquals(
                    Layout.slice(all, 1, 1, 13).value().toFloats(),
                    after.get(i).value().toFloats());
        }
        assertTrue(net.parameters().containsKey("layers.2.ls1.gamma"));
        assertEquals("layers.2.ls1.gamma", VisionTransformer.nameOfDino("blocks.2.ls1.gamma"));
        assertEquals("layers.2.ls2.gamma", VisionTransformer.nameOfDino("blocks.2.ls2.gamma"));
    }

    @Test
    void featuresAreAsWideAsTheySay() {
        for (Trunk trunk :
                List.of(
                        new SqueezeNet(device),
                        new Vgg(device, Vgg.Depth.VGG16, 2),
                        new Vgg(device, Vgg.Depth.VGG19, 2))) {
            List<Integer> channels =
                    trunk.features(zeros(1, 32, 33, 3)).stream()
                            .map(t -> t.shape().dim(3))
                            .toList();
            assertEquals(trunk.widths(), channels);
        }
    }

    @Test
    void trunksSeePicturesOfTheLeastExtentAndNoneSmaller() {
        for (Trunk trunk : List.of(new SqueezeNet(device), new Vgg(device, Vgg.Depth.VGG16, 2))) {
            int least = trunk.leastExtent();
            assertEquals(trunk.widths().size(), trunk.features(zeros(1, least, least, 3)).size());
            misshapen("maxPool: x", () -> trunk.features(zeros(1, least, least - 1, 3)));
            Var small = zeros(1, least - 1, 40, 3);
            misshapen(
                    "Lpips: pictures must be at least %d x %d pixels for trunk %s, are %s"
                            .formatted(
                                    least, least, trunk.getClass().getSimpleName(), small.shape()),
                    () -> new Lpips(device, trunk).forward(small, small));
        }
    }

    @Test
    void weightsThatWereNotLoadedAreFoundOut() {
        Lpips lpips = new Lpips(device, new SqueezeNet(device));
        Var picture = zeros(1, 40, 40, 3);
        assertTrue(Double.isNaN(lpips.forward(picture, picture).value().item()));
        Exception e =
                assertThrows(IllegalArgumentException.class, () -> Lpips.squeeze(device, Map.of()));
        assertTrue(e.getMessage().contains("lin6.model.1.weight"), e.getMessage());
        assertTrue(e.getMessage().contains("features.0.weight"), e.getMessage());
    }

    @Test
    void picturesOfTheWrongSizeAreNamed() {
        Lpips lpips = new Lpips(device, new SqueezeNet(device));
        misshapen(
                "are [1, 40, 40, 3] and [1, 40, 41, 3]",
                () -> lpips.forward(zeros(1, 40, 40, 3), zeros(1, 40, 41, 3)));
        TransformerBlock.Config block = new TransformerBlock.Config(6, 2, 8, Activation.GELU, 1e-6);
        VisionTransformer net =
                new VisionTransformer(
                        random, device, new VisionTransformer.Config(4, 6, 3, 2, 1, false, block));
        assertEquals(Shape.of(2, 6, 6), net.forward(zeros(2, 4, 6, 3)).shape());
        misshapen("must be [N, 4, 6, 3], is [2, 6, 4, 3]", () -> net.forward(zeros(2, 6, 4, 3)));
        Exception e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new VisionTransformer.Config(4, 7, 3, 2, 1, false, block));
        assertTrue(e.getMessage().contains("2 pixels do not fill a picture of 7 x 4"));
        e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new VisionTransformer.Config(4, 6, 3, 2, 0, false, block));
        assertTrue(e.getMessage().contains("1 or more, are 4, 6, 3 and 0"), e.getMessage());
    }

    private static void misshapen(String message, Runnable call) {
        Exception e = assertThrows(ShapeException.class, call::run);
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }
}

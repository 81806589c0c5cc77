package dev.resplat.nn.vision;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.nn.Activation;
import dev.resplat.nn.Layer;
import dev.resplat.nn.LayerGradient;
import dev.resplat.nn.Mode;
import dev.resplat.nn.TransformerBlock;
import dev.resplat.nn.vision.ResidualBlock.Norm;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks that look at pictures against finite differences. */
class VisionGradientTest {
    private final Device device = GradientCheck.device().poisonBuffers();
    private final RandomStream random = new RandomStream(23);
    @RegisterExtension final InScope scope = InScope.on(device);

    private Tensor normal(int... dims) {
        return random.normal(device, Shape.of(dims));
    }

    @ParameterizedTest
    @EnumSource
    void residualBlocks(Mode mode) {
        ResidualBlock same = ResidualBlock.basic(random, device, 3, 3, 1);
        LayerGradient.check(same, x -> same.forward(x, mode), normal(2, 3, 4, 3));
        ResidualBlock smaller = ResidualBlock.basic(random, device, 3, 4, 2);
        LayerGradient.check(smaller, x -> smaller.forward(x, mode), normal(2, 5, 4, 3));
        ResidualBlock bottleneck = ResidualBlock.bottleneck(random, device, 4, 2, 2);
        LayerGradient.check(bottleneck, x -> bottleneck.forward(x, mode), normal(2, 4, 4, 4));
    }

    @ParameterizedTest
    @EnumSource
    void resNet(Mode mode) {
        ResNet net = new ResNet(random, device, ResNet.Depth.RESNET18, 3, 2, 4);
        LayerGradient.check(net, x -> net.forward(x, mode), normal(2, 33, 40, 3));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void visionTransformer(boolean classToken) {
        TransformerBlock.Config block = new TransformerBlock.Config(6, 2, 8, Activation.GELU, 1e-6);
        VisionTransformer.Config config =
                new VisionTransformer.Config(4, 6, 3, 2, 2, classToken, block);
        VisionTransformer net = new VisionTransformer(random, device, config);
        LayerGradient.check(net, net::forward, normal(2, 4, 6, 3));
        LayerGradient.check(net, x -> net.forwardStretched(x, true), normal(1, 6, 4, 3));
    }

    @Test
    void resNetWithoutItsPool() {
        ResNet net = new ResNet(random, device, ResNet.Depth.RESNET18, 3, 2, 2, Norm.INSTANCE);
        LayerGradient.check(net, x -> net.unpooled(x, Mode.TRAINING).get(2), normal(1, 16, 20, 3));
    }

    /** Wide enough that nowhere all channels are zero: the direction of a vector jumps there. */
    @Test
    void lpips() {
        Lpips vgg = new Lpips(device, new Vgg(device, Vgg.Depth.VGG16, 12));
        checkLpips(vgg, 16, 17);
        Lpips squeeze = new Lpips(device, new SqueezeNet(device));
        checkLpips(squeeze, 27, 29);
    }

    private void checkLpips(Lpips lpips, int height, int width) {
        write(lpips);
        Tensor a = random.uniform(device, Shape.of(2, height, width, 3));
        Tensor b = random.uniform(device, Shape.of(2, height, width, 3));
        GradientCheck.check(v -> lpips.forward(v[0], v[1]), a, b);
    }

    /** Random weights, those of depths positive. */
    private void write(Layer layer) {
        layer.buffers()
                .forEach(
                        (name, buffer) -> {
                            Shape s = buffer.shape();
                            double fanIn = s.rank() == 4 ? s.product(0, 3) : 10;
                            Tensor values =
                                    name.startsWith("lin")
                                            ? random.uniform(device, s)
                                            : random.normal(device, s).mul(Math.sqrt(2 / fanIn));
                            buffer.write(values.toFloats());
                        });
    }
}

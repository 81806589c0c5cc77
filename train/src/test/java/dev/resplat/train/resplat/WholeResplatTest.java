package dev.resplat.train.resplat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Layer;
import dev.resplat.nn.NamedLayers;
import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.train.resplat.ResplatNetwork.Frame;
import dev.resplat.train.resplat.ResplatNetwork.PointsConfig;
import dev.resplat.train.resplat.ResplatNetwork.SplatsConfig;
import dev.resplat.train.resplat.ResplatNetwork.Unit;
import dev.resplat.train.resplat.ResplatNetwork.UpdateConfig;
import dev.resplat.train.resplat.ResplatNetwork.UpdateConfig.Combine;
import dev.resplat.train.stereo.StereoConfig;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.SynthesisModel.Pass;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The model with a depth network of its own. */
class WholeResplatTest {
    private static final double[] NEAR = {1};
    private static final double[] FAR = {10};

    private final Device cpu = new CpuDevice(2);
    @RegisterExtension final InScope scope = InScope.on(cpu);

    private static StereoConfig stereo(int features, int mono) {
        return new StereoConfig(
                new StereoConfig.Convolutions(4, 8, 16, features),
                new StereoConfig.Views(2, 1, 1),
                new StereoConfig.Mono(
                        mono > 0, 8, 16, Math.max(mono, 16), 4, 2, 16, List.of(0, 1, 2, 3)),
                4,
                2,
                new StereoConfig.Regressor(8, 1, 8, 8),
                true);
    }

    private Resplat model(StereoConfig stereo, int downscale, int perPoint, boolean checkpoint) {
        ResplatNetwork network =
                new ResplatNetwork(
                        stereo,
                        SomeResplat.points(downscale, perPoint),
                        new SplatsConfig(1, 2, 1e-6, 1, false, 0.3),
                        SomeResplat.update(),
                        Frame.MIDDLE,
                        Unit.DEPTH,
                        checkpoint);
        return new Resplat(new RandomStream(4), cpu, network, SomeResplat.trunk(cpu, 5), pass -> 1);
    }

    private ContextViews context(int size, List<Camera> cameras) {
        Tensor images =
                new RandomStream(3).uniform(cpu, Shape.of(1, cameras.size(), size, size, 3));
        List<Camera> sized = cameras.stream().map(c -> c.resized(size, size)).toList();
        return new ContextViews(images, List.of(sized), NEAR, FAR);
    }

    @ParameterizedTest
    @CsvSource({
        "4, 0, 4, 1, 2",
        "4, 48, 4, 1, 3",
        "4, 64, 2, 4, 2",
        "4, 48, 2, 1, 1",
        "8, 16, 8, 16, 4",
        "8, 16, 4, 4, 2"
    })
    void anyCombinationLearnsAllOfItsWeights(
            int features, int mono, int downscale, int perPoint, int views) {
        Resplat model = model(stereo(features, mono), downscale, perPoint, false);
        SomeResplat.scattered(model, 0.02);
        int size = model.config().multiple();
        ContextViews context = context(size, SomeResplat.cameras(views));
        Camera eye = context.cameras().get(0).get(views - 1);
        ResplatScenes scenes = model.look(context, true, 1, false);
        Var first = scenes.render(0, 0, eye).image().mean();
        float[] truth = new float[views * size * size];
        truth[0] = 3;
        Var misfit = scenes.depthMisfit(truth).orElseThrow();
        Gradients gradients =
                scenes.render(0, eye).image().mean().add(first).add(misfit).backward();
        model.parameters()
                .forEach(
                        (name, p) -> {
                            // A single view is matched with none.
                            if (views > 1 || name.startsWith("update_")) {
                                assertTrue(gradients.reaches(p), name + " is not learned");
                            }
                        });
        int side = size / downscale;
        assertEquals(views * side * side * perPoint, scenes.gaussians(0).count());
    }

    @Test
    void blocksThatAreComputedAgainHaveTheSameGradients() {
        double[][] found = new double[2][];
        for (int i = 0; i < 2; i++) {
            Resplat model = model(stereo(4, 16), 4, 1, i == 1);
            SomeResplat.scattered(model, 0.02);
            ContextViews context = context(16, SomeResplat.cameras(2));
            Camera eye = context.cameras().get(0).get(1);
            Gradients gradients =
                    model.look(context, true, 2, false).render(0, eye).image().mean().backward();
            Var weight = model.parameters().get("update_module.1.blocks.0.attn.qkv.weight");
            found[i] = gradients.of(weight).toDoubles();
        }
        assertArrayEquals(found[0], found[1], 1e-7);
    }

    @Test
    void scenesDoNotDependOnTheAxesOfTheWorld() {
        Resplat model = model(stereo(4, 16), 4, 1, false);
        List<Camera> cameras = SomeResplat.cameras(3);
        // A quarter turn about z, and away.
        double[] motion = {0, -1, 0, 2, 1, 0, 0, -1, 0, 0, 1, 0.5, 0, 0, 0, 1};
        List<Camera> moved = cameras.stream().map(c -> ResplatFrameTest.moved(c, motion)).toList();
        Camera eye = cameras.get(2);
        float[] before = image(model, cameras, eye);
        float[] after = image(model, moved, ResplatFrameTest.moved(eye, motion));
        assertArrayEquals(before, after, 1e-3f);
    }

    private float[] image(Resplat model, List<Camera> cameras, Camera eye) {
        return model.look(context(16, cameras), Pass.trained(1))
                .render(0, eye)
                .image()
                .value()
                .toFloats();
    }

    /** Shapes that its checkpoints have; the recurrent part is said to have 14 million weights. */
    @Test
    void theSmallModelHasTheSizesOfReSplat() {
        StereoConfig stereo =
                new StereoConfig(
                        new StereoConfig.Convolutions(64, 96, 128, 4),
                        new StereoConfig.Views(6, 2, 4),
                        new StereoConfig.Mono(
                                true, 14, 518, 384, 12, 6, 1536, List.of(2, 5, 8, 11)),
                        128,
                        2,
                        new StereoConfig.Regressor(128, 3, 32, 32),
                        true);
        ResplatNetwork network =
                new ResplatNetwork(
                        stereo,
                        new PointsConfig(4, 1, 256, 1, 16, 64, true, true),
                        new SplatsConfig(3, 4, 1e-6, 1, true, 0.1),
                        new UpdateConfig(
                                512,
                                true,
                                4,
                                8,
                                64,
                                true,
                                true,
                                true,
                                0,
                                Combine.ADD,
                                1,
                                "",
                                1,
                                1,
                                0),
                        Frame.WORLD,
                        Unit.CAMERAS,
                        false);
        NamedLayers initial = new NamedLayers();
        new InitialSplats(initial::add, new RandomStream(1), cpu, network);
        NamedLayers recurrent = new NamedLayers();
        new Recurrence(recurrent::add, new RandomStream(1), cpu, network, 256);
        requireShape(initial, "gaussian_regressor.0.weight", 3, 3, 48 + 1 + 1 + 512, 256);
        requireShape(initial, "gaussian_regressor.2.weight", 3, 3, 256, 256);
        requireShape(initial, "proj.weight", 256 + 48 + 512 + 1, 256);
        requireShape(initial, "pt.blocks.0.attn.qkv.weight", 256, 192);
        requireShape(initial, "pt.blocks.0.attn.proj.bias", 256);
        requireShape(initial, "pt.blocks.0.mlp.fc1.weight", 256, 1024);
        requireShape(initial, "pt.mv_blocks.0.proj1.weight", 4096, 256);
        requireShape(initial, "pt.mv_blocks.0.attn.attn.qkv.weight", 256, 768);
        requireShape(initial, "pt.mv_blocks.0.attn.mlp.fc2.weight", 1024, 256);
        requireShape(initial, "pt.mv_blocks.0.norm2.weight", 4096);
        requireShape(initial, "pt.mv_blocks.0.conv.weight", 3, 3, 256, 256);
        requireShape(initial, "gaussian_head.0.weight", 256, 58);
        requireShape(initial, "gaussian_head.2.weight", 58, 58);
        requireShape(recurrent, "update_proj.weight", 1, 1, 256, 512);
        requireShape(recurrent, "update_rgb_error_proj.0.weight", 48, 256);
        requireShape(recurrent, "update_rgb_error_proj.1.weight", 256);
        requireShape(recurrent, "update_error_attn.0.proj2.weight", 256, 4096);
        requireShape(recurrent, "update_module.0.linear.weight", 827, 512);
        requireShape(recurrent, "update_module.1.blocks.3.attn.proj.weight", 64, 512);
        requireShape(recurrent, "update_head.4.weight", 512, 512);
        requireShape(recurrent, "update_head.6.weight", 512, 59);
        assertEquals(14e6, recurrent.parameterCount(), 0.3e6);
    }

    private static void requireShape(Layer layers, String name, int... dims) {
        assertEquals(Shape.of(dims), layers.parameters().get(name).shape(), name);
    }
}

package dev.resplat.train.pixelsplat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Losses;
import dev.resplat.nn.optim.Adam;
import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.reference.ReferenceDevice;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.SynthesisModel.Pass;
import dev.resplat.train.synthesis.SynthesisModel.Rendered;
import dev.resplat.train.synthesis.WeightGradients;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PixelSplatTest {
    private static final int SIZE = 16;
    private static final double NEAR = 1;
    private static final double FAR = 10;

    private final Device reference = new ReferenceDevice().poisonBuffers();
    private final Device cpu = new CpuDevice(2);
    @RegisterExtension final InScope scope = InScope.on(reference, cpu);

    private static DepthConfig depths(DepthConfig.Kind kind) {
        return new DepthConfig(
                kind, 5, 1, 2, false, false, false, new DepthConfig.OpacityMapping(0, 0, 0));
    }

    private static PixelSplatNetwork network(DepthConfig depth, boolean checkpoint) {
        BackboneConfig backbone =
                new BackboneConfig(
                        new BackboneConfig.ResNetPart(
                                true,
                                BackboneConfig.Kind.RESNET18,
                                3,
                                2,
                                BackboneConfig.Norm.INSTANCE),
                        new BackboneConfig.VitPart(true, 8, 16, 4, 1, 2, 5),
                        6,
                        5);
        EpipolarConfig.SelfAttention self = new EpipolarConfig.SelfAttention(2, 6, 1, 2, 3, 7, 2);
        return new PixelSplatNetwork(
                backbone,
                new EpipolarConfig(true, 2, 4, 1, 2, 3, 2, self, 3),
                3,
                depth,
                new SplatConfig(1, 0.5, 15, true),
                checkpoint);
    }

    /** Beside each other, looking along z. */
    private static Camera camera(double x, double y) {
        double[] m = {1, 0, 0, -x, 0, 1, 0, -y, 0, 0, 1, 0, 0, 0, 0, 1};
        return new Camera(SIZE, SIZE, SIZE, 1.1 * SIZE, SIZE / 2.0, SIZE / 2.0, m);
    }

    private static ContextViews context(Device device, int scenes, int views, float[] pixels) {
        List<Camera> cameras = IntStream.range(0, views).mapToObj(v -> camera(v, 0.1 * v)).toList();
        double[] near = new double[scenes];
        double[] far = new double[scenes];
        Arrays.fill(near, NEAR);
        Arrays.fill(far, FAR);
        return new ContextViews(
                Tensor.of(device, Shape.of(scenes, views, SIZE, SIZE, 3), pixels),
                Collections.nCopies(scenes, cameras),
                near,
                far);
    }

    private static float[] noise(int scenes, int views) {
        SplittableRandom random = new SplittableRandom(3);
        float[] pixels = new float[scenes * views * SIZE * SIZE * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextDouble();
        }
        return pixels;
    }

    private static PixelSplat model(Device device, PixelSplatNetwork network) {
        return new PixelSplat(new RandomStream(4), device, network);
    }

    @ParameterizedTest
    @EnumSource(DepthConfig.Kind.class)
    void gradientsOfAllWeightsAreThoseOfFiniteDifferences(DepthConfig.Kind kind) {
        PixelSplat model = model(reference, network(depths(kind), false));
        ContextViews context = context(reference, 1, 2, noise(1, 2));
        Tensor seed = new RandomStream(8).normal(reference, Shape.of(SIZE, SIZE, 3));
        Camera at = camera(0.4, 0.1);
        WeightGradients.check(
                reference,
                model,
                () ->
                        model.look(context, new Pass(5, 0, true))
                                .render(0, at)
                                .image()
                                .mul(Var.constant(seed))
                                .sum());
    }

    @Test
    void blocksThatAreComputedAgainHaveTheSameGradients() {
        assertArrayEquals(gradient(false), gradient(true));
    }

    private double[] gradient(boolean checkpoint) {
        PixelSplat model = model(cpu, network(depths(DepthConfig.Kind.DISTRIBUTION), checkpoint));
        ContextViews context = context(cpu, 2, 2, noise(2, 2));
        Var image = model.look(context, new Pass(5, 0, true)).render(1, camera(0.4, 0.1)).image();
        Gradients gradients = image.mul(image).sum().backward();
        return gradients.of(model.parameters().get("backbone_projection.1.weight")).toDoubles();
    }

    @Test
    void devicesAgree() {
        for (int views = 2; views <= 3; views++) {
            float[] expected = image(reference, views);
            assertArrayEquals(expected, image(cpu, views), 2e-3f);
        }
    }

    private static float[] image(Device device, int views) {
        try (Scope inner = Scope.open()) {
            DepthConfig depth =
                    new DepthConfig(
                            DepthConfig.Kind.DISTRIBUTION,
                            5,
                            1,
                            2,
                            true,
                            false,
                            false,
                            new DepthConfig.OpacityMapping(0, 0, 0));
            PixelSplat model = model(device, network(depth, false));
            ContextViews context = context(device, 2, views, noise(2, views));
            Rendered rendered = model.look(context, Pass.trained(1)).render(1, camera(0.4, 0.1));
            return rendered.image().value().toFloats();
        }
    }

    @Test
    void scenesOfABatchDoNotDependOnEachOther() {
        PixelSplat model = model(cpu, network(depths(DepthConfig.Kind.REGRESSION), false));
        float[] pixels = noise(2, 2);
        float[] second = Arrays.copyOfRange(pixels, pixels.length / 2, pixels.length);
        Camera at = camera(0.4, 0.1);
        float[] together =
                model.look(context(cpu, 2, 2, pixels), Pass.trained(1))
                        .render(1, at)
                        .image()
                        .value()
                        .toFloats();
        float[] alone =
                model.look(context(cpu, 1, 2, second), Pass.trained(1))
                        .render(0, at)
                        .image()
                        .value()
                        .toFloats();
        assertArrayEquals(alone, together, 1e-5f);
    }

    @Test
    void figuresAndPicturesSayHowSureItIs() {
        PixelSplat model = model(cpu, network(depths(DepthConfig.Kind.DISTRIBUTION), false));
        PixelSplatScenes scenes = model.look(context(cpu, 1, 2, noise(1, 2)), Pass.trained(1));
        double entropy = scenes.figures(0).get("entropy");
        assertTrue(entropy > 0 && entropy <= Math.log(5) / Math.log(2), "entropy " + entropy);
        assertEquals(2, scenes.pictures(0).size());
        assertEquals(2 * SIZE * SIZE * 2, scenes.gaussians(0).count());
        PixelSplat certain = model(cpu, network(depths(DepthConfig.Kind.REGRESSION), false));
        PixelSplatScenes said = certain.look(context(cpu, 1, 2, noise(1, 2)), Pass.trained(1));
        assertFalse(said.figures(0).containsKey("entropy"));
        assertEquals(2 * SIZE * SIZE, said.gaussians(0).count());
    }

    /** One splat of each pixel, of which it is sure: its centre is as far away as it says. */
    @Test
    void saysHowFarAwayPixelsAre() {
        PixelSplat certain = model(cpu, network(depths(DepthConfig.Kind.REGRESSION), false));
        ContextViews context = context(cpu, 1, 2, noise(1, 2));
        PixelSplatScenes scenes = certain.look(context, Pass.trained(1));
        float[] said = scenes.depths(0).orElseThrow();
        float[] means = scenes.gaussians(0).means().value().toFloats();
        assertEquals(2 * SIZE * SIZE, said.length);
        for (int i = 0; i < said.length; i++) {
            double[] center = context.cameras().get(0).get(i / (SIZE * SIZE)).center();
            double x = means[3 * i] - center[0];
            double y = means[3 * i + 1] - center[1];
            double z = means[3 * i + 2] - center[2];
            double distance = Math.sqrt(x * x + y * y + z * z);
            assertEquals(distance, said[i] * context.rayLength(i), 1e-4 * distance);
        }
    }

    /**
     * A wall of colours, which moves by parallax: what has to be found is where it is. Of the seeds
     * 1 to 8 five find it, and errors become 50 times smaller; three find another depth.
     */
    @Test
    void learnsViewsOfAScene() {
        PixelSplatNetwork network = network(depths(DepthConfig.Kind.DISTRIBUTION), false);
        PixelSplat model = new PixelSplat(new RandomStream(1), cpu, network);
        float[] one = wall(camera(0, 0));
        float[] other = wall(camera(1, 0.1));
        float[] both = new float[2 * one.length];
        System.arraycopy(one, 0, both, 0, one.length);
        System.arraycopy(other, 0, both, one.length, one.length);
        ContextViews context = context(cpu, 1, 2, both);
        Camera between = camera(0.5, 0);
        Tensor target = Tensor.of(cpu, Shape.of(SIZE, SIZE, 3), wall(between));
        Adam adam = new Adam(model.parameters(), new Adam.Config(0.9, 0.99, 1e-8, 0, true));
        double first = 0;
        double last = 0;
        for (int step = 0; step < 300; step++) {
            try (Scope inner = Scope.open()) {
                Var image =
                        model.look(context, new Pass(step, step, true)).render(0, between).image();
                Var loss = Losses.meanSquaredError(image, Var.constant(target));
                last = loss.value().item();
                first = step == 0 ? last : first;
                adam.step(loss.backward(), 3e-3);
            }
        }
        assertTrue(last < first / 30, "from " + first + " to " + last);
    }

    /** At depth 3. */
    private static float[] wall(Camera camera) {
        float[] colors = new float[3 * SIZE * SIZE];
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                double[] point = camera.point(x + 0.5, y + 0.5, 3);
                for (int c = 0; c < 3; c++) {
                    double wave = Math.sin(4 * point[0] + c) * Math.cos(3 * point[1] - c);
                    colors[3 * (y * SIZE + x) + c] = (float) (0.5 + 0.4 * wave);
                }
            }
        }
        return colors;
    }
}

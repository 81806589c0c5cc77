package dev.resplat.train.lightfield;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Elementwise;
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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LightFieldTest {
    private static final Pass TRAINING = new Pass(1, 0, true);
    private static final int ALL = 1000;

    private final Device reference = new ReferenceDevice().poisonBuffers();
    private final Device cpu = new CpuDevice(2);
    @RegisterExtension final InScope scope = InScope.on(reference, cpu);

    private static Camera between(int width, int height) {
        return Small.camera(width, height, 0.4, -0.1, 0.1, 0.1);
    }

    private static Rendered render(LightField model, ContextViews context, Pass pass, Camera at) {
        return model.look(context, pass).render(context.scenes() - 1, at);
    }

    /** Of the same model on any device. */
    private static float[] image(Device device, int chunk, int views, Camera at) {
        try (Scope inner = Scope.open()) {
            LightField model = Small.scattered(device, Small.network(chunk, false));
            ContextViews context = Small.context(device, 2, views, 8, 8);
            return render(model, context, Pass.trained(1), at).image().value().toFloats();
        }
    }

    @Test
    void gradientsOfAllWeightsAreThoseOfFiniteDifferences() {
        LightField model = Small.scattered(reference, Small.network(11, true));
        ContextViews context = Small.context(reference, 2, 2, 8, 8);
        Camera at = between(6, 5);
        Tensor seed = new RandomStream(8).normal(reference, Shape.of(5, 6, 3));
        Tensor depthSeed = new RandomStream(9).normal(reference, Shape.of(5, 6));
        WeightGradients.check(reference, model, () -> loss(model, context, at, seed, depthSeed));
    }

    private static Var loss(
            LightField model, ContextViews context, Camera at, Tensor seed, Tensor depthSeed) {
        Rendered rendered = render(model, context, TRAINING, at);
        return rendered.image()
                .mul(Var.constant(seed))
                .sum()
                .add(rendered.depth().mul(Var.constant(depthSeed)).sum());
    }

    @Test
    void chunksMakeNoDifference() {
        Camera at = between(9, 7);
        for (Device device : new Device[] {reference, cpu}) {
            float[] whole = image(device, ALL, 2, at);
            assertArrayEquals(whole, image(device, 10, 2, at));
            assertArrayEquals(whole, image(device, 1, 2, at));
        }
    }

    @Test
    void devicesAgree() {
        for (int views = 1; views <= 3; views++) {
            float[] expected = image(reference, ALL, views, between(9, 7));
            assertArrayEquals(expected, image(cpu, ALL, views, between(9, 7)), 2e-4f);
        }
    }

    @Test
    void chunksThatAreComputedAgainHaveTheSameGradients() {
        double[] kept = gradient(ALL, false);
        assertArrayEquals(kept, gradient(ALL, true), 1e-12);
        assertArrayEquals(kept, gradient(13, true), 1e-9);
    }

    private double[] gradient(int chunk, boolean checkpoint) {
        LightField model = Small.scattered(reference, Small.network(chunk, checkpoint));
        ContextViews context = Small.context(reference, 1, 2, 8, 8);
        Var image = render(model, context, TRAINING, between(8, 8)).image();
        Gradients gradients = Elementwise.square(image).sum().backward();
        return gradients.of(model.parameters().get("skip.weight")).toDoubles();
    }

    @Test
    void whatNoViewSeesIsFinite() {
        Camera back = Small.camera(6, 6, 0.5, 0, 0, Math.PI);
        LightField model = Small.scattered(cpu, Small.network(ALL, false));
        ContextViews context = Small.context(cpu, 1, 2, 8, 8);
        Rendered rendered = render(model, context, TRAINING, back);
        for (float value : rendered.image().value().toFloats()) {
            assertTrue(Float.isFinite(value));
        }
        assertEquals(0, rendered.depth().value().sum().item());
        Gradients gradients = Elementwise.square(rendered.image()).sum().backward();
        for (Var p : model.parameters().values()) {
            for (float value : gradients.of(p).toFloats()) {
                assertTrue(Float.isFinite(value));
            }
        }
        // And it does not depend on what the views show.
        Tensor dark = Tensor.zeros(cpu, context.images().shape());
        ContextViews night =
                new ContextViews(dark, context.cameras(), context.near(), context.far());
        assertArrayEquals(
                rendered.image().value().toFloats(),
                render(model, night, TRAINING, back).image().value().toFloats());
    }

    @Test
    void whatIsRenderedDependsOnAllViews() {
        LightField model = Small.scattered(cpu, Small.network(ALL, false));
        ContextViews context = Small.context(cpu, 1, 3, 8, 8);
        Var images = Var.parameter(context.images());
        float[] before =
                render(model, context, Pass.trained(1), between(8, 8)).image().value().toFloats();
        int view = 8 * 8 * 3;
        for (int v = 0; v < 3; v++) {
            float[] pixels = images.value().toFloats();
            for (int i = v * view; i < (v + 1) * view; i++) {
                pixels[i] = 1 - pixels[i];
            }
            Tensor changed = Tensor.of(cpu, images.shape(), pixels);
            ContextViews other =
                    new ContextViews(changed, context.cameras(), context.near(), context.far());
            float[] after =
                    render(model, other, Pass.trained(1), between(8, 8)).image().value().toFloats();
            double most = 0;
            for (int i = 0; i < after.length; i++) {
                most = Math.max(most, Math.abs(after[i] - before[i]));
            }
            assertTrue(most > 1e-3, "view " + v + " changes " + most);
        }
    }

    @Test
    void depthsAreBetweenThoseOfTheScene() {
        LightField model = Small.scattered(cpu, Small.network(ALL, false));
        ContextViews context = Small.context(cpu, 1, 2, 8, 8);
        Camera at = Small.camera(8, 8, 0, 0, 0, 0);
        Var depth = render(model, context, Pass.trained(1), at).depth();
        for (float d : depth.value().toFloats()) {
            // Depths of samples are along the ray, pictures of depth along the axis.
            assertTrue(d > 0.7 * Small.NEAR && d < Small.FAR, "depth " + d);
        }
    }

    /** A wall of colours, which moves by parallax: what has to be found is where it is. */
    @Test
    void learnsViewsOfAScene() {
        int size = 12;
        LightField model = new LightField(new RandomStream(4), cpu, Small.network(ALL, false));
        Camera[] cameras = new Camera[4];
        float[][] pictures = new float[4][];
        for (int i = 0; i < 4; i++) {
            cameras[i] = Small.camera(size, size, i < 2 ? i : 0.3 + 0.4 * (i - 2), 0, 0, 0);
            pictures[i] = wall(cameras[i]);
        }
        float[] both = new float[2 * pictures[0].length];
        System.arraycopy(pictures[0], 0, both, 0, pictures[0].length);
        System.arraycopy(pictures[1], 0, both, pictures[0].length, pictures[1].length);
        ContextViews context =
                new ContextViews(
                        Tensor.of(cpu, Shape.of(1, 2, size, size, 3), both),
                        List.of(List.of(cameras[0], cameras[1])),
                        new double[] {1},
                        new double[] {20});
        Adam adam = new Adam(model.parameters(), new Adam.Config(0.9, 0.99, 1e-8, 0, true));
        double first = 0;
        double last = 0;
        for (int step = 0; step < 300; step++) {
            try (Scope inner = Scope.open()) {
                int target = 2 + step % 2;
                Var image = render(model, context, TRAINING, cameras[target]).image();
                Tensor wanted = Tensor.of(cpu, image.shape(), pictures[target]);
                Var loss = Losses.meanSquaredError(image, Var.constant(wanted));
                adam.step(loss.backward(), 3e-3);
                first = step == 0 ? loss.value().item() : first;
                last = loss.value().item();
            }
        }
        assertTrue(last < 0.03 * first, "the loss goes from " + first + " to " + last);
    }

    /** What a camera sees of a coloured plane at depth 3. */
    private static float[] wall(Camera camera) {
        float[] pixels = new float[camera.width() * camera.height() * 3];
        for (int i = 0; i < pixels.length / 3; i++) {
            double u = i % camera.width() + 0.5;
            double v = i / camera.width() + 0.5;
            double[] p = camera.point(u, v, 3);
            pixels[3 * i] = (float) (0.5 + 0.4 * Math.sin(3 * p[0]));
            pixels[3 * i + 1] = (float) (0.5 + 0.4 * Math.sin(4 * p[1] + p[0]));
            pixels[3 * i + 2] = (float) (0.5 + 0.4 * Math.cos(5 * p[0] - 2 * p[1]));
        }
        return pixels;
    }
}

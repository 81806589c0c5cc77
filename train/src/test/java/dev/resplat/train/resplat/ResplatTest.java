package dev.resplat.train.resplat;

import static dev.resplat.train.resplat.SomeResplat.between;
import static dev.resplat.train.resplat.SomeResplat.image;
import static dev.resplat.train.resplat.SomeResplat.moving;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Losses;
import dev.resplat.nn.Mode;
import dev.resplat.nn.optim.Adam;
import dev.resplat.splat.Camera;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.reference.ReferenceDevice;
import dev.resplat.train.resplat.ResplatNetwork.Frame;
import dev.resplat.train.resplat.ResplatNetwork.UpdateConfig;
import dev.resplat.train.resplat.ResplatNetwork.UpdateConfig.Combine;
import dev.resplat.train.stereo.Depths;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.SynthesisModel.Pass;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The recurrence: what refines, what is learned, and what is kept. */
class ResplatTest {
    private static final Pass PASS = Pass.trained(1);

    private final Device reference = new ReferenceDevice().poisonBuffers();
    private final Device cpu = new CpuDevice(2);
    @RegisterExtension final InScope scope = InScope.on(reference, cpu);

    @Test
    void anUntrainedRecurrenceChangesNothing() {
        Resplat model = SomeResplat.model(cpu, SomeResplat.network(SomeResplat.update()));
        ContextViews context = SomeResplat.context(cpu, 3);
        ResplatScenes scenes = model.look(context, PASS.refined(3));
        assertEquals(3, scenes.depth());
        double[] first = image(scenes, 0, 0, between());
        for (int step = 1; step <= 3; step++) {
            assertArrayEquals(first, image(scenes, step, 0, between()), 0);
            assertEquals(0, scenes.figures(0).get("moved" + step));
        }
        assertEquals(0, scenes.changes().orElseThrow().value().item());
        assertArrayEquals(
                first, image(model.look(context, PASS), 0, 0, between()), 0, "without refinement");
        assertTrue(Arrays.stream(first).max().orElseThrow() > 0.1, "something is seen");
    }

    @ParameterizedTest
    @CsvSource({"4, 1", "4, 4", "2, 4"})
    void devicesAgree(int downscale, int perPoint) {
        ResplatNetwork network =
                SomeResplat.network(
                        SomeResplat.points(downscale, perPoint),
                        SomeResplat.update(),
                        Frame.MIDDLE);
        double[][] images = new double[2][];
        for (int i = 0; i < 2; i++) {
            Device device = i == 0 ? reference : cpu;
            try (Scope inner = Scope.open()) {
                ResplatScenes scenes =
                        SomeResplat.scattered(SomeResplat.model(device, network), 0.02)
                                .look(SomeResplat.context(device, 2), PASS.refined(1));
                assertEquals(
                        2 * perPoint * 16 * 16 / downscale / downscale,
                        scenes.gaussians(0).count());
                images[i] = image(scenes, 1, 0, between());
            }
        }
        assertArrayEquals(images[0], images[1], 5e-3);
    }

    @Test
    void refinementLeavesTheFirstSplatsAlone() {
        Resplat model = moving(cpu, SomeResplat.network(SomeResplat.update()));
        ContextViews context = SomeResplat.context(cpu, 2);
        ResplatScenes scenes = model.look(context, true, 2, true);
        Gradients gradients = scenes.render(2, 0, between()).image().mean().backward();
        model.parameters(true)
                .forEach((name, p) -> assertTrue(gradients.reaches(p), name + " is learned"));
        model.parameters(false)
                .forEach((name, p) -> assertFalse(gradients.reaches(p), name + " rests"));
        assertFalse(scenes.render(0, 0, between()).image().needsGrad());
        Gradients first =
                model.look(context, true, 0, false)
                        .render(0, 0, between())
                        .image()
                        .mean()
                        .backward();
        model.parameters(false)
                .forEach((name, p) -> assertTrue(first.reaches(p), name + " is learned"));
        assertTrue(model.parameters(false).containsKey("pt.mv_blocks.0.attn.attn.qkv.weight"));
        assertTrue(model.parameters(true).containsKey("update_error_attn.0.conv.bias"));
    }

    @Test
    void passesThatWantNoGradientKeepOnlySplats() {
        Resplat model = moving(cpu, SomeResplat.network(SomeResplat.update()));
        ContextViews context = SomeResplat.context(cpu, 2);
        double[] learned = image(model.look(context, true, 2, false), 2, 0, between());
        long before = cpu.bytesInUse();
        ResplatScenes scenes = model.look(context, PASS.refined(2));
        long kept = cpu.bytesInUse() - before;
        assertArrayEquals(learned, image(scenes, 2, 0, between()), 1e-6);
        assertFalse(scenes.render(2, 0, between()).image().needsGrad());
        int rows = 2 * 4 * 4;
        assertTrue(kept < 4L * rows * 23 * 12 + 20_000, kept + " bytes are kept");
    }

    @Test
    void whatIsRememberedIsGivenOnOnlyIfWanted() {
        assertTrue(reachesEarlierModule(true));
        assertFalse(reachesEarlierModule(false));
    }

    private boolean reachesEarlierModule(boolean remember) {
        UpdateConfig update =
                new UpdateConfig(
                        16, remember, 1, 3, 4, true, true, true, 0, Combine.ADD, 1, "", 2, 1, 0);
        Resplat model = moving(cpu, SomeResplat.network(update));
        ResplatScenes scenes = model.look(SomeResplat.context(cpu, 2), true, 2, true);
        Gradients gradients = scenes.render(2, 0, between()).image().mean().backward();
        assertFalse(gradients.reaches(model.parameters().get("update_head.6.weight")));
        return gradients.reaches(model.parameters().get("update_module.0.linear.weight"));
    }

    /** A frozen network of other weights matters only where its features are compared. */
    @ParameterizedTest
    @CsvSource({
        "true, true, false",
        "true, false, true",
        "false, true, true",
        "false, false, false"
    })
    void onlyTheErrorsThatAreWantedMatter(boolean features, boolean colors, boolean gradients) {
        UpdateConfig update = RecurrenceTest.update(features, colors, gradients, Combine.ADD, 1, 1);
        double[][] images = new double[2][];
        for (int i = 0; i < 2; i++) {
            Resplat model =
                    SomeResplat.scattered(
                            new Resplat(
                                    new RandomStream(4),
                                    cpu,
                                    SomeResplat.network(update),
                                    SomeResplat.trunk(cpu, 5 + i),
                                    pass -> 0,
                                    SomeResplat.known()),
                            0.05);
            images[i] =
                    image(
                            model.look(SomeResplat.context(cpu, 2), PASS.refined(1)),
                            1,
                            0,
                            between());
        }
        assertEquals(features, !Arrays.equals(images[0], images[1]));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void selectionMovesAPart(int newton) {
        boolean told = newton > 0;
        UpdateConfig update = RecurrenceTest.update(false, false, told, Combine.ADD, 1, 0.25);
        Resplat model = moving(cpu, SomeResplat.network(update));
        ResplatScenes scenes = model.look(SomeResplat.context(cpu, 2), PASS.refined(1));
        double[] before = scenes.gaussians(0, 0).means().value().toDoubles();
        double[] after = scenes.gaussians(1, 0).means().value().toDoubles();
        int moved = 0;
        for (int i = 0; i < before.length; i += 3) {
            moved += before[i] != after[i] ? 1 : 0;
        }
        assertEquals(8, moved);
        assertNotEquals(0, scenes.figures(0).get("moved1"));
    }

    @Test
    void depthsAreMeasuredWhereTheyAreKnown() {
        Resplat model = SomeResplat.model(cpu, SomeResplat.network(SomeResplat.update()));
        ContextViews context = SomeResplat.context(cpu, 2);
        ResplatScenes scenes = model.look(context, PASS);
        Depths depths = SomeResplat.depths(context, Mode.EVALUATION);
        float[] said = depths.depth().value().toFloats();
        float[] truth = new float[said.length];
        truth[3] = said[3] * 2;
        truth[9] = said[9] / 3;
        double misfit = scenes.depthMisfit(truth).orElseThrow().value().item();
        double unlikely = 0;
        for (int pixel : new int[] {3, 9}) {
            int cell = pixel / 4;
            double far = Math.log(truth[pixel] / SomeResplat.NEAR);
            double place = Math.max(0, far / Math.log(SomeResplat.FAR / SomeResplat.NEAR));
            double[] shares = depths.shares().value().toDoubles();
            unlikely -= place * Math.log(shares[2 * cell + 1]);
            unlikely -= (1 - place) * Math.log(shares[2 * cell]);
        }
        assertEquals((Math.log(2) + Math.log(3) + unlikely) / 2, misfit, 1e-5);
        assertEquals(0, scenes.depthMisfit(new float[said.length]).orElseThrow().value().item());
        assertThrows(IllegalArgumentException.class, () -> scenes.depthMisfit(new float[3]));
    }

    @Test
    void learnsToRefine() {
        Resplat model = SomeResplat.model(cpu, SomeResplat.network(SomeResplat.update()));
        ContextViews context = SomeResplat.context(cpu, 2);
        Camera camera = SomeResplat.cameras(2).get(0);
        Tensor target =
                Arranging.slice(context.flat(), 0, 0, 1)
                        .reshape(SomeResplat.SIZE, SomeResplat.SIZE, 3);
        Adam adam = new Adam(model.parameters(true), new Adam.Config(0.9, 0.99, 1e-8, 0, true));
        double first = 0;
        double[] last = new double[3];
        for (int i = 0; i < 60; i++) {
            try (Scope inner = Scope.open()) {
                ResplatScenes scenes = model.look(context, true, 2, true);
                Var loss = null;
                for (int step = 0; step <= 2; step++) {
                    Var image = scenes.render(step, 0, camera).image();
                    Var error = Losses.meanSquaredError(image, Var.constant(target));
                    last[step] = error.value().item();
                    loss = loss == null ? error : loss.add(error);
                }
                first = i == 0 ? last[2] : first;
                adam.step(loss.backward(), 3e-3);
            }
        }
        assertEquals(first, last[0], 1e-6, "the first splats rest");
        assertTrue(last[1] < 0.6 * first, "from " + first + " to " + last[1]);
        assertTrue(last[2] < 0.6 * first, "from " + first + " to " + last[2]);
    }

    @Test
    void imagesMustBeMultiples() {
        Resplat model = SomeResplat.model(cpu, SomeResplat.network(SomeResplat.update()));
        ContextViews context = SomeResplat.context(cpu, 2);
        Tensor smaller = Tensor.zeros(cpu, Shape.of(1, 2, 8, 16, 3));
        ContextViews wrong =
                new ContextViews(smaller, context.cameras(), context.near(), context.far());
        assertThrows(IllegalArgumentException.class, () -> model.look(wrong, PASS));
    }
}

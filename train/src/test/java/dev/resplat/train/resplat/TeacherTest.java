package dev.resplat.train.resplat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.loop.RateConfig;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.SynthesisModel.Pass;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Splats in front of two views of noise, which descent makes more like them. */
class TeacherTest {
    private static final Grid GRID = new Grid(1, 2, 4, 4);
    private static final int NUMBERS = SplatRows.HARMONICS + 3;
    private static final int SIDE = 16;

    private final Device device = Devices.cpu();
    @RegisterExtension final InScope scope = InScope.on(device);
    private ContextViews context;
    private Tensor turns;
    private SplatRows first;

    @BeforeEach
    void open() {
        double[] pose = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
        double[] beside = pose.clone();
        beside[3] = -0.2;
        Camera camera = new Camera(SIDE, SIDE, SIDE, SIDE, SIDE / 2.0, SIDE / 2.0, pose);
        Tensor images = new RandomStream(1).uniform(device, Shape.of(1, 2, SIDE, SIDE, 3));
        context =
                new ContextViews(
                        images,
                        List.of(List.of(camera, camera.at(beside))),
                        new double[] {0.1},
                        new double[] {100});
        turns = SplatRows.turns(device, context.cameras());
        float[] rows = new float[GRID.rows() * NUMBERS];
        for (int i = 0; i < GRID.rows(); i++) {
            int at = i * NUMBERS;
            rows[at] = (i % 4 - 1.5f) / 4;
            rows[at + 1] = (i / 4 % 4 - 1.5f) / 4;
            rows[at + 2] = 1;
            rows[at + SplatRows.SCALES] = 0.1f;
            rows[at + SplatRows.SCALES + 1] = 0.1f;
            rows[at + SplatRows.SCALES + 2] = 0.1f;
            rows[at + SplatRows.QUATS] = 1;
        }
        Tensor values = Tensor.of(device, Shape.of(GRID.rows(), NUMBERS), rows);
        first = new SplatRows(Var.parameter(values), GRID);
    }

    private Teacher teacher() {
        return new Teacher(context, turns, scene -> Rasterizer.Options.of(0), 1e-6);
    }

    private double error(SplatRows rows) {
        float[] pixels = context.images().toFloats();
        double sum = 0;
        int at = 0;
        for (Camera camera : context.cameras().get(0)) {
            float[] render =
                    Rasterizer.render(
                                    rows.gaussians(turns).get(0), camera, Rasterizer.Options.of(0))
                            .image()
                            .value()
                            .toFloats();
            for (float value : render) {
                sum += (value - pixels[at]) * (value - pixels[at++]) / pixels.length;
            }
        }
        return sum;
    }

    @Test
    void moreStepsOfDescentAreBetter() {
        double before = error(first);
        double some = error(teacher().improved(first, 5));
        double more = error(teacher().improved(first, 30));
        assertTrue(some < 0.95 * before, some + " of " + before);
        assertTrue(more < 0.9 * some, more + " of " + some);
    }

    @Test
    void whatItTeachesIsConstantAndLeavesTheFirstSplatsAlone() {
        float[] before = first.values().value().toFloats();
        SplatRows taught = teacher().improved(first, 3);
        assertFalse(taught.values().needsGrad());
        assertArrayEquals(before, first.values().value().toFloats());
        assertArrayEquals(before, teacher().improved(first, 0).values().value().toFloats());
    }

    @Test
    void someStepsOfTrainingAreTaughtAndNoneElse() {
        RefinementConfig config =
                new RefinementConfig(
                        "",
                        "",
                        List.of(new RefinementConfig.Stage(0, 4, 4)),
                        0.9,
                        0,
                        new RefinementConfig.Teaching(0.25, 10),
                        new RateConfig(1e-3, 0, 0),
                        4);
        RefinementSteps steps = new RefinementSteps(config, 1);
        int taught = 0;
        for (int i = 0; i < 1000; i++) {
            Pass pass = new Pass(31L * i, i, true);
            assertEquals(0, steps.taught(pass, 0));
            int lessons = steps.taught(pass, 3);
            assertTrue(lessons == 0 || lessons == 30);
            taught += lessons > 0 ? 1 : 0;
        }
        assertEquals(250, taught, 60);
        assertEquals(0, steps.taught(Pass.trained(1), 3));
    }
}

package dev.resplat.train.resplat;

import static dev.resplat.train.resplat.SomeResplat.between;
import static dev.resplat.train.resplat.SomeResplat.image;
import static dev.resplat.train.resplat.SomeResplat.moving;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Quaternion;
import dev.resplat.splat.Rasterizer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.reference.ReferenceDevice;
import dev.resplat.train.resplat.ResplatNetwork.Frame;
import dev.resplat.train.resplat.ResplatNetwork.Unit;
import dev.resplat.train.stereo.Depths;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.SynthesisModel.Pass;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Splats do not depend on where the world has its origin, its axes and its unit, nor on a batch.
 */
class ResplatFrameTest {
    private static final Pass PASS = Pass.trained(1);

    private final Device reference = new ReferenceDevice().poisonBuffers();
    @RegisterExtension final InScope scope = InScope.on(reference);

    @ParameterizedTest
    @CsvSource({"FIRST, CAMERAS", "MIDDLE, DEPTH", "LAST, CAMERAS"})
    void scenesDoNotDependOnTheAxesOfTheWorld(Frame frame, Unit unit) {
        Resplat model =
                moving(
                        reference,
                        SomeResplat.network(
                                SomeResplat.points(4, 1), SomeResplat.update(), frame, unit));
        ResplatScenes before = model.look(SomeResplat.context(reference, 3), PASS.refined(2));
        double[] r = new Quaternion(0.5, -0.5, 0.1, 0.7).matrix();
        double length = 0.25 + 0.25 + 0.01 + 0.49;
        assertEquals(1, length, 1e-12);
        double[] motion = {
            r[0], r[1], r[2], 2, r[3], r[4], r[5], -1, r[6], r[7], r[8], 0.5, 0, 0, 0, 1
        };
        List<Camera> moved = SomeResplat.cameras(3).stream().map(c -> moved(c, motion)).toList();
        ResplatScenes after =
                model.look(SomeResplat.context(reference, List.of(moved)), PASS.refined(2));
        for (int step = 0; step <= 2; step++) {
            assertArrayEquals(
                    image(before, step, 0, between()),
                    image(after, step, 0, moved(between(), motion)),
                    1e-7);
        }
        assertTrue(before.figures(0).get("moved2") > 1e-3, "it moves");
    }

    @Test
    void scenesOfAnySizeAreRefinedAlikeInUnitsOfTheirDepth() {
        double[] small = sized(1, Unit.DEPTH);
        assertArrayEquals(small, sized(7, Unit.DEPTH), 1e-4);
        double[] cameras = sized(7, Unit.CAMERAS);
        double worst = 0;
        for (int i = 0; i < small.length; i++) {
            worst = Math.max(worst, Math.abs(small[i] - cameras[i]));
        }
        assertTrue(worst > 0.01, "in units of the cameras they are not");
    }

    /** A render of the same scene, so many times as large. */
    private double[] sized(double times, Unit unit) {
        ResplatNetwork network =
                SomeResplat.network(
                        SomeResplat.points(4, 1), SomeResplat.update(), Frame.MIDDLE, unit);
        Resplat.DepthSource source =
                (context, mode) -> {
                    Depths one = SomeResplat.depths(context, mode);
                    return one.withDepth(one.depth().mul(times));
                };
        Resplat model =
                new Resplat(
                        new RandomStream(4),
                        reference,
                        network,
                        SomeResplat.trunk(reference, 5),
                        pass -> 0,
                        source);
        SomeResplat.scattered(model, 0.05);
        double[] origin = new double[3];
        List<Camera> cameras =
                SomeResplat.cameras(2).stream().map(c -> c.inWorld(origin, times)).toList();
        ContextViews context = SomeResplat.context(reference, List.of(cameras));
        context.near()[0] *= times;
        context.far()[0] *= times;
        ResplatScenes scenes = model.look(context, PASS.refined(2));
        return image(scenes, 2, 0, between().inWorld(origin, times));
    }

    static Camera moved(Camera camera, double[] motion) {
        double[] m = camera.worldToCamera();
        double[] product = new double[16];
        for (int i = 0; i < 16; i++) {
            for (int k = 0; k < 4; k++) {
                product[i] += m[i / 4 * 4 + k] * motion[4 * k + i % 4];
            }
        }
        return camera.at(product);
    }

    @ParameterizedTest
    @CsvSource({"WORLD, CAMERAS", "WORLD, DEPTH", "FIRST, DEPTH", "MIDDLE, CAMERAS", "LAST, DEPTH"})
    void splatsInTheWorldLookAsTheyDoInTheFrame(Frame frame, Unit unit) {
        Resplat model =
                moving(
                        reference,
                        SomeResplat.network(
                                SomeResplat.points(4, 1), SomeResplat.update(), frame, unit));
        List<Camera> four = SomeResplat.cameras(4);
        ContextViews context =
                SomeResplat.context(reference, List.of(four.subList(0, 3), four.subList(1, 4)));
        ResplatScenes scenes = model.look(context, PASS.refined(1));
        for (int scene = 0; scene < 2; scene++) {
            Rasterizer.Rendering rendering =
                    Rasterizer.render(scenes.gaussians(scene), between(), scenes.options(scene));
            assertArrayEquals(
                    rendering.image().value().toDoubles(),
                    image(scenes, 1, scene, between()),
                    1e-9);
        }
    }

    @Test
    void scenesOfABatchDoNotDependOnEachOther() {
        Resplat model = moving(reference, SomeResplat.network(SomeResplat.update()));
        List<Camera> cameras = SomeResplat.cameras(2);
        ContextViews both = SomeResplat.context(reference, List.of(cameras, cameras));
        double[] pixels = both.images().toDoubles();
        ContextViews alone =
                new ContextViews(
                        Tensor.of(
                                reference,
                                Shape.of(1, 2, SomeResplat.SIZE, SomeResplat.SIZE, 3),
                                Arrays.copyOf(pixels, pixels.length / 2)),
                        List.of(cameras),
                        new double[] {SomeResplat.NEAR},
                        new double[] {SomeResplat.FAR});
        double[] together = image(model.look(both, PASS.refined(2)), 2, 0, between());
        // What the depth network saw is noise, which depends on how many views there are.
        Resplat.DepthSource source = (context, mode) -> half(SomeResplat.depths(both, mode));
        Resplat same =
                SomeResplat.scattered(
                        new Resplat(
                                new RandomStream(4),
                                reference,
                                SomeResplat.network(SomeResplat.update()),
                                SomeResplat.trunk(reference, 5),
                                pass -> 0,
                                source),
                        0.05);
        assertArrayEquals(
                together, image(same.look(alone, PASS.refined(2)), 2, 0, between()), 1e-9);
    }

    private static Depths half(Depths all) {
        return new Depths(
                half(all.depth()),
                half(all.shares()),
                all.convolutions().stream().map(ResplatFrameTest::half).toList(),
                half(all.matched()),
                all.mono().stream().map(ResplatFrameTest::half).toList());
    }

    private static Var half(Var x) {
        return Layout.slice(x, 0, 0, x.shape().dim(0) / 2);
    }
}

package dev.resplat.train.synthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.reference.ReferenceDevice;
import dev.resplat.train.scene.ViewPixels;
import dev.resplat.train.views.Example;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is measured of scenes that a model has understood: scale, depth, smoothness. */
class SceneMeasuresTest {
    private static final int SIZE = 8;

    private final Device device = new ReferenceDevice();
    @RegisterExtension final InScope scope = InScope.on(device);

    private static ViewPixels view(double x, double y, double z) {
        double[] m = {1, 0, 0, -x, 0, 1, 0, -y, 0, 0, 1, -z, 0, 0, 0, 1};
        Camera camera = new Camera(SIZE, SIZE, SIZE, SIZE, SIZE / 2.0, SIZE / 2.0, m);
        return new ViewPixels(camera, new float[3 * SIZE * SIZE], null, null, null);
    }

    private static Example example() {
        return new Example(
                "some",
                Map.of(),
                List.of(view(1, 2, 3), view(2, 2, 3.5)),
                List.of(view(1.5, 2, 3)),
                new int[] {0, 2},
                new int[] {1},
                1,
                100,
                1);
    }

    /** Says the same depth everywhere, by the cameras of the first scene. */
    private static SynthesisModel saying(ToDoubleFunction<List<Camera>> depth) {
        return new SynthesisModel() {
            @Override
            public Scenes look(ContextViews context, Pass pass) {
                double said = depth.applyAsDouble(context.cameras().get(0));
                Device device = context.images().device();
                return (scene, camera) ->
                        new Rendered(
                                Var.constant(Tensor.zeros(device, Shape.of(SIZE, SIZE, 3))),
                                Var.constant(Tensor.full(device, Shape.of(SIZE, SIZE), said)));
            }
        };
    }

    private static double baseline(List<Camera> cameras) {
        double[] a = cameras.get(0).center();
        double[] b = cameras.get(1).center();
        return Math.sqrt(
                (a[0] - b[0]) * (a[0] - b[0])
                        + (a[1] - b[1]) * (a[1] - b[1])
                        + (a[2] - b[2]) * (a[2] - b[2]));
    }

    @Test
    void aModelThatTriangulatesHasSlopeOneAndOneThatGuessesZero() {
        assertEquals(1, slope(saying(cameras -> 7 * baseline(cameras))), 1e-6);
        assertEquals(0, slope(saying(cameras -> 7)), 1e-6);
        assertEquals(0.5, slope(saying(cameras -> Math.sqrt(baseline(cameras)))), 1e-6);
    }

    private double slope(SynthesisModel model) {
        double slope = ScaleResponse.slope(model, example(), 1, 1, device).orElseThrow();
        Example larger = ScaleResponse.moved(example(), 3);
        assertEquals(slope, ScaleResponse.slope(model, larger, 1, 1, device).orElseThrow(), 1e-6);
        return slope;
    }

    @Test
    void onlyTheSecondCameraMovesAlongTheBaseline() {
        Example moved = ScaleResponse.moved(example(), 2);
        assertEquals(1, moved.context().get(0).camera().center()[0], 1e-12);
        double[] center = moved.context().get(1).camera().center();
        assertEquals(3, center[0], 1e-12);
        assertEquals(2, center[1], 1e-12);
        assertEquals(4, center[2], 1e-12);
        assertEquals(1.5, moved.targets().get(0).camera().center()[0], 1e-12);
    }

    @Test
    void errorsOfDepthAreOfTheWholeSceneAndOfItsShape() {
        float[] truth = {1, 2, 4, 8, 0};
        float[] twice = {2, 4, 8, 16, 5};
        DepthError error = DepthError.of(twice, truth);
        assertEquals(Math.log(2), error.scale(), 1e-6);
        assertEquals(0, error.shape(), 1e-6);
        DepthError bent = DepthError.of(new float[] {1, 2, 8, 16, 5}, truth);
        assertTrue(bent.shape() > 0 || bent.scale() > 0);
        assertTrue(Double.isNaN(DepthError.of(twice, new float[5]).scale()));
    }

    @Test
    void planesAreNotBentAndEdgesOfTheImageExcuseThoseOfDepth() {
        double near = 1;
        double far = Math.exp(1);
        double[] ramp = new double[25];
        double[] step = new double[25];
        double[] edge = new double[75];
        for (int y = 0; y < 5; y++) {
            for (int x = 0; x < 5; x++) {
                ramp[5 * y + x] = Math.exp(0.1 * x + 0.05 * y);
                step[5 * y + x] = x < 2 ? 1 : Math.exp(1);
                edge[3 * (5 * y + x) + 1] = x < 2 ? 0 : 1;
            }
        }
        Tensor plain = Tensor.zeros(device, Shape.of(5, 5, 3));
        Tensor edged = Tensor.of(device, Shape.of(5, 5, 3), edge);
        Var slope = Var.constant(Tensor.of(device, Shape.of(5, 5), ramp));
        Var wall = Var.constant(Tensor.of(device, Shape.of(5, 5), step));
        assertEquals(0, SynthesisObjective.bends(slope, plain, near, far, 12).value().item(), 1e-9);
        // In each row two of three second differences are 1.
        double bent = SynthesisObjective.bends(wall, plain, near, far, 12).value().item();
        assertEquals(2.0 / 3, bent, 1e-9);
        double excused = SynthesisObjective.bends(wall, edged, near, far, 12).value().item();
        assertEquals(2.0 / 3 * Math.exp(-12), excused, 1e-9);
    }

    @Test
    void bendsHaveGradients() {
        double[] depths = new double[20];
        double[] colors = new double[60];
        for (int i = 0; i < 60; i++) {
            colors[i] = 0.5 + 0.3 * Math.sin(3 * i);
            depths[i / 3] = 2 + Math.sin(i);
        }
        Device exact = GradientCheck.device();
        Tensor target = Tensor.of(exact, Shape.of(4, 5, 3), colors);
        GradientCheck.check(
                x -> SynthesisObjective.bends(x[0], target, 0.5, 5, 2),
                Tensor.of(exact, Shape.of(4, 5), depths));
    }

    @Test
    void decibelsCountEachSceneAlike() {
        LossConfig config =
                new LossConfig(
                        0,
                        0,
                        2,
                        new LossConfig.Depth(0, 0),
                        new LossConfig.Perceptual(0, "", 0),
                        new LossConfig.Smoothness(0, 0, 0));
        SynthesisObjective objective = new SynthesisObjective(config, Optional.empty());
        Tensor target = Tensor.full(device, Shape.of(2, 3, 3), 0.5);
        double[] slopes = new double[2];
        double[] errors = {0.1, 0.01};
        for (int i = 0; i < 2; i++) {
            Var image = Var.parameter(Tensor.full(device, Shape.of(2, 3, 3), 0.5 + errors[i]));
            Var loss = objective.of(new SynthesisModel.Rendered(image, null), target, 1, 2, 0);
            double squared = errors[i] * errors[i];
            assertEquals(20 * Math.log10(squared + 1e-6), loss.value().item(), 1e-9);
            double slope = loss.backward().of(image).sum().item();
            slopes[i] = slope * errors[i] * (1 + 1e-6 / squared);
        }
        assertEquals(2 * 20 / Math.log(10), slopes[0], 1e-9);
        assertEquals(slopes[0], slopes[1], 1e-9);
    }
}

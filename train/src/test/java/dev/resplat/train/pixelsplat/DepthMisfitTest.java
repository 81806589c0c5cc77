package dev.resplat.train.pixelsplat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.pixelsplat.DepthConfig.Kind;
import dev.resplat.train.pixelsplat.DepthConfig.OpacityMapping;
import dev.resplat.train.pixelsplat.DepthHead.Depths;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.SynthesisModel.Pass;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The likelihood of known depths, by depths that the head itself draws. */
class DepthMisfitTest {
    private static final int SCENES = 2;
    private static final int VIEWS = 2;
    private static final int WIDTH = 3;
    private static final int HEIGHT = 2;
    private static final int PIXELS = SCENES * VIEWS * WIDTH * HEIGHT;
    private static final int BUCKETS = 6;
    private static final int FEATURES = 5;
    private static final float[] NEAR = {0.5f, 2};
    private static final float[] FAR = {10, 50};
    private static final double EXACT = 1e-5;

    private final Device device = GradientCheck.device();
    @RegisterExtension final InScope scope = InScope.on(device);
    private RandomCameras random;
    private ContextViews context;

    @BeforeEach
    void open() {
        random = new RandomCameras(device, 3);
        List<List<Camera>> cameras =
                IntStream.range(0, SCENES)
                        .mapToObj(i -> random.cameras(VIEWS, WIDTH, HEIGHT))
                        .toList();
        double[] near = {NEAR[0], NEAR[1]};
        double[] far = {FAR[0], FAR[1]};
        Tensor images = random.normal(SCENES, VIEWS, HEIGHT, WIDTH, 3);
        context = new ContextViews(images, cameras, near, far);
    }

    private Depths said(Kind kind, int surfaces) {
        OpacityMapping same = new OpacityMapping(0, 0, 1);
        DepthConfig config = new DepthConfig(kind, BUCKETS, surfaces, 1, false, false, false, same);
        DepthHead head = new DepthHead(new RandomStream(5), device, config, FEATURES);
        Var features = Var.constant(random.normal(PIXELS, FEATURES).mul(3));
        return head.forward(features, NEAR, FAR, new Pass(11, 0, true));
    }

    /** Along z of what is so far away along the ray through the middle of the pixel. */
    private float alongZ(int pixel, double distance) {
        int view = pixel / (WIDTH * HEIGHT);
        Camera camera = context.cameras().get(view / VIEWS).get(view % VIEWS);
        double x = (pixel % WIDTH + 0.5 - camera.cx()) / camera.fx();
        double y = (pixel / WIDTH % HEIGHT + 0.5 - camera.cy()) / camera.fy();
        return (float) (distance / Math.sqrt(x * x + y * y + 1));
    }

    private float[] drawn(Depths depths) {
        double[] distances = depths.depths().value().toDoubles();
        float[] z = new float[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
            z[i] = alongZ(i, distances[i]);
        }
        return z;
    }

    /** Where the truth is what was drawn, opacities are its probabilities. */
    @Test
    void isTheLogarithmOfTheProbabilityWhereThePlaceIsRight() {
        Depths depths = said(Kind.DISTRIBUTION, 1);
        double expected = 0;
        for (double probability : depths.opacities().value().toDoubles()) {
            expected -= Math.log(probability) / PIXELS;
        }
        assertTrue(expected > 0.5, "some are unlikely");
        double misfit = DepthMisfit.of(depths, BUCKETS, context, drawn(depths)).value().item();
        assertEquals(expected, misfit, EXACT);
    }

    @Test
    void isHowFarThePlaceIsOffWhereOneDepthIsSaid() {
        Depths depths = said(Kind.REGRESSION, 1);
        float[] truth = drawn(depths);
        assertEquals(0, DepthMisfit.of(depths, BUCKETS, context, truth).value().item(), EXACT);
        int some = PIXELS - 1;
        double distance = depths.depths().value().toDoubles()[some];
        double closer = 1 / (1 / distance + 0.1 * (1 / 2.0 - 1 / 50.0));
        truth[some] = alongZ(some, closer);
        assertEquals(
                0.1 * BUCKETS / PIXELS,
                DepthMisfit.of(depths, BUCKETS, context, truth).value().item(),
                EXACT);
    }

    @Test
    void whatIsNotKnownDoesNotCountAndWhatIsBeyondIsInTheLastBucket() {
        Depths depths = said(Kind.DISTRIBUTION, 1);
        float[] truth = new float[PIXELS];
        assertEquals(0, DepthMisfit.of(depths, BUCKETS, context, truth).value().item());
        truth[4] = 1e9f;
        double p = depths.probabilities().value().toDoubles()[4 * BUCKETS + BUCKETS - 1];
        double place =
                1 / (1 + Math.exp(-depths.places().value().toDoubles()[4 * BUCKETS + BUCKETS - 1]));
        double misfit = DepthMisfit.of(depths, BUCKETS, context, truth).value().item();
        assertEquals(1 - place - Math.log(p), misfit, EXACT);
        assertThrows(
                IllegalArgumentException.class,
                () -> DepthMisfit.of(depths, BUCKETS, context, new float[PIXELS - 1]));
    }

    @Test
    void gradients() {
        float[] truth = drawn(said(Kind.DISTRIBUTION, 1));
        truth[2] = 0;
        Tensor probabilities = random.uniform(0.05, 1, PIXELS, 2, BUCKETS);
        Tensor places = random.normal(PIXELS, 2, BUCKETS);
        Var none = Var.constant(Tensor.zeros(device, Shape.of(1)));
        GradientCheck.check(
                x -> DepthMisfit.of(new Depths(none, none, x[0], x[1]), BUCKETS, context, truth),
                probabilities,
                places);
    }
}

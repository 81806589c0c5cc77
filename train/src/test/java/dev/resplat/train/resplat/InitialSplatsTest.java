package dev.resplat.train.resplat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.Mode;
import dev.resplat.nn.NamedLayers;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Harmonics;
import dev.resplat.splat.Projection;
import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.reference.ReferenceDevice;
import dev.resplat.train.resplat.ResplatNetwork.Frame;
import dev.resplat.train.stereo.Depths;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.WeightGradients;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first splats against formulas, for two scenes of three views. */
class InitialSplatsTest {
    private static final int SCENES = 2;
    private static final int VIEWS = 3;
    private static final int SIZE = SomeResplat.SIZE;

    private final Device device = new ReferenceDevice().poisonBuffers();
    @RegisterExtension final InScope scope = InScope.on(device);
    private List<List<Camera>> cameras;
    private ContextViews context;
    private NamedLayers layers;

    @BeforeEach
    void open() {
        List<Camera> four = SomeResplat.cameras(4);
        cameras = List.of(four.subList(0, 3), four.subList(1, 4));
        context = SomeResplat.context(device, cameras);
        layers = new NamedLayers();
    }

    private InitialSplats splats(int downscale, int perPoint) {
        ResplatNetwork network =
                SomeResplat.network(
                        SomeResplat.points(downscale, perPoint), SomeResplat.update(), Frame.WORLD);
        return new InitialSplats(layers::add, new RandomStream(4), device, network);
    }

    private SplatRows rows(int downscale, int perPoint) {
        Depths depths = SomeResplat.depths(context, Mode.EVALUATION);
        InitialSplats.Start start = splats(downscale, perPoint).of(context, depths, false);
        int points = SIZE / downscale;
        assertEquals(
                Shape.of(SCENES * VIEWS, points, points, SomeResplat.WIDTH),
                start.features().shape());
        return start.rows();
    }

    @ParameterizedTest
    @CsvSource({"4, 1", "4, 4", "4, 16", "2, 1", "2, 4"})
    void anUntrainedHeadPutsSplatsOnTheirPixels(int downscale, int perPoint) {
        SplatRows rows = rows(downscale, perPoint);
        int side = (int) Math.sqrt(perPoint) * SIZE / downscale;
        assertEquals(new Grid(SCENES, VIEWS, side, side), rows.grid());
        int numbers = rows.values().shape().dim(1);
        double[] x = rows.values().value().toDoubles();
        double[] depth = SomeResplat.depths(context, Mode.EVALUATION).depth().value().toDoubles();
        double[] images = context.flat().toDoubles();
        int cell = SIZE / side;
        for (int i = 0; i < rows.grid().rows(); i++) {
            int view = i / (side * side);
            double row = i / side % side;
            double column = i % side;
            Camera camera = cameras.get(view / VIEWS).get(view % VIEWS);
            double z =
                    at(
                            depth,
                            view,
                            row * (SIZE - 1) / (side - 1),
                            column * (SIZE - 1) / (side - 1));
            double[] point = camera.point((column + 0.5) * cell, (row + 0.5) * cell, z);
            double[] splat = Arrays.copyOfRange(x, i * numbers, (i + 1) * numbers);
            assertArrayEquals(point, Arrays.copyOf(splat, 3), 1e-6);
            for (int k = SplatRows.SCALES; k < SplatRows.QUATS; k++) {
                assertEquals(Math.log1p(Math.exp(-2)), splat[k], 1e-6);
            }
            assertEquals(0, splat[SplatRows.LOGIT], 1e-12);
            for (int c = 0; c < 3; c++) {
                double sum = 0;
                for (int v = 0; v < cell * cell; v++) {
                    int py = (int) row * cell + v / cell;
                    int px = (int) column * cell + v % cell;
                    sum += images[((view * SIZE + py) * SIZE + px) * 3 + c];
                }
                double color = 0.5 + Harmonics.DC * splat[SplatRows.HARMONICS + c];
                assertEquals(sum / cell / cell, color, 1e-6);
            }
            for (int k = SplatRows.HARMONICS + 3; k < numbers; k++) {
                assertEquals(0, splat[k], 1e-12);
            }
        }
    }

    /** Between pixels, whose first has place 0. */
    private static double at(double[] depth, int view, double y, double x) {
        int i = Math.min((int) (y + 1e-9), SIZE - 2);
        int j = Math.min((int) (x + 1e-9), SIZE - 2);
        double v = y - i;
        double u = x - j;
        int from = (view * SIZE + i) * SIZE + j;
        return (1 - v) * ((1 - u) * depth[from] + u * depth[from + 1])
                + v * ((1 - u) * depth[from + SIZE] + u * depth[from + SIZE + 1]);
    }

    @Test
    void quaternionsOfAnyLengthMakeBallsOfEqualExtents() {
        SplatRows rows = rows(4, 1);
        Tensor turns = SplatRows.turns(device, cameras);
        Gaussians second = rows.gaussians(turns).get(1);
        double[] covariances =
                Projection.covariances(second.quats(), second.logScales()).value().toDoubles();
        double variance = Math.pow(Math.log1p(Math.exp(-2)), 2);
        for (int i = 0; i < covariances.length; i += 6) {
            double[] ball = {variance, 0, 0, variance, 0, variance};
            assertArrayEquals(ball, Arrays.copyOfRange(covariances, i, i + 6), 1e-6);
        }
        double[] q = second.quats().value().toDoubles();
        assertTrue(Math.abs(q[0] - q[4]) > 1e-6, "directions differ");
    }

    /** A splat long along x of its view is long along that axis of the camera in the world. */
    @Test
    void directionsAreThoseOfTheView() {
        Grid grid = new Grid(SCENES, VIEWS, 1, 1);
        int numbers = SplatRows.HARMONICS + 3;
        double[] x = new double[grid.rows() * numbers];
        for (int i = 0; i < grid.rows(); i++) {
            Arrays.fill(x, i * numbers + SplatRows.SCALES, i * numbers + SplatRows.QUATS, 0.01);
            x[i * numbers + SplatRows.SCALES] = 0.5;
            x[i * numbers + SplatRows.QUATS] = 3;
        }
        Var values = Var.constant(Tensor.of(device, Shape.of(grid.rows(), numbers), x));
        List<Gaussians> all =
                new SplatRows(values, grid).gaussians(SplatRows.turns(device, cameras));
        for (int b = 0; b < SCENES; b++) {
            Gaussians scene = all.get(b);
            double[] c =
                    Projection.covariances(scene.quats(), scene.logScales()).value().toDoubles();
            for (int v = 0; v < VIEWS; v++) {
                double[] m = cameras.get(b).get(v).worldToCamera();
                double along = 0.25 - 0.0001;
                assertEquals(0.0001 + along * m[0] * m[0], c[6 * v], 1e-9);
                assertEquals(along * m[0] * m[1], c[6 * v + 1], 1e-9);
                assertEquals(along * m[1] * m[2], c[6 * v + 4], 1e-9);
            }
        }
    }

    @Test
    void numbersOfOnePointAreSplatsInItsCell() {
        InitialSplats splats = splats(4, 4);
        Var bias = layers.parameters().get("gaussian_head.2.bias");
        double[] b = bias.value().toDoubles();
        int logit = 4 * 4 + 3 * 4;
        for (int i = 0; i < 4; i++) {
            b[logit + i] = i + 1;
        }
        device.upload(b, bias.value().buffer(), b.length);
        Depths depths = SomeResplat.depths(context, Mode.EVALUATION);
        SplatRows rows = splats.of(context, depths, false).rows();
        double[] x = rows.values().value().toDoubles();
        int numbers = rows.values().shape().dim(1);
        for (int i = 0; i < rows.grid().rows(); i++) {
            int inCell = 2 * (i / 8 % 2) + i % 2;
            assertEquals(inCell + 1, x[i * numbers + SplatRows.LOGIT], 1e-12);
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 1", "4, 4"})
    void gradientsOfAllWeightsAreThoseOfFiniteDifferences(int downscale, int perPoint) {
        InitialSplats splats = splats(downscale, perPoint);
        SomeResplat.scattered(layers, 0.05);
        Depths depths = SomeResplat.depths(context, Mode.TRAINING);
        RandomStream random = new RandomStream(6);
        InitialSplats.Start once = splats.of(context, depths, false);
        Var rows = Var.constant(random.normal(device, once.rows().values().shape()));
        Var features = Var.constant(random.normal(device, once.features().shape()));
        WeightGradients.check(
                device,
                layers,
                () -> {
                    InitialSplats.Start start = splats.of(context, depths, false);
                    Var seen = start.rows().values().mul(rows).mean();
                    return seen.add(start.features().mul(features).mean());
                });
    }

    @Test
    void thePublishedOrderIsAPermutation() {
        int[] order = SplatRows.published(3);
        int[] sorted = order.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < 59; i++) {
            assertEquals(i, sorted[i]);
        }
        int[] head = InitialSplats.published(3, 4);
        assertEquals(58 * 4, head.length);
        assertEquals(3 * 4 + 1, head[1], "w of the second splat");
        assertEquals(0, head[4], "x of the first splat");
        assertEquals((10 + 16) * 4 + 2, head[11 * 4 + 2], "the first green of the third splat");
        Arrays.sort(head);
        for (int i = 0; i < head.length; i++) {
            assertEquals(i, head[i]);
        }
        assertEquals(9, order[SplatRows.QUATS], "w is the last of theirs");
        assertEquals(11 + 16, order[SplatRows.HARMONICS + 1], "green begins after all of red");
    }
}

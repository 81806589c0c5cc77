package dev.resplat.train.stereo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import dev.resplat.tensor.cpu.CpuDevice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the formula, one pixel and candidate after the other. */
final class CostVolumeTest {
    private static final int H = 6;
    private static final int W = 8;
    private static final int C = 5;
    private static final int DOWNSCALE = 4;
    private static final Candidates CANDIDATES =
            new Candidates(new double[] {1, 0.5}, new double[] {20, 8}, 7);

    private final Device reference = GradientCheck.device().poisonBuffers();
    private final Device cpu = new CpuDevice(2);
    @RegisterExtension final InScope scope = InScope.on(reference, cpu);

    private static List<List<Camera>> scenes(int views) {
        int width = W * DOWNSCALE;
        int height = H * DOWNSCALE;
        return List.of(
                SomeViews.cameras(views, width, height, 1),
                SomeViews.cameras(views, width, height, 2));
    }

    private static Tensor features(Device device, int views) {
        return new RandomStream(5).normal(device, Shape.of(2 * views, H, W, C));
    }

    private static Var costs(Var features, List<List<Camera>> scenes, long products) {
        NearestViews near = NearestViews.of(scenes, 2);
        return CostVolume.of(features, scenes, near, CANDIDATES, products);
    }

    private static double[] expected(Tensor features, List<List<Camera>> scenes) {
        double[] all = features.toDoubles();
        int half = all.length / 2;
        double[] first = Arrays.copyOf(all, half);
        double[] second = Arrays.copyOfRange(all, half, all.length);
        double[] a =
                new SlowCosts(first, H, W, C, DOWNSCALE).of(scenes.get(0), CANDIDATES.depths(0), 2);
        double[] b =
                new SlowCosts(second, H, W, C, DOWNSCALE)
                        .of(scenes.get(1), CANDIDATES.depths(1), 2);
        double[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void isTheFormula(int views) {
        List<List<Camera>> scenes = scenes(views);
        for (Device device : new Device[] {reference, cpu}) {
            Tensor x = features(device, views);
            Var y = costs(Var.constant(x), scenes, 1 << 24);
            assertEquals(Shape.of(2 * views, H, W, CANDIDATES.count()), y.shape());
            double[] expected = expected(x, scenes);
            // Places are floats.
            assertArrayEquals(expected, y.value().toDoubles(), 2e-5);
            // Some pixels are not seen by the others, but enough are.
            long seen = Arrays.stream(expected).filter(c -> c != 0).count();
            assertTrue(seen > expected.length / 2 && seen < expected.length, seen + " seen");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void gradients(int views) {
        List<List<Camera>> scenes = scenes(views);
        GradientCheck.check(x -> costs(x[0], scenes, 1 << 24), features(reference, views));
    }

    @Test
    void fewProductsAtATimeMakeNoDifference() {
        List<List<Camera>> scenes = scenes(4);
        Var x = Var.parameter(features(cpu, 4));
        Var whole = costs(x, scenes, 1 << 24);
        Tensor u = new RandomStream(8).normal(cpu, whole.shape());
        double[] gradient = whole.backward(u).of(x).toDoubles();
        for (int images : new int[] {1, 3}) {
            Var parts = costs(x, scenes, (long) images * H * W * H * W);
            assertArrayEquals(whole.value().toDoubles(), parts.value().toDoubles(), 1e-6);
            assertArrayEquals(gradient, parts.backward(u).of(x).toDoubles(), 1e-4);
        }
    }

    @Test
    void oneViewMatchesNothing() {
        List<List<Camera>> scenes = scenes(1);
        Var y = costs(Var.parameter(features(cpu, 1)), scenes, 1 << 24);
        assertEquals(Shape.of(2, H, W, CANDIDATES.count()), y.shape());
        assertArrayEquals(new double[y.shape().size()], y.value().toDoubles());
    }

    /** Four cameras look at a wall, on which every place has features of its own. */
    @Test
    void bestIsWhereThingsAre() {
        int size = 16;
        int image = size * DOWNSCALE;
        Candidates candidates = new Candidates(new double[] {1}, new double[] {16}, 9);
        List<Camera> cameras = new ArrayList<>();
        for (int v = 0; v < 4; v++) {
            double[] pose = {
                1, 0, 0, -1.2 * v, 0, 1, 0, 0.5 * (v % 2), 0, 0, 1, 0.1 * v, 0, 0, 0, 1
            };
            cameras.add(new Camera(image, image, 0.8 * image, 0.8 * image, 32, 32, pose));
        }
        for (int wall : new int[] {3, 5, 6}) {
            double z = candidates.depths(0)[wall];
            Tensor features = Tensor.of(cpu, Shape.of(4, size, size, 32), wall(cameras, size, z));
            NearestViews near = NearestViews.of(List.of(cameras), 2);
            Var costs = CostVolume.of(Var.constant(features), List.of(cameras), near, candidates);
            double[] found = costs.value().toDoubles();
            int right = 0;
            // The first camera is at depth 0, so the wall is at one depth in its whole image.
            for (int pixel = 0; pixel < size * size; pixel++) {
                int best = 0;
                for (int k = 1; k < 9; k++) {
                    best = found[9 * pixel + k] > found[9 * pixel + best] ? k : best;
                }
                right += best == wall ? 1 : 0;
            }
            // The others do not see all that the first sees.
            int least = (int) (size * size * (wall == 3 ? 0.35 : 0.6));
            assertTrue(right > least, right + " pixels at candidate " + wall);
        }
    }

    /** Waves of where pixels are on a wall at depth z of the world. */
    private static float[] wall(List<Camera> cameras, int size, double z) {
        float[] features = new float[cameras.size() * size * size * 32];
        int at = 0;
        for (Camera camera : cameras) {
            double depth = z + camera.worldToCamera()[11];
            for (int pixel = 0; pixel < size * size; pixel++) {
                int u = pixel % size * DOWNSCALE;
                int v = pixel / size * DOWNSCALE;
                double[] p = camera.point(u, v, depth);
                double unit = z / size;
                for (int i = 0; i < 8; i++) {
                    // The shortest is eight pixels long, so that they can be read between pixels.
                    double wave = 2 * Math.PI / (8 + 5 * i) / unit;
                    features[at++] = (float) Math.cos(wave * p[0]);
                    features[at++] = (float) Math.sin(wave * p[0]);
                    features[at++] = (float) Math.cos(wave * p[1]);
                    features[at++] = (float) Math.sin(wave * p[1]);
                }
            }
        }
        return features;
    }

    @Test
    void nearestViewsAreThoseOfTheNearestCameras() {
        List<Camera> row = new ArrayList<>();
        for (double x : new double[] {0, 10, 1, 11, 3}) {
            double[] pose = {1, 0, 0, -x, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
            row.add(new Camera(8, 8, 8, 8, 4, 4, pose));
        }
        NearestViews two = NearestViews.of(List.of(row, row), 2);
        assertEquals(2, two.each());
        int[] expected = {2, 4, 3, 4, 0, 4, 1, 4, 2, 0};
        int[] both = Arrays.copyOf(expected, 20);
        for (int i = 0; i < 10; i++) {
            both[10 + i] = expected[i] + 5;
        }
        assertArrayEquals(both, two.rows());
        assertEquals(2, NearestViews.of(List.of(row.subList(0, 3)), 1).each());
        assertEquals(3, NearestViews.of(List.of(row.subList(0, 4)), 9).each());
    }

    @Test
    void candidatesAreEvenInTheirLogarithm() {
        double[] depths = CANDIDATES.depths(1);
        assertEquals(0.5, depths[0], 1e-12);
        assertEquals(8, depths[6], 1e-12);
        assertEquals(2, depths[3], 1e-12);
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new Candidates(new double[] {1, 0}, new double[] {2, 2}, 4));
        assertTrue(e.getMessage().startsWith("scene 1: "), e.getMessage());
    }
}

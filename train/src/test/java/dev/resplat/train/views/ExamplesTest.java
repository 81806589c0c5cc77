package dev.resplat.train.views;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.train.augment.AugmentationConfig;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.scene.ViewPixels;
import dev.resplat.train.views.ExamplesConfig.Frame;
import dev.resplat.train.views.ExamplesConfig.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ExamplesTest {
    private static Examples of(ViewSource source, ExamplesConfig config) {
        return new Examples(source, config, 2, 5, new Damage(note -> {}));
    }

    static void assertSame(Example expected, Example actual) {
        assertEquals(expected.scene(), actual.scene());
        assertArrayEquals(expected.contextIndices(), actual.contextIndices());
        assertArrayEquals(expected.targetIndices(), actual.targetIndices());
        assertEquals(expected.near(), actual.near());
        assertEquals(expected.far(), actual.far());
        for (int i = 0; i < expected.views().size(); i++) {
            ViewPixels a = expected.views().get(i);
            ViewPixels b = actual.views().get(i);
            assertArrayEquals(a.colors(), b.colors());
            assertArrayEquals(a.depth(), b.depth());
            assertArrayEquals(a.camera().worldToCamera(), b.camera().worldToCamera());
        }
    }

    @ParameterizedTest
    @EnumSource(Frame.class)
    void viewsAgreeAboutTheWorldInAnyFrame(Frame frame) {
        Examples examples = of(new Walls(40, true), Settings.in(frame, Range.DISPARITY));
        Example example = examples.example(3);
        List<Camera> context = example.context().stream().map(ViewPixels::camera).toList();
        assertEquals(1, Poses.baseline(context), 1e-12);
        long scene = Long.parseLong(example.scene().substring(4));
        Camera original =
                new Walls(40, true)
                        .training(scene, Settings.WIDTH, Settings.HEIGHT)
                        .cameras()
                        .get(example.contextIndices()[0]);
        ViewPixels first = example.context().get(0);
        for (ViewPixels view : example.views()) {
            for (int pixel : new int[] {0, 30, 200}) {
                double u = pixel % Settings.WIDTH + 0.5;
                double v = pixel / Settings.WIDTH + 0.5;
                double[] place = view.camera().point(u, v, view.depth()[pixel]);
                double[] seen = project(first.camera(), place);
                double[] world = original.point(seen[0], seen[1], seen[2] / example.scale());
                for (int c = 0; c < 3; c++) {
                    assertEquals(
                            Walls.paint(world[0], world[1], scene, c),
                            view.colors()[3 * pixel + c],
                            1e-4);
                }
            }
        }
    }

    static double[] project(Camera camera, double[] place) {
        double[] m = camera.worldToCamera();
        double[] p = new double[3];
        for (int i = 0; i < 3; i++) {
            p[i] = m[4 * i + 3];
            for (int j = 0; j < 3; j++) {
                p[i] += m[4 * i + j] * place[j];
            }
        }
        return new double[] {
            camera.fx() * p[0] / p[2] + camera.cx(), camera.fy() * p[1] / p[2] + camera.cy(), p[2]
        };
    }

    @Test
    void theFirstCameraOrTheMiddleIsTheOrigin() {
        Walls walls = new Walls(36, false);
        Example first = of(walls, Settings.in(Frame.FIRST, Range.DISPARITY)).example(0);
        double[] m = first.context().get(0).camera().worldToCamera();
        for (int i = 0; i < 16; i++) {
            assertEquals(i % 5 == 0 ? 1 : 0, m[i], 1e-12);
        }
        Example middle = of(walls, Settings.in(Frame.MIDDLE, Range.DISPARITY)).example(0);
        double[] sum = new double[3];
        double[] axes = new double[3];
        for (ViewPixels view : middle.context()) {
            for (int k = 0; k < 3; k++) {
                sum[k] += view.camera().center()[k];
                axes[k] += view.camera().forward()[k];
            }
        }
        assertArrayEquals(new double[3], sum, 1e-9);
        assertEquals(0, axes[0], 1e-9);
        assertEquals(0, axes[1], 1e-9);
        assertTrue(axes[2] > 0);
    }

    @Test
    void nearAndFarAreFromDisparity() {
        Example example =
                of(new Walls(40, true), Settings.in(Frame.FIRST, Range.DISPARITY)).example(1);
        double focal = 0.8 * Settings.WIDTH;
        assertEquals(focal / (3 * Settings.HEIGHT), example.near(), 1e-9);
        assertEquals(focal / 0.5, example.far(), 1e-9);
        Example known = of(new Walls(40, true), Settings.in(Frame.FIRST, Range.KNOWN)).example(1);
        double depth = Walls.DISTANCE * known.scale();
        assertEquals(depth / 1.1, known.near(), 1e-5);
        assertEquals(depth * 1.1, known.far(), 1e-5);
    }

    @Test
    void scenesWithoutBaselineOrWithWideViewsArePassedOver() {
        Walls still = new Walls(40, true);
        still.step = 1e-5;
        Examples none = of(still, Settings.in(Frame.FIRST, Range.DISPARITY));
        UserMistake mistake = assertThrows(UserMistake.class, () -> none.example(0));
        assertTrue(mistake.getMessage().contains("smaller leastBaseline"), mistake.getMessage());
        assertEquals(16, none.passedOver());
        Walls wide = new Walls(40, true);
        wide.focal = 0.4;
        Examples tooWide = of(wide, Settings.in(Frame.FIRST, Range.DISPARITY));
        assertThrows(UserMistake.class, () -> tooWide.example(0));
    }

    @Test
    void damagedViewsAreReplacedInTheSameWayAndToldOnce() {
        Walls walls = new Walls(14, true);
        walls.damaged = Set.of(3, 7);
        List<String> notes = new ArrayList<>();
        ExamplesConfig config = Settings.in(Frame.FIRST, Range.DISPARITY);
        Examples one = new Examples(walls, config, 2, 5, new Damage(notes::add));
        for (long number = 0; number < 12; number++) {
            Example example = one.example(number);
            assertSame(example, one.example(number));
            assertSame(example, of(walls, config).example(number));
            if (!example.scene().matches(".*[02468]")) {
                for (int index : example.contextIndices()) {
                    assertFalse(walls.damaged.contains(index));
                }
            }
        }
        assertTrue(one.damaged() >= 2, "damaged: " + one.damaged());
        assertEquals(notes.size(), notes.stream().distinct().count());
        assertTrue(notes.get(0).startsWith("skipped: wall"), notes.get(0));
        assertTrue(notes.size() < one.damaged());
    }

    @Test
    void aSceneThatIsDamagedAllOverIsReplaced() {
        Walls walls = new Walls(13, true);
        walls.damaged = Set.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        Example example = of(walls, Settings.in(Frame.FIRST, Range.DISPARITY)).example(1);
        assertTrue(example.scene().matches("wall.*[02468]"), example.scene());
    }

    @Test
    void batchesAreLaidOutAsTheySay() {
        Walls walls = new Walls(40, true);
        walls.cutOut = true;
        Examples examples = of(walls, Settings.in(Frame.FIRST, Range.DISPARITY));
        Batch batch = examples.batch(4);
        assertArrayEquals(new int[] {2, 3, 2, Settings.HEIGHT, Settings.WIDTH}, batch.shape());
        int pixels = Settings.WIDTH * Settings.HEIGHT;
        for (int b = 0; b < 2; b++) {
            Example example = examples.example(8 + b);
            assertSame(example, batch.examples().get(b));
            assertEquals((float) example.near(), batch.near()[b]);
            assertEquals((float) example.far(), batch.far()[b]);
            for (int v = 0; v < 5; v++) {
                ViewPixels view = example.views().get(v);
                float[] colors = v < 3 ? batch.context() : batch.targets();
                int at = 3 * pixels * (v < 3 ? 3 * b + v : 2 * b + v - 3);
                int index = 5 * b + v;
                for (int i = 0; i < 3 * pixels; i++) {
                    assertEquals(view.colors()[i], colors[at + i]);
                }
                assertEquals(view.depth()[7], batch.depth()[index * pixels + 7]);
                assertEquals(view.mask()[7], batch.mask()[index * pixels + 7]);
                Camera camera = view.camera();
                for (int i = 0; i < 16; i++) {
                    float expected = (float) camera.worldToCamera()[i];
                    assertEquals(expected, batch.worldToCamera()[16 * index + i]);
                }
                float[] k = new float[9];
                System.arraycopy(batch.intrinsics(), 9 * index, k, 0, 9);
                float f = (float) camera.fx();
                float[] expected = {f, 0, (float) camera.cx(), 0, f, (float) camera.cy(), 0, 0, 1};
                assertArrayEquals(expected, k);
            }
        }
    }

    @Test
    void whatIsTransparentIsInFrontOfTheBackground() {
        Walls walls = new Walls(40, true);
        Example opaque = of(walls, Settings.in(Frame.FIRST, Range.DISPARITY)).example(2);
        walls.cutOut = true;
        Example cut = of(walls, Settings.in(Frame.FIRST, Range.DISPARITY)).example(2);
        ViewPixels view = cut.context().get(1);
        assertNull(view.alpha());
        for (int i = 0; i < 40; i++) {
            float alpha = i / 3 % 4 / 4f;
            float color = opaque.context().get(1).colors()[i];
            assertEquals(alpha * color + (1 - alpha), view.colors()[i], 1e-6);
        }
    }

    @Test
    void aConfigurationIsAFile() {
        ExamplesConfig config = Settings.examples(Settings.sampler(3, 2), Settings.CHANGED);
        String yaml = Config.toYaml(config);
        assertEquals(config, Config.saved("test", yaml).as(ExamplesConfig.class));
        Config wrong = Config.saved("test", yaml).with(List.of("sampler.lastGap.least=0"));
        UserMistake mistake = assertThrows(UserMistake.class, () -> wrong.as(ExamplesConfig.class));
        assertTrue(
                mistake.getMessage().contains("sampler.lastGap.least must be from 1"),
                mistake.getMessage());
    }

    @Test
    void evaluationChangesNothingButUnitsOfLength() {
        ExamplesConfig config =
                Settings.examples(Settings.sampler(3, 2), Settings.CHANGED).forEvaluation();
        assertEquals(Settings.CHANGED.forEvaluation(), config.augmentation());
        assertEquals(Settings.CHANGED.scale(), config.augmentation().scale());
        AugmentationConfig plain = AugmentationConfig.NONE;
        assertEquals(plain, plain.forEvaluation());
        assertEquals(plain.flip(), config.augmentation().flip());
        assertEquals(plain.noise(), config.augmentation().noise());
        assertEquals(8, config.sampler().gap(0).least());
    }

    /** Views of nothing. */
    private record Black(List<Camera> cameras) implements ViewSet {
        @Override
        public String name() {
            return "black";
        }

        @Override
        public boolean isPath() {
            return true;
        }

        @Override
        public ViewPixels view(int index) {
            float[] colors = new float[3 * Settings.WIDTH * Settings.HEIGHT];
            return new ViewPixels(cameras.get(index), colors, null, null, null);
        }

        @Override
        public Map<String, String> labels() {
            return Map.of();
        }
    }

    /** Rounding takes the middle of a camera that turns some 1e-16 away. */
    @Test
    void camerasThatTurnWhereTheyAreAreAtOnePlace() {
        double[] pose = {1, 0, 0, -0.3, 0, 1, 0, 0.7, 0, 0, 1, 1.9, 0, 0, 0, 1};
        Camera camera = new Camera(Settings.WIDTH, Settings.HEIGHT, 9, 9, 4, 4, pose);
        List<Camera> cameras =
                List.of(
                        camera,
                        DepthWarp.turned(camera, 37),
                        DepthWarp.turned(camera, 74),
                        DepthWarp.moved(camera, 1e-6, 0, 0));
        ViewSet set = new Black(cameras);
        ExamplesConfig config = Settings.in(Frame.FIRST, Range.DISPARITY);
        assertTrue(Poses.baseline(cameras.subList(0, 3)) > 0, "or this tests nothing");
        DamagedViewException mistake =
                assertThrows(
                        DamagedViewException.class,
                        () -> Examples.of(set, config, new int[] {0, 1, 2}, new int[] {3}));
        assertTrue(mistake.getMessage().contains("at the same place"), mistake.getMessage());
        assertEquals(2, Examples.of(set, config, new int[] {0, 3}, new int[] {1}).context().size());
    }
}

package dev.resplat.splat.edit;

import static dev.resplat.splat.SameSplats.assertSameSplats;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Splats3d;
import dev.resplat.splat.edit.Region.Box;
import dev.resplat.splat.edit.Region.Sphere;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What stays, against lists made one by one. */
class SelectionTest {
    private static final Splats3d SCENE = Scenes.random(1, 257, 2);

    /** The splats of a list, one after the other. */
    private static Splats3d listed(Splats3d s, List<Integer> rows) {
        int n = rows.size();
        int width = 3 * Splats3d.terms(s.degree());
        float[] means = new float[3 * n];
        float[] quats = new float[4 * n];
        float[] logScales = new float[3 * n];
        float[] logits = new float[n];
        float[] sh = new float[width * n];
        for (int to = 0; to < n; to++) {
            int from = rows.get(to);
            for (int k = 0; k < 3; k++) {
                means[3 * to + k] = s.means()[3 * from + k];
                logScales[3 * to + k] = s.logScales()[3 * from + k];
            }
            for (int k = 0; k < 4; k++) {
                quats[4 * to + k] = s.quats()[4 * from + k];
            }
            for (int k = 0; k < width; k++) {
                sh[width * to + k] = s.sh()[width * from + k];
            }
            logits[to] = s.opacityLogits()[from];
        }
        return new Splats3d(s.degree(), means, quats, logScales, logits, sh);
    }

    private static void assertRows(List<Integer> rows, Splats3d actual) {
        assertTrue(rows.size() > 5 && rows.size() < SCENE.count() - 5, "some of both: " + rows);
        assertSameSplats(listed(SCENE, rows), actual);
    }

    @Test
    void aBoxKeepsWhatIsInIt() {
        Box box = new Box(new double[] {-0.5, -0.3, -1}, new double[] {0.4, 0.7, 0.6});
        List<Integer> in = new ArrayList<>();
        List<Integer> out = new ArrayList<>();
        for (int i = 0; i < SCENE.count(); i++) {
            boolean inside = true;
            for (int k = 0; k < 3; k++) {
                float x = SCENE.means()[3 * i + k];
                inside &= !(x < box.least()[k]) && !(x > box.most()[k]);
            }
            (inside ? in : out).add(i);
        }
        assertRows(in, Selection.inside(SCENE, box));
        assertRows(out, Selection.outside(SCENE, box));
    }

    @Test
    void aSphereKeepsWhatIsInIt() {
        Sphere sphere = new Sphere(new double[] {0.2, -0.1, 0.3}, 0.7);
        List<Integer> in = new ArrayList<>();
        List<Integer> out = new ArrayList<>();
        for (int i = 0; i < SCENE.count(); i++) {
            double apart =
                    Math.hypot(
                            Math.hypot(SCENE.means()[3 * i] - 0.2, SCENE.means()[3 * i + 1] + 0.1),
                            SCENE.means()[3 * i + 2] - 0.3);
            (apart < 0.7 ? in : out).add(i);
        }
        assertRows(in, Selection.inside(SCENE, sphere));
        assertRows(out, Selection.outside(SCENE, sphere));
    }

    @Test
    void theBorderBelongsToIt() {
        double[] at = {0.25, -1.5, 3};
        assertTrue(new Box(at, at).contains(0.25, -1.5, 3));
        assertTrue(new Sphere(new double[3], 5).contains(0, 3, -4));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Box(new double[3], new double[] {1, -1, 1}));
        assertThrows(IllegalArgumentException.class, () -> new Sphere(new double[3], -1));
        assertThrows(IllegalArgumentException.class, () -> new Sphere(new double[3], Double.NaN));
    }

    @Test
    void opacitiesAndSizesHaveLimits() {
        List<Integer> opaque = new ArrayList<>();
        List<Integer> small = new ArrayList<>();
        for (int i = 0; i < SCENE.count(); i++) {
            double e = Math.exp(SCENE.opacityLogits()[i]);
            if (e / (1 + e) >= 0.2 && e / (1 + e) <= 0.75) {
                opaque.add(i);
            }
            double most = 0;
            for (int k = 0; k < 3; k++) {
                most = Math.max(most, Math.exp(SCENE.logScales()[3 * i + k]));
            }
            if (most >= 0.1 && most <= 0.17) {
                small.add(i);
            }
        }
        assertRows(opaque, Selection.byOpacity(SCENE, 0.2, 0.75));
        assertRows(small, Selection.bySize(SCENE, 0.1, 0.17));
        double infinite = Double.POSITIVE_INFINITY;
        assertSameSplats(SCENE, Selection.bySize(SCENE, 0, infinite));
        assertEquals(0, Selection.byOpacity(SCENE, 2, 3).count());
    }

    @Test
    void thoseThatHideMostStay() {
        int n = SCENE.count();
        double[] importance = new double[n];
        for (int i = 0; i < n; i++) {
            double[] s = new double[3];
            for (int k = 0; k < 3; k++) {
                s[k] = Math.exp(SCENE.logScales()[3 * i + k]);
            }
            Arrays.sort(s);
            importance[i] = s[1] * s[2] / (1 + Math.exp(-SCENE.opacityLogits()[i]));
            assertEquals(Math.log(importance[i]), Selection.logImportance(SCENE, i), 1e-9);
        }
        List<Integer> rows =
                IntStream.range(0, n)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> -importance[i]))
                        .limit(101)
                        .sorted()
                        .toList();
        assertRows(rows, Selection.mostImportant(SCENE, 101));
        assertSame(SCENE, Selection.mostImportant(SCENE, n));
        assertEquals(0, Selection.mostImportant(SCENE, 0).count());
        assertThrows(IllegalArgumentException.class, () -> Selection.mostImportant(SCENE, -1));
    }

    @Test
    void ofEqualOnesTheFirstStay() {
        Splats3d same =
                new Splats3d(
                        0,
                        new float[] {0, 0, 0, 1, 0, 0, 2, 0, 0, 3, 0, 0},
                        new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0},
                        new float[12],
                        new float[] {1, 1, 2, 1},
                        new float[12]);
        float[] means = Selection.mostImportant(same, 3).means();
        assertArrayEquals(new float[] {0, 0, 0, 1, 0, 0, 2, 0, 0}, means);
    }

    /** What hides least is missed least: a tenth less is a better picture than any tenth less. */
    @Test
    void theRestLooksMoreLikeTheSceneThanAnyRest() {
        Splats3d scene = Scenes.random(2, 400, 1);
        SplittableRandom random = new SplittableRandom(2);
        double chosen = 0;
        double any = 0;
        for (int v = 0; v < 4; v++) {
            Camera camera = Scenes.camera(random);
            float[] whole = Scenes.render(scene, camera);
            chosen +=
                    Scenes.psnr(whole, Scenes.render(Selection.mostImportant(scene, 360), camera));
            Splats3d rest = Selection.of(scene, i -> i % 10 != 3);
            any += Scenes.psnr(whole, Scenes.render(rest, camera));
        }
        assertTrue(chosen > any + 4 * 8, "%.1f and %.1f dB".formatted(chosen / 4, any / 4));
    }
}

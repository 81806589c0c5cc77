package dev.resplat.train.resplat2d;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.reference.ReferenceDevice;
import dev.resplat.train.image.Image;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What splats are told, against the definition of each feature. */
class FeedbackTest {
    private static final int WIDTH = 13;
    private static final int HEIGHT = 9;

    private final Device reference = new ReferenceDevice().poisonBuffers();
    @RegisterExtension final InScope scope = InScope.on(reference);

    private static Feedback feedback(Device device, double[] rows, Image picture) {
        Tensor splats = Small.splats(device, rows);
        Rendering rendering = Rendering.of(splats, picture.width(), picture.height());
        return Feedback.of(splats, rendering, Small.map(device, picture));
    }

    private static double bounded(double x) {
        return 4 * Math.tanh(x / 4);
    }

    @Test
    void everyFeatureIsWhatItSays() {
        Image picture = Small.waves(WIDTH, HEIGHT);
        double[] rows = Small.rows(7, WIDTH, HEIGHT);
        Feedback actual = feedback(reference, rows, picture);
        assertEquals(Shape.of(7, Feedback.FEATURES), actual.features().shape());
        assertEquals(Shape.of(7, Column.COUNT), actual.directions().shape());
        SlowSplats slow = new SlowSplats(rows, WIDTH, HEIGHT);
        double[][] shares = slow.shares();
        double[][] image = slow.image();
        double[][] error = new double[image.length][3];
        for (int p = 0; p < error.length; p++) {
            for (int c = 0; c < 3; c++) {
                error[p][c] = picture.colors()[3 * p + c] - image[p][c];
            }
            double square = square(error[p]);
            assertEquals(square, actual.squares().toDoubles()[p], 1e-7);
        }
        for (int s = 0; s < slow.n; s++) {
            check(slow, s, shares, image, error, actual);
        }
    }

    private static double square(double[] x) {
        return x[0] * x[0] + x[1] * x[1] + x[2] * x[2];
    }

    private static void check(
            SlowSplats slow,
            int s,
            double[][] shares,
            double[][] image,
            double[][] error,
            Feedback actual) {
        double area = 0;
        double energy = 0;
        double contrast = 0;
        double[] lack = new double[3];
        double[] other = new double[3];
        for (int p = 0; p < image.length; p++) {
            double phi = shares[p][s];
            area += phi;
            energy += phi * square(error[p]);
            double[] away = new double[3];
            for (int c = 0; c < 3; c++) {
                away[c] = slow.color(s)[c] - image[p][c];
                lack[c] += phi * error[p][c];
                other[c] += phi * (error[p][c] - away[c]);
            }
            contrast += phi * square(away);
        }
        assertEquals(area, actual.areas().toDoubles()[s], 1e-6);
        assertEquals(energy, actual.energies().toDoubles()[s], 1e-6);
        double least = area + 1;
        double[] features = new double[Feedback.FEATURES];
        double[] directions = new double[Column.COUNT];
        for (int c = 0; c < 3; c++) {
            features[c] = bounded(8 * lack[c] / least);
            features[3 + c] = bounded(8 * other[c] / least);
            directions[Column.COLOR + c] = 2.5 * lack[c] / least;
        }
        features[6] = bounded(8 * Math.sqrt(energy / least));
        features[7] = Math.log(energy / least + 1e-6) / 2 + 3;
        features[8] = bounded(8 * Math.sqrt(contrast / least));
        features[9] = Math.log(least / (slow.scale(s) * slow.scale(s))) - 1;
        for (int column = 0; column < Column.COLOR; column++) {
            double unit = column < Column.LOG_SCALE ? slow.scale(s) : 1;
            double slope = unit * slow.follow(s, column, error) / least;
            features[10 + column] = bounded(400 * slope);
            features[17 + column] = bounded(slope / (contrast / least + 1e-4));
            directions[column] = features[17 + column];
        }
        for (int i = 0; i < 9; i++) {
            double x = slow.mean(s)[0] + slow.scale(s) * (i % 3 - 1);
            double y = slow.mean(s)[1] + slow.scale(s) * (i / 3 - 1);
            for (int c = 0; c < 3; c++) {
                features[24 + 3 * i + c] = 8 * slow.at(error, x, y, c);
            }
        }
        assertArrayEquals(features, row(actual.features(), s), 1e-5, "splat " + s);
        assertArrayEquals(directions, row(actual.directions(), s), 1e-5, "splat " + s);
    }

    private static double[] row(Tensor rows, int s) {
        int n = rows.shape().dim(1);
        return Arrays.copyOfRange(rows.toDoubles(), s * n, (s + 1) * n);
    }

    /** The same picture and the same splats, three times as large. */
    @Test
    void itHardlyDependsOnSize() {
        int factor = 3;
        double[] rows = Small.rows(7, 40, 30);
        double[] large = rows.clone();
        for (int at = 0; at < rows.length; at += Column.COUNT) {
            rows[at + Column.LOG_SCALE] += 1;
            large[at + Column.MEAN] *= factor;
            large[at + Column.MEAN + 1] *= factor;
            large[at + Column.LOG_SCALE] = rows[at + Column.LOG_SCALE] + Math.log(factor);
        }
        Feedback one = feedback(reference, rows, Small.waves(40, 30));
        Feedback two = feedback(reference, large, Small.waves(factor * 40, factor * 30));
        for (int s = 0; s < 7; s++) {
            double[] expected = row(one.features(), s);
            double[] actual = row(two.features(), s);
            for (int i = 0; i < expected.length; i++) {
                // what is around is seen at points, and the image has edges where splats end
                double tolerance = i < 24 ? 0.15 : 0.4;
                assertEquals(expected[i], actual[i], tolerance, "splat " + s + " feature " + i);
            }
        }
        assertArrayEquals(one.directions().toDoubles(), two.directions().toDoubles(), 0.1);
    }

    @Test
    void aPerfectImageHasNothingToTell() {
        double[] rows = Small.rows(7, WIDTH, HEIGHT);
        Tensor splats = Small.splats(reference, rows);
        Rendering rendering = Rendering.of(splats, WIDTH, HEIGHT);
        Feedback feedback = Feedback.of(splats, rendering, rendering.image().value());
        assertArrayEquals(new double[7], feedback.energies().toDoubles(), 1e-12);
        assertArrayEquals(new double[70], feedback.directions().toDoubles(), 1e-12);
    }

    /** Whoever is beyond the picture has no area and learns that alone, and what is near. */
    @Test
    void aSplatOfNoAreaIsToldNothingOfItsColors() {
        double[] rows = Small.rows(3, WIDTH, HEIGHT);
        rows[Column.COUNT] = 1000;
        Feedback feedback = feedback(reference, rows, Small.waves(WIDTH, HEIGHT));
        assertEquals(0, feedback.areas().toDoubles()[1]);
        double[] features = row(feedback.features(), 1);
        for (int i = 0; i < 24; i++) {
            double expected = i == 7 ? Math.log(1e-6) / 2 + 3 : i == 9 ? features[9] : 0;
            assertEquals(expected, features[i], 1e-9, "feature " + i);
        }
        assertArrayEquals(new double[Column.COUNT], row(feedback.directions(), 1), 1e-9);
    }

    @Test
    void mutedItKeepsOnlyWhatSelectionNeeds() {
        Image picture = Small.waves(WIDTH, HEIGHT);
        Feedback feedback = feedback(reference, Small.rows(7, WIDTH, HEIGHT), picture);
        Feedback muted = feedback.muted();
        assertEquals(0, muted.features().map(UnaryOp.ABS).sum().item());
        assertEquals(0, muted.directions().map(UnaryOp.ABS).sum().item());
        assertEquals(feedback.energies(), muted.energies());
        assertEquals(feedback.areas(), muted.areas());
        assertEquals(feedback.squares(), muted.squares());
    }

    @Test
    void floatIsNearDouble() {
        Device cpu = new CpuDevice(2).poisonBuffers();
        for (int[] size : new int[][] {{1, 1}, {1, 7}, {7, 1}, {37, 41}}) {
            Image picture = Small.waves(size[0], size[1]);
            double[] rows = Small.rows(9, size[0], size[1]);
            double[] expected = feedback(reference, rows, picture).features().toDoubles();
            double[] actual = feedback(cpu, rows, picture).features().toDoubles();
            double worst = 0;
            for (int i = 0; i < expected.length; i++) {
                worst = Math.max(worst, Math.abs(expected[i] - actual[i]));
            }
            assertTrue(worst < 0.02, "%d x %d: %g".formatted(size[0], size[1], worst));
        }
    }
}

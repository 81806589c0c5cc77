package dev.resplat.train.gap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Philox;
import dev.resplat.tensor.Scope;
import dev.resplat.train.data.ImageSource;
import dev.resplat.train.data.ProceduralImages;
import dev.resplat.train.image.Image;
import dev.resplat.train.resplat2d.Resplat2d;
import dev.resplat.train.resplat2d.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class DomainGapTest {
    private static final int SIZE = 64;

    private static List<Image> painted(long first, int count) {
        ProceduralImages images = new ProceduralImages(3);
        List<Image> pictures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pictures.add(images.training(first + i, SIZE));
        }
        return pictures;
    }

    private static List<Image> changed(List<Image> pictures, UnaryOperator<Image> change) {
        return pictures.stream().map(change).toList();
    }

    private static Image tinted(Image image) {
        float[] colors = image.colors().clone();
        for (int i = 0; i < colors.length; i += 3) {
            colors[i] = 0.3f + 0.7f * colors[i];
            colors[i + 2] *= 0.7f;
        }
        return new Image(image.width(), image.height(), colors);
    }

    private static Image noisy(Image image, double amount) {
        float[] colors = image.colors().clone();
        int[] words = new int[4];
        double[] pair = new double[2];
        for (int i = 0; i < colors.length; i++) {
            Philox.block(words, 5, 0, i);
            Philox.normals(words, 0, pair);
            colors[i] = (float) Math.min(Math.max(colors[i] + amount * pair[0], 0), 1);
        }
        return new Image(image.width(), image.height(), colors);
    }

    /** The mean of squares of so many pixels a side, around each pixel. */
    private static Image blurred(Image image, int side) {
        float[] colors = new float[image.colors().length];
        int radius = side / 2;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                for (int c = 0; c < 3; c++) {
                    float sum = 0;
                    for (int dy = -radius; dy <= radius; dy++) {
                        for (int dx = -radius; dx <= radius; dx++) {
                            int u = Math.min(Math.max(x + dx, 0), image.width() - 1);
                            int v = Math.min(Math.max(y + dy, 0), image.height() - 1);
                            sum += image.at(u, v, c);
                        }
                    }
                    colors[3 * (y * image.width() + x) + c] = sum / (side * side);
                }
            }
        }
        return new Image(image.width(), image.height(), colors);
    }

    private static Map<String, Double> between(List<Image> a, List<Image> b) {
        try (Scope scope = Scope.open()) {
            Resplat2d model = Weights.named(Weights.SHIPPED).on(Devices.find("cpu"));
            Features features = Features.of("resplat2d", model::features);
            return new DomainGap(a, b, Optional.of(features)).figures();
        }
    }

    @Test
    void theSamePicturesHaveNoGapAndItGrowsWithWhatIsDoneToThem() {
        List<Image> own = painted(0, 24);
        Map<String, Double> self = between(own, own);
        String frechet = "gap_frechet_resplat2d";
        double halves = self.get(frechet + "_halves");
        self.keySet().removeIf(name -> name.endsWith("_halves"));
        self.forEach((name, value) -> assertEquals(0, value, 1e-6, name));
        Map<String, Double> half = between(own, painted(24, 24));
        Map<String, Double> tinted = between(own, changed(own, DomainGapTest::tinted));
        Map<String, Double> noisy = between(own, changed(own, i -> noisy(i, 0.05)));
        Map<String, Double> noisier = between(own, changed(own, i -> noisy(i, 0.15)));
        Map<String, Double> blurred = between(own, changed(own, i -> blurred(i, 3)));
        Map<String, Double> soft = between(own, changed(own, i -> blurred(i, 7)));
        assertTrue(half.get(frechet) < 2 * halves, half.get(frechet) + " of " + halves);
        assertTrue(half.get(frechet) > 0.1 * halves, half.get(frechet) + " of " + halves);
        assertGrows(frechet, noisy, noisier);
        assertGrows(frechet, blurred, soft);
        assertGrows("gap_color", half, tinted);
        assertGrows("gap_colorMean", half, tinted);
        assertGrows("gap_gradient", half, noisy);
        assertGrows("gap_gradient", noisy, noisier);
        assertGrows("gap_gradient", half, soft);
        assertGrows("gap_gradient", blurred, soft);
        assertGrows("gap_slope", half, noisier);
        assertGrows("gap_slope", blurred, soft);
        assertGrows("gap_colorContrast", half, soft);
    }

    private static void assertGrows(
            String name, Map<String, Double> less, Map<String, Double> more) {
        assertTrue(
                more.get(name) > 1.3 * less.get(name),
                "%s: %s, then %s".formatted(name, less.get(name), more.get(name)));
    }

    @Test
    void aModelIsComparedOnBothShares() {
        List<Image> own = painted(0, 2);
        List<Image> dark = changed(own, i -> new Image(SIZE, SIZE, new float[i.colors().length]));
        DomainGap gap = new DomainGap(own, dark, Optional.empty());
        Map<String, Double> all = gap.figures(i -> i.colors()[0] == 0 ? 20 : 23.5);
        assertEquals(3.5, all.get("gap_psnr"), 1e-12);
        assertEquals(gap.figures().size() + 1, all.size());
    }

    /** What a mixture has: two sources, and the features that a network has now. */
    @Test
    void sourcesOfTheSameKindHaveASmallGapAndBlurredOnesALargeOne() {
        ImageSource one = new ProceduralImages(3);
        ImageSource other = new ProceduralImages(4);
        ImageSource blurred = new Changed(other, i -> blurred(i, 7));
        DomainGap same = DomainGap.between(one, other, SIZE, 1);
        DomainGap gap = DomainGap.between(one, blurred, SIZE, 2);
        assertEquals(gap.figures(), DomainGap.between(one, blurred, SIZE, 1).figures());
        Map<String, Double> chance = same.figures();
        for (String name : List.of("gap_gradient", "gap_color")) {
            assertTrue(chance.get(name) < 1.5 * chance.get(name + "_halves"), chance.toString());
        }
        assertGrows("gap_gradient", chance, gap.figures());
        assertGrows("gap_slope", chance, gap.figures());
        try (Scope scope = Scope.open()) {
            Resplat2d model = Weights.named(Weights.SHIPPED).on(Devices.find("cpu"));
            Features features = Features.of("resplat2d", model::features);
            Map<String, Double> small = same.compared(features);
            Map<String, Double> large = gap.compared(features);
            String name = "gap_frechet_resplat2d";
            assertTrue(small.get(name) < small.get(name + "_halves"), small.toString());
            assertTrue(large.get(name) > 2.5 * small.get(name), small + ", " + large);
            assertEquals(small.get(name + "_halves"), large.get(name + "_halves"));
            assertEquals(large, gap.compared(features));
        }
    }

    /** Pictures of another source that something is done to. */
    private record Changed(ImageSource source, UnaryOperator<Image> change) implements ImageSource {
        @Override
        public Image training(long number, int size) {
            return change.apply(source.training(number, size));
        }

        @Override
        public List<Image> sequence(long number, int size, int frames) {
            return changed(source.sequence(number, size, frames), change);
        }

        @Override
        public List<Image> heldOut(int most) {
            return changed(source.heldOut(most), change);
        }

        @Override
        public String name() {
            return source.name() + ", changed";
        }
    }

    /** A network that has diverged must not end the run before it says so. */
    @Test
    void featuresThatAreNoNumbersHaveNoDistance() {
        List<double[]> broken = List.of(new double[] {1, Double.NaN}, new double[] {2, 3});
        List<double[]> whole = rows(1, 2, 0);
        assertTrue(Double.isNaN(FeatureStatistics.of(whole).frechet(FeatureStatistics.of(broken))));
        assertTrue(Double.isNaN(FeatureStatistics.of(broken).frechet(FeatureStatistics.of(whole))));
    }

    @Test
    void theFrechetDistanceIsThatOfNormalDistributions() {
        // Of two axes: variances 1 and 4 against 9 and 4, means 3 apart: 9 + (1 - 3)^2 + 0.
        List<double[]> a = rows(1, 2, 0);
        List<double[]> b = rows(3, 2, 3);
        double distance = FeatureStatistics.of(a).frechet(FeatureStatistics.of(b));
        assertEquals(13, distance, 1e-9);
        assertEquals(0, FeatureStatistics.of(a).frechet(FeatureStatistics.of(a)), 1e-9);
    }

    /** Four rows with these deviations, not correlated. */
    private static List<double[]> rows(double x, double y, double mean) {
        double scale = Math.sqrt(3.0 / 4);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            double u = (i % 2 == 0 ? 1 : -1) * scale * x;
            double v = (i < 2 ? 1 : -1) * scale * y;
            // Turned by 45 degrees, so that matrices are not diagonal.
            double c = Math.sqrt(0.5);
            rows.add(new double[] {c * (u + mean) - c * v, c * (u + mean) + c * v});
        }
        return rows;
    }

    @Test
    void sharesAreLargeEnough() {
        List<Image> own = painted(0, 2);
        Image small = new Image(8, 8, new float[192]);
        assertThrows(
                IllegalArgumentException.class,
                () -> new DomainGap(own, own.subList(0, 1), Optional.empty()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new DomainGap(own, List.of(small, small), Optional.empty()));
    }
}

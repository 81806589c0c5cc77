package dev.resplat.train.pixelsplat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Softmax;
import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.splat.Rasterizer.Options;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.pixelsplat.DepthConfig.Kind;
import dev.resplat.train.pixelsplat.DepthConfig.OpacityMapping;
import dev.resplat.train.pixelsplat.DepthHead.Depths;
import dev.resplat.train.synthesis.SynthesisModel.Pass;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the gradient of pixelSplat is of. A few pixels draw buckets; a camera beside theirs sees the
 * splats, each bucket elsewhere. All that can be drawn is rendered, so expectations are exact.
 *
 * <p>The gradient of an expectation over draws has two parts: that for given draws, in which
 * opacity and place in the bucket change, and that in which the draws change. pixelSplat has the
 * first only.
 */
class DepthGradientTest {
    private static final int BUCKETS = 6;
    private static final int HEIGHT = 8;
    private static final int WIDTH = 20;
    private static final float[] NEAR = {1};
    private static final float[] FAR = {8};
    private static final SplatConfig SPLATS = new SplatConfig(0, 0.5, 15, false);
    private static final double EXACT = 1e-9;

    private final Device device = GradientCheck.device();
    @RegisterExtension final InScope scope = InScope.on(device);

    /** Some pixels in a row, and what is to be seen beside them. */
    private final class Case {
        private final int pixels;
        private final int draws;
        private final Tensor logits;
        private final Tensor offsets;
        private final Tensor numbers;
        private final Tensor truth;
        private final DepthHead head;
        private final Camera from;
        private final Camera eye;

        Case(int pixels, int draws, double sharpness, long seed) {
            RandomCameras random = new RandomCameras(device, seed);
            this.pixels = pixels;
            this.draws = draws;
            logits = random.normal(pixels, 1, BUCKETS).mul(sharpness);
            offsets = random.normal(pixels, 1, BUCKETS);
            numbers = random.normal(pixels, SPLATS.numbers());
            OpacityMapping same = new OpacityMapping(0, 0, 1);
            DepthConfig config =
                    new DepthConfig(
                            Kind.DISTRIBUTION, BUCKETS, 1, draws, false, false, false, same);
            head = new DepthHead(new RandomStream(seed), device, config, 3);
            double[] pose = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
            from = new Camera(pixels, 1, 16, 16, pixels / 2.0, 0.5, pose);
            double[] beside = pose.clone();
            beside[3] = 1;
            eye = new Camera(WIDTH, HEIGHT, 16, 16, 1, HEIGHT / 2.0, beside);
            int[] best = new int[pixels];
            for (int i = 0; i < pixels; i++) {
                best[i] = (int) (random.uniform(0, BUCKETS, 1).item());
            }
            Tensor opaque = Tensor.full(device, Shape.of(pixels, 1), 0.95);
            Depths depths = chosen(logits, offsets, best, 1);
            truth = image(new Depths(depths.depths(), Var.constant(opaque), null, null)).value();
        }

        private Depths chosen(Tensor logits, Tensor offsets, int[] index, int each) {
            return chosen(Var.constant(logits), Var.constant(offsets), index, each);
        }

        private Depths chosen(Var logits, Var offsets, int[] index, int each) {
            Tensor drawn = Tensor.ofInts(device, Shape.of(pixels, 1, each), index);
            return head.chosen(Softmax.softmax(logits), offsets, drawn, NEAR, FAR, 0);
        }

        private Var image(Depths depths) {
            Gaussians splats =
                    new SplatAdapter(SPLATS)
                            .apply(
                                    Var.constant(numbers),
                                    depths.depths(),
                                    depths.opacities(),
                                    null,
                                    List.of(from),
                                    1,
                                    pixels);
            return Rasterizer.render(splats, eye, Options.of(0)).image();
        }

        /** The squared error of the image, or all of its light. */
        private Var score(Depths depths, boolean squared) {
            Var image = image(depths);
            return squared ? Elementwise.square(image.sub(Var.constant(truth))).sum() : image.sum();
        }

        /** How many different draws there are. */
        private int draws() {
            return (int) Math.pow(BUCKETS, pixels * draws);
        }

        private int[] draw(int number) {
            int[] index = new int[pixels * draws];
            for (int i = 0; i < index.length; i++) {
                index[i] = number % BUCKETS;
                number /= BUCKETS;
            }
            return index;
        }

        private double probability(double[] p, int[] index) {
            double product = 1;
            for (int i = 0; i < index.length; i++) {
                product *= p[i / draws * BUCKETS + index[i]];
            }
            return product;
        }

        double expected(Tensor logits, Tensor offsets, boolean squared) {
            double[] p = logits.softmax().toDoubles();
            double sum = 0;
            for (int i = 0; i < draws(); i++) {
                try (Scope each = Scope.open()) {
                    Depths depths = chosen(logits, offsets, draw(i), draws);
                    sum += probability(p, draw(i)) * score(depths, squared).value().item();
                }
            }
            return sum;
        }

        Parts gradient(boolean squared) {
            double[] p = logits.softmax().toDoubles();
            Parts parts = new Parts(p.length);
            for (int i = 0; i < draws(); i++) {
                int[] index = draw(i);
                double weight = probability(p, index);
                try (Scope each = Scope.open()) {
                    Var l = Var.parameter(logits);
                    Var o = Var.parameter(offsets);
                    Var score = score(chosen(l, o, index, draws), squared);
                    Gradients gradients = score.backward();
                    add(parts.given, gradients.of(l).toDoubles(), weight);
                    add(parts.offsets, gradients.of(o).toDoubles(), weight);
                    double value = weight * score.value().item();
                    for (int j = 0; j < index.length; j++) {
                        int pixel = j / draws * BUCKETS;
                        parts.drawn[pixel + index[j]] += value;
                        for (int k = 0; k < BUCKETS; k++) {
                            parts.drawn[pixel + k] -= value * p[pixel + k];
                        }
                    }
                }
            }
            return parts;
        }
    }

    private static void add(double[] sum, double[] x, double factor) {
        for (int i = 0; i < x.length; i++) {
            sum[i] += factor * x[i];
        }
    }

    /** Expected gradients with respect to logits, for given draws and by them, and to offsets. */
    private static final class Parts {
        private final double[] given;
        private final double[] drawn;
        private final double[] offsets;

        Parts(int n) {
            given = new double[n];
            drawn = new double[n];
            offsets = new double[n];
        }

        double[] whole() {
            double[] sum = given.clone();
            add(sum, drawn, 1);
            return sum;
        }

        double cosine() {
            double[] whole = whole();
            return dot(given, whole) / Math.sqrt(dot(given, given) * dot(whole, whole));
        }

        double length() {
            return Math.sqrt(dot(given, given) / dot(whole(), whole()));
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** Both parts together, and that of the offsets alone, are what differences say. */
    @ParameterizedTest
    @CsvSource({"3, 1", "1, 3"})
    void bothPartsAreTheGradientOfTheExpectation(int pixels, int draws) {
        Case c = new Case(pixels, draws, 1, 21);
        Parts parts = c.gradient(true);
        double[] direction =
                new RandomCameras(device, 5).normal(c.logits.shape().size()).toDoubles();
        Tensor step = Tensor.of(device, c.logits.shape(), direction).mul(1e-5);
        double slope =
                c.expected(c.logits.add(step), c.offsets, true)
                        - c.expected(c.logits.sub(step), c.offsets, true);
        assertEquals(slope / 2e-5, dot(direction, parts.whole()), 1e-6);
        double along =
                c.expected(c.logits, c.offsets.add(step), true)
                        - c.expected(c.logits, c.offsets.sub(step), true);
        assertEquals(along / 2e-5, dot(direction, parts.offsets), 1e-6);
    }

    /**
     * Light of one splat grows with its opacity p as it does with how often it is drawn, p: each
     * part is half of the gradient.
     */
    @Test
    void ofTheLightOfOneSplatItIsExactlyHalf() {
        for (int seed = 0; seed < 5; seed++) {
            Parts parts = new Case(1, 1, 1.5, seed).gradient(false);
            assertArrayEquals(parts.drawn, parts.given, EXACT);
            assertTrue(dot(parts.given, parts.given) > 1e-3);
        }
    }

    /**
     * Of the squared error it mostly has nearly the direction of the whole, and half its length;
     * the more pixels share the image, the less so. Where a splat is nearly as bright as it should
     * be, the parts are opposed, and the whole may be led by the one that is missing.
     */
    @ParameterizedTest
    @CsvSource({"1, 1, 0.3, 100", "1, 1, 1, 100", "1, 1, 3, 100", "1, 3, 1, 8", "3, 1, 1, 8"})
    void ofTheErrorItMostlyLeadsDown(int pixels, int draws, double sharpness, int cases) {
        double[] cosines = new double[cases];
        double[] lengths = new double[cases];
        for (int seed = 0; seed < cases; seed++) {
            Parts parts = new Case(pixels, draws, sharpness, seed).gradient(true);
            cosines[seed] = parts.cosine();
            lengths[seed] = parts.length();
        }
        double down = Arrays.stream(cosines).filter(cosine -> cosine > 0).count();
        Arrays.sort(cosines);
        Arrays.sort(lengths);
        assertTrue(down >= 0.9 * cases, down + " of " + cases);
        assertTrue(cosines[cases / 2] > 0.95, "median cosine " + cosines[cases / 2]);
        assertTrue(lengths[cases / 2] < 1, "median length " + lengths[cases / 2]);
    }

    /** Of many forward passes with seeds of their own, as in training. */
    @Test
    void theMeanOfManyPassesIsTheGradientForGivenDraws() {
        Case c = new Case(1, 3, 1, 8);
        Tensor features = new RandomCameras(device, 1).uniform(0.5, 1.5, 1, 3);
        int passes = 800;
        double[] sum = new double[3];
        double[] squares = new double[3];
        for (int i = 0; i < passes; i++) {
            try (Scope each = Scope.open()) {
                Var x = Var.parameter(features);
                Depths depths = c.head.forward(x, NEAR, FAR, new Pass(i, 0, true));
                double[] g = c.score(depths, true).backward().of(x).toDoubles();
                add(sum, g, 1.0 / passes);
                for (int k = 0; k < 3; k++) {
                    squares[k] += g[k] * g[k] / passes;
                }
            }
        }
        double[] exact = new double[3];
        for (int i = 0; i < c.draws(); i++) {
            try (Scope each = Scope.open()) {
                Var x = Var.parameter(features);
                Var active = Elementwise.relu(x);
                Tensor logits = c.head.logits(active).value();
                double weight = c.probability(logits.softmax().toDoubles(), c.draw(i));
                Depths depths =
                        c.chosen(c.head.logits(active), c.head.offsets(active), c.draw(i), 3);
                add(exact, c.score(depths, true).backward().of(x).toDoubles(), weight);
            }
        }
        double deviations = 0;
        for (int k = 0; k < 3; k++) {
            double error = Math.sqrt((squares[k] - sum[k] * sum[k]) / passes);
            assertEquals(exact[k], sum[k], 4 * error);
            deviations = Math.max(deviations, Math.abs(exact[k]) / error);
        }
        assertTrue(deviations > 8, "no such mean could be of nothing: " + deviations);
    }
}

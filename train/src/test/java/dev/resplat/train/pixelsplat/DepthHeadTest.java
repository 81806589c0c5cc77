package dev.resplat.train.pixelsplat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Softmax;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.data.Draws;
import dev.resplat.train.data.Draws.Purpose;
import dev.resplat.train.pixelsplat.DepthConfig.Kind;
import dev.resplat.train.pixelsplat.DepthConfig.OpacityMapping;
import dev.resplat.train.pixelsplat.DepthHead.Depths;
import dev.resplat.train.synthesis.SynthesisModel.Pass;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Depths of pixels against the published formulas, and draws against their probabilities. */
class DepthHeadTest {
    private static final int FEATURES = 5;
    private static final int PIXELS = 6;
    private static final int BUCKETS = 4;
    private static final float[] NEAR = {0.5f, 2};
    private static final float[] FAR = {10, 50};
    private static final Pass PASS = new Pass(11, 50, true);
    private static final OpacityMapping SAME = new OpacityMapping(0, 0, 1);
    private static final OpacityMapping BENT = new OpacityMapping(0, 4, 100);
    private static final double EXACT = 1e-12;

    private final Device device = GradientCheck.device();
    @RegisterExtension final InScope scope = InScope.on(device);
    private Tensor features;

    @BeforeEach
    void open() {
        features = new RandomCameras(device, 9).normal(PIXELS, FEATURES).mul(2);
    }

    private static DepthConfig config(int surfaces, int perPixel) {
        return new DepthConfig(
                Kind.DISTRIBUTION, BUCKETS, surfaces, perPixel, false, false, false, SAME);
    }

    private static DepthConfig bent(boolean deterministic, boolean transmittance, boolean opacity) {
        return new DepthConfig(
                Kind.DISTRIBUTION, BUCKETS, 2, 3, deterministic, transmittance, opacity, BENT);
    }

    private DepthHead head(DepthConfig config) {
        return head(config, device);
    }

    private static DepthHead head(DepthConfig config, Device device) {
        return new DepthHead(new RandomStream(5), device, config, FEATURES);
    }

    private Depths forward(DepthHead head, Pass pass) {
        return head.forward(Var.constant(features), NEAR, FAR, pass);
    }

    /** What the linear map of a name makes of a pixel, by the columns of pixelSplat. */
    private double[] linear(DepthHead head, String name, int pixel) {
        Map<String, Var> parameters = head.parameters();
        double[] weight = parameters.get(name + ".weight").value().toDoubles();
        double[] y = parameters.get(name + ".bias").value().toDoubles();
        double[] x = features.toDoubles();
        for (int i = 0; i < FEATURES; i++) {
            for (int j = 0; j < y.length; j++) {
                y[j] += Math.max(0, x[pixel * FEATURES + i]) * weight[i * y.length + j];
            }
        }
        return y;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double published(double relative, int pixel) {
        double near = 1 / (double) NEAR[pixel / (PIXELS / 2)];
        double far = 1 / (double) FAR[pixel / (PIXELS / 2)];
        return 1 / ((1 - relative) * (near - far) + far);
    }

    private static double[] softmax(double[] y, int surfaces, int surface) {
        double[] p = new double[BUCKETS];
        double sum = 0;
        for (int k = 0; k < BUCKETS; k++) {
            p[k] = Math.exp(y[(k * surfaces + surface) * 2]);
            sum += p[k];
        }
        for (int k = 0; k < BUCKETS; k++) {
            p[k] /= sum;
        }
        return p;
    }

    /** The bucket that a depth is in, found again from its offset, which is the same formula. */
    private static int bucket(double depth, double[] offsets, int pixel) {
        for (int k = 0; k < BUCKETS; k++) {
            double expected = published((k + offsets[k]) / BUCKETS, pixel);
            if (Math.abs(expected - depth) < EXACT * depth) {
                return k;
            }
        }
        throw new AssertionError(depth + " is in no bucket");
    }

    private static double[] offsets(double[] y, int surfaces, int surface) {
        double[] offsets = new double[BUCKETS];
        for (int k = 0; k < BUCKETS; k++) {
            offsets[k] = sigmoid(y[(k * surfaces + surface) * 2 + 1]);
        }
        return offsets;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void depthsAndOpacitiesAreThosePublished(int surfaces) {
        DepthHead head = head(config(surfaces, 3));
        Depths found = forward(head, PASS);
        assertEquals(Shape.of(PIXELS, surfaces * 3), found.depths().shape());
        double[] depths = found.depths().value().toDoubles();
        double[] opacities = found.opacities().value().toDoubles();
        double[] probabilities = found.probabilities().value().toDoubles();
        for (int i = 0; i < depths.length; i++) {
            int pixel = i / (3 * surfaces);
            int surface = i / 3 % surfaces;
            double[] y = linear(head, "projection.1", pixel);
            double[] p = softmax(y, surfaces, surface);
            int k = bucket(depths[i], offsets(y, surfaces, surface), pixel);
            assertEquals(p[k] / 3, opacities[i], EXACT);
            int at = (pixel * surfaces + surface) * BUCKETS;
            assertArrayEquals(p, Arrays.copyOfRange(probabilities, at, at + BUCKETS), EXACT);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void variantsAreThosePublished(boolean transmittance) {
        DepthHead head = head(bent(true, transmittance, true));
        Depths found = forward(head, PASS);
        assertEquals(Shape.of(PIXELS, 2), found.depths().shape());
        double e = Math.pow(2, 0 + 50 / 100.0 * 4);
        for (int i = 0; i < 2 * PIXELS; i++) {
            double[] y = linear(head, "projection.1", i / 2);
            double[] p = softmax(y, 2, i % 2);
            double depth = found.depths().value().toDoubles()[i];
            int k = bucket(depth, offsets(y, 2, i % 2), i / 2);
            assertEquals(Arrays.stream(p).max().getAsDouble(), p[k], "the most probable");
            double before = Arrays.stream(p).limit(k).sum();
            double q = transmittance ? p[k] / (1 - before + 1e-10) : p[k];
            double mapped = 0.5 * (1 - Math.pow(1 - q, e) + Math.pow(q, 1 / e));
            double shown = sigmoid(linear(head, "to_opacity.1", i / 2)[0]);
            assertEquals(mapped * shown, found.opacities().value().toDoubles()[i], 1e-6);
        }
    }

    @Test
    void withoutADistributionThereIsOneDepth() {
        DepthConfig config =
                new DepthConfig(Kind.REGRESSION, BUCKETS, 2, 3, false, false, false, BENT);
        DepthHead head = head(config);
        Depths found = forward(head, PASS);
        double[] certain = new double[2 * PIXELS];
        Arrays.fill(certain, 1);
        assertArrayEquals(certain, found.probabilities().value().toDoubles());
        for (int i = 0; i < 2 * PIXELS; i++) {
            double[] y = linear(head, "projection.1", i / 2);
            double depth = published(sigmoid(y[i % 2 * 2]), i / 2);
            assertEquals(depth, found.depths().value().toDoubles()[i], EXACT * depth);
            double opacity = sigmoid(y[i % 2 * 2 + 1]);
            assertEquals(opacity, found.opacities().value().toDoubles()[i], EXACT);
        }
    }

    @Test
    void mappedOpacitiesGoFromZeroToOneWithFiniteSlopes() {
        Var p = Var.parameter(Tensor.of(device, Shape.of(5), 0, 1e-9, 0.3, 0.999999999, 1));
        for (double e : new double[] {1, 0.25, 16}) {
            Var o = DepthHead.opacity(p, e);
            double[] values = o.value().toDoubles();
            assertEquals(e == 16 ? 0.19 : 0, values[0], 0.02);
            assertEquals(e == 0.25 ? 0.99 : 1, values[4], 0.02);
            for (double slope : o.sum().backward().of(p).toDoubles()) {
                assertTrue(Double.isFinite(slope) && slope >= 0);
            }
        }
    }

    @Test
    void bucketsDependOnTheSeedOnly() {
        DepthHead head = head(config(2, 3));
        double[] first = forward(head, PASS).depths().value().toDoubles();
        double[] again = forward(head, new Pass(11, 7, false)).depths().value().toDoubles();
        double[] other = forward(head, new Pass(12, 50, true)).depths().value().toDoubles();
        assertArrayEquals(first, again);
        assertFalse(Arrays.equals(first, other));
    }

    @Test
    void bucketsAreDrawnAsOftenAsTheyAreProbable() {
        double[] p = {0.05, 0.3, 0, 0.25, 0.1, 0.3};
        int draws = 40_000;
        Tensor all = Tensor.of(device, Shape.of(1, 1, 6), p);
        Var every = Layout.broadcastTo(Var.constant(all), Shape.of(draws, 1, 6));
        int[] index = DepthDraws.of(every.value(), 2, 3).toInts();
        double[] alone = new double[6];
        double[] pairs = new double[36];
        for (int i = 0; i < draws; i++) {
            alone[index[2 * i]]++;
            pairs[6 * index[2 * i] + index[2 * i + 1]]++;
        }
        double[] expected = new double[36];
        for (int i = 0; i < 36; i++) {
            expected[i] = p[i / 6] * p[i % 6];
        }
        assertEquals(0, alone[2]);
        // one in a thousand would be above, of 4 and 24 degrees of freedom
        assertTrue(chiSquare(alone, p, draws) < 18.5);
        assertTrue(chiSquare(pairs, expected, draws) < 51.2);
    }

    /** The definition: one after the other, the first whose running total is above the number. */
    @Test
    void drawsAreThoseOfTheCounter() {
        int n = 3;
        double[] p = new RandomCameras(device, 7).normal(50, 2, 9).softmax().toDoubles();
        int[] expected = new int[50 * 2 * n];
        Draws draws = new Draws(21, Purpose.DEPTHS, 0);
        for (int i = 0; i < expected.length; i++) {
            int from = i / n * 9;
            double number = draws.uniform() * Arrays.stream(p, from, from + 9).sum();
            double sum = p[from];
            while (sum <= number) {
                expected[i]++;
                sum += p[from + expected[i]];
            }
        }
        for (Device each : new Device[] {device, Devices.cpu()}) {
            Tensor probabilities = Tensor.of(each, Shape.of(50, 2, 9), p);
            assertArrayEquals(expected, DepthDraws.of(probabilities, n, 21).toInts());
        }
    }

    private static double chiSquare(double[] found, double[] p, int draws) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            if (p[i] > 0) {
                double expected = draws * p[i];
                sum += (found[i] - expected) * (found[i] - expected) / expected;
            }
        }
        return sum;
    }

    @Test
    void gradientsForGivenBucketsAreThoseOfDifferences() {
        Tensor logits = new RandomCameras(device, 1).normal(PIXELS, 2, BUCKETS);
        Tensor offsets = new RandomCameras(device, 2).normal(PIXELS, 2, BUCKETS);
        Tensor index = DepthDraws.of(logits.softmax(), 3, 4);
        for (boolean transmittance : new boolean[] {false, true}) {
            DepthHead head = head(bent(false, transmittance, false));
            GradientCheck.check(
                    x -> {
                        Var p = Softmax.softmax(x[0]);
                        Depths d = head.chosen(p, x[1], index, NEAR, FAR, PASS.step());
                        return Layout.concat(1, d.depths(), d.opacities());
                    },
                    logits,
                    offsets);
        }
    }

    @Test
    void gradientsReachFeaturesAndWeights() {
        DepthConfig regression =
                new DepthConfig(Kind.REGRESSION, BUCKETS, 2, 3, false, false, true, SAME);
        for (DepthConfig config : new DepthConfig[] {bent(false, true, true), regression}) {
            DepthHead head = head(config);
            GradientCheck.check(x -> both(head.forward(x[0], NEAR, FAR, PASS)), features);
            for (Map.Entry<String, Var> entry : head.parameters().entrySet()) {
                Tensor p = entry.getValue().value();
                double[] start = p.toDoubles();
                double[] slopes =
                        both(forward(head, PASS)).sum().backward().of(entry.getValue()).toDoubles();
                double[] above = start.clone();
                double[] below = start.clone();
                double analytic = 0;
                for (int i = 0; i < start.length; i++) {
                    double direction = Math.cos(i);
                    above[i] += 1e-6 * direction;
                    below[i] -= 1e-6 * direction;
                    analytic += slopes[i] * direction;
                }
                device.upload(above, p.buffer(), start.length);
                double high = both(forward(head, PASS)).sum().value().item();
                device.upload(below, p.buffer(), start.length);
                double low = both(forward(head, PASS)).sum().value().item();
                device.upload(start, p.buffer(), start.length);
                double numeric = (high - low) / 2e-6;
                assertEquals(numeric, analytic, 1e-6 * Math.max(1, Math.abs(numeric)));
            }
        }
    }

    private static Var both(Depths depths) {
        return Layout.concat(1, depths.depths(), depths.opacities());
    }

    @Test
    void weightsHaveTheNamesOfThosePublished() {
        assertEquals(
                Set.of("projection.1.weight", "projection.1.bias"),
                head(config(1, 3)).parameters().keySet());
        Var weight = head(config(1, 3)).parameters().get("projection.1.weight");
        assertEquals(Shape.of(FEATURES, 2 * BUCKETS), weight.shape());
        assertTrue(head(bent(false, false, true)).parameters().containsKey("to_opacity.1.weight"));
    }

    @Test
    void theFastDeviceAgreesWithTheReference() {
        Depths expected = forward(head(bent(false, true, true)), PASS);
        Device cpu = Devices.cpu();
        features = features.to(cpu);
        Depths found = forward(head(bent(false, true, true), cpu), PASS);
        double[] depths = expected.depths().value().toDoubles();
        for (int i = 0; i < depths.length; i++) {
            assertEquals(depths[i], found.depths().value().toDoubles()[i], 1e-5 * depths[i]);
        }
        assertArrayEquals(
                expected.opacities().value().toDoubles(),
                found.opacities().value().toDoubles(),
                1e-5);
    }

    @Test
    void pixelsThatAreOfNoSceneAreAnError() {
        DepthHead head = head(config(1, 1));
        float[] four = {1, 1, 1, 1};
        assertThrows(
                IllegalArgumentException.class,
                () -> head.forward(Var.constant(features), four, four, PASS));
        assertThrows(
                IllegalArgumentException.class,
                () -> head.forward(Var.constant(features), NEAR, four, PASS));
    }
}

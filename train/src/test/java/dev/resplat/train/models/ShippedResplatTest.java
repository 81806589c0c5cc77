package dev.resplat.train.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Scope;
import dev.resplat.train.synthesis.HeldOutScenes;
import dev.resplat.train.synthesis.SynthesisData;
import dev.resplat.train.synthesis.SynthesisModel;
import dev.resplat.train.views.Example;
import dev.resplat.train.views.Examples;
import dev.resplat.train.views.ViewData;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The weights of ReSplat that come with the program. */
class ShippedResplatTest {
    private static final int MOST_BYTES = 4 << 20;
    private static final int SCENES = 6;

    /** Weights, configuration, seed, samples and hours are what a reader wants to know of them. */
    @ParameterizedTest
    @ValueSource(strings = {"resplat", "resplat-64"})
    void areSmallAndSayHowTheyWereMade(String name) throws IOException {
        String file = "/weights/%s.safetensors".formatted(name);
        try (InputStream in = getClass().getResourceAsStream(file)) {
            assertTrue(in.readAllBytes().length <= MOST_BYTES);
        }
        SynthesisWeights weights = SynthesisWeights.named(name);
        for (String fact : List.of("config", "seed", "samples", "hours", "score", "data")) {
            assertTrue(weights.file().facts().containsKey(fact), fact);
        }
        assertEquals("synthetic", weights.file().facts().get("data"));
    }

    @Test
    void someHaveLearnedFromViewsOfTwoSizes() {
        SynthesisData both = SynthesisWeights.named("resplat").config().data();
        assertEquals(128, both.examples().width());
        assertEquals(List.of(0.5, 1.0), both.sizes());
        SynthesisData small = SynthesisWeights.named("resplat-64").config().data();
        assertEquals(64, small.examples().width());
        assertEquals(List.of(), small.sizes());
    }

    /** On scenes that it has not seen, with 8 views: each refinement is better than the last. */
    @ParameterizedTest
    @ValueSource(strings = {"resplat", "resplat-64"})
    void everyRefinementPays(String name) {
        SynthesisWeights weights = SynthesisWeights.named(name);
        SynthesisData data = weights.config().data();
        Examples examples =
                Examples.heldOut("synthetic:1000", data.views(), data.examples(), n -> {});
        double[] means = new double[1 + weights.config().depth()];
        try (Scope scope = Scope.open()) {
            SynthesisModel model = weights.on(Devices.cpu());
            for (int i = 0; i < SCENES; i++) {
                Example example = examples.example(ViewData.FIRST_TEST + i);
                Map<String, Double> seen = HeldOutScenes.look(model, example, i, Devices.cpu());
                for (int d = 0; d < means.length; d++) {
                    String key = d == means.length - 1 ? "psnr" : "psnr_d" + d;
                    means[d] += seen.get(key) / SCENES;
                }
            }
        }
        for (int d = 1; d < means.length; d++) {
            assertTrue(means[d] > means[d - 1], d + ": " + means[d] + " after " + means[d - 1]);
        }
        assertTrue(means[1] > means[0] + 1, means[0] + " to " + means[1]);
        assertTrue(means[means.length - 1] > means[0] + 2, means[0] + " to the last");
    }

    /** On real clips, which nothing was trained or chosen with. */
    @ParameterizedTest
    @CsvSource({"resplat, 128", "resplat-64, 64"})
    void refineViewsBetweenPhotographs(String name, int size) {
        RealClips.Means means = RealClips.means(SynthesisWeights.named(name), size);
        assertTrue(means.last() > means.depths()[0] + 1, means.toString());
        assertTrue(means.last() > means.trivial() + 2, means.toString());
    }
}

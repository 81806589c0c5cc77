package dev.resplat.train.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Scope;
import dev.resplat.train.synthesis.ScaleResponse;
import dev.resplat.train.synthesis.SynthesisData;
import dev.resplat.train.synthesis.SynthesisModel;
import dev.resplat.train.views.Example;
import dev.resplat.train.views.Examples;
import dev.resplat.train.views.ViewData;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The weights of pixelSplat that come with the program. */
class ShippedPixelSplatTest {
    /** Decibels beyond the nearest view and the mean. */
    private static final double BETTER = 4;

    private static final int MOST_BYTES = 4 << 20;

    /** Weights, configuration, seed, samples and hours are what a reader wants to know of them. */
    @Test
    void areSmallAndSayHowTheyWereMade() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/weights/pixelsplat.safetensors")) {
            assertTrue(in.readAllBytes().length <= MOST_BYTES);
        }
        SynthesisWeights weights = SynthesisWeights.named("pixelsplat");
        for (String fact : List.of("config", "seed", "samples", "hours", "score", "data")) {
            assertTrue(weights.file().facts().containsKey(fact), fact);
        }
        assertEquals("synthetic", weights.file().facts().get("data"));
    }

    /** On real clips, which nothing was trained with: nearest and mean are left behind. */
    @ParameterizedTest
    @ValueSource(ints = {64, 128})
    void renderViewsBetweenPhotographs(int size) {
        RealClips.Means means = RealClips.means(SynthesisWeights.named("pixelsplat"), size);
        assertTrue(means.last() > means.trivial() + BETTER, means.toString());
    }

    /** Only the distance of the cameras tells how large a scene is that is seen in two images. */
    @Test
    void knowHowLargeScenesAre() {
        SynthesisWeights weights = SynthesisWeights.named("pixelsplat");
        SynthesisData data = weights.config().data();
        Examples examples = Examples.heldOut("synthetic:5", data.views(), data.examples(), n -> {});
        double sum = 0;
        int count = 12;
        try (Scope scope = Scope.open()) {
            SynthesisModel model = weights.on(Devices.cpu());
            for (int i = 0; i < count; i++) {
                Example example = examples.example(ViewData.FIRST_HELD_OUT + i);
                sum += ScaleResponse.slope(model, example, 1, i, Devices.cpu()).orElseThrow();
            }
        }
        assertEquals(1, sum / count, 0.25);
    }
}

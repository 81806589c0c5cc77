package dev.resplat.train.trunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.train.config.Config;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.image.Image;
import dev.resplat.train.loop.WeightsFile;
import dev.resplat.train.resplat.RenderFeatures;
import dev.resplat.train.scene.ViewPixels;
import dev.resplat.train.views.ViewData;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The weights that come with the program for telling renders from images. */
class ShippedTrunkTest {
    private static final int MOST_BYTES = 400_000;
    private static final int SIZE = 64;
    private static final int SCENES = 16;

    /** Rank correlations that were seen, but for a margin. */
    private static final double BETTER_THAN_COLORS = 0.05;

    private static final double BETTER_THAN_UNTRAINED = 0.1;

    /** Weights, configuration, seed, samples and hours are what a reader wants to know of them. */
    @Test
    void areSmallAndSayHowTheyWereMade() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/weights/trunk.safetensors")) {
            assertTrue(in.readAllBytes().length <= MOST_BYTES);
        }
        WeightsFile file = WeightsFile.named("trunk", List.of("trunk"));
        for (String fact : List.of("config", "seed", "samples", "hours", "score", "data")) {
            assertTrue(file.facts().containsKey(fact), fact);
        }
        assertEquals("synthetic", file.facts().get("data"));
        assertEquals(32, file.config(TrunkConfig.class).network().width());
    }

    /** On scenes of another library, which nothing was trained or chosen with. */
    @Test
    void tellHowStrongDegradationsAre() {
        TrunkConfig config = Config.named("trunk").as(TrunkConfig.class);
        ViewData data =
                ViewData.open(new DataChoice(Optional.of("synthetic:77"), 1), 0, 20, note -> {});
        List<Image> images = new ArrayList<>();
        for (int i = 0; i < SCENES; i++) {
            ViewPixels view = data.training().training(i, SIZE, SIZE).view(10);
            images.add(new Image(SIZE, SIZE, view.colors()));
        }
        StrengthOrder order = new StrengthOrder(images, config.degradation());
        Device device = Devices.cpu();
        try (Scope scope = Scope.open()) {
            RenderFeatures features = RenderFeatures.builtIn(device);
            assertEquals(128, features.channels());
            RenderFeatures untrained =
                    new RenderFeatures(RenderFeatures.network(new RandomStream(1), device, 32));
            Map<String, Double> found = order.of(StrengthOrder.features(features, device));
            Map<String, Double> colors = order.of(StrengthOrder::colors);
            Map<String, Double> before = order.of(StrengthOrder.features(untrained, device));
            String all = "features %s, colors %s, untrained %s".formatted(found, colors, before);
            assertTrue(found.get("order") > colors.get("order") + BETTER_THAN_COLORS, all);
            assertTrue(found.get("order") > before.get("order") + BETTER_THAN_UNTRAINED, all);
        }
    }
}

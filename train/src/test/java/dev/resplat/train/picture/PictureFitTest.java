package dev.resplat.train.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.config.Config;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Psnr;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PictureFitTest {
    private static final int STEPS = 60;

    private final Device device = Devices.cpu();
    private final PictureConfig config =
            Config.named("picture")
                    .with(
                            List.of(
                                    "picture.width=48",
                                    "picture.height=32",
                                    "batch=256",
                                    "features.frequencies=32",
                                    "features.deviation=3",
                                    "network.hidden=[32, 32]",
                                    "schedule.rate=1e-2",
                                    "schedule.warmUpSteps=5",
                                    "steps=" + STEPS))
                    .as(PictureConfig.class);
    private final Image target = BuiltInPicture.paint(48, 32);

    @Test
    void itLearns() {
        try (Scope scope = Scope.open()) {
            PictureFit fit = new PictureFit(config, device, target);
            double before = Psnr.of(fit.render(), target);
            for (int step = 0; step < STEPS; step++) {
                fit.step(step);
            }
            double after = Psnr.of(fit.render(), target);
            assertTrue(after > 19 && after > before + 5, before + " dB to " + after + " dB");
        }
        assertEquals(0, device.bytesInUse());
    }

    @Test
    void aRestoredFitGoesOnWithTheSameBits() {
        try (Scope scope = Scope.open()) {
            PictureFit whole = new PictureFit(config, device, target);
            Map<String, HostArray> half = Map.of();
            for (int step = 0; step < STEPS; step++) {
                if (step == STEPS / 2) {
                    half = whole.state();
                }
                whole.step(step);
            }
            PictureFit resumed = new PictureFit(config, device, target);
            resumed.restore(half);
            for (int step = STEPS / 2; step < STEPS; step++) {
                resumed.step(step);
            }
            assertEquals(whole.state(), resumed.state());
            assertArrayEquals(whole.render().colors(), resumed.render().colors());
        }
    }

    @Test
    void theBuiltInPictureHasContrast() {
        Image picture = BuiltInPicture.paint(24, 16);
        float least = 1;
        float most = 0;
        for (float value : picture.colors()) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        assertTrue(least >= 0 && least < 0.2 && most <= 1 && most > 0.9, least + " " + most);
    }
}

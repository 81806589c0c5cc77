package dev.resplat.train.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Splats2d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.train.config.Config;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Psnr;
import dev.resplat.train.picture.BuiltInPicture;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FitterTest {
    private final Device device = Devices.cpu();
    private final Image target = BuiltInPicture.paint(96, 64);

    private static FitConfig config(String... overrides) {
        return Config.named("fit")
                .with(List.of("seconds=0", "steps=200", "splats=300"))
                .with(List.of(overrides))
                .as(FitConfig.class);
    }

    @Test
    void itLearns() {
        try (Fitter fitter = new Fitter(device, target, config())) {
            while (fitter.steps() < 200) {
                fitter.step();
            }
            Splats2d best = fitter.best();
            assertEquals(300, best.count());
            double psnr = Psnr.of(new Image(96, 64, best.render(device)), target);
            assertTrue(psnr > 27, psnr + " dB");
        }
        assertEquals(0, device.bytesInUse());
    }
}

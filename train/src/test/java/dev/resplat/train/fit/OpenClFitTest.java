package dev.resplat.train.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.BlendMode;
import dev.resplat.splat.Splats2d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Traffic;
import dev.resplat.train.LossCurves;
import dev.resplat.train.OpenClUnderTest;
import dev.resplat.train.config.Config;
import dev.resplat.train.image.BuiltInPicture;
import dev.resplat.train.image.Image;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fits of pictures on an OpenCL device. */
final class OpenClFitTest {
    private static final int STEPS = 200;

    private final Image target = BuiltInPicture.paint(72, 56);

    private static FitConfig config(String... overrides) {
        return Config.named("fit")
                .with(List.of("seconds=0", "steps=" + STEPS, "splats=150"))
                .with(List.of(overrides))
                .as(FitConfig.class);
    }

    /** The mean square error of each step. */
    private double[] losses(Device device, FitConfig config) {
        double[] losses = new double[STEPS];
        try (Fitter fitter = new Fitter(device, target, config)) {
            for (int i = 0; i < STEPS; i++) {
                fitter.step();
                losses[i] = Math.pow(10, -fitter.psnr() / 10);
            }
            assertEquals(config.splats(), fitter.count());
        }
        assertEquals(0, device.bytesInUse());
        return losses;
    }

    /**
     * With rates of a third. At those of the configuration steps are so large that roundings grow
     * as in any chaos, and growth compares errors of pixels: one that is larger by a rounding puts
     * a splat elsewhere. Then {@code cpu} and {@code reference}, too, are up to a quarter apart.
     */
    @ParameterizedTest
    @EnumSource
    void itGoesAsOnTheCpu(BlendMode blend) {
        Device device = OpenClUnderTest.device();
        FitConfig config =
                config(
                        "blend=" + blend,
                        "growth.first=1",
                        "growth.rounds=0",
                        "rates.means=0.05",
                        "rates.logScales=0.013",
                        "rates.angles=0.013",
                        "rates.weights=0.03",
                        "rates.colors=0.007");
        LossCurves.agree("fit, " + blend, losses(Devices.cpu(), config), losses(device, config));
    }

    @ParameterizedTest
    @EnumSource
    void withGrowthItComesAsFarAsOnTheCpu(BlendMode blend) {
        Device device = OpenClUnderTest.device();
        FitConfig config = config("blend=" + blend);
        double expected = losses(Devices.cpu(), config)[STEPS - 1];
        double actual = losses(device, config)[STEPS - 1];
        double gain = 10 * Math.log10(expected / actual);
        assertEquals(0, gain, 1.5, "dB more than on the CPU");
    }

    @ParameterizedTest
    @EnumSource
    void theSameSeedGivesTheSameBits(BlendMode blend) {
        Device device = OpenClUnderTest.device();
        Splats2d[] best = new Splats2d[2];
        for (int run = 0; run < 2; run++) {
            FitConfig config = config("blend=" + blend, "steps=30", "loss.ssim=0.1");
            try (Fitter fitter = new Fitter(device, target, config)) {
                while (fitter.steps() < 30) {
                    fitter.step();
                }
                best[run] = fitter.best();
            }
        }
        assertArrayEquals(best[0].means(), best[1].means());
        assertArrayEquals(best[0].logScales(), best[1].logScales());
        assertArrayEquals(best[0].angles(), best[1].angles());
        assertArrayEquals(best[0].weights(), best[1].weights());
        assertArrayEquals(best[0].colors(), best[1].colors());
    }

    /** What a step without growth moves, whatever the number of splats and pixels. */
    @Test
    void aStepBringsAHandfulOfNumbersToTheHost() {
        Device device = OpenClUnderTest.device();
        Traffic few = transfers(device, target, 50);
        Traffic many = transfers(device, BuiltInPicture.paint(150, 130), 1000);
        System.out.println("a step of fit: " + many);
        assertEquals(few.downloads(), many.downloads());
        assertEquals(few.downloadedBytes(), many.downloadedBytes());
        assertTrue(many.downloads() <= 5 && many.downloadedBytes() <= 20, many.toString());
        assertEquals(0, many.uploadedBytes());
    }

    private static Traffic transfers(Device device, Image picture, int splats) {
        FitConfig config =
                config("splats=" + splats, "growth.first=1", "growth.rounds=0", "loss.ssim=0.2");
        try (Fitter fitter = new Fitter(device, picture, config)) {
            fitter.step();
            Traffic before = device.traffic().orElseThrow();
            fitter.step();
            return device.traffic().orElseThrow().since(before);
        }
    }

    /** One tile and as many splats as the smallest buffer holds: no size changes on the way. */
    @Test
    void aThousandStepsTakeNoMoreMemoryThanFifty() {
        Device device = OpenClUnderTest.device();
        FitConfig config = config("steps=1000", "splats=16", "growth.first=1", "growth.rounds=0");
        device.trim();
        try (Fitter fitter = new Fitter(device, BuiltInPicture.paint(30, 30), config)) {
            long inUse = 0;
            long pooled = 0;
            while (fitter.steps() < 1000) {
                fitter.step();
                if (fitter.steps() == 50) {
                    inUse = device.bytesInUse();
                    pooled = device.bytesPooled();
                }
            }
            assertTrue(inUse > 0 && pooled > 0);
            assertEquals(inUse, device.bytesInUse());
            assertEquals(pooled, device.bytesPooled());
        }
        assertEquals(0, device.bytesInUse());
    }
}

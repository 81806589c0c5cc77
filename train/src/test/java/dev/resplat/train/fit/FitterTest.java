package dev.resplat.train.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.BlendMode;
import dev.resplat.splat.Splats2d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.BuiltInPicture;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Psnr;
import dev.resplat.train.metrics.Ssim;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class FitterTest {
    private static final int SPLATS = 300;

    private final Device device = Devices.cpu();
    private final Image target = BuiltInPicture.paint(96, 64);

    private static FitConfig config(String... overrides) {
        return Config.named("fit")
                .with(List.of("seconds=0", "steps=300", "splats=" + SPLATS))
                .with(List.of(overrides))
                .as(FitConfig.class);
    }

    private static Splats2d fit(Device device, Image target, FitConfig config) {
        Splats2d best;
        try (Fitter fitter = new Fitter(device, target, config)) {
            while (fitter.steps() < config.steps()) {
                fitter.step();
            }
            assertEquals(config.splats(), fitter.count());
            best = fitter.best();
        }
        assertEquals(0, device.bytesInUse());
        assertEquals(config.splats(), best.count());
        return best;
    }

    private Image render(Splats2d splats) {
        return new Image(splats.width(), splats.height(), splats.render(device));
    }

    /** What a gradient that is off, or a step in the wrong direction, would not reach. */
    @ParameterizedTest
    @CsvSource({"ADDITIVE, 36", "NORMALIZED, 39", "ALPHA, 38"})
    void everyBlendLearns(BlendMode blend, double least) {
        Splats2d best = fit(device, target, config("blend=" + blend));
        assertEquals(blend, best.mode());
        double psnr = Psnr.of(render(best), target);
        assertTrue(psnr > least, psnr + " dB");
    }

    @Test
    void itEndsWithTheBestItHasSeen() {
        FitConfig config = config("rates.last=1", "rates.means=1", "steps=60");
        try (Fitter fitter = new Fitter(device, target, config)) {
            double highest = Double.NEGATIVE_INFINITY;
            while (fitter.steps() < 60) {
                int before = fitter.count();
                fitter.step();
                boolean grown = fitter.count() > before;
                highest = grown ? fitter.psnr() : Math.max(highest, fitter.psnr());
            }
            assertEquals(highest, Psnr.of(render(fitter.best()), target), 1e-3);
        }
    }

    /** Splats that are added where they help are worth more than steps. */
    @Test
    void growthHelps() {
        double grown = Psnr.of(render(fit(device, target, config())), target);
        FitConfig fixed = config("growth.first=1", "growth.rounds=0");
        double withAllAtOnce = Psnr.of(render(fit(device, target, fixed)), target);
        assertTrue(grown > withAllAtOnce + 1, grown + " dB, not grown " + withAllAtOnce);
    }

    @ParameterizedTest
    @EnumSource
    void theSameSeedGivesTheSameBits(BlendMode blend) {
        FitConfig config = config("blend=" + blend, "steps=40");
        Splats2d one = fit(new CpuDevice(1), target, config);
        Splats2d two = fit(new CpuDevice(2), target, config);
        assertArrayEquals(one.means(), two.means());
        assertArrayEquals(one.logScales(), two.logScales());
        assertArrayEquals(one.angles(), two.angles());
        assertArrayEquals(one.weights(), two.weights());
        assertArrayEquals(one.colors(), two.colors());
        FitConfig other = config("blend=" + blend, "steps=40", "seed=2");
        Splats2d three = fit(new CpuDevice(1), target, other);
        assertTrue(three.means()[0] != one.means()[0]);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1", "1, 1, 7, 20", "3, 2, 100, 30", "40, 1, 5, 3", "5, 40, 5, 1"})
    void picturesOfAnySizeAndAnyNumberOfSplats(int width, int height, int splats, int steps) {
        Image small = BuiltInPicture.paint(width, height);
        for (BlendMode blend : BlendMode.values()) {
            FitConfig config = config("blend=" + blend, "splats=" + splats, "steps=" + steps);
            Splats2d best = fit(device, small, config);
            assertTrue(Psnr.of(render(best), small) > 5);
        }
    }

    @Test
    void aFitOverTimeFollowsItsProgress() {
        FitConfig config = config("steps=0", "seconds=1000");
        try (Fitter fitter = new Fitter(device, target, config)) {
            int first = fitter.count();
            assertEquals(75, first);
            fitter.step();
            assertEquals(first, fitter.count());
            fitter.progress(0.2);
            fitter.step();
            assertTrue(fitter.count() > first && fitter.count() < SPLATS);
            fitter.progress(0.36);
            fitter.step();
            assertEquals(SPLATS, fitter.count());
            assertEquals(3, fitter.steps());
            assertTrue(fitter.pairs() > 1000);
        }
    }

    @Test
    void eachTermOfTheLossIsLearned() {
        FitConfig ssim = config("steps=150", "loss.l2=0", "loss.ssim=1");
        FitConfig l1 = config("steps=150", "loss.l2=0", "loss.l1=1");
        FitConfig l2 = config("steps=150");
        Image bySsim = render(fit(device, target, ssim));
        Image byL1 = render(fit(device, target, l1));
        Image byL2 = render(fit(device, target, l2));
        assertTrue(Ssim.of(bySsim, target) > Ssim.of(byL2, target));
        assertTrue(absolute(byL1) < absolute(byL2));
        Image small = BuiltInPicture.paint(10, 20);
        String message =
                assertThrows(UserMistake.class, () -> new Fitter(device, small, ssim)).getMessage();
        assertEquals(
                "loss.ssim needs a picture of 11 x 11 pixels or more, this is 10 x 20: set it to 0",
                message);
        assertEquals(0, device.bytesInUse());
    }

    private double absolute(Image image) {
        double sum = 0;
        for (int i = 0; i < image.colors().length; i++) {
            sum += Math.abs(image.colors()[i] - target.colors()[i]);
        }
        return sum;
    }

    @Test
    void stepsOrSecondsButNotBoth() {
        String both = assertThrows(UserMistake.class, () -> config("seconds=3")).getMessage();
        assertTrue(both.contains("steps must be more than 0, or else seconds"), both);
        assertThrows(UserMistake.class, () -> config("steps=0"));
        assertThrows(UserMistake.class, () -> config("growth.rounds=0"));
    }
}

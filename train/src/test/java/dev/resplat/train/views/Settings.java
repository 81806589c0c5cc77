package dev.resplat.train.views;

import dev.resplat.train.augment.AugmentationConfig;
import dev.resplat.train.augment.Blur;
import dev.resplat.train.augment.Exposure;
import dev.resplat.train.augment.Flip;
import dev.resplat.train.augment.JpegArtefacts;
import dev.resplat.train.augment.Lighting;
import dev.resplat.train.augment.PoseNoise;
import dev.resplat.train.augment.SensorNoise;
import dev.resplat.train.augment.WhiteBalance;
import dev.resplat.train.augment.WorldScale;
import dev.resplat.train.views.ExamplesConfig.Frame;
import dev.resplat.train.views.ExamplesConfig.Range;
import dev.resplat.train.views.SamplerConfig.Gap;

/** Configurations of tests. */
final class Settings {
    static final int WIDTH = 24;
    static final int HEIGHT = 16;

    /** Everything at once. */
    static final AugmentationConfig CHANGED =
            new AugmentationConfig(
                    true,
                    new Flip(0.5),
                    new PoseNoise(0.5, 1, 0.02),
                    new Lighting(0.5, 1, 0.3),
                    new Blur(0.5, 1.5, 4),
                    new Exposure(0.5, 0.5, 0.2),
                    new SensorNoise(0.5, 1e-4, 1e-2, 1e-6, 1e-4),
                    new WhiteBalance(0.5, 0.3, 0.1),
                    new JpegArtefacts(0.5, 0.3, 0.95),
                    new WorldScale(0.5, 2));

    private Settings() {}

    static SamplerConfig sampler(int context, int targets) {
        return new SamplerConfig(
                context, targets, false, new Gap(4, 6), new Gap(8, 12), 0.2, 0.6, 100, 100);
    }

    static ExamplesConfig examples(SamplerConfig sampler, AugmentationConfig augmentation) {
        return new ExamplesConfig(
                WIDTH,
                HEIGHT,
                sampler,
                Frame.FIRST,
                true,
                1e-3,
                Range.DISPARITY,
                3,
                0.5,
                100,
                1,
                augmentation);
    }

    static ExamplesConfig in(Frame frame, Range range) {
        return new ExamplesConfig(
                WIDTH,
                HEIGHT,
                sampler(3, 2),
                frame,
                true,
                1e-3,
                range,
                3,
                0.5,
                100,
                1,
                AugmentationConfig.NONE);
    }
}

package dev.resplat.train.ablation;

import dev.resplat.train.synthesis.SynthesisConfig;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Models that make new views of scenes, by how alike these are to what was to be seen. */
final class SceneComparison implements Comparison {
    static final Measure PSNR = Measure.of("psnr", "PSNR (dB)", 2);
    static final Measure SSIM = Measure.of("ssim", "SSIM", 3);
    static final Measure DEPTH = Measure.of("depthError", "depth error", 3);
    static final Measure SCALE = Measure.of("scaleError", "scale error", 3);
    static final Measure SLOPE = Measure.of("scaleSlope", "depth over baseline", 2);

    @Override
    public String heldOut() {
        return "Held-out scenes of each training";
    }

    @Override
    public String quantity() {
        return "";
    }

    @Override
    public String note() {
        return "Errors of depths are medians in logarithms, so that 0.1 is about a tenth: of the scale of a view, and of depths without it.";
    }

    @Override
    public List<Measure> measures() {
        return List.of(PSNR, SSIM, DEPTH, SCALE);
    }

    @Override
    public Measure course() {
        return PSNR;
    }

    @Override
    public Optional<TestItems> test(
            AblationConfig config, List<Trial> trials, Consumer<String> notes) {
        if (config.test().isNone()) {
            return Optional.empty();
        }
        SynthesisConfig training = (SynthesisConfig) trials.get(0).config();
        return Optional.of(TestScenes.of(config, training.data(), notes));
    }
}

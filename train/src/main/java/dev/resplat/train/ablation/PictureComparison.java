package dev.resplat.train.ablation;

import dev.resplat.train.config.UserMistake;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Models that make splats of pictures, by their PSNR at some depths of refinement. */
final class PictureComparison implements Comparison {
    /** The depth that the training's score is of. */
    static final int SCORED = 4;

    /** The depths that evaluations look at. */
    private static final List<Integer> DEPTHS = List.of(0, 1, 2, 4, 6, 8);

    /** At so many steps of refinement. */
    static Measure depth(int depth) {
        String key = "d" + depth;
        return new Measure(key, depth == SCORED ? "psnr" : "psnr_" + key, "D = " + depth, 2);
    }

    /** At all depths up to one. */
    static List<Measure> depthsTo(int most) {
        return IntStream.rangeClosed(0, most).mapToObj(PictureComparison::depth).toList();
    }

    @Override
    public String heldOut() {
        return "Held-out pictures";
    }

    @Override
    public String quantity() {
        return "PSNR (dB)";
    }

    @Override
    public String note() {
        return "D is the depth, how often splats are refined.";
    }

    @Override
    public List<Measure> measures() {
        return DEPTHS.stream().map(PictureComparison::depth).toList();
    }

    @Override
    public Measure course() {
        return depth(SCORED);
    }

    @Override
    public Optional<TestItems> test(
            AblationConfig config, List<Trial> trials, Consumer<String> notes) {
        if (config.test().scenes() > 0) {
            throw new UserMistake(
                    "test.scenes must be 0: the model %s makes no views of scenes"
                            .formatted(config.model()));
        }
        return TestPictures.of(config, notes).map(pictures -> pictures);
    }
}

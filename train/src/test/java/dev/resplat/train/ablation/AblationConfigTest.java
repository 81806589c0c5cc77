package dev.resplat.train.ablation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.resplat2d.Resplat2dConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AblationConfigTest {
    private final AblationConfig shipped = Config.named("ablate").as(AblationConfig.class);

    private static String mistake(org.junit.jupiter.api.function.Executable executable) {
        return assertThrows(UserMistake.class, executable).getMessage();
    }

    private Resplat2dConfig training(String variant) {
        return of(shipped.only(List.of(variant)).trials().get(0));
    }

    private static Resplat2dConfig of(Trial trial) {
        return (Resplat2dConfig) trial.config();
    }

    @Test
    void allShippedVariantsHaveTheSameBudgetAndDifferInWhatTheySay() {
        List<Trial> trials = shipped.trials();
        assertEquals(3 * shipped.variants().size(), trials.size());
        Resplat2dConfig full = of(trials.get(0));
        for (Trial trial : trials.subList(1, shipped.variants().size())) {
            assertEquals(500, trial.config().steps());
            assertFalse(
                    Config.changes(full, of(trial)).isEmpty(),
                    trial.variant() + " is the reference again");
        }
        assertEquals(4, training("untied").network().parts().untied());
        assertFalse(training("no-memory").network().parts().memory());
    }

    @Test
    void stagesAreReplacedAsAList() {
        assertEquals(List.of(new Resplat2dConfig.Stage(10, 6, 6)), training("depth-6").stages());
        assertEquals(3, training("full").stages().size());
    }

    @Test
    void valuesOfTheUserComeBeforeThoseOfAVariant() {
        AblationConfig config =
                shipped.with(List.of("network.selected=0.5", "picturesPerEpoch=7"))
                        .only(List.of("full", "all-move"));
        assertEquals(0.5, of(config.trials().get(0)).network().selected());
        assertEquals(1, of(config.trials().get(1)).network().selected());
        assertEquals(70, config.trials().get(1).config().steps());
    }

    @Test
    void whatIsSavedReadsBack() {
        assertEquals(
                shipped, Config.saved("saved", Config.toYaml(shipped)).as(AblationConfig.class));
    }

    @Test
    void unequalBudgetsAreRefused() {
        String message =
                mistake(
                        () ->
                                shipped.with(
                                                List.of(
                                                        "stages=[{epochs: 3, leastDepth: 1, mostDepth: 1}]"))
                                        .trials());
        assertEquals(
                "variants must have equal steps, but full has 150 and depth-0 has 500: change both",
                message);
    }

    @Test
    void mistakesAreNamed() {
        assertTrue(
                mistake(() -> shipped.only(List.of("ful")))
                        .startsWith("there is no variant 'ful'; there are: full, "));
        assertTrue(mistake(() -> shipped.with(List.of("seed=4"))).contains("--seeds"));
        assertTrue(mistake(() -> shipped.seeds(List.of(1L, 1L))).contains("--seeds"));
        assertTrue(mistake(() -> shipped.splats(0)).contains("--splats"));
        assertTrue(
                mistake(() -> shipped.with(List.of("loss.l3=1")).trials())
                        .contains("has no key 'loss.l3'"));
    }

    @Test
    void whatGoesOnMayHaveMoreSeedsButNotOtherTrainings() {
        AblationConfig more = shipped.seeds(List.of(1L, 2L, 3L, 4L));
        assertEquals(more, shipped.continued(more));
        AblationConfig same = shipped.with(List.of("data.size=128"));
        assertEquals(shipped, shipped.continued(same));
        AblationConfig other = shipped.with(List.of("data.size=64"));
        assertEquals(
                "this ablation was begun with data.size=128, which cannot change any more: choose another --out",
                mistake(() -> shipped.continued(other)));
        assertTrue(
                mistake(() -> shipped.continued(shipped.data("photos")))
                        .contains("data=what the model has"));
    }
}

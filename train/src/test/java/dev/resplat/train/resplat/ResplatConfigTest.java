package dev.resplat.train.resplat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.nn.optim.Schedule;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.Draws;
import dev.resplat.train.synthesis.SynthesisModel.Pass;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResplatConfigTest {
    @Test
    void shippedOnesAreReadAndWrittenAsTheyAre() {
        for (String name : List.of("resplat-mini", "resplat-small")) {
            ResplatConfig config = Config.named(name).as(ResplatConfig.class);
            String yaml = Config.toYaml(config);
            assertEquals(config, Config.saved("written", yaml).as(ResplatConfig.class));
        }
    }

    @Test
    void partsRestWhileOthersLearn() {
        ResplatConfig config = Config.named("resplat-mini").as(ResplatConfig.class);
        int first = config.refinement().first();
        Schedule splats = config.refinement().before(config.schedule(), config.steps());
        Schedule recurrent = config.refinement().rates(config.steps());
        assertTrue(splats.at(first - 1) > 0);
        assertEquals(0, splats.at(first));
        assertEquals(0, recurrent.at(first - 1));
        assertTrue(recurrent.at(first) > 0);
        assertEquals(1, config.weight(0, 0));
        assertEquals(0, config.weight(0, 3));
        assertEquals(0.81, config.weight(1, 3), 1e-12);
        assertEquals(1, config.weight(3, 3));
    }

    private static ResplatConfig mini(String... changes) {
        return Config.named("resplat-mini").with(List.of(changes)).as(ResplatConfig.class);
    }

    @Test
    void firstSplatsAreLearnedOrTakenFromElsewhere() {
        String stages = "refinement.stages=[{from: 0, least: 1, most: 4}]";
        String message =
                assertThrows(UserMistake.class, () -> mini(stages).check(note -> {})).getMessage();
        assertTrue(message.contains("refinement.start"), message);
        List<String> notes = new ArrayList<>();
        mini(stages, "refinement.start=resplat").check(notes::add);
        mini().check(notes::add);
        mini("refinement.stages=[]").check(notes::add);
        assertEquals(List.of(), notes);
        mini("steps=1000").check(notes::add);
        assertEquals(1, notes.size());
        assertTrue(notes.get(0).contains("only first splats"), notes.get(0));
    }

    @Test
    void whatFirstSplatsAreMadeOfOtherwiseIsSaid() {
        List<String> notes = new ArrayList<>();
        mini(
                        "refinement.start=resplat-64",
                        "network.stereo.neighbors=2",
                        "network.update.blocks=1",
                        "network.checkpoint=true")
                .check(notes::add);
        assertEquals(List.of(), notes);
        mini("refinement.start=resplat-64", "network.stereo.neighbors=3").check(notes::add);
        assertEquals(1, notes.size());
        assertTrue(notes.get(0).contains("network.stereo.neighbors=2"), notes.get(0));
        mini("refinement.startUpdate=resplat", "network.stereo.neighbors=3").check(notes::add);
        assertEquals(1, notes.size());
        mini("refinement.startUpdate=resplat", "network.update.newton=1").check(notes::add);
        assertEquals(2, notes.size());
        assertTrue(notes.get(1).contains("network.update.newton=2"), notes.get(1));
        mini("refinement.startUpdate=resplat", "network.frame=FIRST").check(notes::add);
        assertTrue(notes.get(2).contains("network.frame=middle"), notes.get(2));
    }

    @Test
    void theFileOfTheFrozenNetworkIsTriedBeforeThereIsARun() {
        ResplatConfig config = mini("network.update.trunk=nosuch.safetensors");
        assertThrows(UserMistake.class, () -> config.check(note -> {}));
    }

    @Test
    void howOftenAStepRefinesDependsOnTheSeedAndNotOnTheNumberOfViews() {
        RefinementConfig config =
                mini("refinement.stages=[{from: 0, least: 1, most: 4}]").refinement();
        int[] often = new int[5];
        int same = 0;
        int coupled = 0;
        for (int i = 0; i < 3000; i++) {
            Pass pass = new Pass(7, i, true);
            int depth = new RefinementSteps(config, 0).of(pass);
            often[depth]++;
            same += depth == new RefinementSteps(config, 1).of(pass) ? 1 : 0;
            int views = new Draws(0, Draws.Purpose.STEP, i).below(4);
            coupled += depth == views + 1 ? 1 : 0;
        }
        for (int depth = 1; depth <= 4; depth++) {
            assertEquals(750, often[depth], 120);
        }
        assertEquals(750, same, 120);
        assertEquals(750, coupled, 120);
    }

    @Test
    void adviceNamesTheRateOfThePartThatLearns() {
        assertTrue(mini().advice().contains("refinement.schedule.rate"), mini().advice());
    }

    @Test
    void aBlurIsNoLessThanNothing() {
        Config config = Config.named("resplat-small").with(List.of("network.splats.blur=-0.1"));
        String message =
                assertThrows(UserMistake.class, () -> config.as(ResplatConfig.class)).getMessage();
        assertTrue(message.contains("blur"), message);
    }
}

package dev.resplat.train.resplat2d;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Resplat2dConfigTest {
    private static Resplat2dConfig config(String... overrides) {
        return Config.named("resplat2d").with(List.of(overrides)).as(Resplat2dConfig.class);
    }

    @Test
    void stagesFollowEachOther() {
        Resplat2dConfig config = config();
        assertEquals(3600, config.steps());
        int[][] stages = {{0, 0}, {799, 0}, {800, 1}, {1999, 1}, {2000, 2}, {3599, 2}, {9999, 2}};
        for (int[] stage : stages) {
            assertEquals(stage[1], config.stage(stage[0]), "step " + stage[0]);
        }
    }

    /** A batch that begins in a stage belongs to it, and the last one may be smaller. */
    @Test
    void pictureCountsWhateverTheBatch() {
        Resplat2dConfig config = config("data.batch=7");
        assertEquals(515, config.steps());
        assertEquals(0, config.stage(114));
        assertEquals(1, config.stage(115));
        assertEquals(2, config.stage(514));
    }

    @Test
    void teachingFallsAlongALine() {
        Resplat2dConfig.Teaching teaching = new Resplat2dConfig.Teaching(0.4, 0.5, 8);
        assertEquals(0.4, teaching.at(0), 1e-12);
        assertEquals(0.2, teaching.at(0.25), 1e-12);
        assertEquals(0, teaching.at(0.5), 1e-12);
        assertEquals(0, teaching.at(1), 1e-12);
    }

    @ParameterizedTest
    @CsvSource({
        "network.turnover=0.6, network.turnover",
        "network.neighbors=0, network.neighbors",
        "network.selected=0, network.selected",
        "network.parts.untied=9, network.parts.untied",
        "data.mostPixels=20, data.mostPixels",
        "loss.growth=0, loss.growth",
        "teaching.until=0, teaching.until",
        "schedule.lastRate=1, schedule.lastRate",
        "picturesPerEpoch=0, picturesPerEpoch"
    })
    void whatIsWrongIsNamed(String override, String key) {
        String message = assertThrows(UserMistake.class, () -> config(override)).getMessage();
        assertTrue(message.contains(key.substring(key.lastIndexOf('.') + 1)), message);
    }

    @Test
    void somethingMustBeMadeSmall() {
        String[] nothing = {"loss.l1=0", "loss.l2=0", "loss.perceptual=0"};
        String message = assertThrows(UserMistake.class, () -> config(nothing)).getMessage();
        assertTrue(message.contains("more than 0 where the others are 0"), message);
    }
}

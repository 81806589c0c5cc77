package dev.resplat.train.resplat2d;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class Resplat2dConfigTest {
    private static final String STAGES =
            "stages=[{epochs: 1, leastDepth: 0, mostDepth: 0},"
                    + " {epochs: 2, leastDepth: 1, mostDepth: 2},"
                    + " {epochs: 1, leastDepth: 3, mostDepth: 8}]";

    private static Resplat2dConfig config(String... overrides) {
        return Config.named("resplat2d").with(List.of(overrides)).as(Resplat2dConfig.class);
    }

    @Test
    void aStageBeginsWithTheFirstPictureOfItsEpochs() {
        Resplat2dConfig config = config(STAGES, "picturesPerEpoch=3");
        assertEquals(12, config.steps());
        assertEquals(
                List.of(0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2),
                IntStream.range(0, 12).map(config::stage).boxed().toList());
    }

    /** Of 12 pictures, two per step: step 1 has pictures 2 and 3, the second of the next stage. */
    @Test
    void aStepIsInTheStageOfItsFirstPicture() {
        Resplat2dConfig config = config(STAGES, "picturesPerEpoch=3", "data.batch=2");
        assertEquals(6, config.steps());
        assertEquals(
                List.of(0, 0, 1, 1, 1, 2),
                IntStream.range(0, 6).map(config::stage).boxed().toList());
    }

    @Test
    void theLastStepMayBeginWithTheLastPictureOnly() {
        assertEquals(3, config(STAGES, "picturesPerEpoch=3", "data.batch=5").steps());
        assertEquals(1, config(STAGES, "picturesPerEpoch=3", "data.batch=64").steps());
    }

    @Test
    void teachingEndsAlongALine() {
        Resplat2dConfig.Teaching teaching = new Resplat2dConfig.Teaching(0.5, 0.4, 1);
        assertEquals(0.5, teaching.at(0));
        assertEquals(0.25, teaching.at(0.2), 1e-12);
        assertEquals(0, teaching.at(0.4), 1e-12);
        assertEquals(0, teaching.at(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "data.size=31             | data.size must be from 32 to 1024, is 31",
                "data.mostPixels=24       | data.mostPixels must be from 25 to 10000, is 24",
                "data.sequences=1.1       | data.sequences must be from 0 to 1, is 1.1",
                "data.batch=0             | data.batch must be from 1 to 64, is 0",
                "loss.growth=0            | loss.growth must be from 0.001 to 1, is 0",
                "loss.l1=-1               | loss.l1 must be from 0 to 1000000, is -1",
                "teaching.until=0         | teaching.until must be from 1.0E-6 to 1, is 0",
                "network.turnover=0.6     | network.turnover must be from 0 to 0.5, is 0.6",
                "network.selected=0       | network.selected must be from 0.001 to 1, is 0",
                "network.parts.untied=9   | network.parts.untied must be from 1 to 8, is 9",
                "optimizer.average=1      | optimizer.average must be from 0 to 0.999999, is 1",
                "schedule.lastRate=1      | schedule.lastRate must be from 0 to 0.004, is 1",
                "stages=[]                | stages must be one or more, is none",
                "stages=[{epochs: 1, leastDepth: 2, mostDepth: 1}] | stages[0].mostDepth must be from 2 to 8, is 1",
                "stages=[{epochs: 1, leastDepth: 2, mostDepth: 9}] | stages[0].mostDepth must be from 2 to 8, is 9",
                "stages=[{epochs: 1, mostDepth: 9}] | missing key 'stages[0].leastDepth'; present are: epochs, mostDepth",
                "stages=[{epochs: 99999, leastDepth: 0, mostDepth: 0}] | stages must be of at most 10000000 pictures, epochs times picturesPerEpoch, is 39999600",
            })
    void aMistakeNamesItsKey(String override, String expected) {
        String message = assertThrows(UserMistake.class, () -> config(override)).getMessage();
        assertEquals("configs/resplat2d.yaml with " + override + ": " + expected, message);
    }

    @Test
    void somethingMustBeMadeSmall() {
        String[] nothing = {"loss.l1=0", "loss.l2=0", "loss.perceptual=0"};
        String message = assertThrows(UserMistake.class, () -> config(nothing)).getMessage();
        assertTrue(message.contains("loss.l2 must be more than 0"), message);
    }
}

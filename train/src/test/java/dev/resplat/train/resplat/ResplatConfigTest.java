package dev.resplat.train.resplat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.nn.optim.Schedule;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
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

    @Test
    void aBlurIsNoLessThanNothing() {
        Config config = Config.named("resplat-small").with(List.of("network.splats.blur=-0.1"));
        String message =
                assertThrows(UserMistake.class, () -> config.as(ResplatConfig.class)).getMessage();
        assertTrue(message.contains("blur"), message);
    }
}

package dev.resplat.train.resplat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResplatConfigTest {
    /** Those that were learned before renders could be antialiased. */
    @Test
    void olderWeightsAreRenderedAsTheyWere() {
        ResplatConfig now =
                Config.named("resplat-mini")
                        .with(List.of("network.splats.blur=0.2", "network.splats.antialiased=true"))
                        .as(ResplatConfig.class);
        String yaml = Config.toYaml(now);
        String older = yaml.replaceAll("(?m)^    (antialiased|blur): .*\n", "");
        assertEquals(yaml.lines().count() - 2, older.lines().count());
        ResplatNetwork.SplatsConfig splats =
                Config.saved("older", older).as(ResplatConfig.class).network().splats();
        assertEquals(new ResplatNetwork.SplatsConfig(1, 3, 1e-6, 3, false, 0.3), splats);
        ResplatNetwork.SplatsConfig same =
                Config.saved("now", yaml).as(ResplatConfig.class).network().splats();
        assertEquals(now.network().splats(), same);
    }

    @Test
    void aBlurIsNoLessThanNothing() {
        Config config = Config.named("resplat-small").with(List.of("network.splats.blur=-0.1"));
        String message =
                assertThrows(UserMistake.class, () -> config.as(ResplatConfig.class)).getMessage();
        assertTrue(message.contains("blur"), message);
    }
}

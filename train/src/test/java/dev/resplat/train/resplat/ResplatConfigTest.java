package dev.resplat.train.resplat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResplatConfigTest {
    /** Those that were learned before renders could be antialiased, and splats begin anew. */
    @Test
    void olderWeightsMeanWhatTheyDid() {
        ResplatConfig now =
                Config.named("resplat-mini")
                        .with(
                                List.of(
                                        "network.splats.blur=0.2",
                                        "network.splats.antialiased=true",
                                        "network.update.turnover=0.1"))
                        .as(ResplatConfig.class);
        String yaml = Config.toYaml(now);
        String older = yaml.replaceAll("(?m)^    (antialiased|blur|turnover): .*\n", "");
        assertEquals(yaml.lines().count() - 3, older.lines().count());
        ResplatNetwork network = Config.saved("older", older).as(ResplatConfig.class).network();
        assertEquals(new ResplatNetwork.SplatsConfig(1, 3, 1e-6, 3, false, 0.3), network.splats());
        assertEquals(0, network.update().turnover());
        assertEquals(now, Config.saved("now", yaml).as(ResplatConfig.class));
    }

    @Test
    void aBlurIsNoLessThanNothing() {
        Config config = Config.named("resplat-small").with(List.of("network.splats.blur=-0.1"));
        String message =
                assertThrows(UserMistake.class, () -> config.as(ResplatConfig.class)).getMessage();
        assertTrue(message.contains("blur"), message);
    }
}

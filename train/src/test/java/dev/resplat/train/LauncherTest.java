package dev.resplat.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LauncherTest {
    @Test
    void flagsOfTheUserComeFirstAndStay() {
        List<String> flags = Launcher.childFlags(List.of("-Da=b c", "-ea"), 17);
        assertEquals(List.of("-Da=b c", "-ea"), flags.subList(0, 2));
        assertTrue(flags.contains("--add-modules=jdk.incubator.vector"));
        assertTrue(flags.contains("-XX:MaxRAMPercentage=75"));
        assertTrue(flags.contains("-Dresplat.parent=17"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xmx2g", "-XX:MaxRAMPercentage=20", "-XX:MaxHeapSize=1g"})
    void aHeapLimitOfTheUserHolds(String flag) {
        assertFalse(Launcher.childFlags(List.of(flag), 17).contains("-XX:MaxRAMPercentage=75"));
    }
}

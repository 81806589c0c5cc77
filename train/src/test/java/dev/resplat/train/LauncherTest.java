package dev.resplat.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LauncherTest {
    private static final Path NOWHERE = Path.of("no", "such", "file");

    @TempDir private Path temporary;

    private Path modes(String text) throws IOException {
        return Files.writeString(temporary.resolve("enabled"), text);
    }

    private static boolean hasLargePages(List<String> flags) {
        return flags.contains("-XX:+UseTransparentHugePages");
    }

    @Test
    void flagsOfTheUserComeFirstAndStay() {
        List<String> flags = Launcher.childFlags(List.of("-Da=b c", "-ea"), 17, NOWHERE);
        assertEquals(List.of("-Da=b c", "-ea"), flags.subList(0, 2));
        assertTrue(flags.contains("--add-modules=jdk.incubator.vector"));
        assertTrue(flags.contains("-XX:MaxRAMPercentage=75"));
        assertTrue(flags.contains("-Dresplat.parent=17"));
    }

    @Test
    void namesOfFilesAreInUtf8WhereTheLocaleHasAsciiOnly() {
        Map<String, String> environment = new HashMap<>(Map.of("LC_ALL", "POSIX"));
        Launcher.nameFiles("ANSI_X3.4-1968", environment);
        assertEquals(Map.of("LC_ALL", "C.UTF-8"), environment);
    }

    @Test
    void theCacheIsWhereTheUserWantsCachesToBe() {
        Path folder = temporary.toAbsolutePath();
        assertEquals(Optional.of(folder.resolve("resplat")), Launcher.cache(folder.toString()));
        for (String home : new String[] {null, "", "relative"}) {
            assertEquals(Optional.empty(), Launcher.cache(home));
        }
    }

    @Test
    void signalsReachJavaFirst() throws IOException {
        Map<String, String> environment = new HashMap<>();
        Launcher.chainSignals(temporary, environment);
        assertEquals(Map.of(), environment, "no such library");

        Path home = Files.createDirectories(temporary.resolve("jdk"));
        Path library = home.resolve("lib").resolve("libjsig.so");
        Files.createDirectories(library.getParent());
        Files.createFile(library);
        Launcher.chainSignals(home, environment);
        assertEquals(Map.of("LD_PRELOAD", library.toString()), environment);
        environment.put("LD_PRELOAD", "theirs.so");
        Launcher.chainSignals(home, environment);
        assertEquals(Map.of("LD_PRELOAD", library + ":theirs.so"), environment);

        Path spaced = temporary.resolve("a jdk");
        Files.createDirectories(spaced.resolve("lib"));
        Files.createFile(spaced.resolve("lib").resolve("libjsig.so"));
        environment.clear();
        Launcher.chainSignals(spaced, environment);
        assertEquals(Map.of(), environment, "a name that LD_PRELOAD would take for two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "ISO-8859-15", "Cp1252"})
    void anyOtherLocaleStays(String encoding) {
        Map<String, String> environment = new HashMap<>(Map.of("LC_ALL", "de_DE@euro"));
        Launcher.nameFiles(encoding, environment);
        assertEquals(Map.of("LC_ALL", "de_DE@euro"), environment);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xmx2g", "-XX:MaxRAMPercentage=20", "-XX:MaxHeapSize=1g"})
    void aHeapLimitOfTheUserHolds(String flag) {
        assertFalse(
                Launcher.childFlags(List.of(flag), 17, NOWHERE)
                        .contains("-XX:MaxRAMPercentage=75"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[always] madvise never\n", "always [madvise] never\n"})
    void largePagesAreUsedWhereThereAreAny(String modes) throws IOException {
        assertTrue(hasLargePages(Launcher.childFlags(List.of("-ea"), 17, modes(modes))));
    }

    @Test
    void noLargePagesWhereTheSystemHasNone() throws IOException {
        Path never = modes("always madvise [never]\n");
        assertFalse(hasLargePages(Launcher.childFlags(List.of(), 17, never)));
        assertFalse(hasLargePages(Launcher.childFlags(List.of(), 17, NOWHERE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:-UseTransparentHugePages", "-XX:+UseLargePages"})
    void aChoiceOfPagesOfTheUserHolds(String flag) throws IOException {
        Path always = modes("[always] madvise never\n");
        assertFalse(hasLargePages(Launcher.childFlags(List.of(flag), 17, always)));
    }

    @Test
    void theCompilerTrustsTypesLonger() {
        assertEquals(
                Launcher.isFlag("PerMethodTrapLimit"),
                Launcher.childFlags(List.of(), 17, NOWHERE)
                        .contains("-XX:PerMethodTrapLimit=10000"));
        String own = "-XX:PerMethodTrapLimit=50";
        assertEquals(
                List.of(own),
                Launcher.childFlags(List.of(own), 17, NOWHERE).stream()
                        .filter(flag -> flag.contains("TrapLimit"))
                        .toList());
        assertTrue(Launcher.isFlag("MaxHeapSize"));
        assertFalse(Launcher.isFlag("NoSuchFlag"));
    }
}

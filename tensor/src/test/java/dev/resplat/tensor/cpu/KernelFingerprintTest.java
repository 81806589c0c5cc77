package dev.resplat.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bits of results depend on neither threads, nor compilation, nor the JDK. */
class KernelFingerprintTest {
    /** A second JDK to compare with: property {@code resplat.otherJdk}, or where ours has one. */
    private static final Path OTHER_JDK =
            Path.of(System.getProperty("resplat.otherJdk", "/usr/lib/jvm/temurin-25-jdk-amd64"));

    private static final int LARGE = 40;

    @Test
    void threadsDoNotMatter() {
        Map<String, String> one = KernelFingerprint.of(device(true, 1), LARGE);
        assertSame("two threads", one, KernelFingerprint.of(device(true, 2), LARGE));
        assertSame("three threads", one, KernelFingerprint.of(device(true, 3), LARGE));
        assertSame("five threads", one, KernelFingerprint.of(device(true, 5), LARGE));
    }

    @Test
    void threadsDoNotMatterToScalarLoops() {
        Map<String, String> one = KernelFingerprint.of(device(false, 1), LARGE);
        assertSame("three threads", one, KernelFingerprint.of(device(false, 3), LARGE));
    }

    private static CpuDevice device(boolean simd, int threads) {
        return simd ? new CpuDevice(threads) : CpuDevice.scalar(threads);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void compilationDoesNotMatter(boolean simd) throws Exception {
        compare(simd, Path.of(System.getProperty("java.home")), true);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theJdkDoesNotMatter(boolean simd) throws Exception {
        assumeTrue(
                Files.isDirectory(OTHER_JDK),
                "skipped: no other JDK at " + OTHER_JDK + "; name one with -Dresplat.otherJdk");
        compare(simd, OTHER_JDK, false);
    }

    /** Compares this JVM, warmed up, with a child. */
    private static void compare(boolean simd, Path jdk, boolean interpreted) throws Exception {
        // The interpreter is slow with vectors, which are objects to it.
        int scale = interpreted ? 1 : 8;
        Map<String, String> here = Map.of();
        for (int pass = 0; pass < (interpreted ? 20 : 3); pass++) {
            here = KernelFingerprint.of(device(simd, 1), scale);
        }
        assertSame(jdk + (interpreted ? " -Xint" : ""), here, child(simd, jdk, interpreted, scale));
    }

    private static Map<String, String> child(boolean simd, Path jdk, boolean interpreted, int scale)
            throws Exception {
        List<String> command = new ArrayList<>();
        command.add(jdk.resolve("bin").resolve("java").toString());
        if (interpreted) {
            command.add("-Xint");
        }
        if (simd && Lanes.available() != Lanes.NONE) {
            command.add("--add-modules=jdk.incubator.vector");
        }
        command.add("-XX:TieredStopAtLevel=" + (interpreted ? 1 : 4));
        command.add("-Xshare:auto");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(KernelFingerprint.class.getName());
        command.add("2");
        command.add(simd ? "simd" : "scalar");
        command.add(Integer.toString(scale));
        Process process =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.to(nowhere()))
                        .start();
        return lines(process, command);
    }

    private static File nowhere() {
        return new File(File.separatorChar == '/' ? "/dev/null" : "NUL");
    }

    private static Map<String, String> lines(Process process, List<String> command)
            throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> String.join(" ", command));
        Map<String, String> lines = new TreeMap<>();
        for (String line : output.lines().toList()) {
            int space = line.lastIndexOf(' ');
            lines.put(line.substring(0, space), line.substring(space + 1));
        }
        return lines;
    }

    private static void assertSame(
            String what, Map<String, String> expected, Map<String, String> actual) {
        assertTrue(expected.size() > 100);
        StringBuilder differences = new StringBuilder();
        for (String kernel : expected.keySet()) {
            if (!expected.get(kernel).equals(actual.get(kernel))) {
                differences.append(System.lineSeparator()).append("  ").append(kernel);
            }
        }
        assertEquals("", differences.toString(), what + " gives other bits for:");
        assertEquals(expected.keySet(), actual.keySet(), what);
    }
}

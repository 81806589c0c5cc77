package dev.resplat.tensor;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * Real photographs and fixtures that are not part of the project, in the folder that system
 * property {@code resplat.data} names. Tests that want some are skipped, with a printed reason,
 * where they are absent.
 */
public final class RealData {
    private RealData() {}

    /** The file of this name below the folder; skips the test when there is none. */
    public static Path require(String name) {
        Path file = Path.of(System.getProperty("resplat.data", "none")).resolve(name);
        if (!Files.exists(file)) {
            System.out.println("skipped, as there is no " + file);
        }
        Assumptions.assumeTrue(Files.exists(file), () -> "there is no " + file);
        return file;
    }
}

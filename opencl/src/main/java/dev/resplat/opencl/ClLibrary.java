package dev.resplat.opencl;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Whether this machine has the library of OpenCL, {@code libOpenCL.so.1}. JOCL would find out by
 * loading it, and where there is none it writes lines on stdout, which is for results.
 */
final class ClLibrary {
    private static final List<String> NAMES =
            List.of("libOpenCL.so.1", "libOpenCL.so", "OpenCL.dll");
    private static final Path LINUX_CACHE = Path.of("/etc/ld.so.cache");

    private ClLibrary() {}

    /** Whether it can be loaded, as far as can be told without trying. */
    static boolean isThere() {
        return isThere(
                System.getProperty("os.name"),
                System.getProperty("java.library.path", ""),
                LINUX_CACHE);
    }

    /**
     * The same for another machine.
     *
     * @param directories where Java looks for libraries, which includes where the system says
     * @param cache the file where Linux has the names of libraries
     */
    static boolean isThere(String system, String directories, Path cache) {
        // A part of the system, and not a file.
        return system.toLowerCase(Locale.ROOT).contains("mac")
                || names(cache)
                || List.of(directories.split(File.pathSeparator)).stream()
                        .anyMatch(ClLibrary::holds);
    }

    private static boolean names(Path cache) {
        try {
            return new String(Files.readAllBytes(cache), StandardCharsets.ISO_8859_1)
                    .contains("libOpenCL.so");
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean holds(String directory) {
        try {
            Path path = Path.of(directory);
            return NAMES.stream().anyMatch(name -> Files.exists(path.resolve(name)));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}

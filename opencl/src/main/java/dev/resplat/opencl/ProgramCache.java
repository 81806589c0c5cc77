package dev.resplat.opencl;

import dev.resplat.tensor.io.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Compiled programs in a directory, so that only the first start on a machine compiles them. What
 * cannot be read or written there is compiled again.
 */
final class ProgramCache {
    private final Path directory;

    /** In a directory that may not exist yet. */
    ProgramCache(Path directory) {
        this.directory = directory;
    }

    /** That of this user: the system property {@code resplat.cache}, or a place in the home. */
    static ProgramCache ofUser() {
        String chosen = System.getProperty("resplat.cache");
        return new ProgramCache(
                chosen != null
                        ? Path.of(chosen)
                        : Path.of(System.getProperty("user.home"), ".cache", "resplat"));
    }

    /** Differs where anything differs that a binary depends on. */
    String key(ClFacts device, String source) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part :
                    new String[] {
                        device.name(), device.vendor(), device.version(), device.driver(), source
                    }) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean has(String key) {
        return Files.exists(file(key));
    }

    Optional<byte[]> get(String key) {
        try {
            return has(key) ? Optional.of(Files.readAllBytes(file(key))) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void put(String key, byte[] binary) {
        try {
            Files.createDirectories(directory);
            AtomicFile.write(file(key), out -> out.write(binary));
        } catch (IOException | UncheckedIOException e) {
            // It is only slower without.
        }
    }

    private Path file(String key) {
        return directory.resolve(key + ".clbin");
    }
}

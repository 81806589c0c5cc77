package dev.resplat.opencl;

import dev.resplat.tensor.io.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Compiled programs in a directory, each behind its digest, so that only the first start on a
 * machine compiles them; and the tiles that were tuned for a device. What cannot be read or written
 * there is compiled again, or as if it had not been tuned.
 */
final class ProgramCache {
    private static final int DIGEST_BYTES = 32;

    /** Larger files are none of tiles. */
    private static final int MAX_TILES_BYTES = 1 << 12;

    private final Path directory;

    /** In a directory that may not exist yet. */
    ProgramCache(Path directory) {
        this.directory = directory;
    }

    /** That of this user: the system property {@code resplat.cache}, or a place in the home. */
    static ProgramCache ofUser() {
        String chosen = System.getProperty("resplat.cache", "");
        return new ProgramCache(
                chosen.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".cache", "resplat")
                        : Path.of(chosen));
    }

    /** Differs where anything differs that a binary depends on. */
    String key(ClFacts device, String source) {
        MessageDigest digest = digest();
        for (String part :
                new String[] {
                    device.name(), device.vendor(), device.version(), device.driver(), source
                }) {
            digest.update(part.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Empty if it is not there, or not as it was put there: drivers may crash of such a file. */
    Optional<byte[]> get(String key) {
        try {
            byte[] all = Files.readAllBytes(file(key));
            int at = Math.min(all.length, DIGEST_BYTES);
            byte[] binary = Arrays.copyOfRange(all, at, all.length);
            boolean whole = Arrays.equals(Arrays.copyOf(all, at), digest().digest(binary));
            return whole ? Optional.of(binary) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Where the log of a program is that was not compiled. */
    Path log(String resource) {
        return directory.resolve(resource + ".log");
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void put(String key, byte[] binary) {
        try {
            Files.createDirectories(directory);
            byte[] digest = digest().digest(binary);
            AtomicFile.write(
                    file(key),
                    out -> {
                        out.write(digest);
                        out.write(binary);
                    });
        } catch (IOException | UncheckedIOException e) {
            // It is only slower without.
        }
    }

    /** Where the tiles of a device are that were tuned. */
    Path tiles(ClFacts device) {
        return directory.resolve(key(device, "tiles").substring(0, 16) + ".tiles");
    }

    /**
     * Takes the tiles that were tuned for a device and its driver, if there are any.
     *
     * @return a line for people if the file is damaged, which is as if there were none
     */
    Optional<String> readTiles(ClFacts device, TileChoice choice) {
        Path file = tiles(device);
        String wrong;
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            String text =
                    Files.size(file) <= MAX_TILES_BYTES
                            ? Files.readString(file, StandardCharsets.UTF_8)
                            : "";
            wrong = choice.take(text.lines().toList()).orElse(null);
        } catch (IOException e) {
            wrong = e.toString();
        }
        return Optional.ofNullable(wrong)
                .map(
                        what ->
                                "%s, the tiles that were tuned for %s, is ignored: %s; './resplat devices --tune' makes it anew"
                                        .formatted(file, device.name(), what));
    }

    /**
     * Keeps the tiles that were tuned, if that can be done.
     *
     * @return a line for people: where they are, or that they could not be kept
     */
    String writeTiles(ClFacts device, TileChoice choice) {
        try {
            Files.createDirectories(directory);
            byte[] text =
                    String.join("\n", choice.lines()).concat("\n").getBytes(StandardCharsets.UTF_8);
            AtomicFile.write(tiles(device), out -> out.write(text));
            return "remembered in " + tiles(device);
        } catch (IOException | UncheckedIOException e) {
            return tiles(device) + " cannot be written: they are not remembered";
        }
    }

    private Path file(String key) {
        return directory.resolve(key + ".clbin");
    }
}

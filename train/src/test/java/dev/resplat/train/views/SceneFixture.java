package dev.resplat.train.views;

import dev.resplat.train.scene.SceneFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;

/** Writes small scenes: pictures that tell their pixels, and cameras that move to the right. */
final class SceneFixture {
    private SceneFixture() {}

    /** Leaves the first half of a file. */
    static void truncate(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A scene of some pictures with {@code cameras.json}. */
    static Path scene(Path folder, int count, int width, int height) {
        return scene(folder, count, width, height, "");
    }

    /**
     * The same.
     *
     * @param more JSON for each frame, where {@code %1$d} is its number
     */
    static Path scene(Path folder, int count, int width, int height, String more) {
        StringJoiner frames = new StringJoiner(",\n", "{\"frames\": [", "]}");
        for (int i = 0; i < count; i++) {
            SceneFiles.picture(folder.resolve("images/%03d.png".formatted(i)), i, width, height);
            frames.add(
                    ("{\"file\": \"images/%03d.png\", \"w\": %d, \"h\": %d, \"fx\": 40, \"fy\": 42,"
                                    + " \"cx\": %s, \"cy\": %s, \"w2c\": [[1,0,0,%d],[0,1,0,0],[0,0,1,0]]"
                                    + more.replace("%1$d", String.valueOf(i))
                                    + "}")
                            .formatted(i, width, height, width / 2.0, height / 2.0 - 1, -i));
        }
        SceneFiles.text(folder.resolve("cameras.json"), frames.toString());
        return folder;
    }

    /** A line of a clip. */
    static String line(long timestamp, double x) {
        return String.format(
                Locale.ROOT, "%d 0.5 0.9 0.5 0.5 0 0 1 0 0 %s 0 1 0 0 0 0 1 0%n", timestamp, x);
    }

    /** The timestamp of a frame: of a clip's some have 8 digits and some 9. */
    static long timestamp(int frame) {
        return 99_900_000 + 33_000L * frame;
    }

    /** A clip of RealEstate10K: the text file, and frames named by timestamps. */
    static void clip(Path cameras, Path frames, int count, int width, int height) {
        StringBuilder text = new StringBuilder("https://www.youtube.com/watch?v=x\n");
        for (int i = 0; i < count; i++) {
            text.append(line(timestamp(i), -0.1 * i));
            SceneFiles.picture(frames.resolve(timestamp(i) + ".png"), i, width, height);
        }
        SceneFiles.text(cameras, text.toString());
    }
}

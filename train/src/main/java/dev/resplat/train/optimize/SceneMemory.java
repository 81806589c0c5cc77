package dev.resplat.train.optimize;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Splats3d;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.scene.View;
import java.util.List;
import java.util.Locale;

/** What learning a scene takes of the heap and of the disk. */
final class SceneMemory {
    /**
     * Of a splat, with harmonics of degree 3: 944 of values, gradients and moments, the rest of its
     * footprint, where that meets tiles, and what lies between arrays that are as large. Measured:
     * the smallest heap that is enough grows by 1390 to 1680 with a splat.
     */
    private static final long BYTES_PER_SPLAT = 1600;

    /** Of a pixel that is learned from: photograph, render, their gradients, SSIM. */
    private static final long BYTES_PER_PIXEL = 300;

    /** Of a pixel of a file while it is decoded. */
    private static final long BYTES_PER_FILE_PIXEL = 40;

    /**
     * Of a pixel of a small photograph, while it is looked for where splats begin: colours, grey
     * and alpha, with what is dropped before the memory is taken back.
     */
    private static final long BYTES_PER_START_PIXEL = 24;

    /** The program itself. */
    private static final long OTHER = 200L << 20;

    private SceneMemory() {}

    /**
     * On the disk at most: the scene, two checkpoints while one takes the place of the other, and
     * held-out views with their photographs, as if not compressed.
     */
    static long diskBytes(SceneData data, OptimizeConfig config) {
        long floats = 3 + 4 + 3 + 1 + 3L * Splats3d.terms(config.degree());
        long splat = Float.BYTES * (2 * 3 * floats + floats + 3);
        long views = 0;
        for (View view : data.heldOut()) {
            views += 2 * 3 * pixels(view.camera(data.factor()));
        }
        return splat * config.maxSplats() + 2 * views + (1 << 20);
    }

    /** So many bytes of decoded photographs may wait in memory at most. */
    static long mostStored() {
        return Runtime.getRuntime().maxMemory() / 4;
    }

    /** What all views take when they wait in memory, with their alpha. */
    static long storedBytes(List<View> views, int factor) {
        return views.stream().mapToLong(view -> 4 * pixels(view.camera(factor))).sum();
    }

    private static long pixels(Camera camera) {
        return (long) camera.width() * camera.height();
    }

    /**
     * Says how much memory it will be.
     *
     * @throws UserMistake when that is more than there is: says what would fit
     */
    static String require(SceneData data, OptimizeConfig config) {
        List<View> views = data.scene().views();
        long learned = 0;
        long decoded = 0;
        for (View view : views) {
            learned = Math.max(learned, pixels(view.camera(data.factor())));
            decoded = Math.max(decoded, pixels(view.camera()));
        }
        long photographs =
                OTHER
                        + BYTES_PER_PIXEL * learned
                        + BYTES_PER_FILE_PIXEL * decoded
                        + Math.min(mostStored(), storedBytes(views, data.factor()));
        long memory = Runtime.getRuntime().maxMemory();
        requireStart(data, photographs - BYTES_PER_PIXEL * learned, memory);
        long most = (memory - photographs) / BYTES_PER_SPLAT;
        if (most < 1) {
            throw new UserMistake(
                    String.format(
                            Locale.ROOT,
                            "photographs of up to %d pixels take %s, and Java may use %s:"
                                    + " choose a larger --downscale, or more memory (java -Xmx...)",
                            learned,
                            text(photographs),
                            text(memory)));
        }
        if (config.maxSplats() > most) {
            throw new UserMistake(
                    String.format(
                            Locale.ROOT,
                            "--max-splats: %d are too many: the %s of memory that Java may use"
                                    + " are enough for about %d beside the photographs; choose fewer,"
                                    + " a larger --downscale, or more memory (java -Xmx...)",
                            config.maxSplats(),
                            text(memory),
                            most));
        }
        return String.format(
                Locale.ROOT,
                "up to %d splat%s and %d photographs take about %s of the %s of memory that Java may use",
                config.maxSplats(),
                config.maxSplats() == 1 ? "" : "s",
                views.size(),
                text(photographs + BYTES_PER_SPLAT * config.maxSplats()),
                text(memory));
    }

    /** Where the scene has no points, photographs are compared before there are splats. */
    static void requireStart(SceneData data, long others, long memory) {
        if (FirstPoints.hasEnough(data)) {
            return;
        }
        long bytes = others + BYTES_PER_START_PIXEL * SmallViews.pixels(data);
        if (bytes > memory) {
            throw new UserMistake(
                    "the scene has no points, and to find out where splats begin takes %s, but Java may use %s: choose a larger --downscale, or more memory (java -Xmx...)"
                            .formatted(text(bytes), text(memory)));
        }
    }

    private static String text(long bytes) {
        return bytes < 1_000_000_000L
                ? "%d MB".formatted(Math.max(1, Math.round(bytes / 1e6)))
                : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}

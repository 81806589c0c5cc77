package dev.resplat.splat.io;

import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.io.FormatException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Room for the splats of a file, which the reader of its format fills, in the order of the file.
 *
 * <p>A splat with a number that is not finite, or with a rotation of length zero, is none. Such
 * splats are dropped and counted at the end, as one of them would otherwise make a scene of
 * millions unreadable.
 */
final class FileSplats {
    private final int degree;
    private final int count;
    final float[] means;
    final float[] quats;
    final float[] logScales;
    final float[] opacityLogits;
    final float[] sh;

    /**
     * Takes the memory.
     *
     * @param degree of the spherical harmonics
     * @param count how many splats the file has; {@link #requireRoom} was called for it
     */
    FileSplats(int degree, int count) {
        this.degree = degree;
        this.count = count;
        means = new float[3 * count];
        quats = new float[4 * count];
        logScales = new float[3 * count];
        opacityLogits = new float[count];
        sh = new float[3 * Splats3d.terms(degree) * count];
    }

    /**
     * Ensures, before any memory is taken, that so many splats fit into that of Java.
     *
     * @param count what a file says, 0 or more
     * @param besides bytes for each splat that the reader needs itself
     * @throws FormatException if they do not
     */
    static void requireRoom(int degree, long count, int besides, Object file) {
        int harmonics = 3 * Splats3d.terms(degree);
        long bytes = Float.BYTES * (11 + harmonics) + besides;
        long memory = Runtime.getRuntime().maxMemory() * 3 / 4;
        long most = Math.min(Splats3d.most(degree), memory / bytes);
        if (count > most) {
            throw new FormatException(
                    file,
                    String.format(
                            Locale.ROOT,
                            "%d splats with harmonics of degree %d are too many: at most %d are read into"
                                    + " the %.1f GB that splats may have of Java's memory (java -Xmx...)",
                            count,
                            degree,
                            most,
                            memory / 1e9));
        }
    }

    /** How many splats there is room for. */
    int count() {
        return count;
    }

    /**
     * All that are splats.
     *
     * @param notes takes a line about those that are not
     */
    Splats3d splats(Object file, Consumer<String> notes) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (isSplat(i)) {
                if (kept < i) {
                    move(i, kept);
                }
                kept++;
            }
        }
        if (kept < count) {
            notes.accept(
                    ("%s: dropped %d of %d splats, which have numbers that are not finite, or"
                                    + " rotations of length zero")
                            .formatted(file, count - kept, count));
        }
        return new Splats3d(
                degree,
                cut(means, kept),
                cut(quats, kept),
                cut(logScales, kept),
                cut(opacityLogits, kept),
                cut(sh, kept));
    }

    private boolean isSplat(int i) {
        // What is not finite is not 0 after a product with 0.
        float sum = 0 * opacityLogits[i] + zeros(means, 3, i) + zeros(logScales, 3, i);
        sum += zeros(quats, 4, i) + zeros(sh, 3 * Splats3d.terms(degree), i);
        int q = 4 * i;
        return sum == 0
                && (quats[q] != 0 || quats[q + 1] != 0 || quats[q + 2] != 0 || quats[q + 3] != 0);
    }

    private static float zeros(float[] values, int width, int splat) {
        float sum = 0;
        for (int i = splat * width; i < (splat + 1) * width; i++) {
            sum += 0 * values[i];
        }
        return sum;
    }

    private void move(int from, int to) {
        for (float[] values : new float[][] {means, quats, logScales, opacityLogits, sh}) {
            int width = values.length / count;
            System.arraycopy(values, from * width, values, to * width, width);
        }
    }

    private float[] cut(float[] values, int kept) {
        return kept == count ? values : Arrays.copyOf(values, values.length / count * kept);
    }
}

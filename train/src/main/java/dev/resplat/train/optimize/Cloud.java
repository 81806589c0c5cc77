package dev.resplat.train.optimize;

import dev.resplat.splat.Splats3d;
import java.util.EnumMap;
import java.util.Map;

/**
 * Splats in host memory, part by part; where only some parts are needed, the others are not there.
 *
 * @param count of splats, N
 * @param degree of their harmonics
 * @param parts {@code [N, width]} each; those that are there
 */
record Cloud(int count, int degree, Map<Part, float[]> parts) {
    /** Splats as files have them. */
    static Cloud of(Splats3d splats) {
        int n = splats.count();
        int terms = Splats3d.terms(splats.degree());
        Map<Part, float[]> parts = new EnumMap<>(Part.class);
        parts.put(Part.MEANS, splats.means());
        parts.put(Part.QUATS, splats.quats());
        parts.put(Part.LOG_SCALES, splats.logScales());
        parts.put(Part.OPACITY_LOGITS, splats.opacityLogits());
        float[] first = new float[3 * n];
        float[] rest = new float[3 * n * (terms - 1)];
        splats.splitHarmonics(first, rest);
        parts.put(Part.SH0, first);
        parts.put(Part.SH_REST, rest);
        return new Cloud(n, splats.degree(), parts);
    }

    /** As files have them. */
    Splats3d splats() {
        int terms = Splats3d.terms(degree);
        float[] sh = new float[3 * terms * count];
        int width = 3 * (terms - 1);
        for (int i = 0; i < count; i++) {
            System.arraycopy(part(Part.SH0), 3 * i, sh, 3 * terms * i, 3);
            System.arraycopy(part(Part.SH_REST), width * i, sh, 3 * terms * i + 3, width);
        }
        return new Splats3d(
                degree,
                part(Part.MEANS),
                part(Part.QUATS),
                part(Part.LOG_SCALES),
                part(Part.OPACITY_LOGITS),
                sh);
    }

    /**
     * Ensures that all parts are there and fit each other.
     *
     * @throws IllegalArgumentException if not
     */
    void check() {
        for (Part part : Part.values()) {
            float[] values = part(part);
            int expected = part.shape(count, degree).size();
            if (values == null || values.length != expected) {
                throw new IllegalArgumentException(
                        "%s: expected %d numbers for %d splats, got %s"
                                .formatted(
                                        part.key(),
                                        expected,
                                        count,
                                        values == null ? "none" : values.length));
            }
        }
    }

    /** One part of all splats. */
    float[] part(Part part) {
        return parts.get(part);
    }

    /** One part of the splats of these rows, in their order; a row may come more than once. */
    float[] rows(Part part, int[] rows) {
        return rows(part(part), part.width(degree), rows);
    }

    /** Rows of {@code [N, width]}. */
    static float[] rows(float[] values, int width, int[] rows) {
        float[] chosen = new float[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(values, rows[i] * width, chosen, i * width, width);
        }
        return chosen;
    }
}

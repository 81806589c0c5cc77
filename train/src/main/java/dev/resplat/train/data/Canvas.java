package dev.resplat.train.data;

/**
 * Puts leaves behind each other, beginning with the nearest, so that what is hidden costs little.
 * Colours are blended as they are stored.
 */
final class Canvas {
    /** What is left of a pixel that is as good as covered. */
    private static final float COVERED = 1 / 512f;

    final int width;
    final int height;

    /** [height, width, 3], what is seen so far. */
    final float[] colors;

    /** [height, width], how much of what comes next is seen. */
    private final float[] open;

    private final float[] coverage;
    private final float[] light;
    private final float[] blend;

    Canvas(int width, int height) {
        this.width = width;
        this.height = height;
        colors = new float[3 * width * height];
        open = new float[width * height];
        java.util.Arrays.fill(open, 1);
        coverage = new float[width];
        light = new float[width];
        blend = new float[width];
    }

    /**
     * Adds a leaf behind all others: a place p of the scene is seen at pixel {@code zoom p +
     * (moveX, moveY)}.
     */
    void add(Leaf leaf, float moveX, float moveY, float zoom) {
        Outline outline = leaf.outline;
        float reach = leaf.softness + 3 * leaf.roughness * zoom;
        int firstX = first(outline.left * zoom + moveX - reach);
        int lastX = last(outline.right * zoom + moveX + reach, width);
        int firstY = first(outline.top * zoom + moveY - reach);
        int lastY = last(outline.bottom * zoom + moveY + reach, height);
        float step = 1 / zoom;
        float left = (0.5f - moveX) * step;
        for (int y = firstY; y < lastY; y++) {
            int from = firstX;
            int to = lastX;
            while (from < to && open[y * width + from] < COVERED) {
                from++;
            }
            while (from < to && open[y * width + to - 1] < COVERED) {
                to--;
            }
            if (from < to) {
                row(leaf, y, from, to, left, step, (y + 0.5f - moveY) * step);
            }
        }
    }

    private static int first(float edge) {
        return (int) Math.max(0, edge);
    }

    private static int last(float edge, int most) {
        return (int) Math.min(most, Math.max(0, edge + 1));
    }

    private void row(Leaf leaf, int y, int first, int last, float left, float step, float top) {
        leaf.outline.distances(coverage, first, last, left, step, top);
        if (leaf.roughness > 0) {
            float f = leaf.roughFrequency;
            leaf.rough.addRow(
                    coverage, first, last, leaf.roughness, left * f, top * f, step * f, 0);
        }
        cover(leaf, first, last, 1 / (step * leaf.softness));
        int from = first;
        int to = last;
        while (from < to && coverage[from] == 0) {
            from++;
        }
        while (from < to && coverage[to - 1] == 0) {
            to--;
        }
        if (from < to) {
            leaf.material.fill(light, blend, from, to, left, step, top);
            blend(leaf.material, y, from, to);
        }
    }

    /** From distances to how much of a pixel is covered: smooth steps over the edge. */
    private void cover(Leaf leaf, int from, int to, float sharpness) {
        float opacity = leaf.opacity;
        for (int i = from; i < to; i++) {
            float t = Math.min(Math.max(0.5f - coverage[i] * sharpness, 0), 1);
            coverage[i] = opacity * t * t * (3 - 2 * t);
        }
    }

    private void blend(Material material, int y, int from, int to) {
        float[] first = material.first;
        float red = material.second[0] - first[0];
        float green = material.second[1] - first[1];
        float blue = material.second[2] - first[2];
        for (int i = from; i < to; i++) {
            int pixel = y * width + i;
            float seen = coverage[i] * open[pixel];
            if (seen > 0) {
                float mix = Math.min(Math.max(blend[i], 0), 1);
                float shade = seen * Math.max(light[i], 0);
                open[pixel] -= seen;
                colors[3 * pixel] += shade * (first[0] + mix * red);
                colors[3 * pixel + 1] += shade * (first[1] + mix * green);
                colors[3 * pixel + 2] += shade * (first[2] + mix * blue);
            }
        }
    }
}

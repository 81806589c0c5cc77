package dev.resplat.train.trunk;

import dev.resplat.splat.Camera;
import dev.resplat.train.data.Draws;
import dev.resplat.train.image.Image;
import dev.resplat.train.scene.ViewPixels;

/**
 * A window of a view, as it is and made worse.
 *
 * @param clean as it is
 * @param worse the same, made worse
 * @param shape what is seen there
 */
record Lesson(Image clean, Image worse, SurfaceShape shape) {
    /** A difference of colours that hardly anybody sees. */
    private static final float UNSEEN = 0.01f;

    /**
     * A window at a random place, mirrored half of the time, and made worse.
     *
     * @param view of more pixels, without alpha
     * @param size pixels of a side
     */
    static Lesson of(ViewPixels view, int size, DegradationConfig degradation, Draws draws) {
        int left = draws.below(view.camera().width() - size + 1);
        int top = draws.below(view.camera().height() - size + 1);
        ViewPixels cut = cut(view, left, top, size, draws.chance(0.5));
        Image clean = new Image(size, size, cut.colors());
        Image worse = Degradation.any(clean, degradation, draws);
        return new Lesson(clean, worse, SurfaceShape.of(cut));
    }

    /** The part of a view whose first pixel is (left, top), as it is or mirrored. */
    static ViewPixels cut(ViewPixels view, int left, int top, int size, boolean mirrored) {
        int width = view.camera().width();
        float[] colors = new float[3 * size * size];
        float[] depth = view.depth() == null ? null : new float[size * size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int from = (top + y) * width + left + (mirrored ? size - 1 - x : x);
                System.arraycopy(view.colors(), 3 * from, colors, 3 * (y * size + x), 3);
                if (depth != null) {
                    depth[y * size + x] = view.depth()[from];
                }
            }
        }
        Camera c = view.camera().cropped(left, top, size, size);
        double cx = mirrored ? size - c.cx() : c.cx();
        Camera camera = new Camera(size, size, c.fx(), c.fy(), cx, c.cy(), c.worldToCamera());
        return new ViewPixels(camera, colors, null, null, depth);
    }

    /**
     * What is to be added to the worse one, cell by cell of 4 x 4 pixels: {@code [size / 4, size /
     * 4, 48]}, each cell row after row.
     */
    float[] correction() {
        int size = clean.width();
        int cells = size / SurfaceShape.CELL;
        float[] result = new float[clean.colors().length];
        int at = 0;
        for (int i = 0; i < cells * cells; i++) {
            int left = i % cells * SurfaceShape.CELL;
            int top = i / cells * SurfaceShape.CELL;
            for (int y = top; y < top + SurfaceShape.CELL; y++) {
                int from = 3 * (y * size + left);
                for (int k = from; k < from + 3 * SurfaceShape.CELL; k++) {
                    result[at++] = clean.colors()[k] - worse.colors()[k];
                }
            }
        }
        return result;
    }

    /**
     * How wrong each cell is, {@code [size / 4, size / 4, 1]}: the logarithm of the mean absolute
     * {@link #correction} in units of 0.01, plus 1.
     */
    float[] damage() {
        float[] correction = correction();
        int numbers = 3 * SurfaceShape.CELL * SurfaceShape.CELL;
        float[] result = new float[correction.length / numbers];
        for (int i = 0; i < result.length; i++) {
            float sum = 0;
            for (int k = i * numbers; k < (i + 1) * numbers; k++) {
                sum += Math.abs(correction[k]);
            }
            result[i] = (float) StrictMath.log1p(sum / numbers / UNSEEN);
        }
        return result;
    }

    /** The worse one with a {@link #correction} added. */
    static Image corrected(Image worse, float[] correction) {
        int size = worse.width();
        int cells = size / SurfaceShape.CELL;
        float[] colors = worse.colors().clone();
        int at = 0;
        for (int i = 0; i < cells * cells; i++) {
            int left = i % cells * SurfaceShape.CELL;
            int top = i / cells * SurfaceShape.CELL;
            for (int y = top; y < top + SurfaceShape.CELL; y++) {
                int to = 3 * (y * size + left);
                for (int k = to; k < to + 3 * SurfaceShape.CELL; k++) {
                    colors[k] = Math.min(Math.max(colors[k] + correction[at++], 0), 1);
                }
            }
        }
        return new Image(size, size, colors);
    }
}

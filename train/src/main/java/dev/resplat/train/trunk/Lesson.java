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
}

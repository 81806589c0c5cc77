package dev.resplat.train.optimize;

import dev.resplat.splat.Camera;
import dev.resplat.train.image.Image;
import dev.resplat.train.scene.ViewPixels;

/**
 * A photograph as a step or a metric looks at it, on the host.
 *
 * @param view its index among those to learn from
 * @param camera of its pixels
 * @param colors {@code [height, width, 3]}: on the background where the photograph is transparent
 * @param mask {@code [height, width]}: 1, or 0 where the pixel is to be ignored; null if none is
 * @param depth {@code [height, width]}: along z, in units of the camera's world; 0 where it is not
 *     known; null if nothing is
 * @param background {@code [3]}: what is behind the splats
 */
record Photo(
        int view, Camera camera, float[] colors, float[] mask, float[] depth, float[] background) {
    /**
     * Pixels on a background.
     *
     * @param unit what depths of the file are times in the camera's world
     */
    static Photo of(int view, ViewPixels pixels, Camera camera, double unit, float[] background) {
        float[] colors = pixels.colors();
        float[] alpha = pixels.alpha();
        if (alpha != null) {
            for (int i = 0; i < alpha.length; i++) {
                for (int c = 0; c < 3; c++) {
                    int k = 3 * i + c;
                    colors[k] = alpha[i] * colors[k] + (1 - alpha[i]) * background[c];
                }
            }
        }
        return new Photo(
                view, camera, colors, pixels.mask(), scaled(pixels.depth(), unit), background);
    }

    private static float[] scaled(float[] depth, double unit) {
        for (int i = 0; depth != null && i < depth.length; i++) {
            depth[i] *= (float) unit;
        }
        return depth;
    }

    /** The same without what the border hides. */
    Photo within(BlackBorder border) {
        float[] kept = border.mask(mask, camera.width(), camera.height());
        return new Photo(view, camera, colors, kept, depth, background);
    }

    /** What it shows, as 8 bits hold it. */
    Image image() {
        return new Image(camera.width(), camera.height(), colors).stored();
    }

    /** Whether there is anything to learn. */
    boolean showsAnything() {
        if (mask == null) {
            return true;
        }
        for (float kept : mask) {
            if (kept != 0) {
                return true;
            }
        }
        return false;
    }
}

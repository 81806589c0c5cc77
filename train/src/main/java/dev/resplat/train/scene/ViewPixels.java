package dev.resplat.train.scene;

import dev.resplat.splat.Camera;
import dev.resplat.train.image.Image;

/**
 * What a view shows, on the host.
 *
 * @param camera of these pixels
 * @param colors {@code [height, width, 3]}, from 0 to 1, gamma-encoded, not multiplied by alpha
 * @param alpha {@code [height, width]}, from 0 to 1; null if all is opaque. What is behind is the
 *     caller's to choose: {@code alpha color + (1 - alpha) background}
 * @param mask {@code [height, width]}: 1, or 0 where the pixel is to be ignored; null if none is
 * @param depth {@code [height, width]} along z, in units of the world; 0 where it is not known;
 *     null if nothing is known
 */
public record ViewPixels(
        Camera camera, float[] colors, float[] alpha, float[] mask, float[] depth) {
    /** Its colours as a picture, whatever alpha and mask say; they are not copied. */
    public Image image() {
        return new Image(camera.width(), camera.height(), colors);
    }
}

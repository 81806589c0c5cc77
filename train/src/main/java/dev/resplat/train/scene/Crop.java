package dev.resplat.train.scene;

import dev.resplat.splat.Camera;
import java.util.Optional;

/**
 * A part of a view's pixels, made smaller: each new pixel is the mean of what it covers.
 *
 * @param left first column of the part
 * @param top first row of the part
 * @param width of the part
 * @param height of the part
 * @param newWidth pixels in the end, at most {@code width}
 * @param newHeight pixels in the end, at most {@code height}
 */
public record Crop(int left, int top, int width, int height, int newWidth, int newHeight) {
    /** All of a view, smaller by a factor; see {@link View#camera(int)}. */
    static Crop all(View view, int factor) {
        Camera full = view.camera();
        Camera small = view.camera(factor);
        return new Crop(0, 0, full.width(), full.height(), small.width(), small.height());
    }

    /**
     * The largest part in the middle that has the shape of the wanted size. Its sides are whole
     * pixels, so that nothing is blurred where it needs not be made smaller.
     *
     * @return empty if the part has fewer pixels than wanted: nothing is enlarged
     */
    public static Optional<Crop> middle(
            int fullWidth, int fullHeight, int newWidth, int newHeight) {
        if (fullWidth < newWidth || fullHeight < newHeight) {
            return Optional.empty();
        }
        long across = (long) fullWidth * newHeight;
        long down = (long) fullHeight * newWidth;
        int width = across > down ? rounded(down, newHeight) : fullWidth;
        int height = across > down ? fullHeight : rounded(across, newWidth);
        return Optional.of(
                new Crop(
                        (fullWidth - width) / 2,
                        (fullHeight - height) / 2,
                        width,
                        height,
                        newWidth,
                        newHeight));
    }

    private static int rounded(long of, int by) {
        return (int) ((2 * of + by) / (2L * by));
    }

    /** The camera of the part's pixels. */
    public Camera of(Camera camera) {
        return camera.cropped(left, top, width, height).resized(newWidth, newHeight);
    }
}

package dev.resplat.train.optimize;

import dev.resplat.train.image.Image;
import dev.resplat.train.scene.ViewLoader;
import dev.resplat.train.scene.ViewPixels;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Pixels at the border that are black in all photographs: those that undistortion could not fill.
 * They belong to the camera, not to the scene: splats learn nothing from them, nor from pixels
 * beside them, which are partly black; and a render of one of these cameras has them, too.
 */
final class BlackBorder {
    /** Photographs that are looked at. */
    private static final int MOST_VIEWS = 32;

    /** Fewer photographs could be black there by chance. */
    private static final int LEAST_VIEWS = 3;

    /**
     * The largest level, 0 to 1, of a pixel that is black but for the mixture with its neighbour.
     */
    private static final float BLACK = 0.25f;

    /** A larger part of the image than this is something else. */
    private static final double MOST = 0.1;

    /** That of photographs which are full. */
    static final BlackBorder NONE = new BlackBorder(0, 0, null);

    private final int width;
    private final int height;

    /** {@code [height, width]}; null if there is none. */
    private final boolean[] black;

    private BlackBorder(int width, int height, boolean[] black) {
        this.width = width;
        this.height = height;
        this.black = black;
    }

    /** That of the photographs of a loader, all of the size of the first, or none. */
    static BlackBorder of(ViewLoader loader, int factor) {
        int all = loader.views().size();
        int count = Math.min(all, MOST_VIEWS);
        if (count < LEAST_VIEWS) {
            return NONE;
        }
        float[] brightest = null;
        int width = 0;
        int height = 0;
        for (int i = 0; i < count; i++) {
            ViewPixels pixels = loader.load((int) ((long) i * all / count), factor);
            if (brightest == null) {
                width = pixels.camera().width();
                height = pixels.camera().height();
                brightest = new float[width * height];
            }
            boolean fits = pixels.camera().width() == width && pixels.camera().height() == height;
            if (!fits || pixels.alpha() != null) {
                return NONE;
            }
            for (int k = 0; k < 3 * brightest.length; k++) {
                brightest[k / 3] = Math.max(brightest[k / 3], pixels.colors()[k]);
            }
        }
        boolean[] black = connected(brightest, width, height);
        int found = count(black);
        boolean plausible = found > 0 && found <= MOST * black.length;
        return plausible ? new BlackBorder(width, height, black) : NONE;
    }

    /** Dark pixels that are at the border, or beside such ones. */
    private static boolean[] connected(float[] brightest, int width, int height) {
        boolean[] black = new boolean[width * height];
        ArrayDeque<Integer> next = new ArrayDeque<>();
        for (int i = 0; i < black.length; i++) {
            int x = i % width;
            int y = i / width;
            boolean edge = x == 0 || y == 0 || x == width - 1 || y == height - 1;
            if (edge && brightest[i] < BLACK) {
                black[i] = true;
                next.add(i);
            }
        }
        while (!next.isEmpty()) {
            int i = next.remove();
            int x = i % width;
            int[] beside = {i - width, i + width, x > 0 ? i - 1 : -1, x < width - 1 ? i + 1 : -1};
            for (int j : beside) {
                if (j >= 0 && j < black.length && !black[j] && brightest[j] < BLACK) {
                    black[j] = true;
                    next.add(j);
                }
            }
        }
        return black;
    }

    private static int count(boolean[] values) {
        int count = 0;
        for (boolean value : values) {
            count += value ? 1 : 0;
        }
        return count;
    }

    /** Pixels of the border. */
    int pixels() {
        return black == null ? 0 : count(black);
    }

    private boolean has(int imageWidth, int imageHeight) {
        return black != null && imageWidth == width && imageHeight == height;
    }

    /** A mask that ignores the border and what is beside it, too; null if nothing is ignored. */
    float[] mask(float[] mask, int imageWidth, int imageHeight) {
        return without(mask, imageWidth, imageHeight, 1);
    }

    /** A mask that ignores the border; null if nothing is ignored. */
    float[] without(float[] mask, Image image) {
        return without(mask, image.width(), image.height(), 0);
    }

    private float[] without(float[] mask, int imageWidth, int imageHeight, int beside) {
        if (!has(imageWidth, imageHeight)) {
            return mask;
        }
        float[] kept = mask == null ? new float[black.length] : mask.clone();
        if (mask == null) {
            Arrays.fill(kept, 1);
        }
        for (int i = 0; i < black.length; i++) {
            if (black[i]) {
                ignore(kept, i % width, i / width, beside);
            }
        }
        return kept;
    }

    private void ignore(float[] kept, int x, int y, int beside) {
        for (int j = Math.max(0, y - beside); j <= Math.min(height - 1, y + beside); j++) {
            for (int i = Math.max(0, x - beside); i <= Math.min(width - 1, x + beside); i++) {
                kept[j * width + i] = 0;
            }
        }
    }

    /**
     * A picture with the border, black: a render is then as the camera would have photographed it.
     */
    Image onto(Image picture) {
        if (!has(picture.width(), picture.height())) {
            return picture;
        }
        float[] colors = picture.colors().clone();
        for (int i = 0; i < black.length; i++) {
            if (black[i]) {
                Arrays.fill(colors, 3 * i, 3 * i + 3, 0);
            }
        }
        return new Image(width, height, colors);
    }
}

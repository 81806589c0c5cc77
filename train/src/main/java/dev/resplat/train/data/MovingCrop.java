package dev.resplat.train.data;

import dev.resplat.train.image.Image;
import java.util.ArrayList;
import java.util.List;

/**
 * A square window of a photograph, and how it moves: it drifts and grows or shrinks, and sometimes
 * a part of the picture moves before the rest.
 */
final class MovingCrop {
    /** Sometimes pictures are brighter or darker than they were taken. */
    private static final double EXPOSED = 0.25;

    private static final float PAN = 1.2f;
    private static final float ZOOM = 0.006f;

    private final Photograph photograph;
    private final int size;
    private final double side;
    private final double left;
    private final double top;
    private final boolean mirrored;
    private final float gain;

    /** Draws a window that is inside the photograph. */
    MovingCrop(Photograph photograph, int size, Draws draws) {
        this.photograph = photograph;
        this.size = size;
        int shorter = Math.min(photograph.width(), photograph.height());
        side = Math.min(shorter, size * (double) draws.logRange(1, (float) shorter / size));
        // Whole pixels where nothing is scaled, lest the picture be blurred.
        left = Math.floor(draws.uniform() * (photograph.width() - side));
        top = Math.floor(draws.uniform() * (photograph.height() - side));
        mirrored = draws.chance(0.5);
        gain = draws.chance(EXPOSED) ? draws.range(0.75f, 1.25f) : 1;
    }

    /** So many pictures; the first is the window where it was drawn. */
    List<Image> frames(int count, Draws draws) {
        double scale = side / size;
        double panX = draws.range(-PAN, PAN) * scale;
        double panY = draws.range(-PAN, PAN) * scale;
        double zoom = draws.range(-ZOOM, ZOOM);
        MovingPart part = draws.chance(0.5) ? new MovingPart(size, draws) : null;
        List<Image> result = new ArrayList<>(count);
        for (int frame = 0; frame < count; frame++) {
            double now = Math.min(side * (1 + zoom * frame), shorter());
            double middle = (side - now) / 2;
            double x = inside(left + middle + panX * frame, photograph.width() - now);
            double y = inside(top + middle + panY * frame, photograph.height() - now);
            Image image = photograph.window(x, y, now, size);
            if (part != null && frame > 0) {
                image = part.moved(image, frame);
            }
            result.add(finished(image));
        }
        return result;
    }

    private int shorter() {
        return Math.min(photograph.width(), photograph.height());
    }

    private static double inside(double value, double most) {
        return Math.min(Math.max(value, 0), most);
    }

    private Image finished(Image image) {
        float[] result = new float[image.colors().length];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int from = 3 * (y * size + (mirrored ? size - 1 - x : x));
                int to = 3 * (y * size + x);
                for (int c = 0; c < 3; c++) {
                    result[to + c] = Math.min(1, gain * image.colors()[from + c]);
                }
            }
        }
        return new Image(size, size, result);
    }
}

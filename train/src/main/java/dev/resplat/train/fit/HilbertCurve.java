package dev.resplat.train.fit;

import java.util.NoSuchElementException;

/**
 * The pixels of a picture in the order of Hilbert's curve (Hilbert 1891) through the smallest
 * square of a power of two that holds it: what is near on the curve is near in the picture.
 */
final class HilbertCurve {
    private final int width;
    private final int height;
    private final int side;
    private long place;
    private int x;
    private int y;
    private int left;

    /** Both are at least one. */
    HilbertCurve(int width, int height) {
        this.width = width;
        this.height = height;
        this.side = Integer.highestOneBit(2 * Math.max(width, height) - 1);
        this.left = width * height;
    }

    /** Whether there are more pixels. */
    boolean hasNext() {
        return left > 0;
    }

    /** The next pixel, {@code y width + x}. */
    int next() {
        if (left == 0) {
            throw new NoSuchElementException();
        }
        left--;
        while (true) {
            locate(place);
            if (x < width && y < height) {
                place++;
                return y * width + x;
            }
            skip();
        }
    }

    /** Leaves out the largest square that begins here and has no pixel of the picture. */
    private void skip() {
        int bits = 0;
        while ((place >> 2 * bits & 3) == 0 && outside(bits + 1)) {
            bits++;
        }
        place += 1L << 2 * bits;
    }

    /** Whether the square of {@code 2^bits} pixels a side around (x, y) is beyond the picture. */
    private boolean outside(int bits) {
        return x >> bits << bits >= width || y >> bits << bits >= height;
    }

    /** Sets x and y to a place on the curve. */
    private void locate(long place) {
        x = 0;
        y = 0;
        long rest = place;
        // from the smallest square to the largest, each a quarter of the next, turned to fit
        for (int s = 1; s < side; s *= 2) {
            int right = (int) (rest >> 1 & 1);
            int down = (int) ((rest ^ right) & 1);
            if (down == 0) {
                int oldX = right == 1 ? s - 1 - x : x;
                x = right == 1 ? s - 1 - y : y;
                y = oldX;
            }
            x += s * right;
            y += s * down;
            rest >>= 2;
        }
    }
}

package dev.resplat.splat.io;

import java.util.ArrayList;
import java.util.List;

/**
 * What was done to the pixels of a lossless WebP image before they were coded, and is undone in the
 * other order (RFC 9649, section 3.5).
 */
final class WebpTransforms {
    private static final int PREDICTOR = 0;
    private static final int COLOR = 1;
    private static final int SUBTRACT_GREEN = 2;
    private static final int INDEXING = 3;

    private static final int BLACK = 0xff000000;

    /** Reads an image inside the image. */
    @FunctionalInterface
    interface Pixels {
        int[] read(WebpBits in, int width, int height);
    }

    /**
     * A transform.
     *
     * @param width of the image before it
     * @param shift of the sides of its parts; of an indexing, how many pixels there are in one
     * @param data its own image
     */
    private record Transform(int type, int width, int shift, int[] data) {}

    private final int height;
    private final List<Transform> transforms = new ArrayList<>();

    /** None yet. */
    WebpTransforms(int height) {
        this.height = height;
    }

    /**
     * Reads a transform.
     *
     * @param width of the image before it
     * @return the width behind it
     * @throws IllegalArgumentException if there was one of its kind
     */
    int add(WebpBits in, int width, Pixels pixels) {
        int type = in.read(2);
        if (transforms.stream().anyMatch(other -> other.type == type)) {
            throw new IllegalArgumentException("has a transform twice");
        }
        int shift = 0;
        int[] data = null;
        if (type == PREDICTOR || type == COLOR) {
            shift = in.read(3) + 2;
            data =
                    pixels.read(
                            in,
                            LosslessWebpImage.part(width, shift),
                            LosslessWebpImage.part(height, shift));
        } else if (type == INDEXING) {
            int size = in.read(8) + 1;
            data = pixels.read(in, size, 1);
            for (int i = 1; i < size; i++) {
                data[i] = sum(data[i], data[i - 1]);
            }
            shift = size <= 2 ? 3 : size <= 4 ? 2 : size <= 16 ? 1 : 0;
        }
        transforms.add(new Transform(type, width, shift, data));
        return type == INDEXING ? LosslessWebpImage.part(width, shift) : width;
    }

    /** The pixels before all transforms; the array may be changed. */
    int[] undo(int[] coded) {
        int[] argb = coded;
        for (int i = transforms.size() - 1; i >= 0; i--) {
            Transform transform = transforms.get(i);
            switch (transform.type) {
                case PREDICTOR -> predict(argb, transform);
                case COLOR -> mix(argb, transform);
                case SUBTRACT_GREEN -> addGreen(argb);
                default -> argb = look(argb, transform);
            }
        }
        return argb;
    }

    /** The sum of each of four bytes. */
    private static int sum(int a, int b) {
        int alphaGreen = (a & 0xff00ff00) + (b & 0xff00ff00);
        int redBlue = (a & 0x00ff00ff) + (b & 0x00ff00ff);
        return alphaGreen & 0xff00ff00 | redBlue & 0x00ff00ff;
    }

    // ---- Predictions -----------------------------------------------------------------------

    private void predict(int[] argb, Transform transform) {
        int width = transform.width;
        int parts = LosslessWebpImage.part(width, transform.shift);
        argb[0] = sum(argb[0], BLACK);
        for (int x = 1; x < width; x++) {
            argb[x] = sum(argb[x], argb[x - 1]);
        }
        for (int y = 1; y < height; y++) {
            int at = y * width;
            argb[at] = sum(argb[at], argb[at - width]);
            for (int x = 1; x < width; x++) {
                int part = (y >> transform.shift) * parts + (x >> transform.shift);
                int mode = transform.data[part] >>> 8 & 15;
                int i = at + x;
                argb[i] = sum(argb[i], prediction(mode, argb, i, width));
            }
        }
    }

    /** Of the last pixel of a row, what is above and to the right is the first of its own row. */
    private static int prediction(int mode, int[] argb, int i, int width) {
        int left = argb[i - 1];
        int top = argb[i - width];
        int topLeft = argb[i - width - 1];
        int topRight = argb[i - width + 1];
        return switch (mode) {
            case 1 -> left;
            case 2 -> top;
            case 3 -> topRight;
            case 4 -> topLeft;
            case 5 -> mean(mean(left, topRight), top);
            case 6 -> mean(left, topLeft);
            case 7 -> mean(left, top);
            case 8 -> mean(topLeft, top);
            case 9 -> mean(top, topRight);
            case 10 -> mean(mean(left, topLeft), mean(top, topRight));
            case 11 -> nearer(left, top, topLeft);
            case 12 -> plane(left, top, topLeft, false);
            case 13 -> plane(mean(left, top), 0, topLeft, true);
            default -> BLACK;
        };
    }

    /** The mean of each of four bytes, rounded down. */
    private static int mean(int a, int b) {
        return (((a ^ b) & 0xfefefefe) >>> 1) + (a & b);
    }

    /** Left or top, whichever is nearer to {@code left + top - topLeft}. */
    private static int nearer(int left, int top, int topLeft) {
        int toLeft = 0;
        int toTop = 0;
        for (int s = 0; s < 32; s += 8) {
            int corner = topLeft >>> s & 0xff;
            toLeft += Math.abs((top >>> s & 0xff) - corner);
            toTop += Math.abs((left >>> s & 0xff) - corner);
        }
        return toLeft < toTop ? left : top;
    }

    /** {@code a + b - c}, or {@code a + (a - c) / 2}, of each of four bytes, held within them. */
    private static int plane(int a, int b, int c, boolean half) {
        int result = 0;
        for (int s = 0; s < 32; s += 8) {
            int from = a >>> s & 0xff;
            int corner = c >>> s & 0xff;
            int value = half ? from + (from - corner) / 2 : from + (b >>> s & 0xff) - corner;
            result |= Math.max(0, Math.min(255, value)) << s;
        }
        return result;
    }

    // ---- Colours ---------------------------------------------------------------------------

    private void mix(int[] argb, Transform transform) {
        int width = transform.width;
        int parts = LosslessWebpImage.part(width, transform.shift);
        for (int i = 0; i < argb.length; i++) {
            int part = (i / width >> transform.shift) * parts + (i % width >> transform.shift);
            int factors = transform.data[part];
            byte green = (byte) (argb[i] >>> 8);
            int red = (argb[i] >>> 16) + product((byte) factors, green) & 0xff;
            int blue = argb[i] + product((byte) (factors >>> 8), green);
            blue = blue + product((byte) (factors >>> 16), (byte) red) & 0xff;
            argb[i] = argb[i] & 0xff00ff00 | red << 16 | blue;
        }
    }

    private static int product(byte factor, byte color) {
        return factor * color >> 5;
    }

    private static void addGreen(int[] argb) {
        for (int i = 0; i < argb.length; i++) {
            int green = argb[i] >>> 8 & 0xff;
            argb[i] = sum(argb[i], green << 16 | green);
        }
    }

    /** Indices, of which there may be many in a pixel, become colours. */
    private int[] look(int[] packed, Transform transform) {
        int width = transform.width;
        int packedWidth = LosslessWebpImage.part(width, transform.shift);
        int bits = Byte.SIZE >> transform.shift;
        int[] argb = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int green = packed[y * packedWidth + (x >> transform.shift)] >>> 8 & 0xff;
                int place = x & (1 << transform.shift) - 1;
                int index = green >>> place * bits & (1 << bits) - 1;
                argb[y * width + x] = index < transform.data.length ? transform.data[index] : 0;
            }
        }
        return argb;
    }
}

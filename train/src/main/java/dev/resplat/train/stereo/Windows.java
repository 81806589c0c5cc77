package dev.resplat.train.stereo;

import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Gathering;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;

/**
 * Feature maps cut into windows, within which pixels attend to each other (Liu et al. 2021, "Swin
 * transformer", 3.2): in every other layer windows are shifted by half of their extent, around the
 * edges of the map, and what is together in a window only because of that is hidden from each
 * other.
 *
 * <p>Tokens are brought into the order that attention needs once for each layer: all else in a
 * layer does not depend on their order. Windows take the place of attention's heads, so that all
 * views share one mask: position {@code t count^2 + w} is token t of window w.
 */
final class Windows {
    /** Wider maps have more windows: tokens of a window attend to each other at quadratic cost. */
    private static final int WIDE = 96;

    private final int height;
    private final int width;
    private final int count;

    /**
     * How tokens are in order.
     *
     * @see Windows
     */
    enum Order {
        /** Row after row. */
        PIXELS,
        /** By windows. */
        WINDOWS,
        /** By windows that are shifted. */
        SHIFTED
    }

    /**
     * @param count along each side, a divisor of both extents
     */
    Windows(int height, int width, int count) {
        if (height % count != 0 || width % count != 0) {
            throw new IllegalArgumentException(
                    "%d x %d windows do not fill features of %d x %d"
                            .formatted(count, count, width, height));
        }
        this.height = height;
        this.width = width;
        this.count = count;
    }

    /**
     * As many as ReSplat has: 4 for maps wider than 96, and 8 for those wider than 192, where these
     * fill the map.
     *
     * @param least along each side, for smaller maps
     */
    static Windows of(int height, int width, int least) {
        int wanted = width > 2 * WIDE ? 8 : width > WIDE ? 4 : 1;
        boolean fills = height % wanted == 0 && width % wanted == 0;
        return new Windows(height, width, fills ? Math.max(wanted, least) : least);
    }

    /** How many there are. */
    int all() {
        return count * count;
    }

    /** The order in which the i-th layer attends. */
    Order ofLayer(int i) {
        if (count == 1) {
            return Order.PIXELS;
        }
        return i % 2 == 0 ? Order.WINDOWS : Order.SHIFTED;
    }

    /**
     * Tokens in another order.
     *
     * @param x {@code [N, height width, C]}
     */
    Var arranged(Var x, Order from, Order to) {
        if (from == to) {
            return x;
        }
        Shape s = x.shape();
        Device device = x.device();
        int[] there = pixels(from);
        int[] wanted = pixels(to);
        Tensor forth = rows(device, s.dim(0), inverse(there), wanted);
        Tensor back = rows(device, s.dim(0), inverse(wanted), there);
        Tensor y = Gathering.gatherRows(flat(x.value()), forth).reshape(s.dims());
        return Var.of(
                "arranged",
                y,
                Var.wrt(x, g -> Gathering.gatherRows(flat(g), back).reshape(s.dims())));
    }

    private static Tensor flat(Tensor x) {
        Shape s = x.shape();
        return x.reshape(s.dim(0) * s.dim(1), s.dim(2));
    }

    private static Tensor rows(Device device, int images, int[] position, int[] pixels) {
        int n = pixels.length;
        int[] rows = new int[images * n];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i / n * n + position[pixels[i % n]];
        }
        return Tensor.ofInts(device, Shape.of(rows.length), rows);
    }

    /** Which pixel each position holds. */
    private int[] pixels(Order order) {
        int[] pixels = new int[height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = order == Order.PIXELS ? i : pixel(i, order == Order.SHIFTED);
        }
        return pixels;
    }

    private int pixel(int position, boolean shifted) {
        int y = row(position);
        int x = column(position);
        if (shifted) {
            y = (y + height / count / 2) % height;
            x = (x + width / count / 2) % width;
        }
        return y * width + x;
    }

    /** The row of a position, before windows are shifted. */
    private int row(int position) {
        int token = position / all();
        int window = position % all();
        return window / count * (height / count) + token / (width / count);
    }

    private int column(int position) {
        int token = position / all();
        int window = position % all();
        return window % count * (width / count) + token % (width / count);
    }

    private static int[] inverse(int[] of) {
        int[] inverse = new int[of.length];
        for (int i = 0; i < of.length; i++) {
            inverse[of[i]] = i;
        }
        return inverse;
    }

    /**
     * What is added to the scores of tokens of windows in that order, so that pixels see only those
     * that were beside them before windows were shifted.
     *
     * @param maps whose tokens are seen, one map after the other
     * @return {@code [1, count^2, L, maps L]}, 0 or minus infinity; null if all see all
     */
    Tensor mask(Device device, Order order, int maps) {
        if (order != Order.SHIFTED) {
            return null;
        }
        int n = all();
        int tokens = height * width / n;
        int[] parts = new int[height * width];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = part(i);
        }
        float[] mask = new float[n * tokens * maps * tokens];
        int at = 0;
        for (int w = 0; w < n; w++) {
            for (int q = 0; q < tokens; q++) {
                int asks = parts[q * n + w];
                for (int k = 0; k < maps * tokens; k++) {
                    boolean together = asks == parts[k % tokens * n + w];
                    mask[at++] = together ? 0 : Float.NEGATIVE_INFINITY;
                }
            }
        }
        return Tensor.of(device, Shape.of(1, n, tokens, maps * tokens), mask);
    }

    /** Of a shifted window: tokens of a part were beside each other before. */
    private int part(int position) {
        int below = row(position) >= height - height / count / 2 ? 1 : 0;
        int right = column(position) >= width - width / count / 2 ? 1 : 0;
        return 2 * below + right;
    }
}

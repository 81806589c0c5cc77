package dev.resplat.train.fit;

import dev.resplat.splat.BlendMode;
import dev.resplat.splat.Splats2d;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Convolving;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;
import dev.resplat.train.image.Image;
import java.util.Arrays;

/**
 * Where more splats help most, by the step of matching pursuit (Mallat and Zhang 1993) for round
 * Gaussians G of a few sizes s: with the right colour, one more of them lowers the sum of squared
 * errors by
 *
 * <pre>{@code
 * <r, G>^2 / <G, G> = 4 pi s^2 b^2
 * }</pre>
 *
 * <p>where r is what the image lacks of the target, b is r blurred by a Gaussian of deviation s,
 * and squares are summed over channels; that colour is {@code 2 b}. Errors that change their sign
 * within s do not count. Splats go to the largest values first, each at a distance from all before.
 * We take s instead of s^2, which prefers small splats: they are many and grow, and several rounds
 * fill what is left.
 */
final class Growth {
    private static final double[] SIZES = {0.7, 1, 1.5, 2.2, 3.2};

    /** In terms of the size. */
    private static final double DISTANCE = 3;

    /** Of the best colour: the neighbours are still to adapt. */
    private static final float CAUTION = 0.5f;

    private final Image target;
    private final int n;
    private final float[] gain;
    private final float[] size;

    /** Colour that is missing, for the best size of each pixel. */
    private final float[] missing;

    /**
     * Looks for places.
     *
     * @param residual {@code [H, W, 3]}: target minus image
     */
    Growth(Image target, Tensor residual) {
        this.target = target;
        this.n = target.width() * target.height();
        this.gain = new float[n];
        this.size = new float[n];
        this.missing = new float[3 * n];
        for (double s : SIZES) {
            consider((float) s, blurred(residual, s));
        }
    }

    private static float[] blurred(Tensor x, double deviation) {
        int radius = (int) Math.ceil(3 * deviation);
        double[] kernel = new double[2 * radius + 1];
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = Math.exp(-0.5 * Math.pow((i - radius) / deviation, 2));
        }
        double sum = Arrays.stream(kernel).sum();
        double[] weights = new double[3 * kernel.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = kernel[i / 3] / sum;
        }
        Shape map = Shape.of(1, x.shape().dim(0), x.shape().dim(1), 3);
        try (Scope scope = Scope.open()) {
            Tensor row = Tensor.of(x.device(), Shape.of(1, kernel.length, 1, 3), weights);
            Window window = Window.of(1, kernel.length).padding(0, radius);
            // along rows twice, x and y exchanged in between: columns are much slower
            Tensor y = Convolving.conv2d(x.reshape(map), row, null, window, 3);
            y = Convolving.conv2d(exchanged(y), row, null, window, 3);
            return exchanged(y).toFloats();
        }
    }

    private static Tensor exchanged(Tensor x) {
        return Arranging.permute(x, 0, 2, 1, 3);
    }

    private void consider(float s, float[] blurred) {
        for (int i = 0; i < n; i++) {
            float r = blurred[3 * i];
            float g = blurred[3 * i + 1];
            float b = blurred[3 * i + 2];
            float value = s * (r * r + g * g + b * b);
            if (value >= gain[i]) {
                gain[i] = value;
                size[i] = s;
                System.arraycopy(blurred, 3 * i, missing, 3 * i, 3);
            }
        }
    }

    /**
     * The splats that count most and new ones in front of them.
     *
     * @param moved how many of the old ones are left out
     * @param total how many there are then
     */
    Splats2d grow(Device device, Splats2d old, int moved, int total, RandomStream random) {
        int[] kept = mostImportant(old, old.count() - moved);
        int added = total - kept.length;
        int[] places = places(added);
        float[] jitter = uniform(device, random, 2 * added);
        Rows rows = new Rows(old, total);
        for (int i = 0; i < added; i++) {
            int pixel = places[i];
            float x = pixel % target.width() + 0.4f + 0.2f * jitter[2 * i];
            float y = pixel / target.width() + 0.4f + 0.2f * jitter[2 * i + 1];
            rows.add(x, y, (float) Math.log(size[pixel]), color(old.mode(), pixel));
        }
        for (int s : kept) {
            rows.copy(s);
        }
        return rows.splats();
    }

    private static float[] uniform(Device device, RandomStream random, int count) {
        try (Scope scope = Scope.open()) {
            return random.uniform(device, Shape.of(count)).toFloats();
        }
    }

    /** What is missing where splats add up, otherwise what it should look like. */
    private float[] color(BlendMode mode, int pixel) {
        float[] color = new float[3];
        for (int c = 0; c < 3; c++) {
            color[c] =
                    mode == BlendMode.ADDITIVE
                            ? 2 * CAUTION * missing[3 * pixel + c]
                            : target.colors()[3 * pixel + c];
        }
        return color;
    }

    /** The indices of those that count most, in their old order. */
    private static int[] mostImportant(Splats2d splats, int count) {
        long[] ranked = new long[splats.count()];
        for (int s = 0; s < ranked.length; s++) {
            ranked[s] = ranked(-importance(splats, s), s);
        }
        Arrays.sort(ranked);
        int[] indices = new int[count];
        for (int i = 0; i < count; i++) {
            indices[i] = (int) ranked[i];
        }
        Arrays.sort(indices);
        return indices;
    }

    /** The integral of the square of what it adds to the image; its weight in other modes. */
    private static float importance(Splats2d splats, int s) {
        float w = splats.weights()[s];
        if (splats.mode() != BlendMode.ADDITIVE) {
            return w;
        }
        double square = 0;
        for (int c = 0; c < 3; c++) {
            square += Math.pow(w * splats.colors()[3 * s + c], 2);
        }
        float[] logScales = splats.logScales();
        return (float) (square * Math.exp(logScales[2 * s] + logScales[2 * s + 1]));
    }

    /** Sorts by value, then by index; the index is the lower half. */
    private static long ranked(float value, int index) {
        int bits = Float.floatToIntBits(value);
        return (long) (bits ^ (bits >> 31 & Integer.MAX_VALUE)) << 32 | index;
    }

    /** Pixels by falling gain, apart from each other; again and again until there are enough. */
    private int[] places(int count) {
        long[] ranked = new long[n];
        for (int i = 0; i < n; i++) {
            ranked[i] = ranked(-gain[i], i);
        }
        Arrays.sort(ranked);
        int[] places = new int[count];
        int found = 0;
        boolean[] taken = new boolean[n];
        while (found < count) {
            Arrays.fill(taken, false);
            for (int i = 0; i < n && found < count; i++) {
                int pixel = (int) ranked[i];
                if (!taken[pixel]) {
                    places[found++] = pixel;
                    take(taken, pixel);
                }
            }
        }
        return places;
    }

    private void take(boolean[] taken, int pixel) {
        int w = target.width();
        double radius = DISTANCE * size[pixel];
        int reach = (int) radius;
        int px = pixel % w;
        int py = pixel / w;
        int lastY = Math.min(py + reach, target.height() - 1);
        for (int y = Math.max(py - reach, 0); y <= lastY; y++) {
            int half = (int) Math.sqrt(radius * radius - (y - py) * (y - py));
            int from = Math.max(px - half, 0);
            int to = Math.min(px + half, w - 1);
            Arrays.fill(taken, y * w + from, y * w + to + 1, true);
        }
    }

    /** Splats, a row at a time. */
    private static final class Rows {
        private final Splats2d old;
        private final float[] means;
        private final float[] logScales;
        private final float[] angles;
        private final float[] weights;
        private final float[] colors;
        private int at;

        Rows(Splats2d old, int count) {
            this.old = old;
            means = new float[2 * count];
            logScales = new float[2 * count];
            angles = new float[count];
            weights = new float[count];
            colors = new float[3 * count];
        }

        void add(float x, float y, float logScale, float[] color) {
            means[2 * at] = x;
            means[2 * at + 1] = y;
            logScales[2 * at] = logScale;
            logScales[2 * at + 1] = logScale;
            weights[at] = old.mode() == BlendMode.ADDITIVE ? 1 : 0.5f;
            System.arraycopy(color, 0, colors, 3 * at, 3);
            at++;
        }

        void copy(int s) {
            System.arraycopy(old.means(), 2 * s, means, 2 * at, 2);
            System.arraycopy(old.logScales(), 2 * s, logScales, 2 * at, 2);
            System.arraycopy(old.colors(), 3 * s, colors, 3 * at, 3);
            angles[at] = old.angles()[s];
            weights[at] = old.weights()[s];
            at++;
        }

        Splats2d splats() {
            return new Splats2d(
                    old.width(),
                    old.height(),
                    old.mode(),
                    means,
                    logScales,
                    angles,
                    weights,
                    colors);
        }
    }
}

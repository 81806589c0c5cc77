package dev.resplat.splat.cpu;

import dev.resplat.splat.BlendMode;
import dev.resplat.splat.RasterKernels.Bins;
import dev.resplat.splat.RasterKernels.Footprints;
import dev.resplat.splat.RasterKernels.Frame;
import dev.resplat.tensor.IntArray;
import dev.resplat.tensor.cpu.FloatArray;

/** The arrays behind the arguments of a call; see {@link dev.resplat.splat.RasterKernels}. */
final class Splats {
    private static final double CUTOFF2 = BlendMode.CUTOFF * BlendMode.CUTOFF;

    final Frame frame;
    final float[] means;
    final float[] conics;
    final float[] weights;
    final float[] colors;

    Splats(Frame frame, Footprints splats) {
        this.frame = frame;
        means = FloatArray.of(splats.means2d());
        conics = FloatArray.of(splats.conics());
        weights = FloatArray.of(splats.weights());
        colors = FloatArray.of(splats.colors());
    }

    /** Sets an ellipse to where splat s ends; false when it is not there at all. */
    boolean outline(int s, Ellipse ellipse) {
        return ellipse.set(
                means[2 * s],
                means[2 * s + 1],
                conics[3 * s],
                conics[3 * s + 1],
                conics[3 * s + 2],
                radius2(s));
    }

    /** The square of the radius in standard deviations, NaN where numbers are not finite. */
    private double radius2(int s) {
        double sum = means[2 * s] + means[2 * s + 1] + weights[s];
        int channels = frame.channels();
        for (int c = s * channels; c < (s + 1) * channels; c++) {
            sum += colors[c];
        }
        if (!Double.isFinite(sum)) {
            return Double.NaN;
        }
        return frame.mode() == BlendMode.ALPHA
                ? Math.min(CUTOFF2, 2 * Math.log(weights[s] / BlendMode.MIN_ALPHA))
                : CUTOFF2;
    }

    /** The arrays of {@link Bins}. */
    static final class Binned {
        final int[] order;
        final int[] firstSlots;
        final int[] slotSplats;
        final int[] slotParts;
        final int[] tilePairs;
        final int[] ranges;

        Binned(Bins bins) {
            order = IntArray.of(bins.order());
            firstSlots = IntArray.of(bins.firstSlots());
            slotSplats = IntArray.of(bins.slotSplats());
            slotParts = IntArray.of(bins.slotParts());
            tilePairs = IntArray.of(bins.tilePairs());
            ranges = IntArray.of(bins.ranges());
        }
    }
}

package dev.resplat.splat.cpu;

import dev.resplat.splat.BlendMode;
import dev.resplat.splat.RasterKernels;
import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.cpu.FloatArray;
import dev.resplat.tensor.cpu.Workers;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Tiles shared among the threads. Going back, each pair of a tile and a splat leaves its own sums,
 * which are then added splat by splat in the order of its tiles: the result does not depend on the
 * number of threads.
 */
final class CpuRaster implements RasterKernels {
    /** Splats per task. */
    private static final int GRAIN = 512;

    private static final int MAX_SUMS = 1 << 30;

    private final Workers workers;
    private final Binning binning;
    private final ThreadLocal<Tile> tiles;
    private final ThreadLocal<float[][]> pairSums = ThreadLocal.withInitial(() -> new float[1][0]);

    /** Shares tiles among workers; each thread has its own means. */
    CpuRaster(Workers workers, Supplier<Extents> extents, Supplier<Tile> tiles) {
        this.workers = workers;
        this.binning = new Binning(workers, extents);
        this.tiles = ThreadLocal.withInitial(tiles);
    }

    @Override
    public Bins bin(Frame frame, Footprints splats, Buffer order, IntFunction<Bins> lists) {
        return binning.bin(new Splats(frame, splats), lists);
    }

    @Override
    public void composite(
            Frame frame, Footprints footprints, Bins bins, Buffer image, Buffer coverage) {
        Splats splats = new Splats(frame, footprints);
        Splats.Binned binned = new Splats.Binned(bins);
        float[] I = FloatArray.of(image);
        float[] A = FloatArray.of(coverage);
        workers.forEach(frame.tiles(), t -> tiles.get().blend(splats, binned, t, I, A));
    }

    @Override
    public void compositeGrad(
            Frame frame,
            Footprints footprints,
            Bins bins,
            Buffer image,
            Buffer coverage,
            Buffer gradImage,
            Footprints gradients) {
        sumUp(frame, footprints, bins, image, coverage, gradImage, gradients, false);
    }

    /** {@inheritDoc} All channels at once. */
    @Override
    public void gather(
            Frame frame,
            Footprints footprints,
            Bins bins,
            Buffer image,
            Buffer coverage,
            Buffer map,
            Footprints gradients) {
        sumUp(frame, footprints, bins, image, coverage, map, gradients, true);
    }

    private void sumUp(
            Frame frame,
            Footprints footprints,
            Bins bins,
            Buffer image,
            Buffer coverage,
            Buffer gradImage,
            Footprints gradients,
            boolean black) {
        Splats splats = new Splats(frame, footprints);
        Splats.Binned binned = new Splats.Binned(bins);
        float[] I = FloatArray.of(image);
        float[] A = FloatArray.of(coverage);
        float[] gI = FloatArray.of(gradImage);
        float[] sums = pairSums((long) binned.firstSlots[frame.splats()] * Tile.sums(frame));
        workers.forEach(
                frame.tiles(),
                t -> tiles.get().blendGrad(splats, binned, t, I, A, gI, black, sums));
        Splats grad = new Splats(frame, gradients);
        workers.forRanges(
                frame.splats(),
                GRAIN,
                (from, to) -> {
                    for (int s = from; s < to; s++) {
                        addUp(splats, binned, sums, grad, s);
                    }
                });
    }

    private float[] pairSums(long size) {
        if (size > MAX_SUMS) {
            throw new IllegalArgumentException(
                    "composite: gradients take %d sums, one for each channel where a splat meets a"
                                    .formatted(size)
                            + " tile; 2^30 are allowed; use fewer or smaller splats");
        }
        float[][] array = pairSums.get();
        if (array[0].length < size) {
            array[0] = new float[(int) (size + size / 4)];
        }
        return array[0];
    }

    /** Adds the sums of a splat's pairs and turns them into gradients. */
    private static void addUp(Splats splats, Splats.Binned bins, float[] sums, Splats grad, int s) {
        int channels = splats.frame.channels();
        int stride = Tile.sums(splats.frame);
        int from = bins.firstSlots[s] * stride;
        int to = bins.firstSlots[s + 1] * stride;
        float v = 0;
        float vx = 0;
        float vy = 0;
        float vxx = 0;
        float vxy = 0;
        float vyy = 0;
        for (int i = from; i < to; i += stride) {
            v += sums[i];
            vx += sums[i + 1];
            vy += sums[i + 2];
            vxx += sums[i + 3];
            vxy += sums[i + 4];
            vyy += sums[i + 5];
        }
        if (from == to) {
            // not there at all, perhaps for want of finite numbers: nothing may be multiplied
            clear(grad, s, channels);
            return;
        }
        float w = splats.weights[s];
        float a = splats.conics[3 * s];
        float b = splats.conics[3 * s + 1];
        float c = splats.conics[3 * s + 2];
        grad.weights[s] = v;
        grad.means[2 * s] = w * (a * vx + b * vy);
        grad.means[2 * s + 1] = w * (b * vx + c * vy);
        grad.conics[3 * s] = -w * vxx / 2;
        grad.conics[3 * s + 1] = -w * vxy;
        grad.conics[3 * s + 2] = -w * vyy / 2;
        float factor = splats.frame.mode() == BlendMode.ALPHA ? 1 : w;
        for (int channel = 0; channel < channels; channel++) {
            float sum = 0;
            for (int i = from + Tile.MOMENTS + channel; i < to; i += stride) {
                sum += sums[i];
            }
            grad.colors[s * channels + channel] = factor * sum;
        }
    }

    private static void clear(Splats grad, int s, int channels) {
        grad.weights[s] = 0;
        grad.means[2 * s] = 0;
        grad.means[2 * s + 1] = 0;
        grad.conics[3 * s] = 0;
        grad.conics[3 * s + 1] = 0;
        grad.conics[3 * s + 2] = 0;
        for (int c = s * channels; c < (s + 1) * channels; c++) {
            grad.colors[c] = 0;
        }
    }
}

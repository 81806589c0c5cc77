package dev.resplat.opencl;

import static java.util.Map.entry;

import dev.resplat.splat.BlendMode;
import dev.resplat.splat.RasterKernels;
import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.DeviceMemoryException;
import dev.resplat.tensor.ElementType;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The compositor: {@code bin.cl} finds and sorts pairs of tiles and splats, {@code composite.cl}
 * blends, {@code compositeGrad.cl} goes back. A work-group is a tile, a work-item 4 by 4 pixels of
 * it, so that what all of them load, and add up, is shared by 16 pixels each.
 *
 * <p>Only the number of pairs comes to the host: memory is made for so many.
 */
final class ClRaster implements RasterKernels {
    /** Pixels along a side of what a work-item blends; as in {@code tile.cl}. */
    private static final int BLOCK = 4;

    /** Work-items of a tile. */
    private static final int LANES = (TILE / BLOCK) * (TILE / BLOCK);

    /** Channels that are blended at once; more take further passes. */
    private static final int MAX_GROUP = 4;

    /** Pairs at most: each has two integers for its blocks, and these are numbered by integers. */
    private static final int MAX_PAIRS = 1 << 29;

    /** Sums of a pair beside those of colours; as in {@code compositeGrad.cl}. */
    private static final int MOMENTS = 6;

    private final ClDevice device;
    private final ClPrefixSum prefixSum;
    private final ClRadixSort radixSort;

    ClRaster(ClDevice device) {
        this.device = device;
        this.prefixSum = new ClPrefixSum(device);
        this.radixSort = new ClRadixSort(device);
    }

    private static int group(Frame frame) {
        return Math.max(1, Math.min(MAX_GROUP, frame.channels()));
    }

    private ClKernel kernel(Frame frame, String file, String name) {
        Map<String, String> constants =
                Map.ofEntries(
                        entry("ADDITIVE", String.valueOf(BlendMode.ADDITIVE.ordinal())),
                        entry("NORMALIZED", String.valueOf(BlendMode.NORMALIZED.ordinal())),
                        entry("ALPHA", String.valueOf(BlendMode.ALPHA.ordinal())),
                        entry("MODE", String.valueOf(frame.mode().ordinal())),
                        entry("CHANNELS", String.valueOf(frame.channels())),
                        entry("GROUP", String.valueOf(group(frame))),
                        entry("TILE", String.valueOf(TILE)),
                        entry("CUTOFF", real(BlendMode.CUTOFF)),
                        entry("EPSILON", real(BlendMode.EPSILON)),
                        entry("MIN_ALPHA", real(BlendMode.MIN_ALPHA)),
                        entry("MAX_ALPHA", real(BlendMode.MAX_ALPHA)),
                        entry("MIN_TRANSMITTANCE", real(BlendMode.MIN_TRANSMITTANCE)),
                        // An ellipse is taken a little larger: no rounding cuts off a pixel.
                        entry("STRETCH", real(1.00001)),
                        entry("MARGIN", real(0.01)));
        return device.program(file, constants).kernel(name);
    }

    private static String real(double value) {
        return (float) value + "f";
    }

    private static ClKernel footprints(ClKernel kernel, Footprints splats) {
        return kernel.buffers(splats.means2d(), splats.conics(), splats.weights(), splats.colors());
    }

    // ---- Which tiles -----------------------------------------------------------------------

    @Override
    public Bins bin(Frame frame, Footprints splats, Buffer order, IntFunction<Bins> lists) {
        int n = frame.splats();
        Buffer counts = device.allocate(ElementType.INT32, n);
        Buffer firstSlots = device.allocate(ElementType.INT32, n + 1);
        Buffer firstPairs = device.allocate(ElementType.INT32, n + 1);
        try {
            footprints(kernel(frame, "bin.cl", "countTiles"), splats)
                    .buffers(counts)
                    .ints(n, frame.tilesX(), frame.tilesY())
                    .run(n);
            prefixSum.exclusive(counts, firstSlots, n);
            kernel(frame, "bin.cl", "inOrder").buffers(counts, order, firstPairs).ints(n).run(n);
            prefixSum.exclusive(firstPairs, firstPairs, n);
            int pairs = device.element(firstSlots, n);
            if (pairs > MAX_PAIRS) {
                throw new DeviceMemoryException(
                        "memory of %s is short: splats meet more than 2^29 tiles; use fewer or smaller splats, or smaller pictures"
                                .formatted(device.name()));
            }
            Bins bins = lists.apply(pairs);
            device.copy(firstSlots, bins.firstSlots(), n + 1);
            sort(frame, splats, bins, firstPairs, pairs);
            return bins;
        } finally {
            device.release(counts);
            device.release(firstSlots);
            device.release(firstPairs);
        }
    }

    /** Lists the pairs from front to back and sorts them by tile, which keeps that order. */
    private void sort(Frame frame, Footprints splats, Bins bins, Buffer firstPairs, int pairs) {
        try (ClPairs tileSlots = new ClPairs(device, pairs)) {
            footprints(kernel(frame, "bin.cl", "listPairs"), splats)
                    .buffers(bins.order(), bins.firstSlots(), firstPairs)
                    .buffers(bins.slotSplats(), bins.slotParts())
                    .buffers(tileSlots.keys(), tileSlots.values())
                    .ints(frame.splats(), frame.width(), frame.height())
                    .ints(frame.tilesX(), frame.tilesY())
                    .run(frame.splats());
            radixSort.sort(tileSlots, pairs, ClRadixSort.bits(frame.tiles()));
            device.copy(tileSlots.values(), bins.tilePairs(), pairs);
            kernel(frame, "bin.cl", "findRanges")
                    .buffers(tileSlots.keys(), bins.ranges())
                    .ints(pairs, frame.tiles())
                    .run(pairs + 1L);
        }
    }

    // ---- Blending --------------------------------------------------------------------------

    @Override
    public void composite(
            Frame frame, Footprints splats, Bins bins, Buffer image, Buffer coverage) {
        for (int channel = 0; channel == 0 || channel < frame.channels(); channel += MAX_GROUP) {
            footprints(kernel(frame, "composite.cl", "composite"), splats)
                    .buffers(bins.slotSplats(), bins.slotParts(), bins.tilePairs(), bins.ranges())
                    .buffers(image, coverage)
                    .ints(frame.width(), frame.height(), frame.tilesX(), channel)
                    .run(items(frame), new long[] {LANES});
        }
    }

    private static long[] items(Frame frame) {
        return new long[] {(long) frame.tiles() * LANES};
    }

    @Override
    public void compositeGrad(
            Frame frame,
            Footprints splats,
            Bins bins,
            Buffer image,
            Buffer coverage,
            Buffer gradImage,
            Footprints gradients) {
        int n = frame.splats();
        long size = (long) bins.tilePairs().capacity() * (MOMENTS + group(frame));
        if (size > Integer.MAX_VALUE) {
            throw new DeviceMemoryException(
                    "gradients take %d sums, and 2^31 are allowed: use fewer or smaller splats"
                            .formatted(size));
        }
        Buffer sums = device.allocate(ElementType.REAL, (int) size);
        try {
            for (int channel = 0;
                    channel == 0 || channel < frame.channels();
                    channel += MAX_GROUP) {
                footprints(kernel(frame, "compositeGrad.cl", "sumPairs"), splats)
                        .buffers(bins.slotSplats(), bins.slotParts())
                        .buffers(bins.tilePairs(), bins.ranges())
                        .buffers(image, coverage, gradImage, sums)
                        .ints(frame.width(), frame.height(), frame.tilesX(), channel)
                        .run(items(frame), new long[] {LANES});
                kernel(frame, "compositeGrad.cl", "addUp")
                        .buffers(splats.conics(), splats.weights(), bins.firstSlots(), sums)
                        .buffers(gradients.means2d(), gradients.conics())
                        .buffers(gradients.weights(), gradients.colors())
                        .ints(n, channel)
                        .run(n);
            }
        } finally {
            device.release(sums);
        }
    }
}

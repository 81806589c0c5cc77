package dev.resplat.tensor.cpu;

import dev.resplat.tensor.ConvolutionKernels.Size;
import java.util.Arrays;

/**
 * Weights of a phase in the order in which {@link MicroKernels} read them: for each group, blocks
 * of depth, in each panel after panel. A row is a tap and a channel of the source, a column a
 * channel of the target.
 *
 * @param width channels of the target in one group
 * @param rows all taps and channels of the source in one group
 * @param depth rows of a block; the last may have fewer
 * @param packed the weights
 */
record PatchWeights(int width, int rows, int depth, float[] packed) {
    private static final int COLUMNS = MicroKernels.COLUMNS;

    private static int depth(int rows) {
        return rows == 0 ? 1 : Packing.divideUp(rows, Packing.divideUp(rows, MicroKernels.DEPTH));
    }

    private static int padded(int width) {
        return Packing.divideUp(width, MicroKernels.L) * MicroKernels.L;
    }

    /** Elements of the weights of all groups when packed. */
    static int packedSize(int groups, int width, int rows) {
        return groups * padded(width) * rows;
    }

    /** Where the panel begins that holds columns {@code y} and on of the block at row {@code p}. */
    int panel(int group, int p, int y, int deep) {
        return group * padded(width) * rows + padded(width) * p + y * deep;
    }

    /** Packs the weights of a convolution: rows are as they lie in memory. */
    static PatchWeights forward(Size s, Phase phase, float[] weight, float[] to, Workers workers) {
        int rows = phase.taps() * s.groupChannels();
        PatchWeights packed = new PatchWeights(s.groupOutChannels(), rows, depth(rows), to);
        int stride = s.outChannels();
        packed.forEachPanel(
                s.groups(),
                workers,
                (group, p, deep, y, out, wide, valid) -> {
                    int from = p * stride + group * packed.width + y;
                    Packing.copyPanel(weight, from, stride, to, out, wide, deep, valid);
                });
        return packed;
    }

    /** Packs the weights of a phase of an adjoint: each tap of the phase transposed. */
    static PatchWeights adjoint(Size s, Phase phase, float[] weight, float[] to, Workers workers) {
        int deepest = s.groupOutChannels();
        int rows = phase.taps() * deepest;
        PatchWeights packed = new PatchWeights(s.groupChannels(), rows, depth(rows), to);
        int[] tapRows = phase.y().taps();
        int[] tapColumns = phase.x().taps();
        int stride = s.outChannels();
        packed.forEachPanel(
                s.groups(),
                workers,
                (group, p, deep, y, out, wide, valid) -> {
                    if (valid < wide) {
                        Arrays.fill(to, out, out + deep * wide, 0f);
                    }
                    int n;
                    for (int q = p; q < p + deep; q += n) {
                        int tap = q / deepest;
                        int channel = q % deepest;
                        n = Math.min(deepest - channel, p + deep - q);
                        int u = tapRows[tap / tapColumns.length];
                        int v = tapColumns[tap % tapColumns.length];
                        int first = (u * s.window().width() + v) * s.groupChannels() + y;
                        int from = first * stride + group * deepest + channel;
                        int at = out + (q - p) * wide;
                        Packing.transpose(weight, from, stride, to, at, wide, n, valid);
                    }
                });
        return packed;
    }

    private interface Panel {
        void pack(int group, int p, int deep, int y, int out, int wide, int valid);
    }

    private void forEachPanel(int groups, Workers workers, Panel panel) {
        if (rows == 0 || width == 0) {
            return;
        }
        int blocks = Packing.divideUp(rows, depth);
        int across = Packing.divideUp(width, COLUMNS);
        workers.forEach(
                groups * blocks * across,
                t -> {
                    int group = t / across / blocks;
                    int p = t / across % blocks * depth;
                    int deep = Math.min(depth, rows - p);
                    int end = Math.min(width, (t % across + 1) * COLUMNS);
                    int wide;
                    for (int y = t % across * COLUMNS; y < end; y += wide) {
                        wide = MicroKernels.panelWidth(end - y);
                        int valid = Math.min(wide, end - y);
                        panel.pack(group, p, deep, y, panel(group, p, y, deep), wide, valid);
                    }
                });
    }
}

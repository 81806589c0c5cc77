package dev.resplat.tensor.cpu;

import dev.resplat.tensor.ConvolutionKernels.Size;
import dev.resplat.tensor.Window;

/**
 * Outputs of a convolution, or of its adjoint, that see the same taps: output (i, j) of the phase
 * is pixel {@code (firstRow + i rowStep, firstColumn + j columnStep)} of the target, and sees
 * pixels {@code (i strideY + rowOffsets[u], j strideX + columnOffsets[v])} of the source, each
 * through weight {@code (kernelRows[u], kernelColumns[v])}.
 *
 * <p>A convolution is one phase. Its adjoint has a phase for every place of an input in the raster
 * of the strides, and is a convolution with stride one in each of them. Offsets ascend.
 *
 * @param batch number of maps
 * @param sourceHeight rows of the source
 * @param sourceWidth columns of the source
 * @param targetHeight rows of the target
 * @param targetWidth columns of the target
 * @param y rows of source, target and weights
 * @param x columns of them
 */
record Phase(
        int batch,
        int sourceHeight,
        int sourceWidth,
        int targetHeight,
        int targetWidth,
        Axis y,
        Axis x) {

    /**
     * One axis of a phase.
     *
     * @param first output in the target
     * @param step from output to output in the target
     * @param count of outputs
     * @param stride from output to output in the source
     * @param offsets of the taps in the source from the place of the output, ascending
     * @param taps indices of the weights
     */
    record Axis(int first, int step, int count, int stride, int[] offsets, int[] taps) {
        /** All outputs of a convolution. */
        static Axis forward(int extent, int stride, int dilation, int padding, int outputs) {
            int[] offsets = new int[extent];
            int[] taps = new int[extent];
            for (int u = 0; u < extent; u++) {
                offsets[u] = u * dilation - padding;
                taps[u] = u;
            }
            return new Axis(0, 1, outputs, stride, offsets, taps);
        }

        /**
         * Inputs {@code first, first + stride, ...}: input {@code first + i stride} is seen by
         * output {@code i + (first + padding - u dilation) / stride} through each tap u for which
         * that is whole.
         */
        static Axis adjoint(
                int extent, int stride, int dilation, int padding, int inputs, int first) {
            int live = 0;
            for (int u = 0; u < extent; u++) {
                live += (first + padding - u * dilation) % stride == 0 ? 1 : 0;
            }
            int[] offsets = new int[live];
            int[] taps = new int[live];
            for (int u = 0; u < extent; u++) {
                int distance = first + padding - u * dilation;
                if (distance % stride == 0) {
                    live--;
                    offsets[live] = distance / stride;
                    taps[live] = u;
                }
            }
            int count = Math.max(0, (inputs - first + stride - 1) / stride);
            return new Axis(first, stride, count, 1, offsets, taps);
        }

        /** Whether each tap sees the neighbour of what the tap before it sees. */
        boolean isDense() {
            int n = offsets.length;
            return n == 0 || offsets[n - 1] - offsets[0] == n - 1;
        }

        /** Distance of neighbouring taps in the source; all are alike. */
        int dilation() {
            return offsets.length < 2 ? 1 : offsets[1] - offsets[0];
        }
    }

    /** The convolution itself: source x, target y. */
    static Phase forward(Size s) {
        Window w = s.window();
        return new Phase(
                s.batch(),
                s.height(),
                s.width(),
                s.outHeight(),
                s.outWidth(),
                Axis.forward(w.height(), w.strideY(), w.dilationY(), w.paddingY(), s.outHeight()),
                Axis.forward(w.width(), w.strideX(), w.dilationX(), w.paddingX(), s.outWidth()));
    }

    /** The phase of the adjoint, source gradY and target gradX, that begins at an input. */
    static Phase adjoint(Size s, int row, int column) {
        Window w = s.window();
        return new Phase(
                s.batch(),
                s.outHeight(),
                s.outWidth(),
                s.height(),
                s.width(),
                Axis.adjoint(w.height(), w.strideY(), w.dilationY(), w.paddingY(), s.height(), row),
                Axis.adjoint(
                        w.width(), w.strideX(), w.dilationX(), w.paddingX(), s.width(), column));
    }

    int taps() {
        return y.offsets.length * x.offsets.length;
    }

    /** Outputs on all maps. */
    int pixels() {
        return batch * y.count * x.count;
    }
}

package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ConvolutionKernels;
import dev.resplat.tensor.Window;
import java.util.Arrays;

/**
 * Convolutions without the vector module: the innermost loops run over the output channels of a
 * group, where C2 makes vector instructions of them by itself. A task is a row of the result, or
 * for the weight those of one tap and input channel.
 */
final class ScalarConvolution implements ConvolutionKernels {
    private final Workers workers;

    ScalarConvolution(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void conv2d(Size s, Buffer x, Buffer weight, Buffer bias, Buffer y) {
        float[] X = FloatArray.of(x);
        float[] W = FloatArray.of(weight);
        float[] B = bias == null ? null : FloatArray.of(bias);
        float[] Y = FloatArray.of(y);
        workers.forEach(
                s.batch() * s.outHeight(),
                row -> {
                    for (int j = 0; j < s.outWidth(); j++) {
                        int at = (row * s.outWidth() + j) * s.outChannels();
                        begin(Y, at, s.outChannels(), B);
                        pixel(s, X, W, Y, row / s.outHeight(), row % s.outHeight(), j, at);
                    }
                });
    }

    private static void begin(float[] Y, int at, int channels, float[] bias) {
        if (bias == null) {
            Arrays.fill(Y, at, at + channels, 0f);
        } else {
            System.arraycopy(bias, 0, Y, at, channels);
        }
    }

    /** Adds to all channels of output pixel (n, i, j). */
    private static void pixel(
            Size s, float[] X, float[] W, float[] Y, int n, int i, int j, int at) {
        Window w = s.window();
        for (int u = 0; u < w.height(); u++) {
            int row = i * w.strideY() - w.paddingY() + u * w.dilationY();
            if (row < 0 || row >= s.height()) {
                continue;
            }
            for (int v = 0; v < w.width(); v++) {
                int column = j * w.strideX() - w.paddingX() + v * w.dilationX();
                if (column >= 0 && column < s.width()) {
                    int from = ((n * s.height() + row) * s.width() + column) * s.channels();
                    int tap = (u * w.width() + v) * s.groupChannels() * s.outChannels();
                    combine(s, X, from, W, tap, Y, at);
                }
            }
        }
    }

    /** {@code y[d] += sum_c x[c] w[c, d]}, group by group. */
    private static void combine(
            Size s, float[] X, int from, float[] W, int tap, float[] Y, int at) {
        int deep = s.groupChannels();
        int wide = s.groupOutChannels();
        for (int c = 0; c < s.channels(); c++) {
            int group = c / deep * wide;
            int row = tap + c % deep * s.outChannels() + group;
            float factor = X[from + c];
            for (int d = 0; d < wide; d++) {
                Y[at + group + d] += factor * W[row + d];
            }
        }
    }

    @Override
    public void conv2dGradX(Size s, Buffer gradY, Buffer weight, Buffer bias, Buffer gradX) {
        float[] gY = FloatArray.of(gradY);
        float[] W = FloatArray.of(weight);
        float[] B = bias == null ? null : FloatArray.of(bias);
        float[] gX = FloatArray.of(gradX);
        workers.forEach(
                s.batch() * s.height(),
                row -> {
                    for (int j = 0; j < s.width(); j++) {
                        int at = (row * s.width() + j) * s.channels();
                        begin(gX, at, s.channels(), B);
                        gradPixel(s, gY, W, gX, row / s.height(), row % s.height(), j, at);
                    }
                });
    }

    /** Adds to all channels of input pixel (n, i, j). */
    private static void gradPixel(
            Size s, float[] gY, float[] W, float[] gX, int n, int i, int j, int at) {
        Window w = s.window();
        for (int u = 0; u < w.height(); u++) {
            int up = i + w.paddingY() - u * w.dilationY();
            int row = up / w.strideY();
            if (up < 0 || up % w.strideY() != 0 || row >= s.outHeight()) {
                continue;
            }
            for (int v = 0; v < w.width(); v++) {
                int left = j + w.paddingX() - v * w.dilationX();
                int column = left / w.strideX();
                if (left >= 0 && left % w.strideX() == 0 && column < s.outWidth()) {
                    int pixel = (n * s.outHeight() + row) * s.outWidth() + column;
                    int tap = (u * w.width() + v) * s.groupChannels() * s.outChannels();
                    dots(s, gY, pixel * s.outChannels(), W, tap, gX, at);
                }
            }
        }
    }

    /** {@code gX[c] += sum_d gY[d] w[c, d]}, group by group. */
    private static void dots(Size s, float[] gY, int from, float[] W, int tap, float[] gX, int at) {
        int deep = s.groupChannels();
        int wide = s.groupOutChannels();
        for (int c = 0; c < s.channels(); c++) {
            int group = c / deep * wide;
            int row = tap + c % deep * s.outChannels() + group;
            float sum = 0;
            for (int d = 0; d < wide; d++) {
                sum += gY[from + group + d] * W[row + d];
            }
            gX[at + c] += sum;
        }
    }

    @Override
    public void conv2dGradWeight(Size s, Buffer x, Buffer gradY, Buffer gradWeight) {
        float[] X = FloatArray.of(x);
        float[] gY = FloatArray.of(gradY);
        float[] gW = FloatArray.of(gradWeight);
        Window w = s.window();
        int deep = s.groupChannels();
        workers.forEach(
                w.height() * w.width() * deep,
                task -> {
                    int tap = task / deep;
                    int at = task * s.outChannels();
                    Arrays.fill(gW, at, at + s.outChannels(), 0f);
                    for (int row = 0; row < s.batch() * s.outHeight(); row++) {
                        tapRow(s, X, gY, gW, tap, task % deep, row, at);
                    }
                });
    }

    /** Adds what one row of outputs contributes to the weights of a tap and an input channel. */
    private static void tapRow(
            Size s, float[] X, float[] gY, float[] gW, int tap, int channel, int outRow, int at) {
        Window w = s.window();
        int n = outRow / s.outHeight();
        int i = outRow % s.outHeight();
        int row = i * w.strideY() - w.paddingY() + tap / w.width() * w.dilationY();
        if (row < 0 || row >= s.height()) {
            return;
        }
        int wide = s.groupOutChannels();
        for (int j = 0; j < s.outWidth(); j++) {
            int column = j * w.strideX() - w.paddingX() + tap % w.width() * w.dilationX();
            if (column < 0 || column >= s.width()) {
                continue;
            }
            int from = ((n * s.height() + row) * s.width() + column) * s.channels() + channel;
            int grad = (outRow * s.outWidth() + j) * s.outChannels();
            for (int group = 0; group < s.groups(); group++) {
                float factor = X[from + group * s.groupChannels()];
                for (int d = group * wide; d < (group + 1) * wide; d++) {
                    gW[at + d] += factor * gY[grad + d];
                }
            }
        }
    }
}

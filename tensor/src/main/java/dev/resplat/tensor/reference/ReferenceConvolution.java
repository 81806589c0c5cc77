package dev.resplat.tensor.reference;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ConvolutionKernels;
import dev.resplat.tensor.Window;

/** The definition: every term of the convolution, added to what each kernel computes. */
final class ReferenceConvolution implements ConvolutionKernels {
    @Override
    public void conv2d(Size size, Buffer x, Buffer weight, Buffer bias, Buffer y) {
        double[] X = DoubleArray.of(x);
        double[] W = DoubleArray.of(weight);
        double[] Y = DoubleArray.of(y);
        int pixels = size.batch() * size.outHeight() * size.outWidth();
        fill(Y, pixels, size.outChannels(), bias);
        forEachTerm(size, (xAt, wAt, yAt) -> Y[yAt] += X[xAt] * W[wAt]);
    }

    @Override
    public void conv2dGradX(Size size, Buffer gradY, Buffer weight, Buffer bias, Buffer gradX) {
        double[] gY = DoubleArray.of(gradY);
        double[] W = DoubleArray.of(weight);
        double[] gX = DoubleArray.of(gradX);
        fill(gX, size.batch() * size.height() * size.width(), size.channels(), bias);
        forEachTerm(size, (xAt, wAt, yAt) -> gX[xAt] += gY[yAt] * W[wAt]);
    }

    @Override
    public void conv2dGradWeight(Size size, Buffer x, Buffer gradY, Buffer gradWeight) {
        double[] X = DoubleArray.of(x);
        double[] gY = DoubleArray.of(gradY);
        double[] gW = DoubleArray.of(gradWeight);
        Window window = size.window();
        fill(gW, window.height() * window.width() * size.groupChannels(), size.outChannels(), null);
        forEachTerm(size, (xAt, wAt, yAt) -> gW[wAt] += X[xAt] * gY[yAt]);
    }

    /** Where the three factors of a term are. */
    private interface Term {
        void at(int x, int w, int y);
    }

    private static void forEachTerm(Size s, Term term) {
        Window window = s.window();
        for (int n = 0; n < s.batch(); n++) {
            for (int i = 0; i < s.outHeight(); i++) {
                for (int j = 0; j < s.outWidth(); j++) {
                    int y = ((n * s.outHeight() + i) * s.outWidth() + j) * s.outChannels();
                    for (int u = 0; u < window.height(); u++) {
                        for (int v = 0; v < window.width(); v++) {
                            int row = i * window.strideY() - window.paddingY();
                            int column = j * window.strideX() - window.paddingX();
                            row += u * window.dilationY();
                            column += v * window.dilationX();
                            if (row < 0 || row >= s.height() || column < 0 || column >= s.width()) {
                                continue;
                            }
                            int x = ((n * s.height() + row) * s.width() + column) * s.channels();
                            int w = (u * window.width() + v) * s.groupChannels() * s.outChannels();
                            forEachChannel(s, x, w, y, term);
                        }
                    }
                }
            }
        }
    }

    private static void forEachChannel(Size s, int x, int w, int y, Term term) {
        for (int c = 0; c < s.groupChannels(); c++) {
            for (int d = 0; d < s.outChannels(); d++) {
                int group = d / s.groupOutChannels();
                term.at(x + group * s.groupChannels() + c, w + c * s.outChannels() + d, y + d);
            }
        }
    }

    private static void fill(double[] Y, int rows, int channels, Buffer bias) {
        for (int i = 0; i < rows * channels; i++) {
            Y[i] = bias == null ? 0 : DoubleArray.of(bias)[i % channels];
        }
    }
}

package dev.resplat.splat.reference;

import dev.resplat.splat.BlendMode;
import dev.resplat.splat.RasterKernels;
import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.IntArray;
import dev.resplat.tensor.reference.DoubleArray;
import java.util.Arrays;
import java.util.function.IntFunction;

/** The definition: every splat at every pixel, without tiles. */
final class ReferenceRaster implements RasterKernels {
    private static final double CUTOFF_POWER = BlendMode.CUTOFF * BlendMode.CUTOFF / 2;

    @Override
    public Bins bin(Frame frame, Footprints splats, Buffer order, IntFunction<Bins> lists) {
        Bins none = lists.apply(0);
        Arrays.fill(IntArray.of(none.firstSlots()), 0, frame.splats() + 1, 0);
        Arrays.fill(IntArray.of(none.ranges()), 0, frame.tiles() + 1, 0);
        return none;
    }

    @Override
    public void composite(
            Frame frame, Footprints splats, Bins bins, Buffer image, Buffer coverage) {
        Pixel pixel = new Pixel(frame, splats, bins);
        double[] I = DoubleArray.of(image);
        double[] A = DoubleArray.of(coverage);
        for (int y = 0; y < frame.height(); y++) {
            for (int x = 0; x < frame.width(); x++) {
                int at = y * frame.width() + x;
                A[at] = pixel.blend(x + 0.5, y + 0.5, I, at * frame.channels());
            }
        }
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
        Pixel pixel = new Pixel(frame, splats, bins);
        Gradients sums = new Gradients(frame, gradients);
        double[] I = DoubleArray.of(image);
        double[] gI = DoubleArray.of(gradImage);
        double[] A = DoubleArray.of(coverage);
        for (int y = 0; y < frame.height(); y++) {
            for (int x = 0; x < frame.width(); x++) {
                int at = y * frame.width() + x;
                int c = at * frame.channels();
                pixel.blendGrad(x + 0.5, y + 0.5, I, gI, c, A[at], sums);
            }
        }
    }

    /** What is added up over the pixels, per splat. */
    private static final class Gradients {
        final int channels;
        final double[] means;
        final double[] conics;
        final double[] weights;
        final double[] colors;

        Gradients(Frame frame, Footprints gradients) {
            int n = frame.splats();
            channels = frame.channels();
            means = zeros(gradients.means2d(), 2 * n);
            conics = zeros(gradients.conics(), 3 * n);
            weights = zeros(gradients.weights(), n);
            colors = zeros(gradients.colors(), n * channels);
        }

        private static double[] zeros(Buffer buffer, int size) {
            double[] values = DoubleArray.of(buffer);
            Arrays.fill(values, 0, size, 0);
            return values;
        }
    }

    /** The splats as one pixel sees them. */
    private static final class Pixel {
        final Frame frame;
        final int[] order;
        final double[] means;
        final double[] conics;
        final double[] weights;
        final double[] colors;

        Pixel(Frame frame, Footprints splats, Bins bins) {
            this.frame = frame;
            order = IntArray.of(bins.order());
            means = DoubleArray.of(splats.means2d());
            conics = DoubleArray.of(splats.conics());
            weights = DoubleArray.of(splats.weights());
            colors = DoubleArray.of(splats.colors());
        }

        /** The Gaussian of splat s, zero where it has ended. */
        double gaussian(int s, double x, double y) {
            double dx = x - means[2 * s];
            double dy = y - means[2 * s + 1];
            double a = conics[3 * s];
            double b = conics[3 * s + 1];
            double c = conics[3 * s + 2];
            double power = (a * dx * dx + c * dy * dy) / 2 + b * dx * dy;
            boolean proper =
                    a > 0 && a * c - b * b > 0 && a * c < Double.POSITIVE_INFINITY && finite(s);
            return proper && power <= CUTOFF_POWER ? Math.exp(-power) : 0;
        }

        private boolean finite(int s) {
            boolean finite = Double.isFinite(weights[s]);
            for (int c = 0; c < frame.channels(); c++) {
                finite &= Double.isFinite(colors[s * frame.channels() + c]);
            }
            return finite;
        }

        /** The opacity of splat s where its Gaussian is g, zero where it is left out. */
        double alpha(int s, double g) {
            double alpha = Math.min(BlendMode.MAX_ALPHA, weights[s] * g);
            return alpha >= BlendMode.MIN_ALPHA ? alpha : 0;
        }

        /** Writes the colour of the pixel at (x, y) to {@code I} from {@code at} on. */
        double blend(double x, double y, double[] I, int at) {
            int channels = frame.channels();
            Arrays.fill(I, at, at + channels, 0);
            double coverage = 0;
            for (int i = 0; i < frame.splats(); i++) {
                int s = order[i];
                double g = gaussian(s, x, y);
                double share = g == 0 ? 0 : weights[s] * g;
                if (frame.mode() == BlendMode.ALPHA) {
                    double alpha = alpha(s, g);
                    double left = (1 - coverage) * (1 - alpha);
                    if (left <= BlendMode.MIN_TRANSMITTANCE) {
                        break;
                    }
                    share = alpha * (1 - coverage);
                }
                for (int c = 0; c < channels && share != 0; c++) {
                    I[at + c] += share * colors[s * channels + c];
                }
                coverage += share;
            }
            if (frame.mode() == BlendMode.NORMALIZED) {
                for (int c = 0; c < channels; c++) {
                    I[at + c] /= coverage + BlendMode.EPSILON;
                }
            }
            return coverage;
        }

        /** Adds the gradients that come from the pixel at (x, y). */
        void blendGrad(
                double x,
                double y,
                double[] I,
                double[] gI,
                int at,
                double coverage,
                Gradients sums) {
            switch (frame.mode()) {
                case ADDITIVE -> sumGrad(x, y, gI, at, 1, 0, sums);
                case NORMALIZED -> {
                    double scale = 1 / (coverage + BlendMode.EPSILON);
                    sumGrad(x, y, gI, at, scale, scale * dot(gI, at, I, at), sums);
                }
                case ALPHA -> alphaGrad(x, y, I, gI, at, sums);
                default -> throw new AssertionError(frame.mode());
            }
        }

        private double dot(double[] A, int a, double[] B, int b) {
            double sum = 0;
            for (int c = 0; c < frame.channels(); c++) {
                sum += A[a + c] * B[b + c];
            }
            return sum;
        }

        /** The gradient of {@code w_s G_s} is {@code scale <gI, c_s> - offset}. */
        private void sumGrad(
                double x,
                double y,
                double[] gI,
                int at,
                double scale,
                double offset,
                Gradients sums) {
            int channels = frame.channels();
            for (int s = 0; s < frame.splats(); s++) {
                double g = gaussian(s, x, y);
                if (g == 0) {
                    continue;
                }
                double gShare = scale * dot(gI, at, colors, s * channels) - offset;
                for (int c = 0; c < channels; c++) {
                    sums.colors[s * channels + c] += scale * weights[s] * g * gI[at + c];
                }
                sums.weights[s] += g * gShare;
                gaussianGrad(s, x, y, weights[s] * g * gShare, sums);
            }
        }

        /**
         * From front to back. Of the inner product of the pixel and its gradient, {@code behind} is
         * what the splats behind this one contribute.
         */
        private void alphaGrad(
                double x, double y, double[] I, double[] gI, int at, Gradients sums) {
            int channels = frame.channels();
            double behind = dot(gI, at, I, at);
            double transmittance = 1;
            for (int i = 0; i < frame.splats(); i++) {
                int s = order[i];
                double g = gaussian(s, x, y);
                double alpha = alpha(s, g);
                double left = transmittance * (1 - alpha);
                if (left <= BlendMode.MIN_TRANSMITTANCE) {
                    break;
                }
                if (alpha == 0) {
                    continue;
                }
                double dot = dot(gI, at, colors, s * channels);
                double share = alpha * transmittance;
                behind -= share * dot;
                for (int c = 0; c < channels; c++) {
                    sums.colors[s * channels + c] += share * gI[at + c];
                }
                if (weights[s] * g < BlendMode.MAX_ALPHA) {
                    double gAlpha = transmittance * dot - behind / (1 - alpha);
                    sums.weights[s] += g * gAlpha;
                    gaussianGrad(s, x, y, alpha * gAlpha, sums);
                }
                transmittance = left;
            }
        }

        /** Adds what {@code gPower}, the gradient of -power, means for mean and conic. */
        private void gaussianGrad(int s, double x, double y, double gPower, Gradients sums) {
            double dx = x - means[2 * s];
            double dy = y - means[2 * s + 1];
            double a = conics[3 * s];
            double b = conics[3 * s + 1];
            double c = conics[3 * s + 2];
            sums.means[2 * s] += gPower * (a * dx + b * dy);
            sums.means[2 * s + 1] += gPower * (b * dx + c * dy);
            sums.conics[3 * s] -= gPower * dx * dx / 2;
            sums.conics[3 * s + 1] -= gPower * dx * dy;
            sums.conics[3 * s + 2] -= gPower * dy * dy / 2;
        }
    }
}

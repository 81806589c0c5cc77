package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ConvolutionKernels;
import java.util.Arrays;

/**
 * Convolutions on the vector units: matrix products whose one factor is read from the map as it is
 * needed, see {@link PatchProduct} and {@link PatchGradient}, but for {@link Depthwise} ones and
 * those that {@link Winograd} does with fewer multiplications. What bounds them is the rate of
 * fused multiply-adds.
 */
final class SimdConvolution implements ConvolutionKernels {
    private final Workers workers;
    private final ThreadLocal<PatchProduct.Scratch> scratches =
            ThreadLocal.withInitial(PatchProduct.Scratch::new);
    private final ThreadLocal<PatchGradient.Scratch> gradientScratches =
            ThreadLocal.withInitial(PatchGradient.Scratch::new);
    private final ThreadLocal<Depthwise.Scratch> depthwiseScratches =
            ThreadLocal.withInitial(Depthwise.Scratch::new);
    private final ThreadLocal<Winograd.Scratch> winogradScratches =
            ThreadLocal.withInitial(Winograd.Scratch::new);
    private final ThreadLocal<WinogradGradient.Scratch> tileGradientScratches =
            ThreadLocal.withInitial(WinogradGradient.Scratch::new);
    private final ThreadLocal<WinogradWeights.Scratch> weightScratches =
            ThreadLocal.withInitial(WinogradWeights.Scratch::new);
    private final ThreadLocal<float[][]> shared = ThreadLocal.withInitial(() -> new float[1][0]);

    SimdConvolution(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void conv2d(Size s, Buffer x, Buffer weight, Buffer bias, Buffer y) {
        Phase phase = Phase.forward(s);
        if (phase.pixels() * s.outChannels() == 0) {
            return;
        }
        if (isDepthwise(s)) {
            new Depthwise(
                            s,
                            phase,
                            FloatArray.of(x),
                            FloatArray.of(weight),
                            FloatArray.of(y),
                            false)
                    .run(floatsOrNull(bias), workers, depthwiseScratches);
            return;
        }
        if (Winograd.fits(s, phase)) {
            winograd(s, phase, false, FloatArray.of(x), FloatArray.of(weight), bias, y);
            return;
        }
        Patches patches = new Patches(phase, FloatArray.of(x), s.channels(), s.groupChannels());
        float[] packed =
                shared(PatchWeights.packedSize(s.groups(), s.groupOutChannels(), patches.size()));
        PatchWeights weights =
                PatchWeights.forward(s, phase, FloatArray.of(weight), packed, workers);
        run(phase, patches, weights, bias, y, s.groups());
    }

    @Override
    public void conv2dGradX(Size s, Buffer gradY, Buffer weight, Buffer bias, Buffer gradX) {
        // Phases that would begin outside the map have no pixels, however large the stride is.
        int rows = Math.min(s.window().strideY(), s.height());
        int columns = Math.min(s.window().strideX(), s.width());
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                Phase phase = Phase.adjoint(s, row, column);
                if (phase.pixels() * s.channels() > 0) {
                    gradX(s, phase, gradY, weight, bias, gradX);
                }
            }
        }
    }

    private void gradX(
            Size s, Phase phase, Buffer gradY, Buffer weight, Buffer bias, Buffer gradX) {
        float[] gY = FloatArray.of(gradY);
        float[] W = FloatArray.of(weight);
        if (isDepthwise(s)) {
            new Depthwise(s, phase, gY, W, FloatArray.of(gradX), true)
                    .run(floatsOrNull(bias), workers, depthwiseScratches);
            return;
        }
        if (Winograd.fits(s, phase)) {
            winograd(s, phase, true, gY, W, bias, gradX);
            return;
        }
        Patches patches = new Patches(phase, gY, s.outChannels(), s.groupOutChannels());
        float[] packed =
                shared(PatchWeights.packedSize(s.groups(), s.groupChannels(), patches.size()));
        PatchWeights weights = PatchWeights.adjoint(s, phase, W, packed, workers);
        run(phase, patches, weights, bias, gradX, s.groups());
    }

    /** One input channel has nothing to be multiplied with but taps: a matrix product is narrow. */
    private static boolean isDepthwise(Size s) {
        return s.groups() > 1 && s.groupChannels() == 1;
    }

    private static float[] floatsOrNull(Buffer bias) {
        return bias == null ? null : FloatArray.of(bias);
    }

    private void winograd(
            Size s,
            Phase phase,
            boolean adjoint,
            float[] source,
            float[] weight,
            Buffer bias,
            Buffer target) {
        int rows = adjoint ? s.outChannels() : s.channels();
        int width = adjoint ? s.channels() : s.outChannels();
        float[] packed = shared(WinogradWeights.packedSize(rows, width));
        WinogradWeights weights =
                WinogradWeights.of(s, adjoint, weight, packed, workers, weightScratches);
        new Winograd(phase, source, weights, floatsOrNull(bias), FloatArray.of(target))
                .run(workers, winogradScratches);
    }

    private void run(
            Phase phase,
            Patches patches,
            PatchWeights weights,
            Buffer bias,
            Buffer target,
            int groups) {
        new PatchProduct(phase, patches, weights, floatsOrNull(bias), FloatArray.of(target), groups)
                .run(workers, scratches);
    }

    @Override
    public void conv2dGradWeight(Size s, Buffer x, Buffer gradY, Buffer gradWeight) {
        Phase phase = Phase.forward(s);
        Patches patches = new Patches(phase, FloatArray.of(x), s.channels(), s.groupChannels());
        float[] gW = FloatArray.of(gradWeight);
        int n = patches.size() * s.outChannels();
        if (phase.pixels() == 0 || n == 0) {
            Arrays.fill(gW, 0, n, 0f);
            return;
        }
        if (isDepthwise(s)) {
            Depthwise depthwise =
                    new Depthwise(s, phase, FloatArray.of(x), null, FloatArray.of(gradY), false);
            float[] partials = shared(depthwise.partialSize());
            depthwise.gradWeight(gW, partials, workers, depthwiseScratches);
            return;
        }
        if (Winograd.fits(s, phase)) {
            WinogradTiles tiles = new WinogradTiles(phase, FloatArray.of(x), s.channels());
            WinogradGradient gradient =
                    new WinogradGradient(tiles, FloatArray.of(gradY), s.outChannels(), gW);
            gradient.run(workers, tileGradientScratches, shared(gradient.partialSize()));
            return;
        }
        PatchGradient gradient = new PatchGradient(s, phase, patches, FloatArray.of(gradY), gW);
        gradient.run(workers, gradientScratches, shared(gradient.partialSize()));
    }

    /** Memory that the calling thread keeps, for all threads to share during a call. */
    private float[] shared(int size) {
        float[][] memory = shared.get();
        if (memory[0].length < size) {
            memory[0] = new float[size];
        }
        return memory[0];
    }
}

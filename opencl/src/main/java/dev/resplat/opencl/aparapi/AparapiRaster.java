package dev.resplat.opencl.aparapi;

import dev.resplat.splat.BlendMode;
import dev.resplat.splat.RasterKernels;
import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.IntArray;
import dev.resplat.tensor.cpu.FloatArray;
import java.util.function.IntFunction;

/**
 * Blending and its gradients by kernels of Aparapi; which tiles splats meet is found by the CPU, as
 * is the order. Three channels at a time: all is linear in the colours.
 */
final class AparapiRaster implements RasterKernels {
    private static final int GROUP = 3;
    private static final int MAX_SUMS = 1 << 30;

    private final RasterKernels cpu;
    private final Engine engine;
    private final BlendKernel blend = new BlendKernel();
    private final BlendGradKernel blendGrad = new BlendGradKernel();

    AparapiRaster(RasterKernels cpu, Engine engine) {
        this.cpu = cpu;
        this.engine = engine;
        blend.setExplicit(true);
        blendGrad.setExplicit(true);
        blend.forms = new float[Forms.SIZE];
        blendGrad.forms = new float[Forms.SIZE];
        blendGrad.states = new float[1];
        blendGrad.sums = new float[1];
    }

    @Override
    public Bins bin(Frame frame, Footprints splats, Buffer order, IntFunction<Bins> lists) {
        return cpu.bin(frame, splats, order, lists);
    }

    private static int mode(BlendMode mode) {
        return switch (mode) {
            case ADDITIVE -> BlendKernel.ADDITIVE;
            case NORMALIZED -> BlendKernel.NORMALIZED;
            case ALPHA -> BlendKernel.ALPHA;
        };
    }

    @Override
    public void composite(
            Frame frame, Footprints splats, Bins bins, Buffer image, Buffer coverage) {
        BlendKernel k = blend;
        k.mode = mode(frame.mode());
        k.width = frame.width();
        k.height = frame.height();
        k.tilesX = frame.tilesX();
        k.channels = frame.channels();
        k.forms = atLeast(k.forms, Forms.SIZE * (long) frame.splats());
        Forms.write(splats, frame.splats(), k.forms);
        k.colors = FloatArray.of(splats.colors());
        k.slotSplats = IntArray.of(bins.slotSplats());
        k.slotParts = IntArray.of(bins.slotParts());
        k.tilePairs = IntArray.of(bins.tilePairs());
        k.ranges = IntArray.of(bins.ranges());
        k.image = FloatArray.of(image);
        k.coverage = FloatArray.of(coverage);
        k.put(k.forms).put(k.colors);
        k.put(k.slotSplats).put(k.slotParts).put(k.tilePairs).put(k.ranges);
        k.firstChannel = 0;
        do {
            engine.run(k, (long) frame.tiles() * BlendKernel.TILE_PIXELS);
            k.firstChannel += GROUP;
        } while (k.firstChannel < frame.channels());
        k.get(k.image).get(k.coverage);
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
        BlendGradKernel k = blendGrad;
        k.mode = mode(frame.mode());
        k.width = frame.width();
        k.height = frame.height();
        k.tilesX = frame.tilesX();
        k.channels = frame.channels();
        k.forms = atLeast(k.forms, Forms.SIZE * (long) n);
        Forms.write(splats, n, k.forms);
        k.conics = FloatArray.of(splats.conics());
        k.colors = FloatArray.of(splats.colors());
        k.firstSlots = IntArray.of(bins.firstSlots());
        k.slotSplats = IntArray.of(bins.slotSplats());
        k.slotParts = IntArray.of(bins.slotParts());
        k.tilePairs = IntArray.of(bins.tilePairs());
        k.ranges = IntArray.of(bins.ranges());
        k.image = FloatArray.of(image);
        k.coverage = FloatArray.of(coverage);
        k.gradImage = FloatArray.of(gradImage);
        k.gradMeans = FloatArray.of(gradients.means2d());
        k.gradConics = FloatArray.of(gradients.conics());
        k.gradWeights = FloatArray.of(gradients.weights());
        k.gradColors = FloatArray.of(gradients.colors());
        long strips = (long) frame.tiles() * BlendKernel.BLOCKS;
        long pairs = k.firstSlots[n];
        k.states = atLeast(k.states, strips * BlendGradKernel.STRIP_PIXELS * BlendGradKernel.STATE);
        k.sums = atLeast(k.sums, pairs * BlendKernel.BLOCKS * BlendGradKernel.SUMS);
        k.put(k.forms).put(k.conics).put(k.colors).put(k.firstSlots);
        k.put(k.slotSplats).put(k.slotParts).put(k.tilePairs).put(k.ranges);
        k.put(k.image).put(k.coverage).put(k.gradImage);
        k.firstChannel = 0;
        do {
            k.phase = BlendGradKernel.STRIPS;
            k.items = (int) strips;
            engine.run(k, strips);
            k.phase = BlendGradKernel.SPLATS;
            k.items = n;
            engine.run(k, n);
            k.firstChannel += GROUP;
        } while (k.firstChannel < frame.channels());
        k.get(k.gradMeans).get(k.gradConics).get(k.gradWeights).get(k.gradColors);
    }

    private static float[] atLeast(float[] array, long size) {
        if (size > MAX_SUMS) {
            throw new IllegalArgumentException(
                    "composite: gradients take %d sums on aparapi; 2^30 are allowed; use fewer or smaller splats, or --device cpu"
                            .formatted(size));
        }
        return array.length >= size ? array : new float[(int) (size + size / 4)];
    }
}

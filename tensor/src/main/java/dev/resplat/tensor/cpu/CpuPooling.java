package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.FeatureMaps;
import dev.resplat.tensor.PoolingKernels;
import dev.resplat.tensor.Window;
import dev.resplat.tensor.cpu.Taps.Windows;

/**
 * Pooling by {@link Separable}: a maximum over a window is one over its rows of those over its
 * columns, and averages are sums with weights. The gradient of averages is the transposed sum; that
 * of the maximum compares inputs with outputs again.
 */
final class CpuPooling implements PoolingKernels {
    /** What all windows together may see along one axis: half a gigabyte of {@link Taps}. */
    private static final int MAX_TAPS = 1 << 26;

    private final Workers workers;
    private final Pixels pixels;
    private final Separable separable;
    private final ThreadLocal<Scratch> scratch = Scratch.perThread();
    private final ThreadLocal<Tables> tables = ThreadLocal.withInitial(Tables::new);

    CpuPooling(Workers workers, Pixels pixels) {
        this.workers = workers;
        this.pixels = pixels;
        this.separable = new Separable(workers, pixels);
    }

    /** The taps along both axes, and their transposes. */
    private static final class Tables {
        final Taps rows = new Taps();
        final Taps columns = new Taps();
        final Taps rowsBack = new Taps();
        final Taps columnsBack = new Taps();
    }

    private Tables tables(String op, FeatureMaps maps, Window w, boolean countPadding) {
        Windows rows =
                new Windows(
                        maps.h(),
                        maps.outH(),
                        w.height(),
                        w.strideY(),
                        w.dilationY(),
                        w.paddingY());
        Windows columns =
                new Windows(
                        maps.w(), maps.outW(), w.width(), w.strideX(), w.dilationX(), w.paddingX());
        long taps = Math.max(rows.taps(), columns.taps());
        if (taps > MAX_TAPS) {
            throw new IllegalArgumentException(
                    ("%s: window %s over maps of %d x %d pixels: %d places of windows along an axis,"
                                    + " allowed are %d; use smaller windows or larger strides")
                            .formatted(op, w, maps.h(), maps.w(), taps, MAX_TAPS));
        }
        Tables t = tables.get();
        t.rows.setWindows(rows, countPadding);
        t.columns.setWindows(columns, countPadding);
        return t;
    }

    @Override
    public void maxPool(Buffer x, Buffer y, FeatureMaps maps, Window window) {
        Tables t = tables("maxPool", maps, window, false);
        separable.max(FloatArray.of(x), FloatArray.of(y), maps.n(), t.rows, t.columns, maps.c());
    }

    @Override
    public void maxPoolGrad(
            Buffer x, Buffer y, Buffer gradY, Buffer gradX, FeatureMaps maps, Window window) {
        Tables t = tables("maxPoolGrad", maps, window, false);
        MaxPoolGrad grad =
                new MaxPoolGrad(
                        pixels,
                        FloatArray.of(x),
                        FloatArray.of(y),
                        FloatArray.of(gradY),
                        FloatArray.of(gradX),
                        maps,
                        t.rows,
                        t.columns);
        MapParts.forEach(
                workers,
                maps,
                (map, row, rows, channel, channels) -> {
                    float[] scratch = this.scratch.get().floats(2 * channels);
                    grad.run(map, row, rows, channel, channels, scratch);
                });
    }

    @Override
    public void averagePool(
            Buffer x, Buffer y, FeatureMaps maps, Window window, boolean countPadding) {
        Tables t = tables("averagePool", maps, window, countPadding);
        separable.sum(FloatArray.of(x), FloatArray.of(y), maps.n(), t.rows, t.columns, maps.c());
    }

    @Override
    public void averagePoolGrad(
            Buffer gradY, Buffer gradX, FeatureMaps maps, Window window, boolean countPadding) {
        Tables t = tables("averagePoolGrad", maps, window, countPadding);
        t.rowsBack.setTransposed(t.rows);
        t.columnsBack.setTransposed(t.columns);
        float[] gY = FloatArray.of(gradY);
        float[] gX = FloatArray.of(gradX);
        separable.sum(gY, gX, maps.n(), t.rowsBack, t.columnsBack, maps.c());
    }
}

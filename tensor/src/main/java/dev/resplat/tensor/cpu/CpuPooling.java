package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.FeatureMaps;
import dev.resplat.tensor.PoolingKernels;
import dev.resplat.tensor.Window;

/**
 * Pooling by {@link Separable}: a maximum over a window is one over its rows of those over its
 * columns, and averages are sums with weights. The gradient of averages is the transposed sum; that
 * of the maximum compares inputs with outputs again.
 */
final class CpuPooling implements PoolingKernels {
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

    private Tables tables(FeatureMaps maps, Window window, boolean countPadding) {
        Tables t = tables.get();
        t.rows.setWindows(
                maps.h(),
                maps.outH(),
                window.height(),
                window.strideY(),
                window.dilationY(),
                window.paddingY(),
                countPadding);
        t.columns.setWindows(
                maps.w(),
                maps.outW(),
                window.width(),
                window.strideX(),
                window.dilationX(),
                window.paddingX(),
                countPadding);
        return t;
    }

    @Override
    public void maxPool(Buffer x, Buffer y, FeatureMaps maps, Window window) {
        Tables t = tables(maps, window, false);
        separable.max(FloatArray.of(x), FloatArray.of(y), maps.n(), t.rows, t.columns, maps.c());
    }

    @Override
    public void maxPoolGrad(
            Buffer x, Buffer y, Buffer gradY, Buffer gradX, FeatureMaps maps, Window window) {
        Tables t = tables(maps, window, false);
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
        Tables t = tables(maps, window, countPadding);
        separable.sum(FloatArray.of(x), FloatArray.of(y), maps.n(), t.rows, t.columns, maps.c());
    }

    @Override
    public void averagePoolGrad(
            Buffer gradY, Buffer gradX, FeatureMaps maps, Window window, boolean countPadding) {
        Tables t = tables(maps, window, countPadding);
        t.rowsBack.setTransposed(t.rows);
        t.columnsBack.setTransposed(t.columns);
        float[] gY = FloatArray.of(gradY);
        float[] gX = FloatArray.of(gradX);
        separable.sum(gY, gX, maps.n(), t.rowsBack, t.columnsBack, maps.c());
    }
}

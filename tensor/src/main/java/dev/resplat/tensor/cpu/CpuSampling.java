package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Bilinear;
import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.FeatureMaps;
import dev.resplat.tensor.SamplingKernels;
import java.util.Arrays;

/**
 * Sampling: resizing by {@link Separable}, and its gradient by the transposed taps. Grids are read
 * point by point, with vectors over the channels; places are computed in double precision.
 */
final class CpuSampling implements SamplingKernels {
    /** Elements per task. */
    private static final int TASK = 16 * 1024;

    /** All four corners are inside the map. */
    private static final int ALL = 15;

    private final Workers workers;
    private final Pixels pixels;
    private final Separable separable;
    private final ThreadLocal<Tables> tables = ThreadLocal.withInitial(Tables::new);
    private final ThreadLocal<Corners> corners = ThreadLocal.withInitial(Corners::new);

    CpuSampling(Workers workers, Pixels pixels) {
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

        void set(FeatureMaps maps, boolean alignCorners) {
            rows.setBilinear(maps.h(), maps.outH(), alignCorners);
            columns.setBilinear(maps.w(), maps.outW(), alignCorners);
        }
    }

    @Override
    public void resizeBilinear(Buffer x, Buffer y, FeatureMaps maps, boolean alignCorners) {
        Tables t = tables.get();
        t.set(maps, alignCorners);
        separable.sum(FloatArray.of(x), FloatArray.of(y), maps.n(), t.rows, t.columns, maps.c());
    }

    @Override
    public void resizeBilinearGrad(
            Buffer gradY, Buffer gradX, FeatureMaps maps, boolean alignCorners) {
        Tables t = tables.get();
        t.set(maps, alignCorners);
        t.rowsBack.setTransposed(t.rows);
        t.columnsBack.setTransposed(t.columns);
        float[] gY = FloatArray.of(gradY);
        float[] gX = FloatArray.of(gradX);
        separable.sum(gY, gX, maps.n(), t.rowsBack, t.columnsBack, maps.c());
    }

    /** The four pixels around a place and their weights; those outside the map are skipped. */
    private static final class Corners {
        /** Where the pixels begin, in the order of rows. */
        final int[] at = new int[4];

        final float[] weight = new float[4];
        final float[] dots = new float[4 * Buffer.PADDING];

        /** A bit for each pixel inside the map. */
        int inside;

        int top;
        float fx;
        float fy;
        boolean movesX;
        boolean movesY;

        void set(float[] G, int p, int n, FeatureMaps maps, Padding padding, boolean align) {
            int h = maps.h();
            int w = maps.w();
            double x = Bilinear.denormalized(G[2 * p], w, align);
            double y = Bilinear.denormalized(G[2 * p + 1], h, align);
            boolean border = padding == Padding.BORDER;
            movesX = !border || Bilinear.isInside(x, w);
            movesY = !border || Bilinear.isInside(y, h);
            if (border) {
                x = Bilinear.clamped(x, w);
                y = Bilinear.clamped(y, h);
            }
            int left = Bilinear.floor(x, w);
            top = Bilinear.floor(y, h);
            fx = (float) (x - left);
            fy = (float) (y - top);
            int c = maps.c();
            int first = ((n * h + top) * w + left) * c;
            at[0] = first;
            at[1] = first + c;
            at[2] = first + w * c;
            at[3] = first + w * c + c;
            weight[0] = (1 - fx) * (1 - fy);
            weight[1] = fx * (1 - fy);
            weight[2] = (1 - fx) * fy;
            weight[3] = fx * fy;
            int columns = (left >= 0 ? 1 : 0) | (left >= -1 && left < w - 1 ? 2 : 0);
            inside = (top >= 0 ? columns : 0) | (top >= -1 && top < h - 1 ? columns << 2 : 0);
        }

        /** Leaves out corners in rows other than {@code from} to {@code to}, exclusive. */
        void keepRows(int from, int to) {
            inside &= top >= from && top < to ? ALL : 12;
            inside &= top + 1 >= from && top + 1 < to ? ALL : 3;
        }

        boolean isInside(int corner) {
            return (inside >> corner & 1) == 1;
        }
    }

    /** Points per task. */
    private static int grain(FeatureMaps maps) {
        return Math.max(1, TASK / Math.max(16, maps.c()));
    }

    @Override
    public void gridSample(
            Buffer x,
            Buffer grid,
            Buffer y,
            FeatureMaps maps,
            Padding padding,
            boolean alignCorners) {
        float[] X = FloatArray.of(x);
        float[] G = FloatArray.of(grid);
        float[] Y = FloatArray.of(y);
        int perMap = maps.outH() * maps.outW();
        workers.forRanges(
                maps.n() * perMap,
                grain(maps),
                (from, to) -> {
                    Corners corners = this.corners.get();
                    for (int p = from; p < to; p++) {
                        corners.set(G, p, p / perMap, maps, padding, alignCorners);
                        sample(X, corners, Y, p * maps.c(), maps.c());
                    }
                });
    }

    private void sample(float[] X, Corners corners, float[] Y, int y, int c) {
        if (corners.inside == ALL) {
            pixels.blend(X, corners.at, corners.weight, Y, y, c);
            return;
        }
        Arrays.fill(Y, y, y + c, 0);
        for (int i = 0; i < 4; i++) {
            if (corners.isInside(i)) {
                pixels.add(X, corners.at[i], corners.weight[i], Y, y, c);
            }
        }
    }

    @Override
    public void gridSampleGradX(
            Buffer grid,
            Buffer gradY,
            Buffer gradX,
            FeatureMaps maps,
            Padding padding,
            boolean alignCorners) {
        float[] G = FloatArray.of(grid);
        float[] gY = FloatArray.of(gradY);
        float[] gX = FloatArray.of(gradX);
        MapParts.forEach(
                workers,
                maps,
                (n, row, rows, channel, channels) -> {
                    MapParts.clear(gX, maps, n * maps.h() + row, rows, channel, channels);
                    Corners corners = this.corners.get();
                    int perMap = maps.outH() * maps.outW();
                    for (int p = n * perMap; p < (n + 1) * perMap; p++) {
                        corners.set(G, p, n, maps, padding, alignCorners);
                        corners.keepRows(row, row + rows);
                        scatter(gY, p * maps.c() + channel, corners, gX, channel, channels);
                    }
                });
    }

    private void scatter(
            float[] gY, int y, Corners corners, float[] gX, int channel, int channels) {
        if (corners.inside == ALL) {
            pixels.spread(gY, y, corners.at, channel, corners.weight, gX, channels);
            return;
        }
        for (int i = 0; i < 4 && corners.inside != 0; i++) {
            if (corners.isInside(i)) {
                pixels.add(gY, y, corners.weight[i], gX, corners.at[i] + channel, channels);
            }
        }
    }

    @Override
    public void gridSampleGradGrid(
            Buffer x,
            Buffer grid,
            Buffer gradY,
            Buffer gradGrid,
            FeatureMaps maps,
            Padding padding,
            boolean alignCorners) {
        float[] X = FloatArray.of(x);
        float[] G = FloatArray.of(grid);
        float[] gY = FloatArray.of(gradY);
        float[] gG = FloatArray.of(gradGrid);
        int perMap = maps.outH() * maps.outW();
        float slopeX = (float) Bilinear.slope(maps.w(), alignCorners);
        float slopeY = (float) Bilinear.slope(maps.h(), alignCorners);
        workers.forRanges(
                maps.n() * perMap,
                grain(maps),
                (from, to) -> {
                    Corners corners = this.corners.get();
                    for (int p = from; p < to; p++) {
                        corners.set(G, p, p / perMap, maps, padding, alignCorners);
                        gradPlace(X, corners, gY, p * maps.c(), maps.c());
                        gG[2 * p] = corners.movesX ? slopeX * corners.fx : 0;
                        gG[2 * p + 1] = corners.movesY ? slopeY * corners.fy : 0;
                    }
                });
    }

    /** Replaces the fractions by the gradient with respect to them. */
    private void gradPlace(float[] X, Corners corners, float[] gY, int y, int c) {
        float[] dots = corners.dots;
        int inside = corners.inside;
        if (inside == 0) {
            // The fractions may be infinite or no numbers.
            corners.fx = 0;
            corners.fy = 0;
            return;
        }
        for (int i = 0; i < 4 && inside != ALL; i++) {
            // A corner outside may lie beyond the array: any other place will do.
            corners.at[i] = corners.isInside(i) ? corners.at[i] : 0;
        }
        pixels.dots(gY, y, X, corners.at, dots, c);
        for (int i = 0; i < 4; i++) {
            dots[i] = corners.isInside(i) ? dots[i] : 0;
        }
        float fx = corners.fx;
        float fy = corners.fy;
        corners.fx = (dots[1] - dots[0]) * (1 - fy) + (dots[3] - dots[2]) * fy;
        corners.fy = (dots[2] - dots[0]) * (1 - fx) + (dots[3] - dots[1]) * fx;
    }
}

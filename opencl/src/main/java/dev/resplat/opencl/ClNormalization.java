package dev.resplat.opencl;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.NormalizationKernels;
import java.util.Map;

/**
 * Normalisation. Single places, as of layer norm, are rows that work-items share: one launch, which
 * reads a row three times, from a cache but for the first. Groups over many places have their
 * moments from channels of pieces of the places, in one launch, and are changed in another: 12
 * bytes per element forward and 20 back.
 */
final class ClNormalization implements NormalizationKernels {
    private static final int GROUP = 256;

    /** Elements of a row that a work-item has before the row gets more of them. */
    private static final int EACH = 4;

    /**
     * Neighbouring channels of a work-group at most: as many floats as memory hands out at once.
     */
    private static final int SPAN = 32;

    /** Work-groups that keep a large GPU busy. */
    private static final int MANY_GROUPS = 512;

    /** Places of a work-item at least before they are cut into pieces. */
    private static final int MIN_PLACES = 8;

    private final ClDevice device;

    ClNormalization(ClDevice device) {
        this.device = device;
    }

    private ClKernel kernel(String name) {
        return device.program("normalization.cl", Map.of("GROUP", "" + GROUP)).kernel(name);
    }

    /**
     * How columns are cut.
     *
     * @param span channels of a work-group
     * @param lanes work-items of each, a power of two
     * @param pieces of the places of a sample
     * @param piece places of one
     */
    private record Cut(int span, int lanes, int pieces, int piece) {
        static Cut of(int n, int p, int c) {
            int span = Math.min(c, SPAN);
            int lanes = Integer.highestOneBit(GROUP / span);
            long groups = (long) n * ((c - 1) / span + 1);
            int wanted = (int) Math.max(1, MANY_GROUPS / groups);
            int pieces = Math.max(1, Math.min(wanted, p / (lanes * MIN_PLACES)));
            int piece = Math.max(1, (p - 1) / pieces + 1);
            return new Cut(span, lanes, Math.max(1, (p - 1) / piece + 1), piece);
        }

        int tiles(int c) {
            return (c - 1) / span + 1;
        }

        void run(ClKernel kernel, int n, int c) {
            long groups = (long) n * pieces * tiles(c);
            kernel.run(new long[] {groups * GROUP}, new long[] {GROUP});
        }
    }

    @Override
    public void normalize(
            Buffer x,
            Buffer gamma,
            Buffer beta,
            Buffer y,
            Buffer mean,
            Buffer variance,
            int n,
            int p,
            int c,
            int groups,
            double epsilon) {
        int units = n * groups;
        if (p == 1) {
            ClKernel kernel = kernel("normalizeRows").buffers(x, gamma, beta, y, mean, variance);
            rows(kernel, units, groups, c / groups, epsilon);
            return;
        }
        if (units == 0 || c == 0) {
            return;
        }
        Cut cut = Cut.of(n, p, c);
        int parts = n * cut.pieces * c;
        Buffer near = device.allocate(ElementType.REAL, parts);
        Buffer rest = device.allocate(ElementType.REAL, 2 * parts);
        Buffer center = device.allocate(ElementType.REAL, 2 * units);
        try {
            ClKernel kernel = kernel("moments").buffers(x, near, rest);
            kernel.ints(p, c, cut.span, cut.lanes, cut.pieces, cut.piece);
            cut.run(kernel, n, c);
            kernel = kernel("joinMoments").buffers(near, rest, center, mean, variance);
            kernel.ints(units, p, c, groups, cut.pieces, cut.piece);
            shared(kernel, units, lanes(cut.pieces * (c / groups)));
            kernel("normalizeColumns")
                    .buffers(x, gamma, beta, center, variance, y)
                    .ints(n * p * c, p, c, groups)
                    .floats(epsilon)
                    .run((long) n * p * c);
        } finally {
            device.release(near);
            device.release(rest);
            device.release(center);
        }
    }

    /** Runs a kernel for rows of m elements. */
    private static void rows(ClKernel kernel, int rows, int groups, int m, double epsilon) {
        int lanes = lanes(m);
        kernel.ints(rows, groups, m, lanes).floats(epsilon);
        launch(kernel, rows, lanes);
    }

    /** Work-items that share so many elements: a power of two. */
    private static int lanes(int elements) {
        return Math.min(GROUP, Integer.highestOneBit(Math.max(1, elements / EACH)));
    }

    /** The last argument and the run of a kernel whose work-items share rows. */
    private static void shared(ClKernel kernel, int rows, int lanes) {
        launch(kernel.ints(lanes), rows, lanes);
    }

    private static void launch(ClKernel kernel, int rows, int lanes) {
        int perGroup = GROUP / lanes;
        long groups = ((long) rows + perGroup - 1) / perGroup;
        kernel.run(new long[] {groups * GROUP}, new long[] {GROUP});
    }

    @Override
    public void normalizeGrad(
            Buffer x,
            Buffer gamma,
            Buffer mean,
            Buffer variance,
            Buffer gradY,
            Buffer gradX,
            Buffer gradGamma,
            Buffer gradBeta,
            int n,
            int p,
            int c,
            int groups,
            double epsilon) {
        if (c == 0) {
            return;
        }
        int units = n * groups;
        // The sums of channels over rows are those over places of one sample.
        boolean rows = p == 1;
        int samples = rows ? 1 : n;
        int places = rows ? n : p;
        Cut cut = Cut.of(Math.max(1, samples), places, c);
        Buffer sums = device.allocate(ElementType.REAL, 2 * samples * cut.pieces * c);
        Buffer means = device.allocate(ElementType.REAL, 2 * units);
        try {
            ClKernel kernel = kernel("channelSums").buffers(x, mean, variance, gradY, sums);
            kernel.ints(places, c, groups, cut.span, cut.lanes, cut.pieces, cut.piece);
            cut.run(kernel.ints(rows ? 1 : 0).floats(epsilon), samples, c);
            kernel("parameterGrads")
                    .buffers(sums, gradGamma, gradBeta)
                    .ints(c, samples * cut.pieces, cut.span, cut.lanes)
                    .run(new long[] {(long) cut.tiles(c) * GROUP}, new long[] {GROUP});
            if (rows) {
                kernel = kernel("normalizeRowsGrad");
                kernel.buffers(x, gamma, mean, variance, gradY, gradX);
                rows(kernel, units, groups, c / groups, epsilon);
                return;
            }
            kernel = kernel("groupMeans").buffers(sums, gamma, means);
            kernel.ints(units, p, c, groups, cut.pieces);
            shared(kernel, units, lanes(cut.pieces * (c / groups)));
            kernel("normalizeColumnsGrad")
                    .buffers(x, gamma, mean, variance, gradY, means, gradX)
                    .ints(n * p * c, p, c, groups)
                    .floats(epsilon)
                    .run((long) n * p * c);
        } finally {
            device.release(sums);
            device.release(means);
        }
    }
}

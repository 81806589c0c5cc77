package dev.resplat.train.resplat;

import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A step that makes the squared errors of all renders smaller, after Gauss and Newton. The paper
 * tells points what their cells look like; this tells each splat what it does in all views.
 *
 * <p>With r what renders have too much and J how they change with the numbers of splats, in units
 * u, one step would solve {@code J^T J step = -J^T r}. That system is large. It is solved roughly:
 * ways of numbers alone, then lengths for three parts of a splat, its shape, opacity and colours.
 *
 * <pre>{@code
 * ways      p = u tanh(-STEP u J^T r / (h + mean h))      h = mean of diag(u J^T J u) over a kind
 * lengths   a = argmin sum w |r + sum_k a_k q_k|^2        q_k = J p_k, w what the splat counts
 * told      GAIN p / u, and a
 * move      a_k p
 *
 * kind        u                                           part
 * centre      mean of the extents                         shape
 * extents     themselves: they move by parts of it        shape
 * quaternion  its length                                  shape
 * logit       1                                           opacity
 * harmonics   1                                           colours
 * }</pre>
 *
 * <p>The diagonal is estimated: for random signs s, the mean of {@code (J^T s)^2} is that of {@code
 * J^T J} (Bekas, Kokiopoulou and Saad 2007); one draw is enough, as a kind has several numbers. A
 * refinement of several steps finds it in the first: it takes a way back through all renders, and
 * changes less than they do. What a part of all splats does at once to a pixel is q, a difference
 * of two renders; so lengths are those that suit the neighbourhood, too. How far a splat really
 * goes is learned. Nothing here is differentiated.
 *
 * @param told {@code [B N, numbers + 3]}: of about unit size
 * @param move {@code [B N, numbers]}
 */
record NewtonStep(Tensor told, Tensor move) {
    /** Parts of a splat: each has a length of its own. */
    static final int PARTS = 3;

    /** The part whose change moves footprints. */
    private static final int SHAPE = 0;

    /** Where kinds of numbers begin. */
    private static final int[] KINDS = {
        0, SplatRows.SCALES, SplatRows.QUATS, SplatRows.LOGIT, SplatRows.HARMONICS
    };

    /** Where parts begin. */
    private static final int[] BEGINS = {0, SplatRows.LOGIT, SplatRows.HARMONICS};

    /** Numbers depend on each other: of a step that would be right for each alone, so much. */
    private static final double STEP = 0.15;

    /** Brings ways to about unit size. */
    private static final double GAIN = 5;

    /** What part of a way is tried, to see what it does to renders. */
    private static final double TRIED = 0.1;

    /** What the mean of the scene counts beside a splat's own sums. */
    private static final double COMMON = 0.1;

    /** What is added to the diagonal of equations for lengths, as a part of it. */
    private static final double DAMPING = 0.1;

    private static final double LEAST_LENGTH = -0.5;
    private static final double MOST_LENGTH = 2;

    /** Instead of a division by 0, where nothing is seen at all. */
    private static final double TINY = 1e-20;

    /** The views that splats are rendered from. */
    interface Views {
        /** Renders {@code [B V, H, W, 3]} of splats that have moved a little. */
        Tensor moved(SplatRows rows);

        /** The same of splats that are where they were, in their shapes. */
        Tensor recolored(SplatRows rows);

        /** Maps {@code [B V, H, W, F]}, summed by what each splat counts: {@code [B N, F]}. */
        Tensor gather(Tensor maps);
    }

    /**
     * For splats that are rendered.
     *
     * @param renders of all views {@code [B V, H, W, 3]}
     * @param residual render minus input
     * @param gradient {@code J^T r}, {@code [B N, numbers]}
     * @param probe {@code J^T s}, {@code [B N, numbers]}
     */
    static NewtonStep of(
            SplatRows rows,
            Views views,
            Tensor renders,
            Tensor residual,
            Tensor gradient,
            Tensor probe) {
        int numbers = gradient.shape().dim(1);
        Tensor units = units(rows);
        Tensor ways = ways(rows.grid(), gradient.mul(units), probe.mul(units));
        Tensor steps = ways.mul(units);
        Tensor parts = members(BEGINS, steps.device(), numbers);
        Tensor[] changes = new Tensor[PARTS];
        for (int k = 0; k < PARTS; k++) {
            Tensor part = Arranging.slice(parts, 0, k, k + 1).mul(TRIED);
            SplatRows moved = rows.plus(steps.mul(part));
            Tensor tried = k == SHAPE ? views.moved(moved) : views.recolored(moved);
            changes[k] = tried.sub(renders).mul(1 / TRIED);
        }
        Tensor products = Scope.compute(() -> products(changes, residual));
        Tensor lengths = lengths(rows.grid(), views.gather(products));
        Tensor told = Arranging.concat(1, ways.mul(GAIN), lengths);
        return new NewtonStep(told, steps.mul(lengths.matmul(parts)));
    }

    /** In units, and no longer than one. */
    private static Tensor ways(Grid grid, Tensor slope, Tensor probe) {
        Tensor kinds = members(KINDS, slope.device(), slope.shape().dim(1));
        Tensor counts = kinds.sum(1).reshape(KINDS.length, 1);
        Tensor mean = kinds.div(counts);
        Tensor curve = probe.map(UnaryOp.SQUARE).matmulTransposed(mean).add(TINY);
        Tensor damped = curve.add(common(grid, curve));
        Tensor rate = damped.map(UnaryOp.RECIPROCAL).mul(-STEP).matmul(kinds);
        return slope.mul(rate).map(UnaryOp.TANH);
    }

    /** The mean of each scene, for all of its rows. */
    private static Tensor common(Grid grid, Tensor x) {
        int columns = x.shape().dim(1);
        Tensor sums = x.reshape(grid.scenes(), grid.rowsOfScene(), columns).sum(1);
        Tensor means = sums.mul(1.0 / grid.rowsOfScene()).reshape(grid.scenes(), 1, columns);
        Shape all = Shape.of(grid.scenes(), grid.rowsOfScene(), columns);
        return Arranging.broadcastTo(means, all).reshape(x.shape().dims());
    }

    /** {@code q_i q_j} for {@code i <= j}, then {@code q_i r}: summed over the channels. */
    private static Tensor products(Tensor[] changes, Tensor residual) {
        List<Tensor> all = new ArrayList<>();
        for (int i = 0; i < PARTS; i++) {
            for (int j = i; j <= PARTS; j++) {
                all.add(changes[i].mul(j == PARTS ? residual : changes[j]));
            }
        }
        Shape s = residual.shape();
        int columns = all.size() * s.dim(3);
        int[] begins = IntStream.range(0, all.size()).map(i -> i * s.dim(3)).toArray();
        return Arranging.concat(3, all.toArray(Tensor[]::new))
                .reshape(s.size() / s.dim(3), columns)
                .matmulTransposed(members(begins, residual.device(), columns))
                .reshape(s.dim(0), s.dim(1), s.dim(2), all.size());
    }

    /**
     * Solves the three equations of each splat by elimination.
     *
     * @param sums of {@link #products}, for each splat
     * @return {@code [B N, 3]}
     */
    private static Tensor lengths(Grid grid, Tensor sums) {
        Tensor more = sums.add(common(grid, sums).mul(COMMON));
        Tensor m = more.matmul(equations(sums.device())).reshape(grid.rows(), PARTS, PARTS + 1);
        for (int i = 0; i < PARTS; i++) {
            Tensor row = Arranging.slice(m, 1, i, i + 1);
            Tensor pivot = Arranging.slice(row, 2, i, i + 1).add(TINY);
            double[] unit = new double[PARTS];
            unit[i] = 1;
            Tensor one = Tensor.of(m.device(), Shape.of(1, PARTS, 1), unit);
            Tensor column = Arranging.slice(m, 2, i, i + 1).sub(one);
            m = m.sub(column.mul(row.div(pivot)));
        }
        return Arranging.slice(m, 2, PARTS, PARTS + 1)
                .reshape(grid.rows(), PARTS)
                .map(BinaryOp.MAX, LEAST_LENGTH)
                .map(BinaryOp.MIN, MOST_LENGTH);
    }

    /** From sums of products to the rows of {@code [J^T J | -J^T r]}, with its damping. */
    private static Tensor equations(Device device) {
        int width = PARTS + 1;
        int products = PARTS * (PARTS + 3) / 2;
        double[] x = new double[products * PARTS * width];
        int p = 0;
        for (int i = 0; i < PARTS; i++) {
            for (int j = i; j < width; j++, p++) {
                double value = j == PARTS ? -1 : i == j ? 1 + DAMPING : 1;
                x[p * PARTS * width + i * width + j] = value;
                if (j < PARTS) {
                    x[p * PARTS * width + j * width + i] = value;
                }
            }
        }
        return Tensor.of(device, Shape.of(products, PARTS * width), x);
    }

    /** {@code [groups, numbers]}: 1 where a number is in the group. */
    private static Tensor members(int[] begins, Device device, int numbers) {
        double[] x = new double[begins.length * numbers];
        int group = 0;
        for (int i = 0; i < numbers; i++) {
            group += group + 1 < begins.length && i == begins[group + 1] ? 1 : 0;
            x[group * numbers + i] = 1;
        }
        return Tensor.of(device, Shape.of(begins.length, numbers), x);
    }

    private static Tensor units(SplatRows rows) {
        Tensor x = rows.values().value();
        int n = x.shape().dim(0);
        Tensor scales = Arranging.slice(x, 1, SplatRows.SCALES, SplatRows.QUATS);
        Tensor quats = Arranging.slice(x, 1, SplatRows.QUATS, SplatRows.LOGIT);
        Tensor three = Tensor.full(x.device(), Shape.of(1, 3), 1);
        Tensor four = Tensor.full(x.device(), Shape.of(1, 4), 1);
        Tensor ones = Tensor.full(x.device(), Shape.of(n, x.shape().dim(1) - SplatRows.LOGIT), 1);
        Tensor length = quats.map(UnaryOp.SQUARE).sum(1).map(UnaryOp.SQRT).reshape(n, 1);
        return Arranging.concat(
                1,
                scales.sum(1).reshape(n, 1).mul(1.0 / 3).mul(three),
                scales,
                length.mul(four),
                ones);
    }
}

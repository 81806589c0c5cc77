package dev.resplat.splat.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;
import static jdk.incubator.vector.VectorOperators.AND_NOT;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.MIN;

import dev.resplat.splat.BlendMode;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Blocks four pixels wide that fill a vector: with 16 lanes 4 by 4, which a small ellipse uses
 * better than a row of 16.
 *
 * <p>Conditions are masks made of sign bits ({@code x >> 31}): comparisons are slow on JDK 17. They
 * are written out, because a method that is compiled by itself may be too large to be inlined, and
 * then its vectors become objects. Each loop keeps its arrays in local variables, as what it writes
 * makes the compiler read fields again.
 */
final class SimdTile extends TileBlocks {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    /** Pixels along y of a block. */
    static final int BLOCK_HEIGHT = L / BLOCK_WIDTH;

    private static final float ROUNDER = 0x1.8p23f;
    private static final int EXPONENT_BITS = 23;
    private static final int SIGN_SHIFT = 31;

    private static final float MIN_TRANSMITTANCE = (float) BlendMode.MIN_TRANSMITTANCE;
    private static final float MIN_ALPHA = (float) BlendMode.MIN_ALPHA;
    private static final float MAX_ALPHA = (float) BlendMode.MAX_ALPHA;
    private static final float LARGEST_OPEN = Math.nextDown(MAX_ALPHA);
    private static final int MAX_ALPHA_BITS = Float.floatToRawIntBits(MAX_ALPHA);

    private final float[] before = new float[shares.length];
    private final float[] clear = new float[shares.length];
    private final float[] open = new float[shares.length];
    private final float[] lanes = new float[MOMENTS * L];

    SimdTile() {
        super(BLOCK_HEIGHT);
    }

    /**
     * {@code 2^-p} from p rounded, which goes into the exponent, and a polynomial of the rest: the
     * best of degree 5 for the relative error (8e-8).
     */
    @Override
    protected void gaussians() {
        int[] blocks = this.blocks;
        int[] owners = this.owners;
        float[] pixelX = this.pixelX;
        float[] pixelY = this.pixelY;
        float[] forms = this.forms;
        float[] shares = this.shares;
        int visits = this.visits;
        for (int i = 0; i < visits; i++) {
            int o = blocks[i];
            int m = FORM * owners[i];
            FloatVector dx = fromArray(S, pixelX, o).sub(broadcast(S, forms[m + MEAN_X]));
            FloatVector dy = fromArray(S, pixelY, o).sub(broadcast(S, forms[m + MEAN_Y]));
            FloatVector u = dy.fma(broadcast(S, forms[m + K]), dx);
            FloatVector p = dy.mul(broadcast(S, forms[m + H])).mul(dy);
            p = u.mul(broadcast(S, forms[m + A])).fma(u, p);
            FloatVector r = broadcast(S, ROUNDER).sub(p);
            FloatVector f = r.sub(broadcast(S, ROUNDER)).add(p);
            FloatVector e = broadcast(S, -1.32764725e-3f).fma(f, broadcast(S, 9.67554096e-3f));
            e = e.fma(f, broadcast(S, -5.55071309e-2f));
            e = e.fma(f, broadcast(S, 0.240221202f));
            e = e.fma(f, broadcast(S, -0.693146944f));
            e = e.fma(f, broadcast(S, 1f));
            IntVector beyond =
                    broadcast(S, CUTOFF).sub(p).reinterpretAsInts().lanewise(ASHR, SIGN_SHIFT);
            IntVector exponent = r.reinterpretAsInts().lanewise(LSHL, EXPONENT_BITS);
            e.reinterpretAsInts()
                    .add(exponent)
                    .lanewise(AND_NOT, beyond)
                    .reinterpretAsFloats()
                    .intoArray(shares, i * L);
        }
    }

    @Override
    protected void add(int c, int stride) {
        for (int i = 0; i < visits; i++) {
            int o = c * PIXELS + blocks[i];
            FloatVector factor = broadcast(S, factors[owners[i] * stride + c]);
            fromArray(S, shares, i * L).fma(factor, fromArray(S, planes, o)).intoArray(planes, o);
        }
    }

    @Override
    protected void add4() {
        int[] blocks = this.blocks;
        int[] owners = this.owners;
        float[] factors = this.factors;
        float[] planes = this.planes;
        float[] shares = this.shares;
        int visits = this.visits;
        for (int i = 0; i < visits; i++) {
            int o = blocks[i];
            int m = 4 * owners[i];
            FloatVector g = fromArray(S, shares, i * L);
            g.fma(broadcast(S, factors[m]), fromArray(S, planes, o)).intoArray(planes, o);
            o += PIXELS;
            g.fma(broadcast(S, factors[m + 1]), fromArray(S, planes, o)).intoArray(planes, o);
            o += PIXELS;
            g.fma(broadcast(S, factors[m + 2]), fromArray(S, planes, o)).intoArray(planes, o);
            o += PIXELS;
            g.fma(broadcast(S, factors[m + 3]), fromArray(S, planes, o)).intoArray(planes, o);
        }
    }

    @Override
    protected void alphas() {
        opacities();
        blendOpen();
    }

    /**
     * {@code clear = 1 - alpha}, and {@code open} the Gaussian where a gradient flows: neither
     * where alpha is too small to be blended nor where it is cut at the largest.
     */
    private void opacities() {
        int[] owners = this.owners;
        float[] forms = this.forms;
        float[] shares = this.shares;
        float[] clear = this.clear;
        float[] open = this.open;
        int visits = this.visits;
        for (int i = 0; i < visits; i++) {
            FloatVector g = fromArray(S, shares, i * L);
            FloatVector share = g.mul(broadcast(S, forms[FORM * owners[i] + WEIGHT]));
            IntVector small =
                    share.sub(broadcast(S, MIN_ALPHA))
                            .reinterpretAsInts()
                            .lanewise(ASHR, SIGN_SHIFT);
            IntVector cut =
                    broadcast(S, LARGEST_OPEN)
                            .sub(share)
                            .reinterpretAsInts()
                            .lanewise(ASHR, SIGN_SHIFT);
            g.reinterpretAsInts()
                    .lanewise(AND_NOT, small.or(cut))
                    .reinterpretAsFloats()
                    .intoArray(open, i * L);
            // of positive floats, and the minimum of integers is the faster one
            FloatVector alpha =
                    share.reinterpretAsInts()
                            .lanewise(MIN, IntVector.broadcast(INTS, MAX_ALPHA_BITS))
                            .lanewise(AND_NOT, small)
                            .reinterpretAsFloats();
            broadcast(S, 1f).sub(alpha).intoArray(clear, i * L);
        }
    }

    /** Shares from {@code clear}; keeps the transmittance {@code before}. */
    private void blendOpen() {
        int[] blocks = this.blocks;
        float[] transmittance = this.transmittance;
        float[] shares = this.shares;
        float[] before = this.before;
        float[] clear = this.clear;
        float[] open = this.open;
        int visits = this.visits;
        for (int i = 0; i < visits; i++) {
            int o = blocks[i];
            FloatVector t = fromArray(S, transmittance, o);
            FloatVector left = t.mul(fromArray(S, clear, i * L));
            IntVector stop =
                    left.sub(broadcast(S, MIN_TRANSMITTANCE))
                            .reinterpretAsInts()
                            .lanewise(ASHR, SIGN_SHIFT);
            t.intoArray(before, i * L);
            left.reinterpretAsInts()
                    .lanewise(AND_NOT, stop)
                    .reinterpretAsFloats()
                    .intoArray(transmittance, o);
            t.sub(left)
                    .reinterpretAsInts()
                    .lanewise(AND_NOT, stop)
                    .reinterpretAsFloats()
                    .intoArray(shares, i * L);
            fromArray(S, open, i * L)
                    .reinterpretAsInts()
                    .lanewise(AND_NOT, stop)
                    .reinterpretAsFloats()
                    .intoArray(open, i * L);
        }
    }

    @Override
    protected void dots(int c, int stride) {
        for (int i = 0; i < visits; i++) {
            FloatVector factor = broadcast(S, factors[owners[i] * stride + c]);
            fromArray(S, planes, c * PIXELS + blocks[i])
                    .fma(factor, fromArray(S, values, i * L))
                    .intoArray(values, i * L);
        }
    }

    @Override
    protected void dots3() {
        int[] blocks = this.blocks;
        int[] owners = this.owners;
        float[] factors = this.factors;
        float[] planes = this.planes;
        float[] values = this.values;
        int visits = this.visits;
        for (int i = 0; i < visits; i++) {
            int o = blocks[i];
            int m = 4 * owners[i];
            FloatVector dot = fromArray(S, planes, o).mul(broadcast(S, factors[m]));
            dot = fromArray(S, planes, o + PIXELS).fma(broadcast(S, factors[m + 1]), dot);
            dot = fromArray(S, planes, o + 2 * PIXELS).fma(broadcast(S, factors[m + 2]), dot);
            dot.intoArray(values, i * L);
        }
    }

    @Override
    protected void freeGrad() {
        int[] blocks = this.blocks;
        float[] behind = this.behind;
        float[] shares = this.shares;
        float[] values = this.values;
        int visits = this.visits;
        for (int i = 0; i < visits; i++) {
            fromArray(S, values, i * L)
                    .sub(fromArray(S, behind, blocks[i]))
                    .mul(fromArray(S, shares, i * L))
                    .intoArray(values, i * L);
        }
    }

    @Override
    protected void alphaGrad() {
        alphas();
        int[] blocks = this.blocks;
        float[] behind = this.behind;
        float[] before = this.before;
        float[] clear = this.clear;
        float[] open = this.open;
        float[] shares = this.shares;
        float[] values = this.values;
        int visits = this.visits;
        for (int i = 0; i < visits; i++) {
            int o = blocks[i];
            FloatVector dot = fromArray(S, values, i * L);
            FloatVector blended = fromArray(S, shares, i * L).mul(dot);
            FloatVector rest = fromArray(S, behind, o).sub(blended);
            rest.intoArray(behind, o);
            FloatVector gAlpha = fromArray(S, before, i * L).mul(dot);
            gAlpha = gAlpha.sub(rest.div(fromArray(S, clear, i * L)));
            gAlpha.mul(fromArray(S, open, i * L)).intoArray(values, i * L);
        }
    }

    @Override
    protected void moments(int member, int from, int to, float[] sums, int at) {
        int[] blocks = this.blocks;
        float[] pixelX = this.pixelX;
        float[] pixelY = this.pixelY;
        float[] values = this.values;
        float mx = forms[FORM * member + MEAN_X];
        float my = forms[FORM * member + MEAN_Y];
        FloatVector s = zero(S);
        FloatVector sx = zero(S);
        FloatVector sy = zero(S);
        FloatVector sxx = zero(S);
        FloatVector sxy = zero(S);
        FloatVector syy = zero(S);
        for (int i = from; i < to; i++) {
            int o = blocks[i];
            FloatVector v = fromArray(S, values, i * L);
            FloatVector dx = fromArray(S, pixelX, o).sub(broadcast(S, mx));
            FloatVector dy = fromArray(S, pixelY, o).sub(broadcast(S, my));
            FloatVector vx = v.mul(dx);
            FloatVector vy = v.mul(dy);
            s = s.add(v);
            sx = sx.add(vx);
            sy = sy.add(vy);
            sxx = vx.fma(dx, sxx);
            sxy = vx.fma(dy, sxy);
            syy = vy.fma(dy, syy);
        }
        float[] lanes = this.lanes;
        s.intoArray(lanes, 0);
        sx.intoArray(lanes, L);
        sy.intoArray(lanes, 2 * L);
        sxx.intoArray(lanes, 3 * L);
        sxy.intoArray(lanes, 4 * L);
        syy.intoArray(lanes, 5 * L);
        for (int m = 0; m < MOMENTS; m++) {
            sums[at + m] = sumOfLanes(m * L);
        }
    }

    @Override
    protected float dot(int c, int from, int to) {
        FloatVector sum = zero(S);
        for (int i = from; i < to; i++) {
            FloatVector plane = fromArray(S, planes, c * PIXELS + blocks[i]);
            sum = fromArray(S, shares, i * L).fma(plane, sum);
        }
        sum.intoArray(lanes, 0);
        return sumOfLanes(0);
    }

    @Override
    protected void dot3(int from, int to, float[] sums, int at) {
        int[] blocks = this.blocks;
        float[] planes = this.planes;
        float[] shares = this.shares;
        FloatVector a = zero(S);
        FloatVector b = zero(S);
        FloatVector c = zero(S);
        for (int i = from; i < to; i++) {
            int o = blocks[i];
            FloatVector g = fromArray(S, shares, i * L);
            a = g.fma(fromArray(S, planes, o), a);
            b = g.fma(fromArray(S, planes, o + PIXELS), b);
            c = g.fma(fromArray(S, planes, o + 2 * PIXELS), c);
        }
        float[] lanes = this.lanes;
        a.intoArray(lanes, 0);
        b.intoArray(lanes, L);
        c.intoArray(lanes, 2 * L);
        sums[at] = sumOfLanes(0);
        sums[at + 1] = sumOfLanes(L);
        sums[at + 2] = sumOfLanes(2 * L);
    }

    /** Four at a time, in a fixed order. */
    private float sumOfLanes(int at) {
        float[] x = lanes;
        float sum = 0;
        for (int i = at; i < at + L; i += 4) {
            sum += (x[i] + x[i + 1]) + (x[i + 2] + x[i + 3]);
        }
        return sum;
    }
}

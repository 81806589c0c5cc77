package dev.resplat.splat.cpu;

import static dev.resplat.splat.cpu.Batch.A;
import static dev.resplat.splat.cpu.Batch.COLOR;
import static dev.resplat.splat.cpu.Batch.H;
import static dev.resplat.splat.cpu.Batch.K;
import static dev.resplat.splat.cpu.Batch.MEAN_X;
import static dev.resplat.splat.cpu.Batch.MEAN_Y;
import static dev.resplat.splat.cpu.Batch.WEIGHT;
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
 * The loops over blocks with vectors, of 16 pixels or of a part of a block.
 *
 * <p>The Gaussian is {@code 2^-p} from p rounded, which goes into the exponent, and a polynomial of
 * the rest: the best of degree 5 for the relative error (8e-8). It is written out in each loop,
 * because a method that is compiled by itself may be too large to be inlined, and then its vectors
 * become objects; so are conditions, as masks made of sign bits ({@code x >> 31}), because
 * comparisons are slow on JDK 17. Each loop keeps its arrays in local variables, as what it writes
 * makes the compiler read fields again.
 */
final class SimdTile extends TileBlocks {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    /** Vectors to a block. */
    private static final int PARTS = BLOCK / L;

    private static final float ROUNDER = 0x1.8p23f;
    private static final int EXPONENT_BITS = 23;
    private static final int SIGN_SHIFT = 31;
    private static final float P1 = -0.693146944f;
    private static final float P2 = 0.240221202f;
    private static final float P3 = -5.55071309e-2f;
    private static final float P4 = 9.67554096e-3f;
    private static final float P5 = -1.32764725e-3f;

    private static final float MIN_TRANSMITTANCE = (float) BlendMode.MIN_TRANSMITTANCE;
    private static final float MIN_ALPHA = (float) BlendMode.MIN_ALPHA;
    private static final float MAX_ALPHA = (float) BlendMode.MAX_ALPHA;
    private static final float LARGEST_OPEN = Math.nextDown(MAX_ALPHA);
    private static final int MAX_ALPHA_BITS = Float.floatToRawIntBits(MAX_ALPHA);

    private final float[] lanes = new float[(MOMENTS + GROUP) * L];

    SimdTile() {}

    @Override
    protected void addFree(int block, int first, int end) {
        for (int part = 0; part < BLOCK; part += L) {
            addFreePart(block + part, first, end);
        }
    }

    private void addFreePart(int block, int first, int end) {
        int[] list = batch.visitors;
        float[] forms = batch.forms;
        float[] planes = this.planes;
        FloatVector x = fromArray(S, pixelX, block);
        FloatVector y = fromArray(S, pixelY, block);
        FloatVector red = fromArray(S, planes, block);
        FloatVector green = fromArray(S, planes, block + PIXELS);
        FloatVector blue = fromArray(S, planes, block + 2 * PIXELS);
        FloatVector coverage = fromArray(S, planes, block + 3 * PIXELS);
        for (int i = first; i < end; i++) {
            int m = list[i];
            FloatVector dx = x.sub(broadcast(S, forms[m + MEAN_X]));
            FloatVector dy = y.sub(broadcast(S, forms[m + MEAN_Y]));
            FloatVector u = dy.fma(broadcast(S, forms[m + K]), dx);
            FloatVector p = dy.mul(broadcast(S, forms[m + H])).mul(dy);
            p = u.mul(broadcast(S, forms[m + A])).fma(u, p);
            FloatVector r = broadcast(S, ROUNDER).sub(p);
            FloatVector f = r.sub(broadcast(S, ROUNDER)).add(p);
            FloatVector e = broadcast(S, P5).fma(f, broadcast(S, P4));
            e = e.fma(f, broadcast(S, P3)).fma(f, broadcast(S, P2));
            e = e.fma(f, broadcast(S, P1)).fma(f, broadcast(S, 1f));
            IntVector beyond =
                    broadcast(S, CUTOFF).sub(p).reinterpretAsInts().lanewise(ASHR, SIGN_SHIFT);
            IntVector exponent = r.reinterpretAsInts().lanewise(LSHL, EXPONENT_BITS);
            FloatVector g =
                    e.reinterpretAsInts()
                            .add(exponent)
                            .lanewise(AND_NOT, beyond)
                            .reinterpretAsFloats();
            red = g.fma(broadcast(S, forms[m + COLOR]), red);
            green = g.fma(broadcast(S, forms[m + COLOR + 1]), green);
            blue = g.fma(broadcast(S, forms[m + COLOR + 2]), blue);
            coverage = g.fma(broadcast(S, forms[m + COLOR + 3]), coverage);
        }
        red.intoArray(planes, block);
        green.intoArray(planes, block + PIXELS);
        blue.intoArray(planes, block + 2 * PIXELS);
        coverage.intoArray(planes, block + 3 * PIXELS);
    }

    @Override
    protected void addAlpha(int block, int first, int end) {
        for (int part = 0; part < BLOCK; part += L) {
            addAlphaPart(block + part, first, end);
        }
    }

    private void addAlphaPart(int block, int first, int end) {
        int[] list = batch.visitors;
        float[] forms = batch.forms;
        float[] planes = this.planes;
        float[] transmittance = this.transmittance;
        FloatVector x = fromArray(S, pixelX, block);
        FloatVector y = fromArray(S, pixelY, block);
        FloatVector red = fromArray(S, planes, block);
        FloatVector green = fromArray(S, planes, block + PIXELS);
        FloatVector blue = fromArray(S, planes, block + 2 * PIXELS);
        FloatVector coverage = fromArray(S, planes, block + 3 * PIXELS);
        FloatVector t = fromArray(S, transmittance, block);
        for (int i = first; i < end; i++) {
            int m = list[i];
            FloatVector dx = x.sub(broadcast(S, forms[m + MEAN_X]));
            FloatVector dy = y.sub(broadcast(S, forms[m + MEAN_Y]));
            FloatVector u = dy.fma(broadcast(S, forms[m + K]), dx);
            FloatVector p = dy.mul(broadcast(S, forms[m + H])).mul(dy);
            p = u.mul(broadcast(S, forms[m + A])).fma(u, p);
            FloatVector r = broadcast(S, ROUNDER).sub(p);
            FloatVector f = r.sub(broadcast(S, ROUNDER)).add(p);
            FloatVector e = broadcast(S, P5).fma(f, broadcast(S, P4));
            e = e.fma(f, broadcast(S, P3)).fma(f, broadcast(S, P2));
            e = e.fma(f, broadcast(S, P1)).fma(f, broadcast(S, 1f));
            IntVector beyond =
                    broadcast(S, CUTOFF).sub(p).reinterpretAsInts().lanewise(ASHR, SIGN_SHIFT);
            IntVector exponent = r.reinterpretAsInts().lanewise(LSHL, EXPONENT_BITS);
            FloatVector share =
                    e.reinterpretAsInts()
                            .add(exponent)
                            .lanewise(AND_NOT, beyond)
                            .reinterpretAsFloats()
                            .mul(broadcast(S, forms[m + WEIGHT]));
            IntVector small =
                    share.sub(broadcast(S, MIN_ALPHA))
                            .reinterpretAsInts()
                            .lanewise(ASHR, SIGN_SHIFT);
            // of positive floats, and the minimum of integers is the faster one
            FloatVector alpha =
                    share.reinterpretAsInts()
                            .lanewise(MIN, IntVector.broadcast(INTS, MAX_ALPHA_BITS))
                            .lanewise(AND_NOT, small)
                            .reinterpretAsFloats();
            FloatVector left = t.mul(broadcast(S, 1f).sub(alpha));
            IntVector stop =
                    left.sub(broadcast(S, MIN_TRANSMITTANCE))
                            .reinterpretAsInts()
                            .lanewise(ASHR, SIGN_SHIFT);
            FloatVector blended =
                    t.sub(left).reinterpretAsInts().lanewise(AND_NOT, stop).reinterpretAsFloats();
            t = left.reinterpretAsInts().lanewise(AND_NOT, stop).reinterpretAsFloats();
            red = blended.fma(broadcast(S, forms[m + COLOR]), red);
            green = blended.fma(broadcast(S, forms[m + COLOR + 1]), green);
            blue = blended.fma(broadcast(S, forms[m + COLOR + 2]), blue);
            coverage = blended.add(coverage);
        }
        red.intoArray(planes, block);
        green.intoArray(planes, block + PIXELS);
        blue.intoArray(planes, block + 2 * PIXELS);
        coverage.intoArray(planes, block + 3 * PIXELS);
        t.intoArray(transmittance, block);
    }

    @Override
    protected void gradAlpha(int block, int first, int end) {
        for (int part = 0; part < BLOCK; part += L) {
            gradAlphaPart(block + part, part, first, end);
        }
    }

    private void gradAlphaPart(int block, int part, int first, int end) {
        int[] list = batch.visitors;
        int[] visits = batch.visits;
        float[] forms = batch.forms;
        float[] planes = this.planes;
        float[] shares = this.shares;
        float[] values = this.values;
        FloatVector x = fromArray(S, pixelX, block);
        FloatVector y = fromArray(S, pixelY, block);
        FloatVector red = fromArray(S, planes, block);
        FloatVector green = fromArray(S, planes, block + PIXELS);
        FloatVector blue = fromArray(S, planes, block + 2 * PIXELS);
        FloatVector behind = fromArray(S, planes, block + BEHIND);
        FloatVector t = fromArray(S, transmittance, block);
        for (int i = first; i < end; i++) {
            int m = list[i];
            FloatVector dx = x.sub(broadcast(S, forms[m + MEAN_X]));
            FloatVector dy = y.sub(broadcast(S, forms[m + MEAN_Y]));
            FloatVector u = dy.fma(broadcast(S, forms[m + K]), dx);
            FloatVector p = dy.mul(broadcast(S, forms[m + H])).mul(dy);
            p = u.mul(broadcast(S, forms[m + A])).fma(u, p);
            FloatVector r = broadcast(S, ROUNDER).sub(p);
            FloatVector f = r.sub(broadcast(S, ROUNDER)).add(p);
            FloatVector e = broadcast(S, P5).fma(f, broadcast(S, P4));
            e = e.fma(f, broadcast(S, P3)).fma(f, broadcast(S, P2));
            e = e.fma(f, broadcast(S, P1)).fma(f, broadcast(S, 1f));
            IntVector beyond =
                    broadcast(S, CUTOFF).sub(p).reinterpretAsInts().lanewise(ASHR, SIGN_SHIFT);
            IntVector exponent = r.reinterpretAsInts().lanewise(LSHL, EXPONENT_BITS);
            FloatVector g =
                    e.reinterpretAsInts()
                            .add(exponent)
                            .lanewise(AND_NOT, beyond)
                            .reinterpretAsFloats();
            FloatVector share = g.mul(broadcast(S, forms[m + WEIGHT]));
            IntVector small =
                    share.sub(broadcast(S, MIN_ALPHA))
                            .reinterpretAsInts()
                            .lanewise(ASHR, SIGN_SHIFT);
            IntVector cut =
                    broadcast(S, LARGEST_OPEN)
                            .sub(share)
                            .reinterpretAsInts()
                            .lanewise(ASHR, SIGN_SHIFT);
            FloatVector alpha =
                    share.reinterpretAsInts()
                            .lanewise(MIN, IntVector.broadcast(INTS, MAX_ALPHA_BITS))
                            .lanewise(AND_NOT, small)
                            .reinterpretAsFloats();
            FloatVector clear = broadcast(S, 1f).sub(alpha);
            FloatVector left = t.mul(clear);
            IntVector stop =
                    left.sub(broadcast(S, MIN_TRANSMITTANCE))
                            .reinterpretAsInts()
                            .lanewise(ASHR, SIGN_SHIFT);
            FloatVector blended =
                    t.sub(left).reinterpretAsInts().lanewise(AND_NOT, stop).reinterpretAsFloats();
            FloatVector dot = red.mul(broadcast(S, forms[m + COLOR]));
            dot = green.fma(broadcast(S, forms[m + COLOR + 1]), dot);
            dot = blue.fma(broadcast(S, forms[m + COLOR + 2]), dot);
            behind = behind.sub(blended.mul(dot));
            FloatVector value =
                    t.mul(dot)
                            .sub(behind.div(clear))
                            .mul(g)
                            .reinterpretAsInts()
                            .lanewise(AND_NOT, small.or(cut).or(stop))
                            .reinterpretAsFloats();
            t = left.reinterpretAsInts().lanewise(AND_NOT, stop).reinterpretAsFloats();
            blended.intoArray(shares, visits[i] * BLOCK + part);
            value.intoArray(values, visits[i] * BLOCK + part);
        }
        behind.intoArray(planes, block + BEHIND);
        t.intoArray(transmittance, block);
    }

    @Override
    protected void gradFree(int m, int first, int end) {
        int[] visited = batch.visited;
        float[] pixelX = this.pixelX;
        float[] pixelY = this.pixelY;
        float[] planes = this.planes;
        float[] shares = this.shares;
        float[] values = this.values;
        float[] forms = batch.forms;
        float meanX = forms[m + MEAN_X];
        float meanY = forms[m + MEAN_Y];
        float a = forms[m + A];
        float k = forms[m + K];
        float h = forms[m + H];
        float c0 = forms[m + COLOR];
        float c1 = forms[m + COLOR + 1];
        float c2 = forms[m + COLOR + 2];
        for (int i = first * PARTS; i < end * PARTS; i++) {
            int o = visited[i / PARTS] + i % PARTS * L;
            FloatVector dx = fromArray(S, pixelX, o).sub(broadcast(S, meanX));
            FloatVector dy = fromArray(S, pixelY, o).sub(broadcast(S, meanY));
            FloatVector u = dy.fma(broadcast(S, k), dx);
            FloatVector p = dy.mul(broadcast(S, h)).mul(dy);
            p = u.mul(broadcast(S, a)).fma(u, p);
            FloatVector r = broadcast(S, ROUNDER).sub(p);
            FloatVector f = r.sub(broadcast(S, ROUNDER)).add(p);
            FloatVector e = broadcast(S, P5).fma(f, broadcast(S, P4));
            e = e.fma(f, broadcast(S, P3)).fma(f, broadcast(S, P2));
            e = e.fma(f, broadcast(S, P1)).fma(f, broadcast(S, 1f));
            IntVector beyond =
                    broadcast(S, CUTOFF).sub(p).reinterpretAsInts().lanewise(ASHR, SIGN_SHIFT);
            IntVector exponent = r.reinterpretAsInts().lanewise(LSHL, EXPONENT_BITS);
            FloatVector g =
                    e.reinterpretAsInts()
                            .add(exponent)
                            .lanewise(AND_NOT, beyond)
                            .reinterpretAsFloats();
            FloatVector dot = fromArray(S, planes, o).mul(broadcast(S, c0));
            dot = fromArray(S, planes, o + PIXELS).fma(broadcast(S, c1), dot);
            dot = fromArray(S, planes, o + 2 * PIXELS).fma(broadcast(S, c2), dot);
            g.intoArray(shares, i * L);
            dot.sub(fromArray(S, planes, o + BEHIND)).mul(g).intoArray(values, i * L);
        }
    }

    @Override
    protected void sum(int m, int first, int end) {
        int[] visited = batch.visited;
        float[] pixelX = this.pixelX;
        float[] pixelY = this.pixelY;
        float[] planes = this.planes;
        float[] shares = this.shares;
        float[] values = this.values;
        float meanX = batch.forms[m + MEAN_X];
        float meanY = batch.forms[m + MEAN_Y];
        FloatVector s = zero(S);
        FloatVector sx = zero(S);
        FloatVector sy = zero(S);
        FloatVector sxx = zero(S);
        FloatVector sxy = zero(S);
        FloatVector syy = zero(S);
        FloatVector s0 = zero(S);
        FloatVector s1 = zero(S);
        FloatVector s2 = zero(S);
        for (int i = first * PARTS; i < end * PARTS; i++) {
            int o = visited[i / PARTS] + i % PARTS * L;
            FloatVector dx = fromArray(S, pixelX, o).sub(broadcast(S, meanX));
            FloatVector dy = fromArray(S, pixelY, o).sub(broadcast(S, meanY));
            FloatVector v = fromArray(S, values, i * L);
            FloatVector g = fromArray(S, shares, i * L);
            FloatVector vx = v.mul(dx);
            FloatVector vy = v.mul(dy);
            s = s.add(v);
            sx = sx.add(vx);
            sy = sy.add(vy);
            sxx = vx.fma(dx, sxx);
            sxy = vx.fma(dy, sxy);
            syy = vy.fma(dy, syy);
            s0 = g.fma(fromArray(S, planes, o), s0);
            s1 = g.fma(fromArray(S, planes, o + PIXELS), s1);
            s2 = g.fma(fromArray(S, planes, o + 2 * PIXELS), s2);
        }
        float[] lanes = this.lanes;
        s.intoArray(lanes, 0);
        sx.intoArray(lanes, L);
        sy.intoArray(lanes, 2 * L);
        sxx.intoArray(lanes, 3 * L);
        sxy.intoArray(lanes, 4 * L);
        syy.intoArray(lanes, 5 * L);
        s0.intoArray(lanes, 6 * L);
        s1.intoArray(lanes, 7 * L);
        s2.intoArray(lanes, 8 * L);
        addLanes(0);
    }

    @Override
    protected void sumShares(int first, int end) {
        int[] visited = batch.visited;
        float[] planes = this.planes;
        float[] shares = this.shares;
        FloatVector s0 = zero(S);
        FloatVector s1 = zero(S);
        FloatVector s2 = zero(S);
        for (int i = first * PARTS; i < end * PARTS; i++) {
            int o = visited[i / PARTS] + i % PARTS * L;
            FloatVector g = fromArray(S, shares, i * L);
            s0 = g.fma(fromArray(S, planes, o), s0);
            s1 = g.fma(fromArray(S, planes, o + PIXELS), s1);
            s2 = g.fma(fromArray(S, planes, o + 2 * PIXELS), s2);
        }
        float[] lanes = this.lanes;
        s0.intoArray(lanes, MOMENTS * L);
        s1.intoArray(lanes, (MOMENTS + 1) * L);
        s2.intoArray(lanes, (MOMENTS + 2) * L);
        addLanes(MOMENTS);
    }

    /** Sums the lanes of each vector from one on, in a fixed order. */
    private void addLanes(int first) {
        float[] x = lanes;
        float[] pairSums = this.pairSums;
        for (int j = first; j < MOMENTS + GROUP; j++) {
            int i = j * L;
            float sum = quad(x, i);
            if (L == 8) {
                sum += quad(x, i + 4);
            }
            if (L == 16) {
                sum = (sum + quad(x, i + 4)) + (quad(x, i + 8) + quad(x, i + 12));
            }
            pairSums[j] = sum;
        }
    }

    private static float quad(float[] x, int i) {
        return (x[i] + x[i + 1]) + (x[i + 2] + x[i + 3]);
    }
}

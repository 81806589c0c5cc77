package dev.resplat.splat.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.SQRT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** A vector of rows at once, as {@link PlainExtents} does one. */
final class SimdExtents extends Extents {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    /** Adding it rounds to whole numbers, which then are the low bits. */
    private static final float ROUNDER = 0x1.8p23f;

    private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

    private final float[] rows = new float[L];
    private final int[] from = new int[L];
    private final int[] to = new int[L];

    SimdExtents() {
        for (int i = 0; i < L; i++) {
            rows[i] = i * BLOCK;
        }
    }

    @Override
    protected void findColumns(Ellipse e, int columns) {
        int count = bottom - top + 1;
        for (int i = 0; i < count; i += L) {
            findColumns(e, (top + i) * BLOCK + 0.5f - e.meanY, columns);
            int n = Math.min(L, count - i);
            System.arraycopy(from, 0, left, i, n);
            System.arraycopy(to, 0, right, i, n);
        }
    }

    /** Those of a vector of rows of blocks whose first centre is at y. */
    private void findColumns(Ellipse e, float y, int columns) {
        FloatVector top = fromArray(S, rows, 0).add(y);
        FloatVector low = top.max(-e.halfHeight);
        FloatVector high = top.add(BLOCK - 1).min(e.halfHeight);
        FloatVector atLeft = low.max(high.min(-e.rightmost));
        FloatVector atRight = low.max(high.min(e.rightmost));
        FloatVector h = broadcast(S, e.h);
        FloatVector r2 = broadcast(S, e.r2);
        FloatVector leftRest = r2.sub(h.mul(atLeft).mul(atLeft)).max(0);
        FloatVector rightRest = r2.sub(h.mul(atRight).mul(atRight)).max(0);
        FloatVector leftHalf = leftRest.mul(e.inverseA).lanewise(SQRT).mul(Ellipse.STRETCH);
        FloatVector rightHalf = rightRest.mul(e.inverseA).lanewise(SQRT).mul(Ellipse.STRETCH);
        FloatVector left = broadcast(S, e.meanX - Ellipse.MARGIN).sub(leftHalf);
        FloatVector right = broadcast(S, e.meanX + Ellipse.MARGIN).add(rightHalf);
        left = left.sub(atLeft.mul(e.k)).add(0.5f).mul(1f / BLOCK);
        right = right.sub(atRight.mul(e.k)).add(BLOCK - 0.5f).mul(1f / BLOCK);
        // rounding half less is rounding down, but for a tie, which is within the margin
        left.max(0)
                .min(columns)
                .sub(0.5f)
                .add(ROUNDER)
                .reinterpretAsInts()
                .sub(ROUNDER_BITS)
                .intoArray(from, 0);
        right.max(0)
                .min(columns)
                .sub(0.5f)
                .add(ROUNDER)
                .reinterpretAsInts()
                .sub(ROUNDER_BITS + 1)
                .intoArray(to, 0);
    }
}

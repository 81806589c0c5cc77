package dev.resplat.splat.cpu;

/** Row by row: {@link Ellipse} says where the ends are farthest out. */
final class PlainExtents extends Extents {
    @Override
    protected void findColumns(Ellipse e, int columns) {
        for (int i = 0; i <= bottom - top; i++) {
            float y = (top + i) * BLOCK + 0.5f - e.meanY;
            float low = Math.max(y, -e.halfHeight);
            float high = Math.min(y + (BLOCK - 1), e.halfHeight);
            left[i] = first(e.meanX - end(e, -Math.max(low, Math.min(-e.rightmost, high))));
            right[i] = last(e.meanX + end(e, Math.max(low, Math.min(e.rightmost, high))), columns);
        }
    }

    /** The right end of the row at y; the left end is the negative of that at {@code -y}. */
    private static float end(Ellipse e, float y) {
        float rest = Math.max(e.r2 - e.h * y * y, 0);
        float half = (float) Math.sqrt(rest * e.inverseA);
        return half * Ellipse.STRETCH + Ellipse.MARGIN - e.k * y;
    }
}

package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.NormalizationKernels;
import java.util.Arrays;

/** Layer norm goes along rows ({@link RowNormalization}), all else along columns. */
final class CpuNormalization implements NormalizationKernels {
    private final RowNormalization rows;
    private final ColumnNormalization columns;

    CpuNormalization(
            Workers workers,
            NormalizationLoops.OverRows overRows,
            NormalizationLoops.OverColumns overColumns,
            Columns columns) {
        this.rows = new RowNormalization(workers, overRows);
        this.columns = new ColumnNormalization(workers, overColumns, columns);
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
        float[] M = FloatArray.of(mean);
        float[] V = FloatArray.of(variance);
        if (c == 0) {
            Arrays.fill(M, 0, n * groups, Float.NaN);
            Arrays.fill(V, 0, n * groups, Float.NaN);
            return;
        }
        float[] X = FloatArray.of(x);
        float[] Y = FloatArray.of(y);
        float[] G = FloatArray.of(gamma);
        float[] B = FloatArray.of(beta);
        if (p == 1 && groups == 1) {
            rows.normalize(X, G, B, Y, M, V, n, c, epsilon);
        } else {
            columns.normalize(X, G, B, Y, M, V, n, p, c, groups, epsilon);
        }
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
        float[] X = FloatArray.of(x);
        float[] G = FloatArray.of(gamma);
        float[] M = FloatArray.of(mean);
        float[] V = FloatArray.of(variance);
        float[] gY = FloatArray.of(gradY);
        float[] gX = FloatArray.of(gradX);
        float[] gG = FloatArray.of(gradGamma);
        float[] gB = FloatArray.of(gradBeta);
        if (n == 0 || p == 0 || c == 0) {
            Arrays.fill(gG, 0, c, 0);
            Arrays.fill(gB, 0, c, 0);
        } else if (p == 1 && groups == 1) {
            rows.normalizeGrad(X, G, M, V, gY, gX, gG, gB, n, c, epsilon);
        } else {
            columns.normalizeGrad(X, G, M, V, gY, gX, gG, gB, n, p, c, groups, epsilon);
        }
    }
}

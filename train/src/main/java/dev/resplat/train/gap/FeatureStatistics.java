package dev.resplat.train.gap;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Mean and covariance of rows of features.
 *
 * @param mean {@code [d]}
 * @param covariance {@code [d, d]}
 */
record FeatureStatistics(double[] mean, DMatrixRMaj covariance) {
    /**
     * Of some rows.
     *
     * @param rows two or more, equally long
     */
    static FeatureStatistics of(List<double[]> rows) {
        int d = rows.get(0).length;
        double[] mean = new double[d];
        for (double[] row : rows) {
            for (int i = 0; i < d; i++) {
                mean[i] += row[i] / rows.size();
            }
        }
        DMatrixRMaj centred = new DMatrixRMaj(rows.size(), d);
        for (int r = 0; r < rows.size(); r++) {
            for (int i = 0; i < d; i++) {
                centred.set(r, i, rows.get(r)[i] - mean[i]);
            }
        }
        DMatrixRMaj covariance = new DMatrixRMaj(d, d);
        CommonOps_DDRM.multTransA(1.0 / (rows.size() - 1), centred, centred, covariance);
        return new FeatureStatistics(mean, covariance);
    }

    /**
     * The squared Fréchet distance of normal distributions (Dowson and Landau 1982; as in FID,
     * Heusel et al. 2017, equation 6): {@code |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2))}. The
     * trace of the last is that of {@code (R C2 R)^(1/2)} with {@code R = C1^(1/2)}, which is
     * symmetric. Not a number if features are not finite.
     */
    double frechet(FeatureStatistics other) {
        double sum = 0;
        for (int i = 0; i < mean.length; i++) {
            sum += (mean[i] - other.mean[i]) * (mean[i] - other.mean[i]);
        }
        sum += CommonOps_DDRM.trace(covariance) + CommonOps_DDRM.trace(other.covariance);
        if (!Double.isFinite(sum)) {
            return Double.NaN;
        }
        DMatrixRMaj root = root(covariance);
        int d = mean.length;
        DMatrixRMaj product = new DMatrixRMaj(d, d);
        DMatrixRMaj inner = new DMatrixRMaj(d, d);
        CommonOps_DDRM.mult(root, other.covariance, product);
        CommonOps_DDRM.mult(product, root, inner);
        EigenDecomposition_F64<DMatrixRMaj> eigen = decomposed(inner, false);
        for (int i = 0; i < d; i++) {
            sum -= 2 * Math.sqrt(Math.max(eigen.getEigenvalue(i).real, 0));
        }
        return Math.max(sum, 0);
    }

    private static DMatrixRMaj root(DMatrixRMaj matrix) {
        int d = matrix.numRows;
        EigenDecomposition_F64<DMatrixRMaj> eigen = decomposed(matrix, true);
        DMatrixRMaj root = new DMatrixRMaj(d, d);
        for (int k = 0; k < d; k++) {
            double value = Math.sqrt(Math.max(eigen.getEigenvalue(k).real, 0));
            DMatrixRMaj vector = eigen.getEigenVector(k);
            CommonOps_DDRM.multAddTransB(value, vector, vector, root);
        }
        return root;
    }

    private static EigenDecomposition_F64<DMatrixRMaj> decomposed(
            DMatrixRMaj matrix, boolean vectors) {
        int d = matrix.numRows;
        DMatrixRMaj symmetric = new DMatrixRMaj(d, d);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                symmetric.set(i, j, (matrix.get(i, j) + matrix.get(j, i)) / 2);
            }
        }
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(d, vectors, true);
        if (!eigen.decompose(symmetric)) {
            throw new ArithmeticException("a covariance has no eigenvalues: is it finite?");
        }
        return eigen;
    }
}

package dev.resplat.train.scene;

import dev.resplat.splat.edit.Similarity;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/** Points of one world laid on the same points of another. */
final class Alignment {
    private Alignment() {}

    /**
     * The similarity that moves points closest to others, in the sum of squares (Umeyama 1991,
     * "Least- squares estimation of transformation parameters between two point patterns",
     * equations 39 to 43).
     *
     * @param from {@code [count, 3]}, 3 points or more that are not on one line
     * @param to {@code [count, 3]}, where each of them should go
     */
    static Similarity of(double[] from, double[] to) {
        if (from.length != to.length || from.length < 9 || from.length % 3 != 0) {
            throw new IllegalArgumentException(
                    "points must be two times [3 or more, 3], have %d and %d elements"
                            .formatted(from.length, to.length));
        }
        double[] fromMean = mean(from);
        double[] toMean = mean(to);
        int count = from.length / 3;
        DMatrixRMaj covariance = new DMatrixRMaj(3, 3);
        double variance = 0;
        for (int n = 0; n < from.length; n += 3) {
            for (int j = 0; j < 3; j++) {
                double a = from[n + j] - fromMean[j];
                variance += a * a / count;
                for (int i = 0; i < 3; i++) {
                    covariance.add(i, j, (to[n + i] - toMean[i]) * a / count);
                }
            }
        }
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(3, 3, true, true, false);
        if (!svd.decompose(covariance) || !(variance > 0)) {
            throw new IllegalArgumentException("points must not be all the same");
        }
        DMatrixRMaj u = svd.getU(null, false);
        DMatrixRMaj vt = svd.getV(null, true);
        double[] d = svd.getSingularValues();
        if (CommonOps_DDRM.det(u) * CommonOps_DDRM.det(vt) < 0) {
            // EJML does not sort: the smallest changes its sign.
            int least = d[0] < d[1] ? (d[0] < d[2] ? 0 : 2) : (d[1] < d[2] ? 1 : 2);
            d[least] = -d[least];
            for (int i = 0; i < 3; i++) {
                u.set(i, least, -u.get(i, least));
            }
        }
        DMatrixRMaj r = new DMatrixRMaj(3, 3);
        CommonOps_DDRM.mult(u, vt, r);
        double scale = (d[0] + d[1] + d[2]) / variance;
        double[] moved = new Similarity(scale, r.getData(), new double[3]).apply(fromMean);
        double[] t = new double[3];
        for (int i = 0; i < 3; i++) {
            t[i] = toMean[i] - moved[i];
        }
        return new Similarity(scale, r.getData(), t);
    }

    private static double[] mean(double[] points) {
        double[] mean = new double[3];
        for (int i = 0; i < points.length; i++) {
            mean[i % 3] += points[i] / (points.length / 3);
        }
        return mean;
    }
}

package dev.resplat.train.pixelsplat;

import dev.resplat.splat.Camera;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * The geometry of two views by the textbook (Hartley and Zisserman 2003), from nothing but their
 * projection matrices.
 */
final class TwoViews {
    private final DMatrixRMaj p1;
    private final DMatrixRMaj p2;
    private final double[] center;

    TwoViews(Camera one, Camera two) {
        p1 = projection(one);
        p2 = projection(two);
        DMatrixRMaj c = nullVector(p1);
        center = new double[] {c.get(0) / c.get(3), c.get(1) / c.get(3), c.get(2) / c.get(3)};
    }

    /** {@code K [R t]}. */
    private static DMatrixRMaj projection(Camera camera) {
        DMatrixRMaj k =
                new DMatrixRMaj(
                        new double[][] {
                            {camera.fx(), 0, camera.cx()}, {0, camera.fy(), camera.cy()}, {0, 0, 1}
                        });
        DMatrixRMaj pose = new DMatrixRMaj(3, 4);
        System.arraycopy(camera.worldToCamera(), 0, pose.getData(), 0, 12);
        return product(k, pose);
    }

    private static DMatrixRMaj product(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj c = new DMatrixRMaj(a.getNumRows(), b.getNumCols());
        CommonOps_DDRM.mult(a, b, c);
        return c;
    }

    private static DMatrixRMaj nullVector(DMatrixRMaj a) {
        int rows = a.getNumRows();
        int columns = a.getNumCols();
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(rows, columns, true, true, false);
        if (!svd.decompose(a.copy())) {
            throw new AssertionError("no singular values of " + a);
        }
        return SingularOps_DDRM.nullVector(svd, true, null);
    }

    /** The fundamental matrix {@code [P2 C]x P2 P1^+}, 9.1. */
    DMatrixRMaj fundamental() {
        DMatrixRMaj c =
                new DMatrixRMaj(new double[][] {{center[0]}, {center[1]}, {center[2]}, {1}});
        DMatrixRMaj e = product(p2, c);
        DMatrixRMaj cross =
                new DMatrixRMaj(
                        new double[][] {
                            {0, -e.get(2), e.get(1)},
                            {e.get(2), 0, -e.get(0)},
                            {-e.get(1), e.get(0), 0}
                        });
        DMatrixRMaj inverse = new DMatrixRMaj(4, 3);
        CommonOps_DDRM.pinv(p1.copy(), inverse);
        return product(cross, product(p2, inverse));
    }

    /** How far (x, y) in the second image is from the epipolar line of (u, v) in the first. */
    static double distance(DMatrixRMaj fundamental, double u, double v, double x, double y) {
        DMatrixRMaj line = product(fundamental, new DMatrixRMaj(new double[][] {{u}, {v}, {1}}));
        double above = line.get(0) * x + line.get(1) * y + line.get(2);
        return Math.abs(above) / Math.hypot(line.get(0), line.get(1));
    }

    /** The distance from the first camera of what both pixels show, by least squares, 12.2. */
    double depth(double u, double v, double x, double y) {
        DMatrixRMaj a = new DMatrixRMaj(4, 4);
        row(a, 0, p1, 0, u);
        row(a, 1, p1, 1, v);
        row(a, 2, p2, 0, x);
        row(a, 3, p2, 1, y);
        DMatrixRMaj point = nullVector(a);
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double d = point.get(i) / point.get(3) - center[i];
            sum += d * d;
        }
        return Math.sqrt(sum);
    }

    /** {@code coordinate p_2 - p_i}, of length 1. */
    private static void row(DMatrixRMaj a, int row, DMatrixRMaj p, int i, double coordinate) {
        double sum = 0;
        for (int j = 0; j < 4; j++) {
            double value = coordinate * p.get(2, j) - p.get(i, j);
            a.set(row, j, value);
            sum += value * value;
        }
        for (int j = 0; j < 4; j++) {
            a.set(row, j, a.get(row, j) / Math.sqrt(sum));
        }
    }
}

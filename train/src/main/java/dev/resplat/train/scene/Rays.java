package dev.resplat.train.scene;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Straight lines in space, such as rays through pixels, and the point that is closest to all:
 * {@code argmin_p sum_i w_i |(I - d_i d_i^T) (p - o_i)|^2}, a linear system of 3 equations.
 */
public final class Rays {
    /** Of a system whose solution means nothing. */
    private static final double LEAST_QUALITY = 1e-12;

    private final DMatrixRMaj matrix = new DMatrixRMaj(3, 3);
    private final DMatrixRMaj right = new DMatrixRMaj(3, 1);

    /**
     * Adds a line.
     *
     * @param origin {@code [3]}, a point of it
     * @param direction {@code [3]}, of unit length
     * @param weight how much its square distance counts
     */
    public Rays add(double[] origin, double[] direction, double weight) {
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double part = weight * ((i == j ? 1 : 0) - direction[i] * direction[j]);
                matrix.add(i, j, part);
                right.add(i, 0, part * origin[j]);
            }
        }
        return this;
    }

    /** Adds a point that the result should be close to. */
    Rays addPoint(double[] point, double weight) {
        for (int i = 0; i < 3; i++) {
            matrix.add(i, i, weight);
            right.add(i, 0, weight * point[i]);
        }
        return this;
    }

    /** The point {@code [3]} that is closest to all; none if the lines are parallel. */
    public Optional<double[]> closestPoint() {
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(3);
        if (!solver.setA(matrix.copy()) || solver.quality() < LEAST_QUALITY) {
            return Optional.empty();
        }
        DMatrixRMaj point = new DMatrixRMaj(3, 1);
        solver.solve(right.copy(), point);
        return Optional.of(point.getData());
    }

    /** The distance of a point from a line. */
    static double distance(double[] point, double[] origin, double[] direction) {
        double along = 0;
        double square = 0;
        for (int i = 0; i < 3; i++) {
            double d = point[i] - origin[i];
            along += d * direction[i];
            square += d * d;
        }
        return Math.sqrt(Math.max(0, square - along * along));
    }
}

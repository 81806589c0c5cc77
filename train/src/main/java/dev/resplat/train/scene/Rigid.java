package dev.resplat.train.scene;

import dev.resplat.splat.Quaternion;
import dev.resplat.train.config.UserMistake;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * Rotations and translations: from what files have to a camera's {@code [4, 4]}.
 *
 * <p>Files have few digits, and some scale their matrices, so the rotation is replaced by the
 * nearest one (orthogonal Procrustes problem: Schoenemann 1966; with determinant 1: Umeyama 1991).
 */
final class Rigid {
    /** How much longer the longest row may be than the shortest: more is no rotation. */
    private static final double STRETCH = 1.02;

    private Rigid() {}

    /**
     * From world to camera.
     *
     * @param m {@code [R t]}, row after row, 12 numbers or more; R may have a scale
     * @param where for the message
     * @throws UserMistake if it is not a rotation and a translation
     */
    static double[] worldToCamera(double[] m, String where) {
        DMatrixRMaj rotation = new DMatrixRMaj(3, 3);
        double scale = nearest(m, rotation, where);
        double[] result = new double[16];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                result[4 * i + j] = rotation.get(i, j);
            }
            result[4 * i + 3] = m[4 * i + 3] / scale;
        }
        result[15] = 1;
        return result;
    }

    /**
     * From world to camera, of what a file says from camera to world.
     *
     * @param m {@code [R c]}, row after row, 12 numbers or more; R may have a scale
     * @param where for the message
     * @throws UserMistake if it is not a rotation and a translation
     */
    static double[] ofCameraToWorld(double[] m, String where) {
        DMatrixRMaj rotation = new DMatrixRMaj(3, 3);
        nearest(m, rotation, where);
        double[] result = new double[16];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                result[4 * i + j] = rotation.get(j, i);
                result[4 * i + 3] -= rotation.get(j, i) * m[4 * j + 3];
            }
        }
        result[15] = 1;
        return result;
    }

    /**
     * From world to camera, of a quaternion (w, x, y, z) of any length and a translation.
     *
     * @throws UserMistake if the quaternion is zero
     */
    static double[] ofQuaternion(double[] q, double[] t, String where) {
        Quaternion given = new Quaternion(q[0], q[1], q[2], q[3]);
        double square = given.square();
        if (!(square > 1e-12) || !Double.isFinite(square + t[0] + t[1] + t[2])) {
            throw new UserMistake(where + ": the quaternion is zero, or a number is not finite");
        }
        double[] r = given.unit().matrix();
        return new double[] {
            r[0], r[1], r[2], t[0], //
            r[3], r[4], r[5], t[1], //
            r[6], r[7], r[8], t[2], //
            0, 0, 0, 1
        };
    }

    /** Writes the rotation that is nearest to that of {@code [R t]}; returns the scale of R. */
    private static double nearest(double[] m, DMatrixRMaj rotation, String where) {
        double sum = 0;
        DMatrixRMaj given = new DMatrixRMaj(3, 3);
        for (int i = 0; i < 12; i++) {
            sum += m[i];
            if (i % 4 < 3) {
                given.set(i / 4, i % 4, m[i]);
            }
        }
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(3, 3, true, true, false);
        if (!Double.isFinite(sum) || !(CommonOps_DDRM.det(given) > 0) || !svd.decompose(given)) {
            throw new UserMistake(
                    where
                            + ": not a rotation and a translation (mirrored, singular or not finite)");
        }
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        double scale = 0;
        for (double value : svd.getSingularValues()) {
            least = Math.min(least, value);
            most = Math.max(most, value);
            scale += value / 3;
        }
        if (most > STRETCH * least) {
            throw new UserMistake(
                    "%s: not a rotation: it stretches one axis %.3g times as much as another"
                            .formatted(where, most / least));
        }
        CommonOps_DDRM.mult(svd.getU(null, false), svd.getV(null, true), rotation);
        return scale;
    }
}

package dev.resplat.splat.reference;

import dev.resplat.splat.ProjectionKernels;
import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.reference.DoubleArray;
import java.util.Arrays;

/** The definition, with matrices as they are on paper. */
final class ReferenceProjection implements ProjectionKernels {
    @Override
    public void covariance(Buffer quats, Buffer logScales, Buffer covariances, int n) {
        double[] Q = DoubleArray.of(quats);
        double[] L = DoubleArray.of(logScales);
        double[] S = DoubleArray.of(covariances);
        for (int i = 0; i < n; i++) {
            double[][] m = scaled(rotation(Q, 4 * i), L, 3 * i);
            double[][] s = product(m, transposed(m));
            S[6 * i] = s[0][0];
            S[6 * i + 1] = s[0][1];
            S[6 * i + 2] = s[0][2];
            S[6 * i + 3] = s[1][1];
            S[6 * i + 4] = s[1][2];
            S[6 * i + 5] = s[2][2];
        }
    }

    @Override
    public void covarianceGrad(
            Buffer quats,
            Buffer logScales,
            Buffer gradCovariances,
            Buffer gradQuats,
            Buffer gradLogScales,
            int n) {
        double[] Q = DoubleArray.of(quats);
        double[] L = DoubleArray.of(logScales);
        double[] gS = DoubleArray.of(gradCovariances);
        double[] gQ = DoubleArray.of(gradQuats);
        double[] gL = DoubleArray.of(gradLogScales);
        for (int i = 0; i < n; i++) {
            double[][] r = rotation(Q, 4 * i);
            double[][] m = scaled(r, L, 3 * i);
            double[][] gM = product(symmetric(gS, 6 * i, 0.5), m);
            double[][] gR = new double[3][3];
            for (int k = 0; k < 3; k++) {
                double sum = 0;
                for (int j = 0; j < 3; j++) {
                    sum += 2 * gM[j][k] * m[j][k];
                    gR[j][k] = 2 * gM[j][k] * Math.exp(L[3 * i + k]);
                }
                gL[3 * i + k] = sum;
            }
            rotationGrad(Q, 4 * i, gR, gQ);
        }
    }

    /** Of a quaternion (w, x, y, z) that is made a unit. */
    private static double[][] rotation(double[] Q, int at) {
        double norm = norm(Q, at);
        double w = norm == 0 ? 1 : Q[at] / norm;
        double x = norm == 0 ? 0 : Q[at + 1] / norm;
        double y = norm == 0 ? 0 : Q[at + 2] / norm;
        double z = norm == 0 ? 0 : Q[at + 3] / norm;
        return new double[][] {
            {1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)},
            {2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)},
            {2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)}
        };
    }

    private static double norm(double[] Q, int at) {
        double sum = 0;
        for (int k = at; k < at + 4; k++) {
            sum += Q[k] * Q[k];
        }
        return Math.sqrt(sum);
    }

    /** First that of the unit quaternion u, and of it what is across u, by the norm. */
    private static void rotationGrad(double[] Q, int at, double[][] g, double[] gQ) {
        double norm = norm(Q, at);
        if (norm == 0) {
            Arrays.fill(gQ, at, at + 4, 0);
            return;
        }
        double w = Q[at] / norm;
        double x = Q[at + 1] / norm;
        double y = Q[at + 2] / norm;
        double z = Q[at + 3] / norm;
        double[] u = {w, x, y, z};
        double[] gU = {
            2 * (x * (g[2][1] - g[1][2]) + y * (g[0][2] - g[2][0]) + z * (g[1][0] - g[0][1])),
            2
                    * (w * (g[2][1] - g[1][2])
                            + y * (g[0][1] + g[1][0])
                            + z * (g[0][2] + g[2][0])
                            - 2 * x * (g[1][1] + g[2][2])),
            2
                    * (w * (g[0][2] - g[2][0])
                            + x * (g[0][1] + g[1][0])
                            + z * (g[1][2] + g[2][1])
                            - 2 * y * (g[0][0] + g[2][2])),
            2
                    * (w * (g[1][0] - g[0][1])
                            + x * (g[0][2] + g[2][0])
                            + y * (g[1][2] + g[2][1])
                            - 2 * z * (g[0][0] + g[1][1]))
        };
        double along = 0;
        for (int k = 0; k < 4; k++) {
            along += gU[k] * u[k];
        }
        for (int k = 0; k < 4; k++) {
            gQ[at + k] = (gU[k] - along * u[k]) / norm;
        }
    }

    @Override
    public void project(
            Lens lens,
            Buffer means,
            Buffer covariances,
            Buffer worldToCamera,
            Buffer footprints,
            int n) {
        double[] F = DoubleArray.of(footprints);
        Splat splat = new Splat(lens, means, covariances, worldToCamera);
        for (int i = 0; i < n; i++) {
            int at = FOOTPRINT * i;
            if (!splat.at(i)) {
                Arrays.fill(F, at, at + FOOTPRINT, 0);
                continue;
            }
            F[at] = lens.fx() * splat.x / splat.z + lens.cx();
            F[at + 1] = lens.fy() * splat.y / splat.z + lens.cy();
            F[at + 2] = splat.conic[0][0];
            F[at + 3] = splat.conic[0][1];
            F[at + 4] = splat.conic[1][1];
            F[at + 5] = splat.z;
            F[at + 6] = Math.sqrt(splat.ratio);
        }
    }

    @Override
    public void projectGrad(
            Lens lens,
            Buffer means,
            Buffer covariances,
            Buffer worldToCamera,
            Buffer gradFootprints,
            Buffer gradMeans,
            Buffer gradCovariances,
            Buffer gradWorldToCamera,
            int n) {
        double[] gF = DoubleArray.of(gradFootprints);
        double[] gM = DoubleArray.of(gradMeans);
        double[] gS = DoubleArray.of(gradCovariances);
        double[] gP = DoubleArray.of(gradWorldToCamera);
        Arrays.fill(gM, 0, 3 * n, 0);
        Arrays.fill(gS, 0, COVARIANCE * n, 0);
        Arrays.fill(gP, 0, 16, 0);
        Splat splat = new Splat(lens, means, covariances, worldToCamera);
        for (int i = 0; i < n; i++) {
            if (splat.at(i)) {
                splat.grad(i, gF, gM, gS, gP);
            }
        }
    }

    /** One splat after the other, as the camera sees it. */
    private static final class Splat {
        final Lens lens;
        final double[] M;
        final double[] S;
        final double[][] r;
        final double[] t;

        /** The centre, in the frame of the camera. */
        double x;

        double y;
        double z;

        /** Slopes of the ray to the centre, not beyond the margins. */
        double slopeX;

        double slopeY;

        double[][] jacobian;
        double[][] covariance;

        /** On the image plane, before it is blurred. */
        double[][] sharp;

        double[][] blurred;
        double[][] conic;

        /** Of the determinants. */
        double ratio;

        Splat(Lens lens, Buffer means, Buffer covariances, Buffer worldToCamera) {
            this.lens = lens;
            M = DoubleArray.of(means);
            S = DoubleArray.of(covariances);
            double[] P = DoubleArray.of(worldToCamera);
            r = new double[][] {{P[0], P[1], P[2]}, {P[4], P[5], P[6]}, {P[8], P[9], P[10]}};
            t = new double[] {P[3], P[7], P[11]};
        }

        /** Takes splat i; false when it is not there. */
        boolean at(int i) {
            double[] m = {M[3 * i], M[3 * i + 1], M[3 * i + 2]};
            x = dot(r[0], m) + t[0];
            y = dot(r[1], m) + t[1];
            z = dot(r[2], m) + t[2];
            if (!(z >= lens.near())) {
                return false;
            }
            slopeX = Math.min(Math.max(x / z, lens.left()), lens.right());
            slopeY = Math.min(Math.max(y / z, lens.top()), lens.bottom());
            jacobian =
                    new double[][] {
                        {lens.fx() / z, 0, -lens.fx() * slopeX / z},
                        {0, lens.fy() / z, -lens.fy() * slopeY / z}
                    };
            covariance = symmetric(S, COVARIANCE * i, 1);
            double[][] a = product(jacobian, r);
            sharp = product(product(a, covariance), transposed(a));
            blurred =
                    new double[][] {
                        {sharp[0][0] + lens.blur(), sharp[0][1]},
                        {sharp[1][0], sharp[1][1] + lens.blur()}
                    };
            double det = det(blurred);
            if (!(det > 0) || !Double.isFinite(det + x + y)) {
                return false;
            }
            conic =
                    new double[][] {
                        {blurred[1][1] / det, -blurred[0][1] / det},
                        {-blurred[1][0] / det, blurred[0][0] / det}
                    };
            ratio = Math.max(det(sharp), 0) / det;
            return true;
        }

        /** Adds the gradients of splat i, which was taken. */
        void grad(int i, double[] gF, double[] gM, double[] gS, double[] gP) {
            int at = FOOTPRINT * i;
            double[][] gConic = {{gF[at + 2], gF[at + 3] / 2}, {gF[at + 3] / 2, gF[at + 4]}};
            double[][] gC = product(product(conic, gConic), conic);
            double root = Math.sqrt(ratio);
            double gRatio = root < LEAST_COMPENSATION ? 0 : gF[at + 6] / (2 * root * det(blurred));
            gC =
                    new double[][] {
                        {
                            gRatio * (sharp[1][1] - ratio * blurred[1][1]) - gC[0][0],
                            gRatio * (ratio * blurred[0][1] - sharp[0][1]) - gC[0][1]
                        },
                        {
                            gRatio * (ratio * blurred[1][0] - sharp[1][0]) - gC[1][0],
                            gRatio * (sharp[0][0] - ratio * blurred[0][0]) - gC[1][1]
                        }
                    };
            double[][] a = product(jacobian, r);
            double[][] gCovariance = product(product(transposed(a), gC), a);
            int s = COVARIANCE * i;
            gS[s] = gCovariance[0][0];
            gS[s + 1] = 2 * gCovariance[0][1];
            gS[s + 2] = 2 * gCovariance[0][2];
            gS[s + 3] = gCovariance[1][1];
            gS[s + 4] = 2 * gCovariance[1][2];
            gS[s + 5] = gCovariance[2][2];
            double[][] gA = product(product(gC, a), covariance);
            double[][] gJ = product(gA, transposed(r));
            double[][] gR = product(transposed(jacobian), gA);
            double[] g = centerGrad(gF, at, gJ);
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 3; k++) {
                    gM[3 * i + k] += r[j][k] * g[j];
                    gP[4 * j + k] += 2 * gR[j][k] + g[j] * M[3 * i + k];
                }
                gP[4 * j + 3] += g[j];
            }
        }

        /** With respect to x, y and z; half of that of the Jacobian is given. */
        private double[] centerGrad(double[] gF, int at, double[][] gJ) {
            double fx = lens.fx();
            double fy = lens.fy();
            double gSlopeX = -fx / z * 2 * gJ[0][2];
            double gSlopeY = -fy / z * 2 * gJ[1][2];
            boolean freeX = x / z == slopeX;
            boolean freeY = y / z == slopeY;
            double gx = fx / z * gF[at] + (freeX ? gSlopeX / z : 0);
            double gy = fy / z * gF[at + 1] + (freeY ? gSlopeY / z : 0);
            double gz =
                    -(fx * x * gF[at] + fy * y * gF[at + 1]) / (z * z)
                            - (fx * 2 * gJ[0][0] + fy * 2 * gJ[1][1]) / (z * z)
                            + (fx * slopeX * 2 * gJ[0][2] + fy * slopeY * 2 * gJ[1][2]) / (z * z)
                            - (freeX ? gSlopeX * x / (z * z) : 0)
                            - (freeY ? gSlopeY * y / (z * z) : 0)
                            + gF[at + 5];
            return new double[] {gx, gy, gz};
        }
    }

    private static double det(double[][] m) {
        return m[0][0] * m[1][1] - m[0][1] * m[1][0];
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    /** A symmetric matrix of six numbers; those off the diagonal are times a factor. */
    private static double[][] symmetric(double[] v, int at, double factor) {
        double xy = factor * v[at + 1];
        double xz = factor * v[at + 2];
        double yz = factor * v[at + 4];
        return new double[][] {{v[at], xy, xz}, {xy, v[at + 3], yz}, {xz, yz, v[at + 5]}};
    }

    private static double[][] scaled(double[][] r, double[] logScales, int at) {
        double[][] m = new double[3][3];
        for (int j = 0; j < 3; j++) {
            for (int k = 0; k < 3; k++) {
                m[j][k] = r[j][k] * Math.exp(logScales[at + k]);
            }
        }
        return m;
    }

    private static double[][] transposed(double[][] m) {
        double[][] t = new double[m[0].length][m.length];
        for (int j = 0; j < m.length; j++) {
            for (int k = 0; k < m[0].length; k++) {
                t[k][j] = m[j][k];
            }
        }
        return t;
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                for (int k = 0; k < b.length; k++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }
}

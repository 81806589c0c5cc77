package dev.resplat.tensor.reference;

import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.ElementwiseKernels;
import dev.resplat.tensor.IntArray;
import dev.resplat.tensor.Odometer;
import dev.resplat.tensor.UnaryOp;
import java.util.Arrays;

/** The definition: the tables {@link UnaryOp} and {@link BinaryOp}, applied one by one. */
final class ReferenceElementwise implements ElementwiseKernels {
    @Override
    public void unary(UnaryOp op, Buffer x, Buffer y, int n) {
        double[] X = DoubleArray.of(x);
        double[] Y = DoubleArray.of(y);
        for (int i = 0; i < n; i++) {
            Y[i] = op.apply(X[i]);
        }
    }

    @Override
    public void unaryGrad(UnaryOp op, Buffer x, Buffer y, Buffer gradY, Buffer gradX, int n) {
        double[] X = DoubleArray.of(x);
        double[] Y = DoubleArray.of(y);
        double[] gY = DoubleArray.of(gradY);
        double[] gX = DoubleArray.of(gradX);
        for (int i = 0; i < n; i++) {
            gX[i] = gY[i] * op.slope(X[i], Y[i]);
        }
    }

    @Override
    public void binary(BinaryOp op, Buffer a, Buffer b, Buffer c, int n) {
        double[] A = DoubleArray.of(a);
        double[] B = DoubleArray.of(b);
        double[] C = DoubleArray.of(c);
        for (int i = 0; i < n; i++) {
            C[i] = op.apply(A[i], B[i]);
        }
    }

    @Override
    public void binaryScalar(BinaryOp op, Buffer a, double b, Buffer c, int n) {
        double[] A = DoubleArray.of(a);
        double[] C = DoubleArray.of(c);
        for (int i = 0; i < n; i++) {
            C[i] = op.apply(A[i], b);
        }
    }

    @Override
    public void binaryBroadcast(
            BinaryOp op, Buffer a, int[] aStrides, Buffer b, int[] bStrides, Buffer c, int[] dims) {
        double[] A = DoubleArray.of(a);
        double[] B = DoubleArray.of(b);
        double[] C = DoubleArray.of(c);
        Odometer i = new Odometer(dims);
        for (int at = 0; i.valid(); i.advance(), at++) {
            C[at] = op.apply(A[i.dot(aStrides)], B[i.dot(bStrides)]);
        }
    }

    @Override
    public void select(Buffer condition, Buffer a, Buffer b, Buffer c, int n) {
        double[] P = DoubleArray.of(condition);
        double[] A = DoubleArray.of(a);
        double[] B = DoubleArray.of(b);
        double[] C = DoubleArray.of(c);
        for (int i = 0; i < n; i++) {
            C[i] = P[i] != 0 ? A[i] : B[i];
        }
    }

    @Override
    public void fill(Buffer y, double value, int n) {
        if (y.type() == ElementType.INT32) {
            Arrays.fill(IntArray.of(y), 0, n, (int) value);
        } else {
            Arrays.fill(DoubleArray.of(y), 0, n, value);
        }
    }

    @Override
    public void toReal(Buffer x, Buffer y, int n) {
        int[] X = IntArray.of(x);
        double[] Y = DoubleArray.of(y);
        for (int i = 0; i < n; i++) {
            Y[i] = X[i];
        }
    }

    @Override
    public void toInt32(Buffer x, Buffer y, int n) {
        double[] X = DoubleArray.of(x);
        int[] Y = IntArray.of(y);
        for (int i = 0; i < n; i++) {
            Y[i] = (int) X[i];
        }
    }
}

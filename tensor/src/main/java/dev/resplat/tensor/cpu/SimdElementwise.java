package dev.resplat.tensor.cpu;

import dev.resplat.tensor.*;

/** Stub. */
final class SimdElementwise implements ElementwiseKernels {
    private final Workers workers;

    SimdElementwise(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void unary(UnaryOp op, Buffer x, Buffer y, int n) {
        throw new UnsupportedOperationException("todo");
    }

    @Override
    public void unaryGrad(UnaryOp op, Buffer x, Buffer y, Buffer gradY, Buffer gradX, int n) {
        throw new UnsupportedOperationException("todo");
    }

    @Override
    public void binary(BinaryOp op, Buffer a, Buffer b, Buffer c, int n) {
        throw new UnsupportedOperationException("todo");
    }

    @Override
    public void binaryScalar(BinaryOp op, Buffer a, double b, Buffer c, int n) {
        throw new UnsupportedOperationException("todo");
    }

    @Override
    public void binaryBroadcast(
            BinaryOp op, Buffer a, int[] aStrides, Buffer b, int[] bStrides, Buffer c, int[] dims) {
        throw new UnsupportedOperationException("todo");
    }

    @Override
    public void select(Buffer condition, Buffer a, Buffer b, Buffer c, int n) {
        throw new UnsupportedOperationException("todo");
    }

    @Override
    public void fill(Buffer y, double value, int n) {
        throw new UnsupportedOperationException("todo");
    }

    @Override
    public void toReal(Buffer x, Buffer y, int n) {
        throw new UnsupportedOperationException("todo");
    }

    @Override
    public void toInt32(Buffer x, Buffer y, int n) {
        throw new UnsupportedOperationException("todo");
    }
}

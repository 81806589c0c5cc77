package dev.resplat.tensor.cpu;

import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.ElementwiseKernels;
import dev.resplat.tensor.IntArray;
import dev.resplat.tensor.UnaryOp;
import java.util.Arrays;

/**
 * Element-wise kernels, chunk by chunk on all threads; whole vectors run on into the padding of
 * buffers, so there are no remainders. The loops themselves are {@link ElementwiseLoops}.
 */
final class CpuElementwise implements ElementwiseKernels {
    /** Elements of a broadcast argument laid out at a time: two such tiles fit 48 KB with room. */
    private static final int TILE = 2048;

    private final Workers workers;
    private final ElementwiseLoops loops;
    private final ThreadLocal<float[]> aTile = ThreadLocal.withInitial(() -> new float[TILE]);
    private final ThreadLocal<float[]> bTile = ThreadLocal.withInitial(() -> new float[TILE]);

    CpuElementwise(Workers workers, ElementwiseLoops loops) {
        this.workers = workers;
        this.loops = loops;
    }

    @Override
    public void unary(UnaryOp op, Buffer x, Buffer y, int n) {
        Chunks.forEach(workers, n, loops.unary(op, FloatArray.of(x), FloatArray.of(y)));
    }

    @Override
    public void unaryGrad(UnaryOp op, Buffer x, Buffer y, Buffer gradY, Buffer gradX, int n) {
        float[] X = FloatArray.of(x);
        float[] Y = FloatArray.of(y);
        float[] gY = FloatArray.of(gradY);
        float[] gX = FloatArray.of(gradX);
        Chunks.forEach(workers, n, loops.unaryGrad(op, X, Y, gY, gX));
    }

    @Override
    public void binary(BinaryOp op, Buffer a, Buffer b, Buffer c, int n) {
        float[] A = FloatArray.of(a);
        float[] B = FloatArray.of(b);
        float[] C = FloatArray.of(c);
        Chunks.forEach(
                workers, n, (from, to) -> loops.binary(op, A, from, B, from, C, from, to - from));
    }

    @Override
    public void binaryScalar(BinaryOp op, Buffer a, double b, Buffer c, int n) {
        if (op == BinaryOp.POW && b == 2) {
            unary(UnaryOp.SQUARE, a, c, n);
            return;
        }
        Chunks.forEach(
                workers, n, loops.binaryScalar(op, FloatArray.of(a), (float) b, FloatArray.of(c)));
    }

    @Override
    public void binaryBroadcast(
            BinaryOp op, Buffer a, int[] aStrides, Buffer b, int[] bStrides, Buffer c, int[] dims) {
        Operand A = new Operand(FloatArray.of(a), aStrides, dims);
        Operand B = new Operand(FloatArray.of(b), bStrides, dims);
        float[] C = FloatArray.of(c);
        int n = 1;
        for (int dim : dims) {
            n *= dim;
        }
        int size = n;
        Chunks.forEach(workers, n, (from, to) -> broadcast(op, A, B, C, from, to, size));
    }

    /** Elements {@code from} to {@code to} of the result, of which those below size count. */
    private void broadcast(
            BinaryOp op, Operand a, Operand b, float[] C, int from, int to, int size) {
        boolean aDense = a.isDense();
        boolean bDense = b.isDense();
        float[] A = aDense ? a.values() : aTile.get();
        float[] B = bDense ? b.values() : bTile.get();
        for (int at = from; at < to; at += TILE) {
            int count = Math.min(to - at, TILE);
            int valid = Math.min(size - at, TILE);
            if (!aDense) {
                a.expand(at, valid, A);
            }
            if (!bDense) {
                b.expand(at, valid, B);
            }
            loops.binary(op, A, aDense ? at : 0, B, bDense ? at : 0, C, at, count);
        }
    }

    @Override
    public void select(Buffer condition, Buffer a, Buffer b, Buffer c, int n) {
        float[] P = FloatArray.of(condition);
        float[] A = FloatArray.of(a);
        float[] B = FloatArray.of(b);
        float[] C = FloatArray.of(c);
        Chunks.forEach(workers, n, (from, to) -> loops.select(P, A, B, C, from, to));
    }

    @Override
    public void fill(Buffer y, double value, int n) {
        if (y.type() == ElementType.INT32) {
            int[] Y = IntArray.of(y);
            Chunks.forEach(workers, n, (from, to) -> Arrays.fill(Y, from, to, (int) value));
        } else {
            float[] Y = FloatArray.of(y);
            Chunks.forEach(workers, n, (from, to) -> Arrays.fill(Y, from, to, (float) value));
        }
    }

    @Override
    public void toReal(Buffer x, Buffer y, int n) {
        int[] X = IntArray.of(x);
        float[] Y = FloatArray.of(y);
        Chunks.forEach(workers, n, (from, to) -> toReal(X, Y, from, to));
    }

    @Override
    public void toInt32(Buffer x, Buffer y, int n) {
        float[] X = FloatArray.of(x);
        int[] Y = IntArray.of(y);
        Chunks.forEach(workers, n, (from, to) -> toInt32(X, Y, from, to));
    }

    private static void toReal(int[] X, float[] Y, int from, int to) {
        for (int i = from; i < to; i++) {
            Y[i] = X[i];
        }
    }

    private static void toInt32(float[] X, int[] Y, int from, int to) {
        for (int i = from; i < to; i++) {
            Y[i] = (int) X[i];
        }
    }
}

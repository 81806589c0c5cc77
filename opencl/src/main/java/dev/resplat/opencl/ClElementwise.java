package dev.resplat.opencl;

import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.ElementwiseKernels;
import dev.resplat.tensor.UnaryOp;
import java.util.Map;

/**
 * Element-wise functions: the OpenCL column of {@link UnaryOp} pasted into {@code unary.cl} and
 * that of {@link BinaryOp} into {@code binary.cl}, a program per row; others in {@code
 * elementwise.cl}. Bound by bytes: 8 to 16 per element.
 */
final class ClElementwise implements ElementwiseKernels {
    private final ClDevice device;

    ClElementwise(ClDevice device) {
        this.device = device;
    }

    private ClKernel unaryKernel(UnaryOp op, String kernel) {
        Map<String, String> constants =
                Map.of("F(x)", op.clFunction(), "SLOPE(x, y)", op.clSlope());
        return device.program("unary.cl", constants).kernel(kernel);
    }

    private ClKernel binaryKernel(BinaryOp op, String kernel) {
        return device.program("binary.cl", Map.of("F(a, b)", op.clFunction())).kernel(kernel);
    }

    private ClKernel other(String kernel) {
        return device.program("elementwise.cl", Map.of()).kernel(kernel);
    }

    @Override
    public void unary(UnaryOp op, Buffer x, Buffer y, int n) {
        unaryKernel(op, "unary").buffers(x, y).ints(n).run(n);
    }

    @Override
    public void unaryGrad(UnaryOp op, Buffer x, Buffer y, Buffer gradY, Buffer gradX, int n) {
        unaryKernel(op, "unaryGrad").buffers(x, y, gradY, gradX).ints(n).run(n);
    }

    @Override
    public void binary(BinaryOp op, Buffer a, Buffer b, Buffer c, int n) {
        binaryKernel(op, "binary").buffers(a, b, c).ints(n).run(n);
    }

    @Override
    public void binaryScalar(BinaryOp op, Buffer a, double b, Buffer c, int n) {
        binaryKernel(op, "binaryScalar").buffers(a).floats(b).buffers(c).ints(n).run(n);
    }

    @Override
    public void binaryBroadcast(
            BinaryOp op, Buffer a, int[] aStrides, Buffer b, int[] bStrides, Buffer c, int[] dims) {
        int n = 1;
        for (int dim : dims) {
            n *= dim;
        }
        binaryKernel(op, "binaryBroadcast")
                .buffers(a, b, c)
                .axes(dims, 1)
                .axes(aStrides, 0)
                .axes(bStrides, 0)
                .ints(n)
                .run(n);
    }

    @Override
    public void select(Buffer condition, Buffer a, Buffer b, Buffer c, int n) {
        other("choose").buffers(condition, a, b, c).ints(n).run(n);
    }

    @Override
    public void fill(Buffer y, double value, int n) {
        if (y.type() == ElementType.INT32) {
            other("fillInts").buffers(y).ints((int) value, n).run(n);
        } else {
            other("fillReals").buffers(y).floats(value).ints(n).run(n);
        }
    }

    @Override
    public void toReal(Buffer x, Buffer y, int n) {
        other("toReal").buffers(x, y).ints(n).run(n);
    }

    @Override
    public void toInt32(Buffer x, Buffer y, int n) {
        other("toInt32").buffers(x, y).ints(n).run(n);
    }
}

package dev.resplat.tensor;

import dev.resplat.tensor.MatmulKernels.Layout;
import dev.resplat.tensor.MatmulKernels.Size;

/**
 * The operands of a matrix product, checked, with leading axes read as one batch.
 *
 * @param layout which operand is stored transposed
 * @param size extents
 * @param a left operand
 * @param b right operand
 * @param shape of the product
 */
record MatmulArguments(Layout layout, Size size, Tensor a, Tensor b, Shape shape) {
    static MatmulArguments of(Layout layout, Tensor a, Tensor b) {
        Check.real("matmul", "a", a);
        Check.real("matmul", "b", b);
        Check.sameDevice("matmul", "a", a, "b", b);
        Shape sa = a.shape();
        Shape sb = b.shape();
        if (sa.rank() < 2 || sb.rank() < 2) {
            throw new ShapeException(
                    "matmul: a " + sa + " and b " + sb + " must have two axes or more");
        }
        boolean aTransposed = layout == Layout.A_TRANSPOSED;
        boolean bTransposed = layout == Layout.B_TRANSPOSED;
        int m = sa.dim(aTransposed ? -1 : -2);
        int k = sa.dim(aTransposed ? -2 : -1);
        int kb = sb.dim(bTransposed ? -1 : -2);
        int n = sb.dim(bTransposed ? -2 : -1);
        if (k != kb) {
            throw new ShapeException(
                    "matmul: a "
                            + sa
                            + (aTransposed ? " (transposed)" : "")
                            + " and b "
                            + sb
                            + (bTransposed ? " (transposed)" : "")
                            + " do not fit: inner extents "
                            + k
                            + " and "
                            + kb
                            + " differ");
        }
        int aBatch = sa.product(0, sa.rank() - 2);
        int bBatch = sb.product(0, sb.rank() - 2);
        Shape lead = batch(sa, sb);
        int[] dims = java.util.Arrays.copyOf(lead.dims(), lead.rank() + 2);
        dims[dims.length - 2] = m;
        dims[dims.length - 1] = n;
        Shape shape = Shape.owning(dims);
        if (sb.rank() == 2 && !aTransposed) {
            // One b for all: the batch is just more rows of a.
            return new MatmulArguments(layout, new Size(1, aBatch * m, k, n, 0, 0), a, b, shape);
        }
        Size size =
                new Size(
                        lead.size(),
                        m,
                        k,
                        n,
                        sa.rank() == 2 && aBatch != lead.size() ? 0 : m * k,
                        sb.rank() == 2 && bBatch != lead.size() ? 0 : k * n);
        return new MatmulArguments(layout, size, a, b, shape);
    }

    /** The leading axes of the product: those both have, or those of the operand that has any. */
    private static Shape batch(Shape a, Shape b) {
        if (a.rank() == 2 && b.rank() == 2) {
            return Shape.scalar();
        }
        Shape leadA = Shape.of(java.util.Arrays.copyOf(a.dims(), a.rank() - 2));
        Shape leadB = Shape.of(java.util.Arrays.copyOf(b.dims(), b.rank() - 2));
        if (leadA.rank() > 0 && leadB.rank() > 0 && !leadA.equals(leadB)) {
            throw new ShapeException(
                    "matmul: a "
                            + a
                            + " and b "
                            + b
                            + " do not fit: leading extents "
                            + leadA
                            + " and "
                            + leadB
                            + " differ");
        }
        return leadA.rank() > 0 ? leadA : leadB;
    }

    Tensor product() {
        Tensor c = Tensor.empty(a.device(), ElementType.REAL, shape);
        a.device()
                .kernels(MatmulKernels.class)
                .matmul(layout, size, a.buffer(), b.buffer(), c.buffer());
        return c;
    }
}

package dev.resplat.tensor;

import dev.resplat.tensor.AttentionKernels.Mask;
import dev.resplat.tensor.AttentionKernels.Size;

/**
 * Scaled dot-product attention: {@code y = softmax(scale q k^T + mask) v} for each batch and head;
 * see {@link AttentionKernels} for the formulas.
 *
 * <p>Heads are next to the innermost axis, as a linear layer leaves them: its {@code [N, L, heads
 * D]} is reshaped, not transposed. Scores are never stored.
 */
public final class Attending {
    private Attending() {}

    /**
     * What attention gives.
     *
     * @param y {@code [N, Lq, heads, Dv]}
     * @param logSumExp {@code [N, heads, Lq]}, the logarithm of the sum of the exponentials of each
     *     query's scores: what the gradient needs
     */
    public record Attended(Tensor y, Tensor logSumExp) {}

    /**
     * Attention of every query to all keys.
     *
     * @param q {@code [N, Lq, heads, D]}
     * @param k {@code [N, Lk, heads, D]}
     * @param v {@code [N, Lk, heads, Dv]}
     * @param mask added to the scores, -infinity hides a key; {@code [Lq, Lk]}, {@code [N, Lq, Lk]}
     *     or {@code [N, heads, Lq, Lk]}, where an extent of 1 instead of N, heads or Lq is shared;
     *     or null. Queries whose keys are all hidden give zeros.
     * @param scale of the inner products
     */
    public static Attended attention(Tensor q, Tensor k, Tensor v, Tensor mask, double scale) {
        Size size = size("attention", q, k, v, scale);
        Mask strides = mask("attention", size, q, mask);
        Tensor y = Tensor.empty(q.device(), q.type(), q.shape().with(3, size.valueDepth()));
        Tensor logSumExp = Tensor.empty(q.device(), q.type(), logSumExp(size));
        kernels(q)
                .attention(
                        size,
                        q.buffer(),
                        k.buffer(),
                        v.buffer(),
                        strides,
                        y.buffer(),
                        logSumExp.buffer());
        return new Attended(y, logSumExp);
    }

    /**
     * The gradients of attention, all that are wanted in one pass.
     *
     * @param attended the result for the same arguments
     * @param gradY of the shape of y
     * @param wanted whether to compute the gradients with respect to q, k and v
     * @return these three, null where not wanted
     */
    public static Tensor[] attentionGrad(
            Tensor q,
            Tensor k,
            Tensor v,
            Tensor mask,
            double scale,
            Attended attended,
            Tensor gradY,
            boolean... wanted) {
        String op = "attentionGrad";
        Size size = size(op, q, k, v, scale);
        Mask strides = mask(op, size, q, mask);
        Shape shape = q.shape().with(3, size.valueDepth());
        like(op, q, "y", attended.y, shape);
        like(op, q, "gradY", gradY, shape);
        like(op, q, "logSumExp", attended.logSumExp, logSumExp(size));
        if (wanted.length != 3) {
            throw new IllegalArgumentException(op + ": wanted must be 3, are " + wanted.length);
        }
        Tensor[] inputs = {q, k, v};
        Tensor[] grads = new Tensor[3];
        Buffer[] buffers = new Buffer[3];
        for (int i = 0; i < 3; i++) {
            if (wanted[i]) {
                grads[i] = Tensor.empty(q.device(), q.type(), inputs[i].shape());
                buffers[i] = grads[i].buffer();
            }
        }
        kernels(q)
                .attentionGrad(
                        size,
                        q.buffer(),
                        k.buffer(),
                        v.buffer(),
                        strides,
                        attended.y.buffer(),
                        attended.logSumExp.buffer(),
                        gradY.buffer(),
                        buffers[0],
                        buffers[1],
                        buffers[2]);
        return grads;
    }

    private static AttentionKernels kernels(Tensor q) {
        return q.device().kernels(AttentionKernels.class);
    }

    private static Shape logSumExp(Size size) {
        return Shape.of(size.batch(), size.heads(), size.queries());
    }

    private static Size size(String op, Tensor q, Tensor k, Tensor v, double scale) {
        Check.real(op, "q", q);
        rank4(op, "q", "Lq, heads, D", q);
        rank4(op, "k", "Lk, heads, D", k);
        rank4(op, "v", "Lk, heads, Dv", v);
        Shape s = q.shape();
        int keys = k.shape().dim(1);
        fits(op, "k", k, Shape.of(s.dim(0), keys, s.dim(2), s.dim(3)), q);
        fits(op, "v", v, Shape.of(s.dim(0), keys, s.dim(2), v.shape().dim(3)), q, k);
        return new Size(s.dim(0), s.dim(2), s.dim(1), keys, s.dim(3), v.shape().dim(3), scale);
    }

    private static void rank4(String op, String argument, String rest, Tensor tensor) {
        if (tensor.shape().rank() != 4) {
            throw new ShapeException(
                    op + ": " + argument + " must be [N, " + rest + "], is " + tensor.shape());
        }
    }

    private static void fits(
            String op, String argument, Tensor tensor, Shape expected, Tensor... others) {
        Check.real(op, argument, tensor);
        Check.sameDevice(op, "q", others[0], argument, tensor);
        if (!tensor.shape().equals(expected)) {
            String beside = "q " + others[0].shape();
            if (others.length > 1) {
                beside += " and k " + others[1].shape();
            }
            throw new ShapeException(
                    op
                            + ": "
                            + argument
                            + " must be "
                            + expected
                            + " beside "
                            + beside
                            + ", is "
                            + tensor.shape());
        }
    }

    private static void like(String op, Tensor q, String argument, Tensor tensor, Shape expected) {
        Check.real(op, argument, tensor);
        Check.sameDevice(op, "q", q, argument, tensor);
        Check.sameShape(op, argument, tensor, expected);
    }

    private static Mask mask(String op, Size size, Tensor q, Tensor mask) {
        if (mask == null) {
            return null;
        }
        if (mask.type() != ElementType.REAL) {
            throw new IllegalArgumentException(
                    op + ": mask must be real, 0 where seen, -infinity where hidden, is " + mask);
        }
        Check.sameDevice(op, "q", q, "mask", mask);
        Shape full = Shape.of(size.batch(), size.heads(), size.queries(), size.keys());
        Shape given = mask.shape();
        Shape shape =
                switch (given.rank()) {
                    case 2 -> Shape.of(1, 1, given.dim(0), given.dim(1));
                    case 3 -> Shape.of(given.dim(0), 1, given.dim(1), given.dim(2));
                    case 4 -> given;
                    default -> throw badMask(op, given, full);
                };
        if (!shape.broadcastsTo(full) || shape.dim(3) != size.keys()) {
            throw badMask(op, given, full);
        }
        int[] strides = shape.stridesIn(full);
        return new Mask(mask.buffer(), strides[0], strides[1], strides[2]);
    }

    private static ShapeException badMask(String op, Shape mask, Shape full) {
        return new ShapeException(
                op
                        + ": mask must be [Lq, Lk], [N, Lq, Lk] or [N, heads, Lq, Lk] of "
                        + full
                        + ", is "
                        + mask);
    }
}

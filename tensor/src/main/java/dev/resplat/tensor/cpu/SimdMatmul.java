package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.MatmulKernels;
import java.util.Arrays;

/**
 * Matrix products on the vector units.
 *
 * <p>Every element is one chain of fused multiply-adds from zero, in ascending order of the summed
 * index, whichever path computes it: {@link DirectMatmul} for small products, {@link PackedMatmul}
 * for the others. What bounds it is the rate of fused multiply-adds.
 */
final class SimdMatmul implements MatmulKernels {
    /** Multiplications below which one thread does a product. */
    private static final long SERIAL_WORK = 1 << 16;

    /** Multiplications below which the products of a batch are tasks, each on one thread. */
    private static final long BATCHED_WORK = 1 << 23;

    /** Multiplications of a task made of several products. */
    private static final long TASK_WORK = 1 << 18;

    private final Workers workers;
    private final ThreadLocal<PackedMatmul.Scratch> scratches =
            ThreadLocal.withInitial(PackedMatmul.Scratch::new);

    SimdMatmul(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void matmul(Layout layout, Size size, Buffer a, Buffer b, Buffer c) {
        int m = size.m();
        int n = size.n();
        int k = size.k();
        float[] C = FloatArray.of(c);
        if (k == 0) {
            Arrays.fill(C, 0, size.batch() * m * n, 0f);
        } else if (size.batch() * m * n == 0) {
            return;
        } else if (DirectMatmul.suits(m, n, k)) {
            new DirectMatmul(workers, layout, m, n, k, FloatArray.of(a), FloatArray.of(b), C)
                    .run(size.batch(), size.aStride(), size.bStride());
        } else {
            packed(new PackedMatmul(layout, m, n, k, FloatArray.of(a), FloatArray.of(b), C), size);
        }
    }

    private void packed(PackedMatmul product, Size size) {
        long work = (long) size.m() * size.n() * size.k();
        int cStride = size.m() * size.n();
        if (size.batch() == 1 ? work < SERIAL_WORK : work < BATCHED_WORK) {
            int each = (int) Math.max(1, Math.min(size.batch() / 8, TASK_WORK / work));
            workers.forRanges(
                    size.batch(),
                    each,
                    (from, to) -> {
                        PackedMatmul.Scratch scratch = scratches.get();
                        for (int i = from; i < to; i++) {
                            product.serial(
                                    i * size.aStride(), i * size.bStride(), i * cStride, scratch);
                        }
                    });
            return;
        }
        for (int i = 0; i < size.batch(); i++) {
            product.parallel(
                    i * size.aStride(), i * size.bStride(), i * cStride, workers, scratches);
        }
    }
}

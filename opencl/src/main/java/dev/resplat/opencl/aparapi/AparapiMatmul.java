package dev.resplat.opencl.aparapi;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.MatmulKernels;
import dev.resplat.tensor.cpu.FloatArray;
import java.util.Arrays;

/** Matrix products by a kernel of Aparapi. */
final class AparapiMatmul implements MatmulKernels {
    private final Engine engine;
    private final MatmulKernel kernel = new MatmulKernel();

    AparapiMatmul(Engine engine) {
        this.engine = engine;
        kernel.setExplicit(true);
    }

    @Override
    public void matmul(Layout layout, Size size, Buffer a, Buffer b, Buffer c) {
        int results = size.batch() * size.m() * size.n();
        float[] product = FloatArray.of(c);
        if (results == 0 || size.k() == 0) {
            Arrays.fill(product, 0, results, 0);
            return;
        }
        boolean aTransposed = layout == Layout.A_TRANSPOSED;
        boolean bTransposed = layout == Layout.B_TRANSPOSED;
        MatmulKernel k = kernel;
        k.m = size.m();
        k.k = size.k();
        k.n = size.n();
        k.blocksX = (size.n() - 1) / MatmulKernel.BLOCK + 1;
        k.blocksY = (size.m() - 1) / MatmulKernel.BLOCK + 1;
        k.items = size.batch() * k.blocksX * k.blocksY;
        k.aStride = size.aStride();
        k.aRow = aTransposed ? 1 : size.k();
        k.aStep = aTransposed ? size.m() : 1;
        k.bStride = size.bStride();
        k.bColumn = bTransposed ? size.k() : 1;
        k.bStep = bTransposed ? 1 : size.n();
        k.a = FloatArray.of(a);
        k.b = FloatArray.of(b);
        k.c = product;
        k.put(k.a).put(k.b);
        engine.run(k, k.items);
        k.get(k.c);
    }
}

package dev.resplat.bench.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import java.util.function.Supplier;

/** One of two that do the same computation. */
interface Side {
    /** Computes once and frees the result. */
    void run();

    /** Computes once and returns the result, to see that both sides agree. */
    float[] result();

    /** This engine: one scope for each run. */
    static Side ours(Supplier<Tensor> operation) {
        return new Side() {
            @Override
            public void run() {
                try (Scope scope = Scope.open()) {
                    operation.get();
                }
            }

            @Override
            public float[] result() {
                try (Scope scope = Scope.open()) {
                    return operation.get().toFloats();
                }
            }
        };
    }

    /** Libtorch: a result closed at once, which costs less than a sub-manager for each run. */
    static Side libtorch(Supplier<NDArray> operation) {
        return new Side() {
            @Override
            public void run() {
                operation.get().close();
            }

            @Override
            public float[] result() {
                try (NDArray y = operation.get()) {
                    return y.toFloatArray();
                }
            }
        };
    }

    /** A tensor as an array of libtorch, which belongs to the manager. */
    static NDArray copy(NDManager manager, Tensor tensor) {
        long[] dims = new long[tensor.shape().rank()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = tensor.shape().dim(i);
        }
        return manager.create(tensor.toFloats(), new Shape(dims));
    }

    /** Results one after the other. */
    static float[] joined(float[]... parts) {
        int size = 0;
        for (float[] part : parts) {
            size += part.length;
        }
        float[] all = new float[size];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}

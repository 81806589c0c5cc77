package dev.resplat.opencl;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import java.util.Map;

/** Looks for elements that are not allowed: one download of four bytes each. */
final class ClCheck {
    /** All elements are allowed. */
    static final int NONE = Integer.MAX_VALUE;

    private final ClDevice device;

    ClCheck(ClDevice device) {
        this.device = device;
    }

    /** The place of the first index that is not from 0 to {@code bound - 1}, or {@link #NONE}. */
    int firstOutside(Buffer index, int bound, int n) {
        return first(kernel("checkRange"), index, n, bound, n);
    }

    /** The place of the first number that is not finite, or {@link #NONE}. */
    int firstNotFinite(Buffer x, int n) {
        return first(kernel("checkFinite"), x, n, n);
    }

    private ClKernel kernel(String name) {
        return device.program("check.cl", Map.of()).kernel(name);
    }

    private int first(ClKernel kernel, Buffer x, int n, int... arguments) {
        if (n == 0) {
            return NONE;
        }
        Buffer flag = device.allocate(ElementType.INT32, 1);
        try {
            device.fill((ClBuffer) flag, NONE);
            kernel.buffers(x, flag).ints(arguments).run(n);
            int[] first = new int[1];
            device.download(flag, first, 1);
            return first[0];
        } finally {
            device.release(flag);
        }
    }
}

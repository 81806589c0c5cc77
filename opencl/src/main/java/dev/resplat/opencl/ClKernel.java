package dev.resplat.opencl;

import static org.jocl.CL.CL_KERNEL_LOCAL_MEM_SIZE;
import static org.jocl.CL.CL_KERNEL_NUM_ARGS;
import static org.jocl.CL.clEnqueueNDRangeKernel;
import static org.jocl.CL.clGetKernelInfo;
import static org.jocl.CL.clGetKernelWorkGroupInfo;
import static org.jocl.CL.clSetKernelArg;

import dev.resplat.tensor.Buffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_device_id;
import org.jocl.cl_kernel;

/**
 * A kernel of a program, to be called like {@code kernel.buffers(a, b).ints(n).run(n)}: arguments
 * in their order, then the run.
 *
 * <p>To run on every device there is, a work-group has at most {@value #MAX_WORK_GROUP} work-items,
 * whatever this device allows, and is written for at most {@value #MAX_LOCAL_BYTES} bytes of local
 * memory, to which compilers may add some.
 */
final class ClKernel {
    /** Work-items of a work-group at most. */
    static final int MAX_WORK_GROUP = 256;

    /** Local memory of a work-group at most, without what compilers add. */
    static final int MAX_LOCAL_BYTES = 32 << 10;

    /** Of a multi-index. */
    private static final int AXES = 8;

    /** Work-items of a work-group where they have nothing to do with each other. */
    private static final int WORK_GROUP = 64;

    private final ClDevice device;
    private final cl_kernel kernel;
    private final String name;
    private final long ownLocalBytes;

    /** Arguments as they were last given: what stays need not be said again. */
    private final Object[] given;

    private int next;
    private long localBytes;

    ClKernel(ClDevice device, cl_device_id id, cl_kernel kernel, String name) {
        this.device = device;
        this.kernel = kernel;
        this.name = name;
        long[] bytes = new long[1];
        clGetKernelWorkGroupInfo(
                kernel, id, CL_KERNEL_LOCAL_MEM_SIZE, Sizeof.cl_ulong, Pointer.to(bytes), null);
        ownLocalBytes = bytes[0];
        int[] count = new int[1];
        clGetKernelInfo(kernel, CL_KERNEL_NUM_ARGS, Sizeof.cl_uint, Pointer.to(count), null);
        given = new Object[count[0]];
    }

    /** The same kernel, with no arguments yet. */
    ClKernel anew() {
        next = 0;
        localBytes = ownLocalBytes;
        return this;
    }

    /** Local memory of a work-group in the last run. */
    long localBytes() {
        return localBytes;
    }

    /** The next arguments: memory. */
    ClKernel buffers(Buffer... buffers) {
        for (Buffer buffer : buffers) {
            argument(buffer, Sizeof.cl_mem, () -> Pointer.to(ClBuffer.of(buffer)));
        }
        return this;
    }

    /** The next arguments: integers. */
    ClKernel ints(int... values) {
        for (int value : values) {
            argument(value, Sizeof.cl_int, () -> Pointer.to(new int[] {value}));
        }
        return this;
    }

    /** The next arguments: floats, rounded to nearest. */
    ClKernel floats(double... values) {
        for (double value : values) {
            float rounded = (float) value;
            argument(rounded, Sizeof.cl_float, () -> Pointer.to(new float[] {rounded}));
        }
        return this;
    }

    /**
     * The next argument: an {@code int8} of extents or strides, outermost first.
     *
     * @param before what stands in front of fewer than eight
     */
    ClKernel axes(int[] values, int before) {
        if (values.length > AXES) {
            throw new UnsupportedOperationException(
                    "%s: %d axes that cannot be merged, at most %d on %s"
                            .formatted(name, values.length, AXES, device.name()));
        }
        int[] all = new int[AXES];
        Arrays.fill(all, 0, AXES - values.length, before);
        System.arraycopy(values, 0, all, AXES - values.length, values.length);
        argument(IntBuffer.wrap(all), Sizeof.cl_int8, () -> Pointer.to(all));
        return this;
    }

    /** The next argument: local memory. */
    ClKernel local(int bytes) {
        argument(bytes, bytes, () -> null);
        localBytes += bytes;
        return this;
    }

    /** Sets the next argument, unless it has this value: buffers are the same or are not. */
    private void argument(Object value, long bytes, Supplier<Pointer> at) {
        int i = next++;
        if (!value.equals(given[i])) {
            device.ask(() -> clSetKernelArg(kernel, i, bytes, at.get()));
            given[i] = value;
        }
    }

    /** Runs so many work-items that have nothing to do with each other, and maybe some more. */
    void run(long items) {
        run(
                new long[] {(items + WORK_GROUP - 1) / WORK_GROUP * WORK_GROUP},
                new long[] {WORK_GROUP});
    }

    /**
     * Runs work-groups.
     *
     * @param global work-items along each axis: multiples of those of a work-group
     * @param group work-items of a work-group along each axis
     */
    void run(long[] global, long[] group) {
        long items = 1;
        for (long extent : group) {
            items *= extent;
        }
        long mostBytes = device.facts().localMemory();
        if (items > MAX_WORK_GROUP || localBytes > mostBytes) {
            throw new IllegalStateException(
                    "%s: %d work-items and %d bytes of local memory in a work-group, at most %d and %d on %s"
                            .formatted(
                                    name,
                                    items,
                                    localBytes,
                                    MAX_WORK_GROUP,
                                    mostBytes,
                                    device.name()));
        }
        for (long extent : global) {
            if (extent == 0) {
                return;
            }
        }
        device.ask(
                () ->
                        clEnqueueNDRangeKernel(
                                device.queue(),
                                kernel,
                                global.length,
                                null,
                                global,
                                group,
                                0,
                                null,
                                null));
        device.launched();
    }
}

package dev.resplat.opencl;

import static org.jocl.CL.clReleaseMemObject;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import org.jocl.cl_mem;

/** Memory of an OpenCL device: floats or 32-bit integers. */
final class ClBuffer extends Buffer {
    private final ClDevice device;
    private final cl_mem memory;

    ClBuffer(ClDevice device, ElementType type, int capacity, cl_mem memory) {
        super(type, capacity);
        this.device = device;
        this.memory = memory;
    }

    /** The memory of a buffer of this kind. */
    static cl_mem of(Buffer buffer) {
        return ((ClBuffer) buffer).memory;
    }

    @Override
    public long bytes() {
        return (long) Float.BYTES * capacity();
    }

    @Override
    public void poison() {
        int bits = type() == ElementType.REAL ? Float.floatToIntBits(Float.NaN) : Integer.MIN_VALUE;
        device.fill(this, bits);
    }

    @Override
    protected void dispose() {
        clReleaseMemObject(memory);
        device.gaveBack(bytes());
    }
}

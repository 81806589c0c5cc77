package dev.resplat.opencl;

import static org.jocl.CL.CL_DEVICE_DOUBLE_FP_CONFIG;
import static org.jocl.CL.CL_DEVICE_GLOBAL_MEM_SIZE;
import static org.jocl.CL.CL_DEVICE_LOCAL_MEM_SIZE;
import static org.jocl.CL.CL_DEVICE_MAX_CLOCK_FREQUENCY;
import static org.jocl.CL.CL_DEVICE_MAX_COMPUTE_UNITS;
import static org.jocl.CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE;
import static org.jocl.CL.CL_DEVICE_MAX_WORK_GROUP_SIZE;
import static org.jocl.CL.CL_DEVICE_NAME;
import static org.jocl.CL.CL_DEVICE_TYPE;
import static org.jocl.CL.CL_DEVICE_TYPE_CPU;
import static org.jocl.CL.CL_DEVICE_TYPE_GPU;
import static org.jocl.CL.CL_DEVICE_VENDOR;
import static org.jocl.CL.CL_DEVICE_VERSION;
import static org.jocl.CL.CL_DRIVER_VERSION;
import static org.jocl.CL.clGetDeviceInfo;

import java.nio.charset.StandardCharsets;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_device_id;

/**
 * What a device says about itself.
 *
 * @param name of the hardware
 * @param vendor of it
 * @param version of OpenCL
 * @param driver its version
 * @param kind what sort of hardware
 * @param computeUnits how many
 * @param megahertz of their clock, at most; 0 if it is not said
 * @param memory in bytes
 * @param maxAllocation bytes of a buffer at most
 * @param localMemory bytes that a work-group shares
 * @param maxWorkGroup work-items of a work-group at most
 * @param doubles whether it calculates in double precision
 */
record ClFacts(
        String name,
        String vendor,
        String version,
        String driver,
        Kind kind,
        int computeUnits,
        int megahertz,
        long memory,
        long maxAllocation,
        long localMemory,
        long maxWorkGroup,
        boolean doubles) {
    /** Sorts of hardware, the fastest first. */
    enum Kind {
        GPU,
        ACCELERATOR,
        CPU
    }

    /** Asks a device. */
    static ClFacts of(cl_device_id device) {
        long type = number(device, CL_DEVICE_TYPE);
        return new ClFacts(
                text(device, CL_DEVICE_NAME),
                text(device, CL_DEVICE_VENDOR),
                text(device, CL_DEVICE_VERSION),
                text(device, CL_DRIVER_VERSION),
                (type & CL_DEVICE_TYPE_GPU) != 0
                        ? Kind.GPU
                        : (type & CL_DEVICE_TYPE_CPU) != 0 ? Kind.CPU : Kind.ACCELERATOR,
                (int) number(device, CL_DEVICE_MAX_COMPUTE_UNITS),
                (int) number(device, CL_DEVICE_MAX_CLOCK_FREQUENCY),
                number(device, CL_DEVICE_GLOBAL_MEM_SIZE),
                number(device, CL_DEVICE_MAX_MEM_ALLOC_SIZE),
                number(device, CL_DEVICE_LOCAL_MEM_SIZE),
                number(device, CL_DEVICE_MAX_WORK_GROUP_SIZE),
                number(device, CL_DEVICE_DOUBLE_FP_CONFIG) != 0);
    }

    private static String text(cl_device_id device, int what) {
        long[] size = new long[1];
        clGetDeviceInfo(device, what, 0, null, size);
        byte[] bytes = new byte[(int) size[0]];
        clGetDeviceInfo(device, what, bytes.length, Pointer.to(bytes), null);
        int length = bytes.length > 0 && bytes[bytes.length - 1] == 0 ? bytes.length - 1 : 0;
        return new String(bytes, 0, length, StandardCharsets.UTF_8).strip();
    }

    /** A number of 4 or 8 bytes, little-endian as all devices there are. */
    private static long number(cl_device_id device, int what) {
        long[] value = new long[1];
        clGetDeviceInfo(device, what, Sizeof.cl_long, Pointer.to(value), null);
        return value[0];
    }
}

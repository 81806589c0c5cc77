package dev.resplat.opencl;

import static org.jocl.CL.CL_DEVICE_DOUBLE_FP_CONFIG;
import static org.jocl.CL.CL_DEVICE_GLOBAL_MEM_SIZE;
import static org.jocl.CL.CL_DEVICE_HOST_UNIFIED_MEMORY;
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
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jocl.CLException;
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
 * @param ownMemory whether that is memory of its own, which the CPU does not use
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
        boolean ownMemory,
        long maxAllocation,
        long localMemory,
        long maxWorkGroup,
        boolean doubles) {
    private static final Pattern VERSION = Pattern.compile("OpenCL (\\d+)\\.(\\d+).*");
    private static final int LEAST_VERSION = 102;

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
                number(device, CL_DEVICE_HOST_UNIFIED_MEMORY) == 0,
                number(device, CL_DEVICE_MAX_MEM_ALLOC_SIZE),
                number(device, CL_DEVICE_LOCAL_MEM_SIZE),
                number(device, CL_DEVICE_MAX_WORK_GROUP_SIZE),
                hasDoubles(device));
    }

    /** Some drivers without double precision do not know the question. */
    private static boolean hasDoubles(cl_device_id device) {
        try {
            return number(device, CL_DEVICE_DOUBLE_FP_CONFIG) != 0;
        } catch (CLException e) {
            return false;
        }
    }

    /** Why kernels cannot run on it; empty if they can. */
    Optional<String> unusable() {
        String lack = null;
        Matcher said = VERSION.matcher(version);
        if (said.matches()
                && 100 * Integer.parseInt(said.group(1)) + Integer.parseInt(said.group(2))
                        < LEAST_VERSION) {
            lack = "it has %s, needed is OpenCL 1.2".formatted(version);
        } else if (maxWorkGroup < ClKernel.MAX_WORK_GROUP) {
            lack =
                    "its work-groups have at most %d work-items, needed are %d"
                            .formatted(maxWorkGroup, ClKernel.MAX_WORK_GROUP);
        } else if (localMemory < ClKernel.MAX_LOCAL_BYTES) {
            lack =
                    "its work-groups share %d bytes, needed are %d"
                            .formatted(localMemory, ClKernel.MAX_LOCAL_BYTES);
        }
        return Optional.ofNullable(lack);
    }

    /** For people. */
    Map<String, String> described() {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("kind", kind.name().toLowerCase(Locale.ROOT));
        rows.put("vendor", vendor);
        rows.put("driver", driver);
        rows.put("OpenCL", version.replaceFirst("^OpenCL ", ""));
        rows.put(
                "compute units",
                computeUnits + (megahertz == 0 ? "" : " at up to " + megahertz + " MHz"));
        rows.put(
                "memory",
                gib(memory)
                        + (ownMemory ? " of its own, " : " shared with the CPU, ")
                        + gib(maxAllocation)
                        + " for a buffer at most");
        rows.put(
                "work-groups",
                "%d work-items, %d KiB of local memory".formatted(maxWorkGroup, localMemory >> 10));
        rows.put("double precision", doubles ? "yes; not used" : "no; not needed");
        return rows;
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / 0x1p30);
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

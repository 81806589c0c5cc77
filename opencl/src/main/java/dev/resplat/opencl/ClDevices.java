package dev.resplat.opencl;

import static org.jocl.CL.CL_DEVICE_TYPE_ALL;
import static org.jocl.CL.clGetDeviceIDs;
import static org.jocl.CL.clGetPlatformIDs;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.DeviceProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/** Finds the OpenCL devices of this machine: GPUs first, then those with more compute units. */
public final class ClDevices implements DeviceProvider {
    private final List<String> remarks = new ArrayList<>();

    private record Found(cl_platform_id platform, cl_device_id id, ClFacts facts) {}

    @Override
    public int rank() {
        return 10;
    }

    @Override
    public List<String> remarks() {
        return List.copyOf(remarks);
    }

    @Override
    public List<Device> devices() {
        List<Found> found = new ArrayList<>();
        try {
            CL.setExceptionsEnabled(true);
            for (cl_platform_id platform : platforms()) {
                for (cl_device_id id : ids(platform)) {
                    found.add(new Found(platform, id, ClFacts.of(id)));
                }
            }
        } catch (LinkageError e) {
            remarks.add(
                    "no OpenCL library on this machine: install the driver of the graphics card,"
                            + " or pocl-opencl-icd for the CPU; see docs/gpu.md");
        } catch (CLException e) {
            remarks.add("OpenCL does not answer: " + e.getMessage() + "; see docs/gpu.md");
        }
        found.sort(
                Comparator.comparing((Found f) -> f.facts.kind())
                        .thenComparing(f -> -f.facts.computeUnits()));
        ProgramCache cache = ProgramCache.ofUser();
        List<Device> devices = new ArrayList<>();
        for (Found f : found) {
            devices.add(new ClDevice(devices.size(), f.platform, f.id, f.facts, cache));
        }
        if (devices.isEmpty() && remarks.isEmpty()) {
            remarks.add(
                    "OpenCL is installed, but no driver has a device: install the driver of the"
                            + " graphics card, or pocl-opencl-icd for the CPU; see docs/gpu.md");
        }
        return devices;
    }

    private static cl_platform_id[] platforms() {
        int[] count = new int[1];
        try {
            clGetPlatformIDs(0, null, count);
        } catch (CLException e) {
            // CL_PLATFORM_NOT_FOUND_KHR: a loader without drivers
            return new cl_platform_id[0];
        }
        cl_platform_id[] platforms = new cl_platform_id[count[0]];
        clGetPlatformIDs(platforms.length, platforms, null);
        return platforms;
    }

    private static cl_device_id[] ids(cl_platform_id platform) {
        int[] count = new int[1];
        try {
            clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, null, count);
        } catch (CLException e) {
            // CL_DEVICE_NOT_FOUND: a driver without hardware
            return new cl_device_id[0];
        }
        cl_device_id[] ids = new cl_device_id[count[0]];
        clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, ids.length, ids, null);
        return ids;
    }
}

package dev.resplat.opencl;

import static org.jocl.CL.CL_DEVICE_TYPE_ALL;
import static org.jocl.CL.clGetDeviceIDs;
import static org.jocl.CL.clGetPlatformIDs;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.DeviceProvider;
import dev.resplat.tensor.Remark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/**
 * Finds the OpenCL devices of this machine: GPUs first, those with memory of their own before those
 * in the CPU, then those with more compute units.
 */
public final class ClDevices implements DeviceProvider {
    private static final String REMEDY =
            "install the driver of the graphics card, or pocl-opencl-icd for the CPU; see"
                    + " docs/gpu.md";

    /** After the name of a device: that with products of half precision. */
    private static final String MIXED = ":mixed";

    private final List<Remark> remarks = new ArrayList<>();
    private final List<Found> all = new ArrayList<>();

    private record Found(cl_platform_id platform, cl_device_id id, ClFacts facts) {}

    @Override
    public int rank() {
        return 10;
    }

    @Override
    public List<Remark> remarks() {
        return List.copyOf(remarks);
    }

    @Override
    public List<Device> devices() {
        if (!ClLibrary.isThere()) {
            remark(false, "no OpenCL library on this machine: " + REMEDY);
            return List.of();
        }
        List<Found> found = new ArrayList<>();
        try {
            CL.setExceptionsEnabled(true);
            for (cl_platform_id platform : platforms()) {
                for (cl_device_id id : ids(platform)) {
                    take(platform, id, found);
                }
            }
        } catch (LinkageError e) {
            remark(true, "OpenCL cannot be loaded (%s): %s".formatted(firstLine(e), REMEDY));
        } catch (CLException e) {
            remark(true, "OpenCL does not answer (%s): %s".formatted(firstLine(e), REMEDY));
        }
        if (found.isEmpty() && remarks.isEmpty()) {
            remark(true, "OpenCL is installed, but no driver has a device: " + REMEDY);
        }
        found.sort(
                Comparator.comparing((Found f) -> f.facts.kind())
                        .thenComparing(f -> !f.facts.ownMemory())
                        .thenComparing(f -> -f.facts.computeUnits()));
        List<Device> devices = new ArrayList<>();
        for (Found f : found) {
            devices.add(device(name(devices.size()), f, false));
        }
        all.clear();
        all.addAll(found);
        return devices;
    }

    /** The same hardware with products of half precision: {@code opencl:0:mixed}. */
    @Override
    public Optional<Device> special(String name) {
        for (int i = 0; i < all.size(); i++) {
            if (name.equals(name(i) + MIXED)) {
                return Optional.of(device(name, all.get(i), true));
            }
        }
        return Optional.empty();
    }

    private static String name(int number) {
        return "opencl:" + number;
    }

    private ClDevice device(String name, Found f, boolean mixed) {
        ClDevice device =
                new ClDevice(name, f.platform, f.id, f.facts, ProgramCache.ofUser(), mixed);
        device.readTiles().ifPresent(text -> remark(false, text));
        return device;
    }

    /** Takes a device, unless it does not answer or kernels cannot run on it: others may do. */
    private void take(cl_platform_id platform, cl_device_id id, List<Found> found) {
        ClFacts facts;
        try {
            facts = ClFacts.of(id);
        } catch (CLException e) {
            String said = "a device of OpenCL does not say what it is (%s)".formatted(firstLine(e));
            remark(true, said + ": a newer driver may; see docs/gpu.md");
            return;
        }
        facts.unusable()
                .ifPresentOrElse(
                        lack ->
                                remark(
                                        true,
                                        "%s (%s, driver %s) is unusable: %s"
                                                .formatted(
                                                        facts.name(),
                                                        facts.vendor(),
                                                        facts.driver(),
                                                        lack)),
                        () -> found.add(new Found(platform, id, facts)));
    }

    private void remark(boolean unexpected, String text) {
        remarks.add(new Remark(text, unexpected));
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
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

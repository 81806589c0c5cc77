package dev.resplat.opencl.aparapi;

import dev.resplat.splat.ProjectionKernels;
import dev.resplat.splat.RasterKernels;
import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.DeviceException;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.IntArray;
import dev.resplat.tensor.MatmulKernels;
import dev.resplat.tensor.MissingKernelsException;
import dev.resplat.tensor.cpu.FloatArray;
import java.util.Optional;

/**
 * Kernels that are written in Java and translated to OpenCL by Aparapi; memory and all other
 * kernels are those of the CPU. To compare kernels, and to read them: each call copies its arrays
 * to the GPU and back.
 *
 * <p>Unless it is told where to run only blending is by Aparapi: footprints and matrix products on
 * its threads are slower than those of the CPU.
 */
public final class AparapiDevice extends Device {
    private final Execution execution;

    /** Runs on OpenCL if there is a GPU, else on threads. */
    public AparapiDevice() {
        this(null);
    }

    /**
     * Runs where it is told.
     *
     * @throws dev.resplat.tensor.DeviceException when first used, if there is no OpenCL
     */
    public AparapiDevice(Execution execution) {
        super("aparapi");
        this.execution = execution;
    }

    @Override
    public String description() {
        return isToCompare()
                ? "blending, footprints and matrix products as Java methods, by Aparapi on "
                        + (execution == Execution.OPENCL ? "OpenCL" : "threads")
                        + "; all else on cpu"
                : "blending as Java methods that Aparapi translates to OpenCL where there is a GPU;"
                        + " all else on cpu";
    }

    private Engine engine() {
        if (execution == Execution.THREADS) {
            return Engine.ofThreads();
        }
        Optional<Engine> openCl = Engine.ofOpenCl();
        if (execution == null) {
            return openCl.filter(Engine::isGpu).orElseGet(Engine::ofThreads);
        }
        return openCl.orElseThrow(
                () ->
                        new DeviceException(
                                "aparapi: no OpenCL device; see ./resplat devices and docs/gpu.md"));
    }

    /** Told where to run, it has all kernels there are; else only those that are worth it. */
    private boolean isToCompare() {
        return execution != null;
    }

    @Override
    protected <K> Optional<K> ownKernels(Class<K> family) {
        try {
            K cpu = Devices.cpu().kernels(family);
            if (family == RasterKernels.class) {
                return Optional.of(family.cast(new AparapiRaster((RasterKernels) cpu, engine())));
            }
            if (isToCompare() && family == ProjectionKernels.class) {
                return Optional.of(family.cast(new AparapiProjection(engine())));
            }
            if (isToCompare() && family == MatmulKernels.class) {
                return Optional.of(family.cast(new AparapiMatmul(engine())));
            }
            return Optional.of(cpu);
        } catch (MissingKernelsException e) {
            return Optional.empty();
        }
    }

    // ---- Memory: that of the CPU

    @Override
    protected Buffer newBuffer(ElementType type, int capacity) {
        return type == ElementType.INT32 ? new IntArray(capacity) : new FloatArray(capacity);
    }

    @Override
    public void upload(double[] source, Buffer target, int n) {
        Devices.cpu().upload(source, target, n);
    }

    @Override
    public void upload(float[] source, Buffer target, int n) {
        Devices.cpu().upload(source, target, n);
    }

    @Override
    public void upload(int[] source, Buffer target, int n) {
        Devices.cpu().upload(source, target, n);
    }

    @Override
    public void download(Buffer source, double[] target, int n) {
        Devices.cpu().download(source, target, n);
    }

    @Override
    public void download(Buffer source, float[] target, int n) {
        Devices.cpu().download(source, target, n);
    }

    @Override
    public void download(Buffer source, int[] target, int n) {
        Devices.cpu().download(source, target, n);
    }
}

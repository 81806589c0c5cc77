package dev.resplat.splat.cpu;

import dev.resplat.splat.RasterKernels;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.KernelProvider;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.cpu.Lanes;
import java.util.Optional;

/** The renderer's kernels for the CPU; the Vector API is touched only where it is to be had. */
public final class CpuRasterProvider implements KernelProvider {
    @Override
    public <K> Optional<K> kernels(Device device, Class<K> family) {
        if (family != RasterKernels.class || !(device instanceof CpuDevice cpu)) {
            return Optional.empty();
        }
        CpuRaster raster =
                cpu.lanes() == Lanes.NONE
                        ? new CpuRaster(cpu.workers(), PlainTile::new)
                        : new CpuRaster(cpu.workers(), SimdTile::new);
        return Optional.of(family.cast(raster));
    }
}

package dev.resplat.splat.cpu;

import dev.resplat.splat.HarmonicsKernels;
import dev.resplat.splat.ProjectionKernels;
import dev.resplat.splat.RasterKernels;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.KernelProvider;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.cpu.Lanes;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The renderer's kernels for the CPU; the Vector API is touched only where it is to be had. */
public final class CpuRasterProvider implements KernelProvider {
    private static final Map<Class<?>, Function<CpuDevice, ?>> FAMILIES =
            Map.of(
                    RasterKernels.class, CpuRasterProvider::raster,
                    ProjectionKernels.class, cpu -> new CpuProjection(cpu.workers()),
                    HarmonicsKernels.class, cpu -> new CpuHarmonics(cpu.workers()));

    @Override
    public <K> Optional<K> kernels(Device device, Class<K> family) {
        return device instanceof CpuDevice cpu && FAMILIES.containsKey(family)
                ? Optional.of(family.cast(FAMILIES.get(family).apply(cpu)))
                : Optional.empty();
    }

    private static CpuRaster raster(CpuDevice cpu) {
        return cpu.lanes() == Lanes.NONE
                ? new CpuRaster(cpu.workers(), PlainExtents::new, PlainTile::new)
                : new CpuRaster(cpu.workers(), SimdExtents::new, SimdTile::new);
    }
}

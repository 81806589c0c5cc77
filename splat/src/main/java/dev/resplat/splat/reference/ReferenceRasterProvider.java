package dev.resplat.splat.reference;

import dev.resplat.splat.HarmonicsKernels;
import dev.resplat.splat.ProjectionKernels;
import dev.resplat.splat.RasterKernels;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.KernelProvider;
import dev.resplat.tensor.reference.ReferenceDevice;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The renderer's kernels for the reference device. */
public final class ReferenceRasterProvider implements KernelProvider {
    private static final Map<Class<?>, Supplier<?>> FAMILIES =
            Map.of(
                    RasterKernels.class, ReferenceRaster::new,
                    ProjectionKernels.class, ReferenceProjection::new,
                    HarmonicsKernels.class, ReferenceHarmonics::new);

    @Override
    public <K> Optional<K> kernels(Device device, Class<K> family) {
        return device instanceof ReferenceDevice && FAMILIES.containsKey(family)
                ? Optional.of(family.cast(FAMILIES.get(family).get()))
                : Optional.empty();
    }
}

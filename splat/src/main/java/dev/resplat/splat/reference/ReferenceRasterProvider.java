package dev.resplat.splat.reference;

import dev.resplat.splat.RasterKernels;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.KernelProvider;
import dev.resplat.tensor.reference.ReferenceDevice;
import java.util.Optional;

/** The renderer's kernels for the reference device. */
public final class ReferenceRasterProvider implements KernelProvider {
    @Override
    public <K> Optional<K> kernels(Device device, Class<K> family) {
        return device instanceof ReferenceDevice && family == RasterKernels.class
                ? Optional.of(family.cast(new ReferenceRaster()))
                : Optional.empty();
    }
}

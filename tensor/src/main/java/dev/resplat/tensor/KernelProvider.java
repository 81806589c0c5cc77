package dev.resplat.tensor;

import java.util.Optional;

/**
 * Adds kernel families to devices that another module defines; found with {@link
 * java.util.ServiceLoader}.
 */
public interface KernelProvider {
    /** The kernels of {@code family} for {@code device}, if this provider has them. */
    <K> Optional<K> kernels(Device device, Class<K> family);
}

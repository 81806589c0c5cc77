package dev.resplat.tensor;

/** A device has no kernels of a family, such as convolutions: another device has to be chosen. */
public final class MissingKernelsException extends UnsupportedOperationException {
    MissingKernelsException(Device device, Class<?> family) {
        super("device " + device.name() + " has no " + family.getSimpleName());
    }
}

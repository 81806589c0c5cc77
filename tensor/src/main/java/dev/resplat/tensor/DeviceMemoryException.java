package dev.resplat.tensor;

/** A device has no memory left for a buffer, even after giving up what it kept for reuse. */
public final class DeviceMemoryException extends DeviceException {
    public DeviceMemoryException(String message) {
        super(message);
    }
}

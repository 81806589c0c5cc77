package dev.resplat.tensor;

/**
 * A device that does not do what it is there for: it has no memory left, or its driver fails. The
 * message says in one line which device, what happened, and what may help.
 */
public class DeviceException extends RuntimeException {
    public DeviceException(String message) {
        super(message);
    }

    public DeviceException(String message, Throwable cause) {
        super(message, cause);
    }
}

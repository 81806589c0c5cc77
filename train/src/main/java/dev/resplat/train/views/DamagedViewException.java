package dev.resplat.train.views;

/**
 * A view cannot be had, or is of no use beside the others, but other views of the scene may; the
 * message has the file or the scene, and what is wrong.
 */
public final class DamagedViewException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With the reason. */
    public DamagedViewException(String message, Throwable cause) {
        super(message, cause);
    }
}

package dev.resplat.train.views;

/**
 * A view cannot be had, but others of the scene may; the message has the file and what is wrong.
 */
public final class DamagedViewException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With the reason. */
    public DamagedViewException(String message, Throwable cause) {
        super(message, cause);
    }
}

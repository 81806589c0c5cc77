package dev.resplat.train.run;

/**
 * A loss or a weight is no longer a finite number, so that there is nothing left to improve. The
 * message says in one line at which step, what to change, and where the results before it are.
 */
public final class DivergedException extends RuntimeException {
    public DivergedException(String message) {
        super(message);
    }

    public DivergedException(String message, Throwable cause) {
        super(message, cause);
    }
}

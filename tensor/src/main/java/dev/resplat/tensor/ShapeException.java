package dev.resplat.tensor;

/**
 * Operands that do not fit each other; the message names the operation, the argument and the
 * shapes.
 */
public final class ShapeException extends IllegalArgumentException {
    public ShapeException(String message) {
        super(message);
    }
}

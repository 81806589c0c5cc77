package dev.resplat.nn.optim;

/** Checks of settings that say what is allowed. */
final class Require {
    private Require() {}

    /** Fails unless {@code low <= value < high}; NaN fails too. */
    static void in(String name, double value, double low, double high) {
        if (!(value >= low && value < high)) {
            throw new IllegalArgumentException(
                    name + " = " + value + ": allowed are " + low + " <= " + name + " < " + high);
        }
    }

    static void positive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " = " + value + ": must be positive");
        }
    }
}

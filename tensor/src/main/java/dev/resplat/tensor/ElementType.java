package dev.resplat.tensor;

/** What the elements of a buffer are. */
public enum ElementType {
    /** Real numbers: {@code double} on the reference device, {@code float} on all others. */
    REAL,
    /** 32-bit integers: indices and counts. They carry no gradient. */
    INT32;

    @Override
    public String toString() {
        return this == REAL ? "real" : "int32";
    }
}

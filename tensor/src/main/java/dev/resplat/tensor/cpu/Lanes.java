package dev.resplat.tensor.cpu;

/** How many floats one vector instruction works on, asked without touching the vector module. */
public enum Lanes {
    NONE(1),
    FOUR(4),
    EIGHT(8),
    SIXTEEN(16);

    private static final String MODULE = "jdk.incubator.vector";

    private final int count;

    Lanes(int count) {
        this.count = count;
    }

    /** Floats per vector. */
    public int count() {
        return count;
    }

    /**
     * What the vector module offers here; {@link #NONE} when it is absent or has no instructions.
     */
    public static Lanes available() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return NONE;
        }
        return of(SimdFamilies.lanes());
    }

    private static Lanes of(int count) {
        for (Lanes lanes : values()) {
            if (lanes.count == count) {
                return lanes;
            }
        }
        return NONE;
    }

    /** For people: {@code SIMD with 16 lanes of float (512 bits)}. */
    public String description() {
        return this == NONE
                ? "scalar loops (no vector instructions: start java with --add-modules "
                        + MODULE
                        + ")"
                : "SIMD with " + count + " lanes of float (" + 32 * count + " bits)";
    }
}

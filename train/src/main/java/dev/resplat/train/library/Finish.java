package dev.resplat.train.library;

/** How smooth the surfaces of a scene are. */
public enum Finish {
    /** All have a roughness of 0.6 or more, and none is metallic. */
    ROUGH,
    /** Anything. */
    MIXED,
    /** Three or more have a roughness of 0.3 or less. */
    SMOOTH,
    /** Three or more have a roughness of 0.3 or less and are metallic. */
    REFLECTIVE
}

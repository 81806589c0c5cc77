package dev.resplat.train.library;

/** What a scene is about. */
public enum Kind {
    /** A room with furniture, seen from inside. */
    ROOM,
    /** Things that lie and stand on a ground. */
    OBJECTS,
    /** A street between houses. */
    STREET,
    /** Hills with rocks, trees, water and perhaps houses. */
    TERRAIN
}

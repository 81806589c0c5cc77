package dev.resplat.train.library;

/** What a thing may be made of, whatever the finish of the scene. */
enum Sheen {
    /** Never smooth: plaster, grass, cloth. */
    MATTE,
    /** Anything but metal, and smooth where other things are: floors, table tops. */
    POLISHED,
    /** Anything. */
    ANY
}

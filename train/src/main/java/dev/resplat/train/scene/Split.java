package dev.resplat.train.scene;

/** What a view is for, as the files of a scene say. */
public enum Split {
    /** To learn from. */
    TRAIN,
    /** Held out. */
    TEST,
    /** The files do not say. */
    UNKNOWN
}

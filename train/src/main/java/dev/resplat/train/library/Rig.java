package dev.resplat.train.library;

/** Where the cameras of a scene are. */
public enum Rig {
    /** On the path of somebody who films while walking, as in RealEstate10K (Zhou et al. 2018). */
    WALK,
    /** On an arc around something. */
    ORBIT,
    /** Anywhere, independent of each other, looking at what there is. */
    RANDOM
}

package dev.resplat.train.library;

/** What mostly lights a scene; there is always a little light from all around. */
public enum Lighting {
    /** The sun and the sky; in rooms it shines through the windows. */
    SUN,
    /** A grey sky alone. */
    OVERCAST,
    /** Small lamps, whose light falls off with distance. */
    LAMPS,
    /** Rectangles that shine: windows, panels of a ceiling, soft boxes. */
    AREA,
    /** A varied picture of all directions, with bright and dark parts. */
    ENVIRONMENT
}

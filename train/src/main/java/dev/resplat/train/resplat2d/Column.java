package dev.resplat.train.resplat2d;

/**
 * What the columns of a state {@code [N, 10]} are: the article's centre, width, opacity, amplitude
 * and colour of each splat, and how far its footprint is from round.
 */
final class Column {
    /** The centre (x, y) in pixels: columns 0 and 1. */
    static final int MEAN = 0;

    /** The mean logarithm of the standard deviations in pixels. */
    static final int LOG_SCALE = 2;

    /** The stretch (u, v) of {@link dev.resplat.splat.Conics#stretched}; zeros if round. */
    static final int STRETCH = 3;

    /** The logit of the opacity. */
    static final int OPACITY = 5;

    /** The logarithm of the amplitude. */
    static final int AMPLITUDE = 6;

    /** Red, green and blue. */
    static final int COLOR = 7;

    /** How many columns there are. */
    static final int COUNT = 10;

    private Column() {}
}

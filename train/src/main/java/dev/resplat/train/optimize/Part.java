package dev.resplat.train.optimize;

import dev.resplat.splat.Splats3d;

/** What a splat is made of; each part is learned at a rate of its own. */
enum Part {
    MEANS(3),
    QUATS(4),
    LOG_SCALES(3),
    OPACITY_LOGITS(1),
    SH0(3),
    SH_REST(0);

    private final int width;

    Part(int width) {
        this.width = width;
    }

    /** Numbers per splat. */
    int width(int degree) {
        return this == SH_REST ? 3 * (Splats3d.terms(degree) - 1) : width;
    }

    /** As it is named in checkpoints. */
    String key() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}

package dev.resplat.train.optimize;

import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Shape;
import java.util.EnumSet;
import java.util.Set;

/** What a splat is made of; each part is learned at a rate of its own. */
enum Part {
    MEANS(3),
    QUATS(4),
    LOG_SCALES(3),
    OPACITY_LOGITS(1),
    SH0(3),
    SH_REST(0);

    /** Where splats are, and what they cover: all but the colours. */
    static final Set<Part> GEOMETRY = EnumSet.of(MEANS, QUATS, LOG_SCALES, OPACITY_LOGITS);

    private final int width;

    Part(int width) {
        this.width = width;
    }

    /** Numbers per splat. */
    int width(int degree) {
        return this == SH_REST ? 3 * (Splats3d.terms(degree) - 1) : width;
    }

    /** Of {@code count} splats. */
    Shape shape(int count, int degree) {
        return switch (this) {
            case OPACITY_LOGITS -> Shape.of(count);
            case SH_REST -> Shape.of(count, width(degree) / 3, 3);
            default -> Shape.of(count, width(degree));
        };
    }

    /** As it is named in checkpoints. */
    String key() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}

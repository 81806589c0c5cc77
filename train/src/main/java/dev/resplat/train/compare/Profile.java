package dev.resplat.train.compare;

import java.util.List;
import java.util.Optional;

/**
 * What a {@link Contender} is.
 *
 * @param name of small letters, digits and hyphens, for files
 * @param title for tables
 * @param family rows of one are a line in charts; a word or two
 * @param views of a scene that it is given; 0 if none
 * @param depth steps of refinement
 * @param needs what must be there beside the views
 * @param counted what it is made of
 * @param perTarget whether each target is a reconstruction of its own
 * @param training what it has learned from; null if nothing before it sees a scene
 * @param note what one must know of it, a line
 */
record Profile(
        String name,
        String title,
        String family,
        int views,
        int depth,
        List<String> needs,
        Counted counted,
        boolean perTarget,
        Schooling training,
        String note) {
    /** What a reconstruction consists of. */
    enum Counted {
        SPLATS,
        TRIANGLES,
        NOTHING
    }

    static final String POSES = "poses";
    static final String TRAINING = "training";
    static final String MESH = "mesh";
    static final String TARGET = "the target itself";

    Profile {
        needs = List.copyOf(needs);
    }

    /** What it has learned from, if anything. */
    Optional<Schooling> schooling() {
        return Optional.ofNullable(training);
    }
}

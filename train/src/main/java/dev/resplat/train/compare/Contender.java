package dev.resplat.train.compare;

import dev.resplat.tensor.Device;
import dev.resplat.train.image.Image;
import dev.resplat.train.run.DivergedException;
import dev.resplat.train.views.Example;
import java.util.function.BooleanSupplier;

/** A row of the comparison: a way to come from views of a scene to new ones. */
interface Contender {
    /** What it is and what it needs. */
    Profile profile();

    /**
     * What it makes of views depends on this, beside the device: a fingerprint of its weights, or
     * all values that it has.
     */
    String basis();

    /** About how long a scene takes, in steps of optimisation: for showing how far all is. */
    default long effort() {
        return 20;
    }

    /**
     * Makes it ready for any number of scenes, in the scope that is open: weights are loaded.
     *
     * @param stop asked now and then by what takes long: what it makes then does not count
     */
    Maker open(Device device, BooleanSupplier stop);

    /** It is ready. */
    interface Maker {
        /** Weights that it uses; 0 if it has learned nothing before it sees a scene. */
        long parameters();

        /** Gets what it is given of a scene besides views; that is not measured. */
        default void prepare(Example example) {}

        /**
         * Reconstructs a scene; all that has to be done once for any number of new views.
         *
         * @return what it has made, which belongs to the scope that is open
         * @throws DivergedException if that came to nothing
         */
        Made make(Example example);

        /** Does the same for nothing, or something like it: first times are slower. */
        default void warmUp(Example example) {
            prepare(example);
            try (Made made = make(example)) {
                made.render(0);
            }
        }
    }

    /** A scene that was reconstructed. */
    interface Made extends AutoCloseable {
        /** How many of what the profile says that are counted. */
        long count();

        /** What it shows where a target is; neither rounded nor clipped. */
        Image render(int target);

        @Override
        default void close() {}
    }
}

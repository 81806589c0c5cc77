package dev.resplat.train;

import dev.resplat.tensor.Device;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.synthesis.SynthesisModel;
import dev.resplat.train.views.ExamplesConfig;
import java.util.Set;
import java.util.function.Function;

/**
 * A trained model of new views.
 *
 * @param make makes it on a device, in the scope that is open
 * @param examples what it was trained on
 * @param multiple of what width and height of views must be
 */
record ViewModel(Function<Device, SynthesisModel> make, ExamplesConfig examples, int multiple) {
    /** The weights that are taken where none are named. */
    static final String SHIPPED = "pixelsplat";

    /** Models of new views. */
    private static final Set<String> NAMES = Set.of(SHIPPED);

    /** Whether weights are of such a model, as far as that can be seen before they are read. */
    static boolean is(String weights) {
        return NAMES.contains(ModelName.of(weights));
    }

    /**
     * Finds weights.
     *
     * @throws UserMistake when there are none, or they are of another model
     */
    static ViewModel of(String weights) {
        throw new UserMistake("this build has no weights '%s'".formatted(weights));
    }
}

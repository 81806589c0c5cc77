package dev.resplat.train.optimize;

import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.io.HostArray;
import java.util.Map;
import java.util.Optional;

/** How the number and the places of splats change while they are learned. */
interface Strategy {
    /**
     * Before each step: makes room on the device, in the innermost scope, for what is to be
     * remembered of so many splats.
     */
    default void prepare(Device device, int count) {}

    /**
     * Looks at the footprints of a step, and at their gradients later.
     *
     * @param footprints {@code [N, 7]}
     * @return the same, to be blended
     */
    Var observe(Var footprints, int width, int height);

    /**
     * After the optimizer's step.
     *
     * @param meansRate at which means have just been learned
     * @param step how many have been made
     */
    void disturb(Parameters parameters, double meansRate, int step);

    /**
     * What is to take the place of the splats; empty if they may stay.
     *
     * @param cloud its {@link Part#GEOMETRY}
     * @param step how many have been made
     * @param done how much of the time of rearranging is over, from 0 to 1
     */
    Optional<Edit> adapt(Cloud cloud, int step, double done);

    /** A copy of all that it remembers between steps, for a checkpoint. */
    Map<String, HostArray> state();

    /**
     * Goes on from a {@link #state}.
     *
     * @throws IllegalArgumentException when something is missing
     */
    void restore(Map<String, HostArray> state);
}

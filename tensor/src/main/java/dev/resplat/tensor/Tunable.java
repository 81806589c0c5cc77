package dev.resplat.tensor;

import java.util.function.Consumer;

/**
 * A device whose kernels have several forms, which compute the same bits, and of which another is
 * the fastest on other hardware.
 */
public interface Tunable {
    /**
     * Times the forms, which takes a minute or so, takes the fastest from now on, and remembers
     * them for other processes where it can.
     *
     * @param report takes lines for people
     */
    void tune(Consumer<String> report);
}

package dev.resplat.train.ablation;

import dev.resplat.tensor.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What no training has seen, one by one: all trainings are measured on the same items, so that
 * differences can be taken item by item.
 */
interface TestItems {
    /** What they are, as a key and in sentences: {@code photographs}. */
    String kind();

    /** Above their table. */
    String title();

    /** The items, in their order. */
    List<String> names();

    /** All numbers that each has, which {@code metrics.json} has. */
    List<Measure> measures();

    /** Those that tables show. */
    List<Measure> shown();

    /** Those whose differences are taken item by item in a table. */
    List<Measure> paired();

    /** Whether these are results of all of them as they are now, whatever the weights. */
    boolean areIn(TestResult result);

    /**
     * Looks at all with the last weights of a training.
     *
     * @param run the directory of a training that is complete
     * @param seed of the training
     * @param stop asked before each item whether to end before time
     * @return nothing if it was
     */
    Optional<TestResult> look(Path run, Device device, long seed, BooleanSupplier stop);
}

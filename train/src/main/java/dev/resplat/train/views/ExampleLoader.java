package dev.resplat.train.views;

import dev.resplat.train.config.Require;
import dev.resplat.train.data.Prefetch;
import dev.resplat.train.loop.DataMonitor;

/**
 * The batches of a training in the order of its steps, made ahead by threads behind it. They are
 * the same for any number of threads and wherever a training goes on. Not safe for use by several
 * threads.
 */
public final class ExampleLoader implements AutoCloseable {
    /**
     * How batches are made; changes none of them.
     *
     * @param threads that make them
     * @param ahead how many batches wait at most: memory for speed
     */
    public record Config(int threads, int ahead) {
        public Config {
            Require.between(1, 256, "threads", threads);
            Require.between(1, 1024, "ahead", ahead);
        }
    }

    private final Prefetch<Batch> prefetch;
    private final DataMonitor monitor;

    /**
     * Begins at once.
     *
     * @param firstStep the step of the first batch
     */
    public ExampleLoader(Examples examples, Config config, int firstStep) {
        prefetch =
                new Prefetch<>(
                        step -> examples.batch(Math.toIntExact(step)),
                        firstStep,
                        config.ahead(),
                        config.threads());
        monitor =
                new DataMonitor(prefetch::stallSeconds)
                        .count("damaged", examples::damaged)
                        .count("passedOver", examples::passedOver);
    }

    /**
     * The batch of the next step, waiting for it if need be. What went wrong when it was made is
     * thrown here.
     */
    public Batch next() {
        Batch batch = prefetch.next();
        batch.examples().forEach(example -> monitor.took(example.labels()));
        return batch;
    }

    /**
     * Watches what {@link #next} hands out and how long it waits; a trainee may have it watch more,
     * such as a cache, and keeps its {@link DataMonitor#state} in checkpoints.
     */
    public DataMonitor monitor() {
        return monitor;
    }

    /** For how long {@link #next} has waited, in seconds since the beginning. */
    public double stallSeconds() {
        return prefetch.stallSeconds();
    }

    /** Ends the threads; does not wait for them. */
    @Override
    public void close() {
        prefetch.close();
    }
}

package dev.resplat.train.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, or any other signal to end, as a question that a long loop asks.
 *
 * <p>While this is open, the end of the JVM waits for {@link #close}, so that the loop can write
 * what it has; not longer than ten minutes, though.
 */
public final class StopRequest implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 600;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::onShutdown, "resplat-stop");
    private volatile boolean requested;

    /** From now on, signals to end are caught. */
    public StopRequest() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void onShutdown() {
        requested = true;
        try {
            if (!closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.printf(
                        "ended before the results were written, which took longer than %d s%n",
                        PATIENCE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the loop should end and write what it has. */
    public boolean requested() {
        return requested;
    }

    /** All is written: the JVM may end. */
    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook has just been released.
        }
    }
}

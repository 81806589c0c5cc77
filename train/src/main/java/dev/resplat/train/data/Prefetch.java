package dev.resplat.train.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;

/**
 * Computes {@code f(first), f(first + 1), ...} ahead of the caller, in one thread behind it. The
 * results are those of calling the function itself.
 *
 * <p>The function must not make tensors: they belong to the thread that trains. Not safe for use by
 * several threads.
 *
 * @param <T> what the function returns
 */
public final class Prefetch<T> implements AutoCloseable {
    private final LongFunction<T> function;
    private final int ahead;
    private final ExecutorService thread;
    private final Deque<Future<T>> pending = new ArrayDeque<>();
    private long next;
    private boolean closed;

    /**
     * Begins at once.
     *
     * @param first the number of the first result
     * @param ahead how many results wait for the caller at most, at least 1
     */
    public Prefetch(LongFunction<T> function, long first, int ahead) {
        if (ahead < 1) {
            throw new IllegalArgumentException("ahead must be at least 1, is " + ahead);
        }
        this.function = function;
        this.ahead = ahead;
        next = first;
        thread =
                Executors.newSingleThreadExecutor(
                        task -> {
                            Thread worker = new Thread(task, "prefetch");
                            worker.setDaemon(true);
                            return worker;
                        });
        fill();
    }

    private void fill() {
        while (pending.size() < ahead) {
            long number = next++;
            pending.add(thread.submit(() -> function.apply(number)));
        }
    }

    /**
     * The result of the next number, waiting for it if need be. What the function throws is thrown
     * here, when its number is due; the one after it follows as usual.
     *
     * @throws IllegalStateException after {@link #close}, or if this thread is interrupted
     */
    public T next() {
        if (closed) {
            throw new IllegalStateException("Prefetch is closed");
        }
        Future<T> first = pending.remove();
        fill();
        try {
            return first.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException problem) {
                throw problem;
            }
            if (e.getCause() instanceof Error problem) {
                throw problem;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a result", e);
        }
    }

    /** Computes nothing more: what is in work is interrupted, what is done is dropped. */
    @Override
    public void close() {
        closed = true;
        pending.clear();
        thread.shutdownNow();
    }
}

package dev.resplat.train.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;

/**
 * Computes {@code f(first), f(first + 1), ...} ahead of the caller, in threads behind it. The
 * results are those of calling the function itself, in the order of their numbers, however many
 * threads there are.
 *
 * <p>The function must not make tensors: they belong to the thread that trains. With more than one
 * thread it must be safe for use by several. Not safe for use by several threads itself.
 *
 * <p>Threads have the priority of others: Linux ignores priorities, and where they count, threads
 * that fall behind are what the caller waits for.
 *
 * @param <T> what the function returns
 */
public final class Prefetch<T> implements AutoCloseable {
    private final LongFunction<T> function;
    private final int ahead;
    private final ExecutorService threads;
    private final Deque<Future<T>> pending = new ArrayDeque<>();
    private long next;
    private long waited;
    private boolean closed;

    /**
     * With one thread; begins at once.
     *
     * @param first the number of the first result
     * @param ahead how many results wait for the caller at most, at least 1
     */
    public Prefetch(LongFunction<T> function, long first, int ahead) {
        this(function, first, ahead, 1);
    }

    /**
     * Begins at once.
     *
     * @param first the number of the first result
     * @param ahead how many results wait for the caller at most, at least 1; of more threads than
     *     that, some have nothing to do
     * @param threads how many compute, at least 1
     */
    public Prefetch(LongFunction<T> function, long first, int ahead, int threads) {
        if (ahead < 1) {
            throw new IllegalArgumentException("ahead must be at least 1, is " + ahead);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, is " + threads);
        }
        this.function = function;
        this.ahead = ahead;
        next = first;
        this.threads =
                Executors.newFixedThreadPool(
                        threads,
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
            pending.add(threads.submit(() -> function.apply(number)));
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
        long begin = System.nanoTime();
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
        } finally {
            waited += System.nanoTime() - begin;
        }
    }

    /** For how long {@link #next} has waited for results, in seconds since the beginning. */
    public double stallSeconds() {
        return waited / 1e9;
    }

    /** Computes nothing more: what is in work is interrupted, what is done is dropped. */
    @Override
    public void close() {
        closed = true;
        pending.clear();
        threads.shutdownNow();
    }
}

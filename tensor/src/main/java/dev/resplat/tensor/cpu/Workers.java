package dev.resplat.tensor.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

/**
 * Threads that share the tasks of a loop with the thread that starts it.
 *
 * <p>Tasks are numbered; which thread runs which is left to chance, so a task must write only what
 * is its own, and results then do not depend on the number of threads. After a loop, workers keep
 * looking for the next one for a moment before they sleep, because kernels follow each other
 * closely.
 */
public final class Workers {
    private static final long SPIN_NANOS = 50_000;
    private static final int CLOSED = -1;

    private final Thread[] threads;
    private final ReentrantLock busy = new ReentrantLock();
    private final AtomicInteger next = new AtomicInteger();

    /** How many workers are in the current loop, or {@link #CLOSED} between loops. */
    private final AtomicInteger inside = new AtomicInteger(CLOSED);

    private volatile int round;
    private volatile Throwable failure;
    private IntConsumer task;
    private int count;

    /** Workers that make {@code parallelism} threads together with the caller. */
    public Workers(int parallelism) {
        threads = new Thread[Math.max(parallelism, 1) - 1];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(this::work, "resplat-worker-" + (i + 1));
            threads[i].setDaemon(true);
            threads[i].start();
        }
    }

    /** How many threads share a loop. */
    public int parallelism() {
        return threads.length + 1;
    }

    /**
     * Runs {@code task} for 0, 1, ..., count - 1 and returns when all are done. Called from inside
     * a task, or while another thread uses these workers, it runs them all on the calling thread.
     */
    public void forEach(int count, IntConsumer task) {
        if (count <= 1
                || threads.length == 0
                || busy.isHeldByCurrentThread()
                || onWorker()
                || !busy.tryLock()) {
            for (int i = 0; i < count; i++) {
                task.accept(i);
            }
            return;
        }
        try {
            share(count, task);
        } finally {
            busy.unlock();
        }
    }

    private boolean onWorker() {
        Thread current = Thread.currentThread();
        for (Thread thread : threads) {
            if (thread == current) {
                return true;
            }
        }
        return false;
    }

    private void share(int count, IntConsumer task) {
        this.task = task;
        this.count = count;
        failure = null;
        next.set(0);
        inside.set(0);
        round++;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        takeTasks();
        // No task is left. Workers that are inside finish theirs; those still asleep stay out.
        while (!inside.compareAndSet(0, CLOSED)) {
            Thread.onSpinWait();
        }
        this.task = null;
        if (failure instanceof RuntimeException e) {
            throw e;
        } else if (failure instanceof Error e) {
            throw e;
        }
    }

    private void work() {
        int seen = 0;
        while (true) {
            awaitRound(seen);
            seen = round;
            if (enter()) {
                takeTasks();
                inside.decrementAndGet();
            }
        }
    }

    /** Joins the loop unless it is over. */
    private boolean enter() {
        for (int workers = inside.get(); workers != CLOSED; workers = inside.get()) {
            if (inside.compareAndSet(workers, workers + 1)) {
                return true;
            }
        }
        return false;
    }

    private void awaitRound(int seen) {
        long start = System.nanoTime();
        while (round == seen) {
            if (System.nanoTime() - start < SPIN_NANOS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
            }
        }
    }

    private void takeTasks() {
        try {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                task.accept(i);
            }
        } catch (RuntimeException | Error e) {
            failure = e;
            next.set(count);
        }
    }
}

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
 *
 * <p>How a loop works: the caller publishes the task, opens the door ({@link #inside} becomes 0)
 * and starts a new {@link #round}; workers that notice in time go inside and take numbers from
 * {@link #next}, as the caller does. When no number is left, the caller waits until nobody is
 * inside and shuts the door, so that a worker that comes late finds it shut and stays out.
 */
public final class Workers {
    private static final long SPIN_NANOS = 50_000;
    private static final int CLOSED = -1;

    private final Worker[] workers;
    private final ReentrantLock busy = new ReentrantLock();
    private final AtomicInteger next = new AtomicInteger();

    /** How many workers are in the current loop, or {@link #CLOSED} between loops. */
    private final AtomicInteger inside = new AtomicInteger(CLOSED);

    /** Number of the current loop; sleepers wait for it to change. */
    private volatile int round;

    /** The caller, once it sleeps until the last worker has left. */
    private volatile Thread waiting;

    private volatile Throwable failure;
    private int failedTask;
    private IntConsumer task;
    private int count;

    /** Workers that make {@code parallelism} threads together with the caller. */
    public Workers(int parallelism) {
        workers = new Worker[Math.max(parallelism, 1) - 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(i + 1);
            workers[i].start();
        }
    }

    /** How many threads share a loop. */
    public int parallelism() {
        return workers.length + 1;
    }

    /**
     * Runs {@code task} for 0, 1, ..., count - 1 and returns when all are done. Called from inside
     * a task, or while another thread uses these workers, it runs them all on the calling thread.
     *
     * <p>When a task throws, tasks not yet begun are left out, and the exception of the lowest
     * numbered task that failed is thrown here: it is the same one whatever the number of threads.
     */
    public void forEach(int count, IntConsumer task) {
        if (count <= 1
                || workers.length == 0
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

    /** A task that works on a range of elements. */
    @FunctionalInterface
    public interface RangeTask {
        /** Works on elements {@code from} (inclusive) to {@code to} (exclusive). */
        void run(int from, int to);
    }

    /** Runs {@code task} over 0 to n in ranges of {@code grain} elements; the last may be short. */
    public void forRanges(int n, int grain, RangeTask task) {
        if (n <= grain) {
            if (n > 0) {
                task.run(0, n);
            }
            return;
        }
        int count = (n - 1) / grain + 1;
        forEach(count, i -> task.run(i * grain, i == count - 1 ? n : (i + 1) * grain));
    }

    private boolean onWorker() {
        return Thread.currentThread() instanceof Worker worker && worker.owner() == this;
    }

    private void share(int count, IntConsumer task) {
        this.task = task;
        this.count = count;
        failure = null;
        next.set(0);
        inside.set(0);
        round++;
        for (Worker worker : workers) {
            // A worker that is about to sleep has announced it before its last look at the round.
            if (worker.asleep) {
                LockSupport.unpark(worker);
            }
        }
        takeTasks();
        shutDoor();
        this.task = null;
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            Workers.<RuntimeException>rethrow(thrown);
        }
    }

    /** Waits until the workers inside have finished their last tasks; those outside stay out. */
    private void shutDoor() {
        if (inside.compareAndSet(0, CLOSED)) {
            return;
        }
        long start = System.nanoTime();
        while (!inside.compareAndSet(0, CLOSED)) {
            if (System.nanoTime() - start < SPIN_NANOS) {
                Thread.onSpinWait();
            } else {
                // The worker that leaves last looks here after it has left: no wake-up is missed.
                waiting = Thread.currentThread();
                if (inside.get() != 0) {
                    LockSupport.park(this);
                }
            }
        }
        waiting = null;
    }

    private void takeTasks() {
        int i = next.getAndIncrement();
        while (i < count) {
            try {
                task.accept(i);
            } catch (Throwable e) {
                fail(i, e);
            }
            i = next.getAndIncrement();
        }
    }

    /** Tasks begin in order, so those numbered below one that fails will all have their say. */
    private synchronized void fail(int i, Throwable e) {
        if (failure == null || i < failedTask) {
            failure = e;
            failedTask = i;
        }
        next.set(count);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void rethrow(Throwable e) throws E {
        throw (E) e;
    }

    /** Joins the loop unless it is over. */
    private boolean enter() {
        for (int others = inside.get(); others != CLOSED; others = inside.get()) {
            if (inside.compareAndSet(others, others + 1)) {
                return true;
            }
        }
        return false;
    }

    private void leave() {
        if (inside.decrementAndGet() == 0) {
            Thread caller = waiting;
            if (caller != null) {
                LockSupport.unpark(caller);
            }
        }
    }

    private final class Worker extends Thread {
        volatile boolean asleep;

        Worker(int number) {
            super("resplat-worker-" + number);
            setDaemon(true);
        }

        Workers owner() {
            return Workers.this;
        }

        @Override
        public void run() {
            int seen = 0;
            while (true) {
                awaitRound(seen);
                seen = round;
                if (enter()) {
                    takeTasks();
                    leave();
                }
            }
        }

        private void awaitRound(int seen) {
            long start = System.nanoTime();
            while (round == seen && System.nanoTime() - start < SPIN_NANOS) {
                Thread.onSpinWait();
            }
            if (round == seen) {
                asleep = true;
                while (round == seen) {
                    LockSupport.park(Workers.this);
                    // Nobody has a reason to interrupt a worker; it would keep it from sleeping.
                    Thread.interrupted();
                }
                asleep = false;
            }
        }
    }
}

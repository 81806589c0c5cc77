package dev.resplat.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkersTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 8})
    void everyTaskRunsOnce(int parallelism) {
        Workers workers = new Workers(parallelism);
        assertEquals(Math.max(parallelism, 1), workers.parallelism());
        for (int count : new int[] {0, 1, 2, 3, 7, 64, 1000}) {
            AtomicIntegerArray runs = new AtomicIntegerArray(count);
            workers.forEach(count, runs::incrementAndGet);
            for (int i = 0; i < count; i++) {
                assertEquals(1, runs.get(i));
            }
        }
    }

    /** Plain writes of tasks are visible to the caller, and those of the caller to tasks. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void manySmallLoops(int parallelism) {
        Workers workers = new Workers(parallelism);
        int[] values = new int[40];
        int[] expected = new int[40];
        IntConsumer task = i -> values[i] = values[i] + i;
        for (int loop = 0; loop < 20_000; loop++) {
            int count = loop % 40;
            workers.forEach(count, task);
            for (int i = 0; i < count; i++) {
                expected[i] += i;
            }
            if (loop % 100 == 0) {
                assertArrayEquals(expected, values);
            }
        }
        assertArrayEquals(expected, values);
    }

    /** Pauses of all lengths around the time at which workers fall asleep. */
    @Test
    void sleepersWakeUp() {
        Workers workers = new Workers(3);
        AtomicInteger sum = new AtomicInteger();
        for (int loop = 0; loop < 1000; loop++) {
            workers.forEach(5, i -> sum.incrementAndGet());
            long until = System.nanoTime() + loop * 200L;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
        }
        assertEquals(5000, sum.get());
    }

    @Test
    void workersHelpWithLongTasks() throws InterruptedException {
        Workers workers = new Workers(3);
        for (int loop = 0; loop < 20; loop++) {
            // Each task waits for the other two: this ends only if three threads take part.
            CountDownLatch all = new CountDownLatch(3);
            workers.forEach(
                    3,
                    i -> {
                        all.countDown();
                        try {
                            assertTrue(all.await(10, TimeUnit.SECONDS));
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    });
            Thread.sleep(2);
        }
    }

    /** The caller is done at once, and sleeps until the worker is. */
    @Test
    void theCallerWaitsForSlowWorkers() {
        Workers workers = new Workers(2);
        for (int loop = 0; loop < 50; loop++) {
            boolean[] done = new boolean[2];
            Thread caller = Thread.currentThread();
            workers.forEach(
                    2,
                    i -> {
                        if (Thread.currentThread() != caller) {
                            LockSupport.parkNanos(1_000_000);
                        }
                        done[i] = true;
                    });
            assertTrue(done[0] && done[1]);
        }
    }

    @Test
    void nestedLoopsRun() {
        Workers workers = new Workers(3);
        AtomicInteger sum = new AtomicInteger();
        for (int loop = 0; loop < 200; loop++) {
            workers.forEach(
                    10, i -> workers.forEach(10, j -> workers.forEach(2, k -> sum.addAndGet(j))));
        }
        assertEquals(200 * 10 * 45 * 2, sum.get());
    }

    @Test
    void severalCallersShareTheWorkers() throws InterruptedException {
        Workers workers = new Workers(3);
        AtomicInteger wrong = new AtomicInteger();
        List<Thread> callers = new ArrayList<>();
        for (int c = 0; c < 4; c++) {
            Thread caller =
                    new Thread(
                            () -> {
                                int[] runs = new int[17];
                                for (int loop = 1; loop <= 3000; loop++) {
                                    workers.forEach(17, i -> runs[i]++);
                                    int expected = loop;
                                    if (!Arrays.stream(runs).allMatch(r -> r == expected)) {
                                        wrong.incrementAndGet();
                                    }
                                }
                            });
            callers.add(caller);
            caller.start();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertEquals(0, wrong.get());
    }

    /** Tasks of one set of workers may use another, whose tasks use the first. */
    @Test
    void workersOfWorkers() {
        Workers a = new Workers(2);
        Workers b = new Workers(3);
        AtomicInteger sum = new AtomicInteger();
        for (int loop = 0; loop < 300; loop++) {
            a.forEach(4, i -> b.forEach(4, j -> a.forEach(4, k -> sum.incrementAndGet())));
        }
        assertEquals(300 * 64, sum.get());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void theFirstFailureIsThrown(int parallelism) {
        Workers workers = new Workers(parallelism);
        for (int loop = 0; loop < 500; loop++) {
            IllegalStateException thrown =
                    assertThrows(
                            IllegalStateException.class,
                            () ->
                                    workers.forEach(
                                            100,
                                            i -> {
                                                if (i % 10 == 7) {
                                                    throw new IllegalStateException("task " + i);
                                                }
                                            }));
            assertEquals("task 7", thrown.getMessage());
            AtomicInteger sum = new AtomicInteger();
            workers.forEach(50, sum::addAndGet);
            assertEquals(49 * 25, sum.get());
        }
    }

    @Test
    void errorsAndUndeclaredExceptionsAreThrownToo() {
        Workers workers = new Workers(3);
        for (Throwable any : List.of(new StackOverflowError(), new Exception("checked"))) {
            for (int loop = 0; loop < 50; loop++) {
                Throwable thrown =
                        assertThrows(Throwable.class, () -> workers.forEach(64, i -> sneak(any)));
                assertSame(any, thrown);
            }
        }
        workers.forEach(10, i -> {});
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable e) throws E {
        throw (E) e;
    }

    @Test
    void rangesCoverAllElements() {
        Workers workers = new Workers(2);
        for (int n : new int[] {0, 1, 9, 10, 11, 100, 101}) {
            AtomicIntegerArray runs = new AtomicIntegerArray(n);
            workers.forRanges(
                    n,
                    10,
                    (from, to) -> {
                        assertTrue(to - from <= 10 && from % 10 == 0);
                        for (int i = from; i < to; i++) {
                            runs.incrementAndGet(i);
                        }
                    });
            for (int i = 0; i < n; i++) {
                assertEquals(1, runs.get(i));
            }
        }
        AtomicInteger last = new AtomicInteger();
        workers.forRanges(
                Integer.MAX_VALUE, 1 << 30, (from, to) -> last.accumulateAndGet(to, Math::max));
        assertEquals(Integer.MAX_VALUE, last.get());
    }

    /** Idle workers use no processor time to speak of, even when somebody interrupts them. */
    @Test
    void idleWorkersSleep() throws InterruptedException {
        Workers workers = new Workers(4);
        List<Thread> threads = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(4);
        Thread caller = Thread.currentThread();
        workers.forEach(
                4,
                i -> {
                    if (Thread.currentThread() != caller) {
                        synchronized (threads) {
                            threads.add(Thread.currentThread());
                        }
                    }
                    all.countDown();
                    try {
                        all.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
        assertEquals(3, threads.size());
        threads.get(0).interrupt();
        Thread.sleep(50);
        long before = cpuNanos(threads);
        Thread.sleep(100);
        assertTrue(cpuNanos(threads) - before < 5_000_000, "idle workers are busy");
        for (Thread thread : threads) {
            assertEquals(Thread.State.WAITING, thread.getState());
        }
    }

    private static long cpuNanos(List<Thread> threads) {
        long sum = 0;
        for (Thread thread : threads) {
            sum += ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId());
        }
        return sum;
    }

    @Test
    void loopsAllocateNothing() {
        Workers workers = new Workers(2);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        int[] sink = new int[64];
        IntConsumer task = i -> sink[i]++;
        for (int loop = 0; loop < 1000; loop++) {
            workers.forEach(4, task);
        }
        long id = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(id);
        for (int loop = 0; loop < 1000; loop++) {
            workers.forEach(4, task);
        }
        long bytes = threads.getThreadAllocatedBytes(id) - before;
        assertTrue(bytes < 10_000, bytes + " bytes in 1000 loops");
    }
}

package dev.resplat.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class PrefetchTest {
    @Test
    void resultsAreThoseOfTheFunctionInOrder() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        try (Prefetch<Long> squares =
                new Prefetch<>(
                        n -> {
                            threads.add(Thread.currentThread());
                            return n * n;
                        },
                        5,
                        2)) {
            for (long n = 5; n < 50; n++) {
                assertEquals(n * n, squares.next());
            }
        }
        assertEquals(1, threads.size());
        assertTrue(threads.iterator().next().isDaemon());
        assertTrue(!threads.contains(Thread.currentThread()));
    }

    @Test
    void theNextIsComputedBeforeItIsAskedFor() throws InterruptedException {
        CountDownLatch third = new CountDownLatch(1);
        try (Prefetch<Long> numbers =
                new Prefetch<>(
                        n -> {
                            if (n == 2) {
                                third.countDown();
                            }
                            return n;
                        },
                        0,
                        2)) {
            numbers.next();
            assertTrue(third.await(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void noMoreIsComputedThanMayWait() throws InterruptedException {
        AtomicLong latest = new AtomicLong(-1);
        try (Prefetch<Long> numbers = new Prefetch<>(latest::getAndSet, 0, 2)) {
            numbers.next();
            numbers.next();
            Thread.sleep(50);
            assertTrue(latest.get() <= 3, "computed up to " + latest);
        }
    }

    @Test
    void errorsAreThrownWhenTheirNumberIsDue() {
        try (Prefetch<Long> odd =
                new Prefetch<>(
                        n -> {
                            if (n == 1) {
                                throw new IllegalArgumentException("one");
                            }
                            if (n == 2) {
                                throw new AssertionError("two");
                            }
                            return n;
                        },
                        0,
                        2)) {
            assertEquals(0, odd.next());
            assertEquals(
                    "one", assertThrows(IllegalArgumentException.class, odd::next).getMessage());
            assertEquals("two", assertThrows(AssertionError.class, odd::next).getMessage());
            assertEquals(3, odd.next());
        }
    }

    @Test
    void closingStopsTheThread() throws InterruptedException {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Prefetch<Long> slow =
                new Prefetch<>(
                        n -> {
                            threads.add(Thread.currentThread());
                            return n;
                        },
                        0,
                        1);
        slow.next();
        slow.close();
        slow.close();
        for (Thread thread : new HashSet<>(threads)) {
            thread.join(20_000);
            assertTrue(!thread.isAlive());
        }
        assertThrows(IllegalStateException.class, slow::next);
    }

    @Test
    void severalThreadsComputeAndTheOrderStays() throws InterruptedException {
        CountDownLatch together = new CountDownLatch(3);
        try (Prefetch<Long> numbers =
                new Prefetch<>(
                        n -> {
                            together.countDown();
                            try {
                                // The first is done last, and nothing before three have begun.
                                together.await(20, TimeUnit.SECONDS);
                                Thread.sleep(n % 3 == 0 ? 20 : 0);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            return n;
                        },
                        0,
                        4,
                        3)) {
            for (long n = 0; n < 12; n++) {
                assertEquals(n, numbers.next());
            }
        }
        assertEquals(0, together.getCount());
    }

    @Test
    void waitingIsMeasured() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(2);
        try (Prefetch<Long> numbers =
                new Prefetch<>(
                        n -> {
                            try {
                                Thread.sleep(n == 0 ? 100 : 0);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            done.countDown();
                            return n;
                        },
                        0,
                        2)) {
            assertEquals(0, numbers.stallSeconds());
            numbers.next();
            double waited = numbers.stallSeconds();
            assertTrue(waited > 0.05 && waited < 20, "waited " + waited);
            assertTrue(done.await(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void thereIsAtLeastOneThread() {
        assertThrows(IllegalArgumentException.class, () -> new Prefetch<>(n -> n, 0, 1, 0));
    }
}

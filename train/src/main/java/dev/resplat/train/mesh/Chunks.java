package dev.resplat.train.mesh;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Parts of a range, done by all cores or one after the other. */
interface Chunks {
    /** Does one part. */
    void run(int from, int to);

    /**
     * Does all parts, of so many or fewer. Each core takes the next part when it has done one:
     * parts take very different times, and streams would divide them among cores beforehand.
     */
    static void run(int total, int size, boolean parallel, Chunks chunk) {
        int parts = (total + size - 1) / size;
        int workers = parallel ? Math.min(parts, Runtime.getRuntime().availableProcessors()) : 1;
        AtomicInteger next = new AtomicInteger();
        IntStream all = IntStream.range(0, workers);
        (workers > 1 ? all.parallel() : all)
                .forEach(
                        worker -> {
                            for (int i = next.getAndIncrement();
                                    i < parts;
                                    i = next.getAndIncrement()) {
                                chunk.run(i * size, Math.min(total, (i + 1) * size));
                            }
                        });
    }
}

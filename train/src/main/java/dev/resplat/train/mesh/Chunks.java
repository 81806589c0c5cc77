package dev.resplat.train.mesh;

import java.util.stream.IntStream;

/** Parts of a range, done by all cores or one after the other. */
interface Chunks {
    /** Does one part. */
    void run(int from, int to);

    /** Does all parts, of so many or fewer. */
    static void run(int total, int size, boolean parallel, Chunks chunk) {
        IntStream starts = IntStream.range(0, (total + size - 1) / size);
        (parallel ? starts.parallel() : starts)
                .forEach(i -> chunk.run(i * size, Math.min(total, (i + 1) * size)));
    }
}

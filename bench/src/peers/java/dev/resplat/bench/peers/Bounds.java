package dev.resplat.bench.peers;

import dev.resplat.tensor.cpu.Workers;
import java.util.function.IntConsumer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * What this machine can do at most, measured with loops that do nothing else: multiply-adds in
 * registers, and reading and writing arrays of given sizes, on all cores. Each probe is the best of
 * many tries.
 */
final class Bounds {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int CHUNK = 1 << 14;
    private static final double PROBE_SECONDS = 1;
    private static final int FMA_ROUNDS = 1 << 18;
    private static final int FMA_CHAINS = 12;

    private final Workers workers;
    private final float[] sink;

    Bounds(int threads) {
        workers = new Workers(threads);
        sink = new float[S.length() * threads * 2];
    }

    /** Multiply-adds, each counted as two operations, in GFLOP/s. */
    double flops() {
        int tasks = workers.parallelism();
        double work = 2e-9 * FMA_CHAINS * S.length() * FMA_ROUNDS * tasks;
        return work / fastest(tasks, this::multiplyAdd);
    }

    /** Reading an array, in G elements/s. */
    double read(int n) {
        float[] x = new float[n];
        return 1e-9 * n / fastest(chunks(n), i -> sum(x, i * CHUNK, CHUNK));
    }

    /** Reading one array and writing another, in G elements/s. */
    double copy(int n) {
        float[] x = new float[n];
        float[] y = new float[n];
        return 1e-9 * n / fastest(chunks(n), i -> scale(x, y, i * CHUNK, CHUNK));
    }

    private static int chunks(int n) {
        if (n % CHUNK != 0) {
            throw new IllegalArgumentException(n + " is no multiple of " + CHUNK);
        }
        return n / CHUNK;
    }

    private double fastest(int tasks, IntConsumer task) {
        long begin = System.nanoTime();
        long fastest = Long.MAX_VALUE;
        while (1e-9 * (System.nanoTime() - begin) < PROBE_SECONDS) {
            long start = System.nanoTime();
            workers.forEach(tasks, task);
            fastest = Math.min(fastest, System.nanoTime() - start);
        }
        return 1e-9 * fastest;
    }

    /** Twelve independent chains: more than latency times throughput asks for. */
    private void multiplyAdd(int thread) {
        FloatVector x = FloatVector.broadcast(S, 0.999f);
        FloatVector a = FloatVector.zero(S);
        FloatVector b = FloatVector.zero(S);
        FloatVector c = FloatVector.zero(S);
        FloatVector d = FloatVector.zero(S);
        FloatVector e = FloatVector.zero(S);
        FloatVector f = FloatVector.zero(S);
        FloatVector g = FloatVector.zero(S);
        FloatVector h = FloatVector.zero(S);
        FloatVector i = FloatVector.zero(S);
        FloatVector j = FloatVector.zero(S);
        FloatVector k = FloatVector.zero(S);
        FloatVector l = FloatVector.zero(S);
        for (int round = 0; round < FMA_ROUNDS; round++) {
            a = a.fma(x, x);
            b = b.fma(x, x);
            c = c.fma(x, x);
            d = d.fma(x, x);
            e = e.fma(x, x);
            f = f.fma(x, x);
            g = g.fma(x, x);
            h = h.fma(x, x);
            i = i.fma(x, x);
            j = j.fma(x, x);
            k = k.fma(x, x);
            l = l.fma(x, x);
        }
        a = a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).add(k).add(l);
        a.intoArray(sink, thread * S.length());
    }

    private void sum(float[] x, int from, int n) {
        FloatVector a = FloatVector.zero(S);
        FloatVector b = FloatVector.zero(S);
        FloatVector c = FloatVector.zero(S);
        FloatVector d = FloatVector.zero(S);
        int step = S.length();
        for (int i = from; i < from + n; i += 4 * step) {
            a = a.add(FloatVector.fromArray(S, x, i));
            b = b.add(FloatVector.fromArray(S, x, i + step));
            c = c.add(FloatVector.fromArray(S, x, i + 2 * step));
            d = d.add(FloatVector.fromArray(S, x, i + 3 * step));
        }
        float total = a.add(b).add(c.add(d)).lane(0);
        if (total != 0) {
            sink[0] = total;
        }
    }

    private static void scale(float[] x, float[] y, int from, int n) {
        for (int i = from; i < from + n; i += S.length()) {
            FloatVector.fromArray(S, x, i).mul(2).intoArray(y, i);
        }
    }
}

package dev.resplat.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counters of work done, which JMH divides by the time taken and prints as rows of their own. */
public final class Rate {
    private Rate() {}

    /** Floating-point operations; a multiplication with addition counts as two. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Flops {
        /** In units of 10^9. */
        public double gflops;

        void add(double flops) {
            gflops += 1e-9 * flops;
        }
    }

    /** Elements of the input. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Elements {
        /** In units of 10^9. */
        public double gElements;

        void add(int elements) {
            gElements += 1e-9 * elements;
        }
    }

    /** Bytes that have to be read and written, at four per element. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Bytes {
        /** In units of 10^9. */
        public double gBytes;

        void addElements(long elements) {
            gBytes += 4e-9 * elements;
        }
    }

    /** Pixel-splat pairs. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Pairs {
        /** In units of 10^9. */
        public double gPairs;

        void add(long pairs) {
            gPairs += 1e-9 * pairs;
        }
    }
}

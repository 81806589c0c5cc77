/**
 * JMH benchmarks, one class per kernel family. Start reading at {@link
 * dev.resplat.bench.DeviceBenchmark}, then {@link dev.resplat.bench.MatmulBenchmark}.
 *
 * <p>{@code ./resplat bench [FILTER]} runs them. The comparison with native libraries is in the
 * folder {@code src/peers} and runs with {@code ./resplat bench --peers}; docs/benchmarks.md has
 * results of both.
 */
package dev.resplat.bench;

/**
 * The CPU device: float, all cores, vector instructions where the JVM offers them.
 *
 * <p>Kernels named {@code Simd...} use the incubating Vector API and are loaded only when module
 * {@code jdk.incubator.vector} is present; those named {@code Scalar...} stand in for them. Start
 * reading at {@link dev.resplat.tensor.cpu.CpuDevice}.
 */
package dev.resplat.tensor.cpu;

/**
 * The CPU device: float, all cores, vector instructions where the JVM offers them.
 *
 * <p>Kernels are named {@code Cpu...} and share their work among {@link
 * dev.resplat.tensor.cpu.Workers}; their inner loops come in two kinds. Those named {@code Simd...}
 * use the incubating Vector API and are loaded only when module {@code jdk.incubator.vector} is
 * present; those named {@code Plain...} or {@code Scalar...} stand in for them. Start reading at
 * {@link dev.resplat.tensor.cpu.CpuDevice}.
 */
package dev.resplat.tensor.cpu;

/**
 * The CPU device: float, all cores, vector instructions where the JVM offers them.
 *
 * <p>Kernels are named {@code Cpu...} and share their work among {@link
 * dev.resplat.tensor.cpu.Workers}; their inner loops come in two kinds. Those named {@code Simd...}
 * use the incubating Vector API and are loaded only when module {@code jdk.incubator.vector} is
 * present; those named {@code Plain...} or {@code Scalar...} stand in for them. Start reading at
 * {@link dev.resplat.tensor.cpu.CpuDevice}, then by family:
 *
 * <ul>
 *   <li>element-wise: {@code CpuElementwise}, {@code ElementwiseLoops}, {@code Operand} for
 *       broadcasts, {@code VectorMath} and {@code NormalDistribution} for elementary functions
 *   <li>reductions and softmax: {@code CpuReduce}, {@code CpuSoftmax} with {@code Rows}, {@code
 *       ColumnReduce} with {@code Columns}
 *   <li>matrix products: {@code SimdMatmul}, {@code PackedMatmul}, {@code Packing}, {@code
 *       MicroKernels}, {@code TransposedKernels}; {@code DirectMatmul} for small ones
 *   <li>convolutions: {@code SimdConvolution}, {@code PatchProduct} and {@code PatchGradient} with
 *       {@code Phase}, {@code Patches} and {@code PatchWeights}; {@code Depthwise}
 *   <li>attention: {@code SimdAttention}, {@code TiledAttention} and {@code TiledAttentionGrad}
 *       with {@code AttentionTiles} and {@code ColumnKernels}; {@code RowAttention} for few queries
 *   <li>normalisation: {@code CpuNormalization}, {@code RowNormalization}, {@code
 *       ColumnNormalization} with {@code Places}
 *   <li>pooling and sampling: {@code CpuPooling}, {@code CpuSampling}, {@code Separable} with
 *       {@code Taps}, {@code Pixels}, {@code MaxPoolGrad}, {@code MapParts}
 *   <li>copies and indices: {@code CpuIndex}, {@code StridedCopy}, {@code ScatterAdd}
 *   <li>neighbours: {@code CpuNeighbors}, {@code KdTree}, {@code NearestSearch}
 *   <li>the rest: {@code CpuSort} with {@code RadixSort}, {@code CpuScan}, {@code CpuRandom},
 *       {@code CpuOptimizer}
 * </ul>
 *
 * <p>{@code Scratch} is the working memory of a thread; {@code Chunks} and {@code Pieces} cut work
 * so that results do not depend on the number of threads.
 */
package dev.resplat.tensor.cpu;

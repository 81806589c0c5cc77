/**
 * Dense arrays of numbers and the devices that compute with them.
 *
 * <p>Start reading at {@link dev.resplat.tensor.Shape}, then {@link dev.resplat.tensor.Tensor}
 * (values and their algebra; more operations are in {@code Arranging}, {@code Gathering}, {@code
 * Sorting}, {@code Scanning}, {@code Convolving}, {@code Attending}, {@code Normalizing}, {@code
 * Pooling}, {@code Sampling} and {@code Neighbors}), {@link dev.resplat.tensor.Scope} (who frees
 * what) and {@link dev.resplat.tensor.Device} (where kernels come from). Kernel families are the
 * interfaces named {@code ...Kernels}; what they mean is written in {@code
 * dev.resplat.tensor.reference}, how they are made fast in {@code dev.resplat.tensor.cpu}. Nothing
 * here knows a gradient.
 */
package dev.resplat.tensor;

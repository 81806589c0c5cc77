/**
 * The reference device: every kernel as plain loops in double precision.
 *
 * <p>These classes define what kernels mean. They are written to be read, serve as oracle for all
 * other devices, and gradient checks run on them. Start reading at {@link
 * dev.resplat.tensor.reference.ReferenceMatmul}.
 */
package dev.resplat.tensor.reference;

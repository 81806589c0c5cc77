/**
 * OpenCL devices, through JOCL.
 *
 * <p>{@link dev.resplat.opencl.ClDevices} finds them with {@link java.util.ServiceLoader}: nothing
 * else depends on this module, and the rest builds and runs without its folder. {@link
 * dev.resplat.opencl.ClDevice} has the memory and the queue; each kernel family of {@code tensor}
 * and {@code splat} is a class {@code Cl...} and a file {@code ....cl} of kernels beside it. Only
 * here may {@code org.jocl} and {@code com.aparapi} be imported.
 */
package dev.resplat.opencl;

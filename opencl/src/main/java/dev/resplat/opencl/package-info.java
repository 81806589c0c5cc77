/**
 * The place of the OpenCL devices; empty so far.
 *
 * <p>What comes here implements the kernel families that {@code tensor} and {@code splat} declare,
 * and is found with {@link java.util.ServiceLoader}: nothing else depends on this module, and the
 * rest builds and runs without its folder. Only here may {@code org.jocl} and {@code com.aparapi}
 * be imported.
 */
package dev.resplat.opencl;

/** The renderer's kernels on the cores of this machine, with vectors and threads. */
package dev.resplat.splat.cpu;

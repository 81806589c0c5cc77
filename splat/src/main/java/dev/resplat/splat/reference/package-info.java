/** The renderer's kernels as plain loops in double: their definition. */
package dev.resplat.splat.reference;

/** Placeholder. */
package dev.resplat.splat;

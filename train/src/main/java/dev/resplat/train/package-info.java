/** Placeholder. */
package dev.resplat.train;

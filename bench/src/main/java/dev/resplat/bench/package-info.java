/** Placeholder. */
package dev.resplat.bench;

/** Placeholder. */
package dev.resplat.nn;

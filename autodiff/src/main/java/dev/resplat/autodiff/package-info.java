/** Placeholder. */
package dev.resplat.autodiff;

/**
 * Gaussian splats and their differentiable renderer: footprints on the image plane and the
 * compositor that blends them.
 */
package dev.resplat.splat;

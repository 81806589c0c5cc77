/**
 * Scenes of splats as something that is edited: each function takes a scene and gives another, in
 * host memory, and the same input gives the same bits.
 *
 * <p>Which splats stay is {@link dev.resplat.splat.edit.Selection}; where they are, {@link
 * dev.resplat.splat.edit.Similarity} and {@link dev.resplat.splat.edit.Axes}; what they look like,
 * {@link dev.resplat.splat.edit.HarmonicsDegree}, {@link dev.resplat.splat.edit.ColorMatrix} and
 * {@link dev.resplat.splat.edit.Gamma}; and several scenes become one by {@link
 * dev.resplat.splat.edit.Merge}.
 */
package dev.resplat.splat.edit;

/**
 * Ways to come from views of a scene to new ones, measured on the same scenes with the same code
 * ({@link dev.resplat.train.compare.Comparison}): models, splats that are optimised scene by scene,
 * and the mesh that the scenes were made of.
 */
package dev.resplat.train.compare;

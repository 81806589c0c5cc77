/**
 * How far away pixels of several views are, from what matches between them: a cost volume over
 * candidates of depth (Xu et al. 2025, "ReSplat", and what it builds on: "DepthSplat" and
 * "UniMatch").
 */
package dev.resplat.train.stereo;

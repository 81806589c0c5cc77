/**
 * pixelSplat (Charatan et al. 2024, "pixelSplat: 3D Gaussian splats from image pairs for scalable
 * generalizable 3D reconstruction"): splats of a scene from two photographs in one pass. Features
 * of both images look at each other along epipolar lines; each pixel draws depths from a
 * distribution, and becomes splats there.
 */
package dev.resplat.train.pixelsplat;

/** Frames of splats and meshes: where cameras go, and the files and animations that come of it. */
package dev.resplat.train.render;

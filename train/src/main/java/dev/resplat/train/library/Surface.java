package dev.resplat.train.library;

/**
 * What triangles are made of.
 *
 * @param material index into the materials of the scene
 * @param metres how wide the texture is
 */
record Surface(int material, float metres) {}

/**
 * Meshes of other programs: OBJ with MTL, and glTF 2.0, as {@link
 * dev.resplat.train.mesh.MeshScene}. {@link dev.resplat.train.mesh.io.MeshFile} reads them.
 *
 * <p>What a file has and this renderer does not draw is said in one line each, and left out.
 */
package dev.resplat.train.mesh.io;

/**
 * Triangles and a traditional renderer of them: a z-buffer, textures, Phong and metallic-roughness
 * shading, lights and their shadows. It draws the scenes that models learn from, and is what splats
 * are compared with. {@link dev.resplat.train.mesh.MeshScene} is what it draws, {@link
 * dev.resplat.train.mesh.MeshRenderer} draws it.
 *
 * <p>Worlds are right-handed, of any orientation; directions are unit vectors. Colours, radiances
 * and irradiances are linear RGB here, and encoded as sRGB in textures and finished images only.
 */
package dev.resplat.train.mesh;

/**
 * Scenes of triangles without end, each of a seed and a number: rooms, objects, streets and
 * terrain, with materials, lights and cameras that are known exactly. {@link
 * dev.resplat.train.library.SceneLibrary} makes them, {@link
 * dev.resplat.train.library.SyntheticViews} lets models learn from them.
 *
 * <p>Worlds have z up and are measured in metres. First it is drawn what a scene is to be ({@link
 * dev.resplat.train.library.Plan}), then it is built to be that: geometry by the classes named
 * {@code ...Set}, with a {@link dev.resplat.train.library.MeshBuilder}; textures come from a {@link
 * dev.resplat.train.library.TexturePool} that all scenes share. All of it is arithmetic that is the
 * same on every machine.
 */
package dev.resplat.train.library;

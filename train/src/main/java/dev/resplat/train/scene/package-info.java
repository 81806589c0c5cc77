/**
 * Posed photographs: scenes of every common format, their pixels without the distortion of lenses,
 * and the geometry of cameras.
 *
 * <p>Start reading at {@link dev.resplat.train.scene.PosedScene} and {@link
 * dev.resplat.train.scene.View}. {@code SceneReader} asks each {@code SceneFormat} for what is
 * there: a {@code Capture} of {@code Shot}s; {@code Assembly} makes views of those whose
 * photographs exist. {@link dev.resplat.train.scene.ViewLoader} delivers pixels, {@link
 * dev.resplat.train.scene.SceneFrame} brings scenes to one size, and {@link
 * dev.resplat.train.scene.NamedCamera} is for who wants cameras only.
 */
package dev.resplat.train.scene;

package dev.resplat.train.library;

import java.util.List;

/**
 * What is known about a scene and the cameras in it.
 *
 * @param seed of the library
 * @param number of the scene
 * @param version of what makes scenes: the same seed, number and version give the same scene
 * @param kind what it is about
 * @param lighting what lights it
 * @param finish how smooth its surfaces are
 * @param rig where its cameras are
 * @param triangles how many it has
 * @param near depth along z of the nearest triangle in the pictures, metres; what is hidden behind
 *     others counts
 * @param far depth of the farthest
 * @param materials of its surfaces
 * @param lights that throw shadows; there is always some light from all around, too
 */
public record SceneAnnotation(
        long seed,
        long number,
        int version,
        Kind kind,
        Lighting lighting,
        Finish finish,
        Rig rig,
        int triangles,
        double near,
        double far,
        List<MaterialNote> materials,
        List<LightNote> lights) {
    /**
     * A material.
     *
     * @param name what it is on
     * @param roughness perceptual, from 0 to 1
     * @param metallic from 0 to 1
     * @param texture what its texture shows; empty for none
     */
    public record MaterialNote(String name, double roughness, double metallic, String texture) {}

    /**
     * A light.
     *
     * @param type {@code directional}, {@code point} or {@code area}
     * @param place of a point or the middle of an area; of a directional light where it goes
     * @param color irradiance, intensity or radiance, linear RGB
     */
    public record LightNote(String type, List<Double> place, List<Double> color) {}
}

package dev.resplat.train.mesh;

import java.util.Optional;

/**
 * How a surface looks.
 *
 * @param name for people
 * @param baseColor linear RGB, {@code [3]}: what {@link #baseTexture} is multiplied by
 * @param baseTexture its colours, encoded as sRGB; its alpha decides with {@link #alphaCutoff}
 * @param reflection how light is reflected
 * @param normalMap bends normals: red along u, green against v (up in the picture), blue outwards,
 *     as glTF has it
 * @param emission radiance of its own, linear RGB, {@code [3]}
 * @param doubleSided whether cameras see backs, with their normals turned; lights are held up by
 *     both sides in any case
 * @param alphaCutoff there is a hole where the texture's alpha is less; 0 for none
 */
public record Material(
        String name,
        float[] baseColor,
        Optional<Texture> baseTexture,
        Reflection reflection,
        Optional<Texture> normalMap,
        float[] emission,
        boolean doubleSided,
        float alphaCutoff) {
    /** How light is reflected. */
    public sealed interface Reflection permits MetallicRoughness, Phong {}

    /**
     * A microfacet model: GGX distribution with the height-correlated Smith term, Fresnel by
     * Schlick with 0.04 for dielectrics, over a Lambertian base (glTF 2.0, appendix B; Walter et
     * al. 2007, Heitz 2014).
     *
     * @param metallic from 0 to 1
     * @param roughness perceptual, from 0 to 1; alpha of GGX is its square
     * @param texture multiplies both: roughness by green, metallic by blue, not encoded as sRGB
     */
    public record MetallicRoughness(float metallic, float roughness, Optional<Texture> texture)
            implements Reflection {}

    /**
     * Diffuse base and the normalised highlight of Blinn-Phong, {@code (n + 8) / (8 pi) max(0,
     * N.H)^n}, as in MTL files.
     *
     * @param specular colour of the highlight, linear RGB, {@code [3]}
     * @param shininess the exponent n, 1 or more
     */
    public record Phong(float[] specular, float shininess) implements Reflection {}

    /** Whether there is a hole in a triangle of a mesh, where b are the weights of its corners. */
    boolean isHole(Mesh mesh, int triangle, float b0, float b1, float b2) {
        if (!(alphaCutoff > 0) || baseTexture.isEmpty()) {
            return false;
        }
        int i = 2 * mesh.triangles()[3 * triangle];
        int j = 2 * mesh.triangles()[3 * triangle + 1];
        int k = 2 * mesh.triangles()[3 * triangle + 2];
        float[] uvs = mesh.uvs();
        float u = b0 * uvs[i] + b1 * uvs[j] + b2 * uvs[k];
        float v = b0 * uvs[i + 1] + b1 * uvs[j + 1] + b2 * uvs[k + 1];
        return baseTexture.get().alpha(u, v) < alphaCutoff;
    }

    /** A material of one colour without maps. */
    public static Material plain(String name, float[] baseColor, float metallic, float roughness) {
        return new Material(
                name,
                baseColor,
                Optional.empty(),
                new MetallicRoughness(metallic, roughness, Optional.empty()),
                Optional.empty(),
                new float[3],
                false,
                0);
    }
}

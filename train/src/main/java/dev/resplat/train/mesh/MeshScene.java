package dev.resplat.train.mesh;

import java.util.List;

/**
 * What a {@link MeshRenderer} draws.
 *
 * @param mesh all triangles
 * @param materials what {@link Mesh#materials} refers to
 * @param lights any number of them
 * @param environment light from all around, and what is seen behind the triangles
 */
public record MeshScene(
        Mesh mesh, List<Material> materials, List<Light> lights, Environment environment) {
    /**
     * Checks that all materials are there.
     *
     * @throws IllegalArgumentException if not
     */
    public MeshScene {
        for (int material : mesh.materials()) {
            if (material < 0 || material >= materials.size()) {
                throw new IllegalArgumentException(
                        "a triangle has material %d of %d".formatted(material, materials.size()));
            }
        }
        materials = List.copyOf(materials);
        lights = List.copyOf(lights);
    }
}

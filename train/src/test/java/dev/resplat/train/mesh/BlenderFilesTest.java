package dev.resplat.train.mesh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.mesh.io.MeshFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that Blender wrote of a scene look as Cycles drew it: geometry, texture coordinates,
 * textures, maps of normals, holes, materials by name. {@code bench/mesh-peer/make.sh} makes them.
 */
final class BlenderFilesTest {
    private static final List<String> SOLIDS =
            List.of("floor", "red", "green", "blue", "thin", "tube", "near", "sheet");
    private static final List<String> TEXTURED =
            List.of("ground", "crate", "leaves", "globe", "bumpy");

    @TempDir private Path folder;

    @Test
    void gltfOfSolidsLooksTheSame() throws IOException {
        CyclesScene peer = CyclesScene.read("solids", folder);
        MeshScene file = MeshFile.read(CyclesScene.file("solids.glb", folder), System.out::println);
        requireSameMaterials(peer.scene(), file, SOLIDS);
        requireSame(peer, upwards(file), SOLIDS, 1e-4);
    }

    @Test
    void gltfWithTexturesLooksTheSame() throws IOException {
        CyclesScene peer = CyclesScene.read("textured", folder);
        Path path = CyclesScene.file("textured.glb", folder);
        MeshScene file = MeshFile.read(path, System.out::println);
        requireSameMaterials(peer.scene(), file, TEXTURED);
        requireSame(peer, upwards(file), TEXTURED, 1e-4);
    }

    @Test
    void objWithTexturesLooksTheSame() throws IOException {
        CyclesScene peer = CyclesScene.read("textured", folder);
        CyclesScene.file("textured.mtl", folder);
        for (int i = 0; i < 4; i++) {
            CyclesScene.file("textured" + i + ".png", folder);
        }
        Path path = CyclesScene.file("textured.obj", folder);
        // Its normals have four digits.
        requireSame(peer, MeshFile.read(path, System.out::println), TEXTURED, 1e-3);
    }

    private static void requireSameMaterials(MeshScene peer, MeshScene file, List<String> names) {
        for (Material material : file.materials()) {
            Material expected = peer.materials().get(names.indexOf(material.name()));
            assertEquals(expected.doubleSided(), material.doubleSided(), material.name());
            assertEquals(expected.alphaCutoff(), material.alphaCutoff(), material.name());
            if (expected.baseTexture().isEmpty()) {
                assertArrayEquals(expected.baseColor(), material.baseColor(), 1e-6f);
            }
            var model = (Material.MetallicRoughness) material.reflection();
            assertEquals(0, model.metallic(), material.name());
            assertEquals(0.5f, model.roughness(), material.name());
        }
    }

    /** Blender writes glTF with y up. */
    private static MeshScene upwards(MeshScene scene) {
        Mesh mesh = scene.mesh();
        Mesh turned =
                new Mesh(
                        upwards(mesh.positions()),
                        upwards(mesh.normals()),
                        mesh.uvs(),
                        mesh.triangles(),
                        mesh.materials());
        return new MeshScene(turned, scene.materials(), scene.lights(), scene.environment());
    }

    private static float[] upwards(float[] vectors) {
        float[] turned = new float[vectors.length];
        for (int i = 0; i < vectors.length; i += 3) {
            turned[i] = vectors[i];
            turned[i + 1] = -vectors[i + 2];
            turned[i + 2] = vectors[i + 1];
        }
        return turned;
    }

    /** Draws the mesh and textures of a file with the lights and reflection of the peer. */
    private static void requireSame(
            CyclesScene peer, MeshScene file, List<String> names, double normalLimit) {
        Mesh mesh = file.mesh();
        int[] materials = new int[mesh.triangleCount()];
        List<Material> mixed = new ArrayList<>(peer.scene().materials());
        for (int i = 0; i < materials.length; i++) {
            Material material = file.materials().get(mesh.materials()[i]);
            materials[i] = names.indexOf(material.name());
            mixed.set(materials[i], mixed(peer.scene().materials().get(materials[i]), material));
        }
        Mesh ordered =
                new Mesh(mesh.positions(), mesh.normals(), mesh.uvs(), mesh.triangles(), materials);
        MeshScene scene =
                new MeshScene(ordered, mixed, peer.scene().lights(), peer.scene().environment());
        CyclesScene drawn = peer.with(scene);
        MeshImage image = IndependentRendererTest.draw(drawn, 1, 1);
        IndependentRendererTest.requireSameSurfaces(peer, image, "file", 1e-5, normalLimit);
        Errors error = IndependentRendererTest.colors(drawn, image, "file");
        assertTrue(error.mean() <= 5e-4 && error.quantile(0.99) <= 0.005, "colors " + error);
    }

    private static Material mixed(Material peer, Material file) {
        assertEquals(peer.baseTexture().isPresent(), file.baseTexture().isPresent(), file.name());
        Optional<Texture> normals =
                file.normalMap().isPresent() ? file.normalMap() : peer.normalMap();
        return new Material(
                file.name(),
                // Exporters leave out what a texture is multiplied by.
                peer.baseColor(),
                file.baseTexture(),
                peer.reflection(),
                normals,
                peer.emission(),
                peer.doubleSided(),
                peer.alphaCutoff());
    }
}

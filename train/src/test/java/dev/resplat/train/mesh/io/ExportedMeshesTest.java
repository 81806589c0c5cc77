package dev.resplat.train.mesh.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.io.NpyFile;
import dev.resplat.train.mesh.Light;
import dev.resplat.train.mesh.Material;
import dev.resplat.train.mesh.MeshImage;
import dev.resplat.train.mesh.MeshRenderer;
import dev.resplat.train.mesh.MeshScene;
import dev.resplat.train.scene.NamedCamera;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link MeshFile} with files of Blender and assimp. */
final class ExportedMeshesTest {
    @SuppressWarnings("unused") // JUnit takes it.
    private static final List<String> MESHES = Exported.MESHES;

    @TempDir private Path folder;

    private final List<String> notes = new ArrayList<>();

    @BeforeEach
    void files() throws Exception {
        Exported.into(folder.resolve("meshes"));
    }

    private Path file(String name) {
        return folder.resolve("meshes").resolve(name);
    }

    private MeshScene read(String name) {
        return MeshFile.read(file(name), notes::add);
    }

    private static Material material(MeshScene scene, String name) {
        return scene.materials().stream()
                .filter(material -> material.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Positions, transforms of nodes, windings and normals: what Cycles sees at each pixel. */
    @ParameterizedTest
    @FieldSource("MESHES")
    void isSeenAsBlenderSeesIt(String name) {
        Camera camera = NamedCamera.read(file("cameras.json"), note -> {}).get(0).camera();
        MeshImage image =
                new MeshRenderer(read(name))
                        .render(camera, new MeshRenderer.Options(1, false, 1, 1e-3, true));
        float[] depth = NpyFile.read(file("depth.npy")).toFloats();
        float[] normal = NpyFile.read(file("normal.npy")).toFloats();
        int seen = 0;
        int otherDepth = 0;
        int otherNormal = 0;
        for (int i = 0; i < depth.length; i++) {
            if (depth[i] == 0) {
                otherDepth += image.depth()[i] == 0 ? 0 : 1;
                continue;
            }
            seen++;
            otherDepth += Math.abs(image.depth()[i] - depth[i]) < 1e-3 ? 0 : 1;
            double dot = 0;
            for (int axis = 0; axis < 3; axis++) {
                dot += image.normals()[3 * i + axis] * normal[3 * i + axis];
            }
            otherNormal += dot > 0.99 ? 0 : 1;
        }
        assertTrue(seen > 500, "Blender sees " + seen);
        assertTrue(otherDepth <= 2, otherDepth + " pixels are elsewhere");
        assertTrue(otherNormal <= 20, otherNormal + " normals are others");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shapes.glb", "shapes.gltf"})
    void materialsAndLightsAreThoseOfBlender(String name) {
        MeshScene scene = read(name);
        assertEquals(4, scene.materials().size());
        Material gold = material(scene, "Gold");
        assertArrayEquals(new float[] {1, 0.6f, 0.1f}, gold.baseColor(), 1e-6f);
        Material.MetallicRoughness metal = (Material.MetallicRoughness) gold.reflection();
        assertEquals(1, metal.metallic());
        assertEquals(0.25, metal.roughness(), 1e-6);
        assertEquals(16, material(scene, "Painted").baseTexture().orElseThrow().width());
        // 3 W/m^2 and 300 W at 683 lm/W.
        assertEquals(2, scene.lights().size());
        assertEquals(1, notes.size(), notes.toString());
        assertTrue(notes.get(0).contains("up to 2.05e+03 in the middle"), notes.get(0));
        for (Light light : scene.lights()) {
            if (light instanceof Light.Directional sun) {
                assertEquals(Math.PI, sun.irradiance()[0], 1e-5);
                assertEquals(-Math.cos(Math.toRadians(40)), sun.direction()[1], 1e-5);
            } else {
                assertArrayEquals(new float[] {3, 4, 3}, ((Light.Point) light).position(), 1e-5f);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shapes.obj", "assimp.obj"})
    void objHasItsMaterialsAndAPicture(String name) {
        MeshScene scene = read(name);
        assertEquals(List.of(), notes);
        assertEquals(4, scene.materials().size());
        assertEquals(1, scene.lights().size(), "the default light");
        assertEquals(16, material(scene, "Painted").baseTexture().orElseThrow().width());
        Material.Phong red = (Material.Phong) material(scene, "Red").reflection();
        assertEquals(250, red.shininess());
        assertArrayEquals(
                new float[] {0.8f, 0.05f, 0.05f}, material(scene, "Red").baseColor(), 1e-6f);
    }

    /** The same picture, whether bytes lie in a file of their own or in the JSON. */
    @Test
    void embeddedBytesAreThoseOfFiles() throws Exception {
        String json = Files.readString(file("shapes.gltf"));
        for (String other : List.of("shapes.bin", "checks.png")) {
            String bytes = Base64.getEncoder().encodeToString(Files.readAllBytes(file(other)));
            json =
                    json.replace(
                            "\"" + other + "\"",
                            "\"data:application/octet-stream;base64," + bytes + "\"");
        }
        Files.writeString(file("embedded.gltf"), json);
        MeshScene one = read("shapes.gltf");
        Files.delete(file("shapes.bin"));
        Files.delete(file("checks.png"));
        MeshScene other = read("embedded.gltf");
        assertArrayEquals(one.mesh().positions(), other.mesh().positions());
        assertArrayEquals(one.mesh().triangles(), other.mesh().triangles());
        assertEquals(16, material(other, "Painted").baseTexture().orElseThrow().width());
    }

    /** Blender's corners have the picture's corners: v goes down in ours, in both formats. */
    @Test
    void bothFormatsPutPicturesAtTheSamePlaces() {
        Camera camera = NamedCamera.read(file("cameras.json"), note -> {}).get(0).camera();
        MeshScene gltf = read("shapes.glb");
        MeshScene obj = read("shapes.obj");
        int painted = 0;
        float[][] blues = new float[2][];
        int i = 0;
        for (MeshScene scene : List.of(gltf, obj)) {
            MeshScene lit =
                    new MeshScene(
                            scene.mesh(),
                            scene.materials(),
                            List.of(),
                            Lighting.environment(List.of()));
            blues[i++] =
                    new MeshRenderer(lit).render(camera, MeshRenderer.Options.DEFAULT).colors();
        }
        int box = gltf.materials().indexOf(material(gltf, "Painted"));
        int[] materials =
                new MeshRenderer(gltf).render(camera, MeshRenderer.Options.DEFAULT).materials();
        int alike = 0;
        for (int pixel = 0; pixel < materials.length; pixel++) {
            if (materials[pixel] == box) {
                painted++;
                boolean first = blues[0][3 * pixel] > blues[0][3 * pixel + 2];
                boolean second = blues[1][3 * pixel] > blues[1][3 * pixel + 2];
                alike += first == second ? 1 : 0;
            }
        }
        assertTrue(painted > 80 && alike > 0.97 * painted, alike + " of " + painted);
    }
}

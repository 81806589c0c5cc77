package dev.resplat.train.mesh.io;

import static dev.resplat.train.mesh.io.WrittenGltf.floats;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.BuiltInPicture;
import dev.resplat.train.mesh.Light;
import dev.resplat.train.mesh.Material;
import dev.resplat.train.mesh.Mesh;
import dev.resplat.train.mesh.MeshScene;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Materials, textures and lights of glTF files, written here. */
final class GltfLooksTest {
    @TempDir private Path folder;
    private WrittenGltf gltf;

    @BeforeEach
    void begin() {
        gltf = new WrittenGltf(folder);
    }

    private Material material(String material, String more) throws IOException {
        return gltf.read(
                        gltf.json(
                                gltf.square(", \"material\": 0"),
                                "",
                                ", \"materials\": [%s]%s".formatted(material, more)))
                .materials()
                .get(0);
    }

    @Test
    void materialsHaveTheirFactorsAndTextures() throws Exception {
        int picture = gltf.view(BuiltInPicture.paint(8, 4).png(), "");
        Material look =
                material(
                        """
                        {"name": "look", "doubleSided": true, "alphaMode": "MASK",
                         "alphaCutoff": 0.25, "emissiveFactor": [0, 0.5, 1],
                         "extensions": {"KHR_materials_emissive_strength":
                           {"emissiveStrength": 4}},
                         "normalTexture": {"index": 0, "scale": 0.5},
                         "pbrMetallicRoughness": {"baseColorFactor": [1, 0.5, 0.25, 0.5],
                           "metallicFactor": 0.5, "baseColorTexture": {"index": 0},
                           "metallicRoughnessTexture": {"index": 0}}}
                        """,
                        """
                        , "textures": [{"source": 0, "sampler": 0}],
                        "samplers": [{"wrapS": 33071, "wrapT": 33648}],
                        "images": [{"bufferView": %d, "mimeType": "image/png"}]
                        """
                                .formatted(picture));
        assertEquals("look", look.name());
        assertTrue(look.doubleSided());
        assertArrayEquals(new float[] {1, 0.5f, 0.25f}, look.baseColor());
        assertArrayEquals(new float[] {0, 2, 4}, look.emission());
        assertEquals(8, look.baseTexture().orElseThrow().width());
        assertEquals(4, look.normalMap().orElseThrow().height());
        assertEquals(0.5f, look.alphaCutoff(), "the factor takes half of the alpha");
        Material.MetallicRoughness metal = (Material.MetallicRoughness) look.reflection();
        assertEquals(0.5f, metal.metallic());
        assertEquals(1, metal.roughness());
        assertTrue(metal.texture().isPresent());
        assertEquals(List.of(), gltf.notes());
    }

    @Test
    void texturesMayBeMovedAndTurned() throws Exception {
        int uvs = gltf.view(floats(0, 0, 1, 0, 0, 1), "");
        gltf.accessor("\"bufferView\": " + uvs + ", ", 5126, 3, "VEC2", "");
        String primitive =
                "{\"material\": 0, \"attributes\": {\"POSITION\": %d, \"TEXCOORD_1\": 0}}"
                        .formatted(gltf.positions(0, 0, 0, 1, 0, 0, 0, 1, 0));
        Mesh mesh =
                gltf.read(
                                gltf.json(
                                        primitive,
                                        "",
                                        """
                                        , "textures": [{}], "materials": [{
                                        "pbrMetallicRoughness": {"baseColorTexture": {"index": 0,
                                        "extensions": {"KHR_texture_transform": {"texCoord": 1,
                                        "offset": [0.5, 0.25], "scale": [2, 3],
                                        "rotation": 1.5707963267948966}}}}}]
                                        """))
                        .mesh();
        // Counter-clockwise on the picture, where v goes down.
        assertArrayEquals(new float[] {0.5f, 0.25f, 0.5f, -1.75f, 3.5f, 0.25f}, mesh.uvs(), 1e-6f);
    }

    @Test
    void theMaterialOfNoneIsThatOfTheFormat() throws Exception {
        Material none = gltf.read(gltf.json(gltf.square(""), "", "")).materials().get(0);
        assertArrayEquals(new float[] {1, 1, 1}, none.baseColor());
        assertEquals(1, ((Material.MetallicRoughness) none.reflection()).metallic());
        assertEquals(0, none.alphaCutoff());
    }

    @Test
    void transparencyIsAHoleOrNothing() throws Exception {
        String clear =
                "{\"alphaMode\": \"BLEND\", \"pbrMetallicRoughness\": {\"baseColorFactor\": [1, 1, 1, %s]}}";
        material(clear.formatted("0.75"), "");
        assertTrue(gltf.notes().get(0).contains("alphaMode BLEND"), gltf.notes().toString());
        UserMistake mistake =
                assertThrows(UserMistake.class, () -> material(clear.formatted("0.25"), ""));
        assertTrue(mistake.getMessage().contains("no triangle"), mistake.getMessage());
    }

    @Test
    void lightsAreThoseOfTheirNodes() throws Exception {
        MeshScene scene =
                gltf.read(
                        gltf.json(
                                        gltf.square(""),
                                        "",
                                        """
                                , "extensionsUsed": ["KHR_lights_punctual"],
                                "extensions": {"KHR_lights_punctual": {"lights": [
                                  {"type": "directional", "intensity": 2, "color": [1, 0.5, 0]},
                                  {"type": "point", "intensity": 3}, {"type": "spot"}]}}
                                """)
                                .replace(
                                        "{\"mesh\": 0}]",
                                        """
                                        {"mesh": 0}, {"rotation": [-0.70710678, 0, 0, 0.70710678],
                                         "extensions": {"KHR_lights_punctual": {"light": 0}}},
                                        {"translation": [1, 2, 3],
                                         "extensions": {"KHR_lights_punctual": {"light": 1}}},
                                        {"extensions": {"KHR_lights_punctual": {"light": 2}}}]
                                        """));
        assertEquals(3, scene.lights().size());
        Light.Directional sun = (Light.Directional) scene.lights().get(0);
        assertArrayEquals(new float[] {0, -1, 0}, sun.direction(), 1e-6f);
        assertArrayEquals(new float[] {2, 1, 0}, sun.irradiance());
        Light.Point lamp = (Light.Point) scene.lights().get(1);
        assertArrayEquals(new float[] {1, 2, 3}, lamp.position());
        assertArrayEquals(new float[] {3, 3, 3}, lamp.intensity());
        assertEquals(1, gltf.notes().size(), gltf.notes().toString());
        assertTrue(gltf.notes().get(0).contains("spot lights"), gltf.notes().get(0));
    }
}

package dev.resplat.train.mesh.io;

import static dev.resplat.train.mesh.io.WrittenGltf.primitive;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.config.UserMistake;
import dev.resplat.train.mesh.MeshScene;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** glTF files with what is not supported, or damaged. */
final class DamagedGltfTest {
    @TempDir private Path folder;
    private WrittenGltf gltf;

    @BeforeEach
    void begin() {
        gltf = new WrittenGltf(folder);
    }

    @Test
    void whatIsLeftOutIsSaidOnce() throws Exception {
        int colors = gltf.positions(1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0);
        String primitive =
                gltf.square(", \"targets\": [{\"POSITION\": 0}], \"material\": 0")
                        .replace("{\"POSITION\":", "{\"COLOR_0\": " + colors + ", \"POSITION\":");
        String points = primitive(1, ", \"mode\": 0");
        MeshScene scene =
                gltf.read(
                        gltf.json(
                                primitive.replace("[{\"COLOR_0\": " + colors + ", ", "[{")
                                        + ", "
                                        + points
                                        + ", "
                                        + points,
                                "",
                                """
                                , "extensionsUsed": ["KHR_materials_unlit", "EXT_other"],
                                "animations": [{}], "textures": [{"source": 0}],
                                "images": [{"uri": "gone.png"}],
                                "materials": [{"occlusionTexture": {"index": 0},
                                  "pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}]
                                """));
        assertArrayEquals(new float[] {0.5f, 0.5f, 0}, scene.materials().get(0).baseColor(), 1e-6f);
        assertEquals(7, gltf.notes().size(), String.join("\n", gltf.notes()));
        String all = String.join("\n", gltf.notes());
        for (String part :
                List.of(
                        "not used: KHR_materials_unlit, EXT_other",
                        "nothing moves",
                        "morph targets",
                        "colours of vertices",
                        "no file gone.png",
                        "occlusion",
                        "points and lines")) {
            assertTrue(all.contains(part), part + " in\n" + all);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'\"2.0\"', '\"1.0\"', 'glTF of version 1.0; only 2 is known'",
        "'\"accessors\"', '\"extensionsRequired\": [\"KHR_draco_mesh_compression\"], \"accessors\"', 'needs the extension KHR_draco_mesh_compression'",
        "'{\"asset\"', '{{\"asset\"', 'not glTF, or damaged (line 1'",
        "'\"mesh\": 0', '\"mesh\": 5', 'there is no mesh 5'",
        "'\"POSITION\": 0', '\"POSITION\": 7', 'there is no accessor 7'",
        "'\"count\": 4', '\"count\": 400', 'need 4800 bytes of bufferView 0, which has 48'",
        "'\"count\": 4', '\"count\": 2000000000', 'too large for the memory'",
        "'\"count\": 4', '\"count\": -1', 'count'",
        "'\"VEC3\"', '\"VEC9\"', 'Invalid value for type: VEC9'",
        "'\"VEC3\"', '\"VEC2\"', 'elements of 2 numbers, must have 3'",
        "'\"byteLength\": 48', '\"byteLength\": 4800', 'bufferView 0 ends at byte 4800'",
        "'5126', '5127', 'Invalid value for componentType: 5127'",
        "'base64,', 'base64,=', 'no base64'",
        "'data:application/octet-stream;base64,', 'gone.bin?', 'there is no file gone.bin?'",
        "'\"uri\"', '\"url\"', 'neither a file nor bytes'",
        "'\"attributes\": {', '\"attributes\": null, \"x\": {', 'Invalid value for attributes'",
        "'\"nodes\": [', '\"nodes\": [null, ', 'something is missing'"
    })
    void damageIsOneClearLine(String from, String to, String message) {
        String json = gltf.json(gltf.square(""), "", "");
        assertTrue(json.contains(from), json);
        UserMistake mistake =
                assertThrows(UserMistake.class, () -> gltf.read(json.replace(from, to)));
        assertTrue(mistake.getMessage().contains(message), mistake.getMessage());
        assertTrue(mistake.getMessage().startsWith(folder.resolve("mesh.gltf") + ": "));
        assertEquals(1, mistake.getMessage().lines().count(), mistake.getMessage());
    }

    /** Whatever is cut off or overwritten: a mesh or a mistake, never something else. */
    @Test
    void noByteMakesItCrash() throws Exception {
        byte[] whole =
                gltf.json(gltf.square(""), ", \"scale\": [1, 2, 3]", "")
                        .getBytes(StandardCharsets.UTF_8);
        Path file = folder.resolve("mesh.gltf");
        int read = 0;
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] = (byte) (i % 2 == 0 ? '9' : '"');
            Files.write(file, damaged);
            try {
                MeshFile.read(file, note -> {});
                read++;
            } catch (UserMistake e) {
                assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
            }
        }
        assertTrue(read > 0 && read < whole.length, read + " of " + whole.length);
    }
}

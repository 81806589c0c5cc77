package dev.resplat.train.mesh.io;

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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** glTF files, written here. */
final class GltfFormatTest {
    /** A square in the plane z = 0 with corners counter-clockwise, seen from +z. */
    private static final float[] SQUARE = {0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0};

    @TempDir private Path folder;

    private final List<String> notes = new ArrayList<>();

    /** Bytes of a buffer, and what is said of them. */
    private final ByteBuffer bytes = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);

    private final List<String> views = new ArrayList<>();
    private final List<String> accessors = new ArrayList<>();

    private int view(byte[] content, String more) {
        views.add(
                "{\"buffer\": 0, \"byteOffset\": %d, \"byteLength\": %d%s}"
                        .formatted(bytes.position(), content.length, more));
        bytes.put(content);
        bytes.position((bytes.position() + 3) / 4 * 4);
        return views.size() - 1;
    }

    private static byte[] floats(float... values) {
        ByteBuffer out = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        out.asFloatBuffer().put(values);
        return out.array();
    }

    private static byte[] bytes(int... values) {
        byte[] out = new byte[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) values[i];
        }
        return out;
    }

    private int accessor(String view, int kind, int count, String type, String more) {
        accessors.add(
                "{%s\"componentType\": %d, \"count\": %d, \"type\": \"%s\"%s}"
                        .formatted(view, kind, count, type, more));
        return accessors.size() - 1;
    }

    private int positions(float... values) {
        int view = view(floats(values), "");
        return accessor("\"bufferView\": " + view + ", ", 5126, values.length / 3, "VEC3", "");
    }

    private int indices(int... values) {
        int view = view(bytes(values), "");
        return accessor("\"bufferView\": " + view + ", ", 5121, values.length, "SCALAR", "");
    }

    private static String primitive(int positions, String more) {
        return "{\"attributes\": {\"POSITION\": %d}%s}".formatted(positions, more);
    }

    /** A file of one mesh in one node, and more members. */
    private String json(String primitive, String node, String more) {
        byte[] content = Arrays.copyOf(bytes.array(), bytes.position());
        return """
        {"asset": {"version": "2.0"},
         "buffers": [{"byteLength": %d, "uri": "data:application/octet-stream;base64,%s"}],
         "bufferViews": [%s], "accessors": [%s],
         "meshes": [{"primitives": [%s]}], "nodes": [{"mesh": 0%s}]%s}
        """
                .formatted(
                        content.length,
                        Base64.getEncoder().encodeToString(content),
                        String.join(", ", views),
                        String.join(", ", accessors),
                        primitive,
                        node,
                        more);
    }

    private MeshScene read(String json) throws IOException {
        return MeshFile.read(Files.writeString(folder.resolve("mesh.gltf"), json), notes::add);
    }

    private Mesh mesh(String primitive, String node) throws IOException {
        return read(json(primitive, node, "")).mesh();
    }

    private String square(String more) {
        return primitive(positions(SQUARE), ", \"indices\": " + indices(0, 1, 2, 0, 2, 3) + more);
    }

    /** The normal of the order of a triangle's corners, times twice its area. */
    private static float[] face(Mesh mesh, int triangle) {
        float[] faces = Normals.faces(mesh.positions(), mesh.triangles());
        return Arrays.copyOfRange(faces, 3 * triangle, 3 * triangle + 3);
    }

    // ---- Geometry --------------------------------------------------------------------------

    @Test
    void withoutNormalsTrianglesAreFlat() throws Exception {
        Mesh mesh = mesh(square(""), "");
        assertEquals(2, mesh.triangleCount());
        assertEquals(6, mesh.vertexCount());
        assertArrayEquals(new float[] {0, 0, 1}, face(mesh, 1));
        assertArrayEquals(new float[] {0, 0, 1}, Arrays.copyOf(mesh.normals(), 3));
        assertEquals(List.of(), notes);
    }

    @Test
    void stripsAndFansTurnAsTheyShould() throws Exception {
        int places = positions(0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 2, 0);
        Mesh strip = mesh(primitive(places, ", \"mode\": 5"), "");
        assertEquals(3, strip.triangleCount());
        int order = indices(0, 1, 3, 4);
        Mesh fan = mesh(primitive(places, ", \"mode\": 6, \"indices\": " + order), "");
        assertEquals(2, fan.triangleCount());
        for (int t = 0; t < 3; t++) {
            assertTrue(face(strip, t)[2] > 0, "strip, " + t);
        }
        assertTrue(face(fan, 0)[2] > 0 && face(fan, 1)[2] > 0);
    }

    @Test
    void transformsMoveNormalsAsPlanes() throws Exception {
        int normals = positions(0.6f, 0, 0.8f, 0.6f, 0, 0.8f, 0.6f, 0, 0.8f);
        int places = positions(0, 0, 0, 0.8f, 0, -0.6f, 0, 1, 0);
        String primitive =
                "{\"attributes\": {\"POSITION\": %d, \"NORMAL\": %d}}".formatted(places, normals);
        // Four times as wide, a quarter turn about y, and then moved.
        String half = String.valueOf(Math.sqrt(0.5));
        Mesh mesh =
                mesh(
                        primitive,
                        ", \"scale\": [4, 1, 1], \"translation\": [0, 7, 0], \"rotation\": [0, %s, 0, %s]"
                                .formatted(half, half));
        float[] face = face(mesh, 0);
        double length = Math.sqrt(face[0] * face[0] + face[1] * face[1] + face[2] * face[2]);
        for (int axis = 0; axis < 3; axis++) {
            assertEquals(face[axis] / length, mesh.normals()[axis], 1e-5);
        }
        assertArrayEquals(
                new float[] {-0.6f, 7, -3.2f}, Arrays.copyOfRange(mesh.positions(), 3, 6), 1e-5f);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"scale\": [-1, 1, 1]'",
        "'\"scale\": [-2, -3, -1]'",
        "'\"matrix\": [1,0,0,0, 0,-1,0,0, 0,0,1,0, 5,6,7,1]'"
    })
    void mirroredTrianglesStillShowTheirFronts(String node) throws Exception {
        float[] up = {0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1};
        String with =
                "{\"attributes\": {\"POSITION\": %d, \"NORMAL\": %d}, \"indices\": %d}"
                        .formatted(positions(SQUARE), positions(up), indices(0, 1, 2));
        float side = node.contains("-3") ? -1 : 1;
        for (String primitive : List.of(with, square(""))) {
            Mesh mesh = mesh(primitive, ", " + node);
            assertEquals(side, Math.signum(face(mesh, 0)[2]), "the order of corners");
            assertEquals(side, mesh.normals()[2], 1e-6, "the normals");
        }
    }

    @Test
    void nodesAreInNodes() throws Exception {
        String json =
                json(square(""), ", \"translation\": [0, 0, 3]", "")
                        .replace(
                                "\"nodes\": [",
                                "\"scene\": 0, \"scenes\": [{\"nodes\": [1]}], \"nodes\": [")
                        .replace(
                                "[0, 0, 3]}]",
                                "[0, 0, 3]}, {\"children\": [0], \"scale\": [2, 2, 2]}]");
        Mesh mesh = read(json).mesh();
        assertEquals(6, mesh.positions()[2]);
        assertEquals(4, face(mesh, 0)[2]);
        UserMistake mistake =
                assertThrows(
                        UserMistake.class,
                        () -> read(json.replace("\"children\": [0]", "\"children\": [1]")));
        assertTrue(mistake.getMessage().contains("node 1 is in two nodes, or in itself"));
    }

    // ---- Numbers ---------------------------------------------------------------------------

    @Test
    void numbersMayBeInterleavedAndNormalized() throws Exception {
        // Each vertex: three floats, then two unsigned shorts, the second 65535.
        ByteBuffer both = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
        for (int v = 0; v < 3; v++) {
            both.putFloat(v).putFloat(v * v).putFloat(0);
            both.putShort((short) (13107 * v)).putShort((short) 65535);
        }
        int view = view(both.array(), ", \"byteStride\": 16");
        String from = "\"bufferView\": " + view + ", ";
        int places = accessor(from, 5126, 3, "VEC3", "");
        int uvs =
                accessor(from + "\"byteOffset\": 12, ", 5123, 3, "VEC2", ", \"normalized\": true");
        Mesh mesh =
                mesh(
                        "{\"attributes\": {\"POSITION\": %d, \"TEXCOORD_0\": %d}}"
                                .formatted(places, uvs),
                        "");
        assertArrayEquals(new float[] {0, 0, 0, 1, 1, 0, 2, 4, 0}, mesh.positions());
        assertArrayEquals(new float[] {0, 1, 0.2f, 1, 0.4f, 1}, mesh.uvs(), 1e-6f);
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "false, 0"})
    void sparseAccessorsReplaceSome(boolean onABase, float first) throws Exception {
        // The base begins after another vertex, which an offset skips.
        int base = view(floats(9, 9, 9, 1, 1, 1, 2, 2, 2, 3, 3, 3), "");
        int places = view(bytes(1, 2), "");
        int values = view(floats(5, 0, 0, 0, 5, 0), "");
        String sparse =
                ", \"sparse\": {\"count\": 2, \"indices\": {\"bufferView\": %d, \"componentType\": 5121}, \"values\": {\"bufferView\": %d}}"
                        .formatted(places, values);
        int accessor =
                accessor(
                        onABase ? "\"bufferView\": " + base + ", \"byteOffset\": 12, " : "",
                        5126,
                        3,
                        "VEC3",
                        sparse);
        assertArrayEquals(
                new float[] {first, first, first, 5, 0, 0, 0, 5, 0},
                mesh(primitive(accessor, ""), "").positions());
    }

    @Test
    void glbHasItsBytesInTheSameFile() throws Exception {
        String json = json(square(""), "", "");
        int uri = json.indexOf(", \"uri\"");
        json = json.substring(0, uri) + json.substring(json.indexOf('}', uri));
        byte[] text = (json + " ".repeat(-json.length() & 3)).getBytes(StandardCharsets.US_ASCII);
        ByteBuffer glb =
                ByteBuffer.allocate(28 + text.length + bytes.position())
                        .order(ByteOrder.LITTLE_ENDIAN);
        glb.putInt(0x46546C67).putInt(2).putInt(glb.capacity());
        glb.putInt(text.length).putInt(0x4E4F534A).put(text);
        glb.putInt(bytes.position()).putInt(0x004E4942).put(bytes.array(), 0, bytes.position());
        Path file = folder.resolve("mesh.GLB");
        Files.write(file, glb.array());
        assertEquals(2, MeshFile.read(file, notes::add).mesh().triangleCount());
        for (int length : List.of(0, 3, 11, 19, 25, 28 + text.length - 9, glb.capacity() - 1)) {
            Files.write(file, Arrays.copyOf(glb.array(), length));
            UserMistake mistake =
                    assertThrows(UserMistake.class, () -> MeshFile.read(file, notes::add));
            assertTrue(mistake.getMessage().startsWith(file.toString()), mistake.getMessage());
            assertEquals(1, mistake.getMessage().lines().count(), mistake.getMessage());
        }
    }

    // ---- Looks -----------------------------------------------------------------------------

    private Material material(String material, String more) throws IOException {
        return read(json(
                        square(", \"material\": 0"),
                        "",
                        ", \"materials\": [%s]%s".formatted(material, more)))
                .materials()
                .get(0);
    }

    @Test
    void materialsHaveTheirFactorsAndTextures() throws Exception {
        int picture = view(BuiltInPicture.paint(8, 4).png(), "");
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
        assertEquals(List.of(), notes);
    }

    @Test
    void texturesMayBeMovedAndTurned() throws Exception {
        int uvs = view(floats(0, 0, 1, 0, 0, 1), "");
        accessor("\"bufferView\": " + uvs + ", ", 5126, 3, "VEC2", "");
        String primitive =
                "{\"material\": 0, \"attributes\": {\"POSITION\": %d, \"TEXCOORD_1\": 0}}"
                        .formatted(positions(0, 0, 0, 1, 0, 0, 0, 1, 0));
        Mesh mesh =
                read(json(
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
        Material none = read(json(square(""), "", "")).materials().get(0);
        assertArrayEquals(new float[] {1, 1, 1}, none.baseColor());
        assertEquals(1, ((Material.MetallicRoughness) none.reflection()).metallic());
        assertEquals(0, none.alphaCutoff());
    }

    @Test
    void transparencyIsAHoleOrNothing() throws Exception {
        String clear =
                "{\"alphaMode\": \"BLEND\", \"pbrMetallicRoughness\": {\"baseColorFactor\": [1, 1, 1, %s]}}";
        material(clear.formatted("0.75"), "");
        assertTrue(notes.get(0).contains("alphaMode BLEND"), notes.toString());
        UserMistake mistake =
                assertThrows(UserMistake.class, () -> material(clear.formatted("0.25"), ""));
        assertTrue(mistake.getMessage().contains("no triangle"), mistake.getMessage());
    }

    @Test
    void lightsAreThoseOfTheirNodes() throws Exception {
        MeshScene scene =
                read(
                        json(
                                        square(""),
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
        assertEquals(1, notes.size(), notes.toString());
        assertTrue(notes.get(0).contains("spot lights"), notes.get(0));
    }

    // ---- What is not supported, and damage -------------------------------------------------

    @Test
    void whatIsLeftOutIsSaidOnce() throws Exception {
        int colors = positions(1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0);
        String primitive =
                square(", \"targets\": [{\"POSITION\": 0}], \"material\": 0")
                        .replace("{\"POSITION\":", "{\"COLOR_0\": " + colors + ", \"POSITION\":");
        String points = primitive(1, ", \"mode\": 0");
        MeshScene scene =
                read(
                        json(
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
        assertEquals(7, notes.size(), String.join("\n", notes));
        String all = String.join("\n", notes);
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
        String json = json(square(""), "", "");
        assertTrue(json.contains(from), json);
        UserMistake mistake = assertThrows(UserMistake.class, () -> read(json.replace(from, to)));
        assertTrue(mistake.getMessage().contains(message), mistake.getMessage());
        assertTrue(mistake.getMessage().startsWith(folder.resolve("mesh.gltf") + ": "));
        assertEquals(1, mistake.getMessage().lines().count(), mistake.getMessage());
    }

    /** Whatever is cut off or overwritten: a mesh or a mistake, never something else. */
    @Test
    void noByteMakesItCrash() throws Exception {
        byte[] whole =
                json(square(""), ", \"scale\": [1, 2, 3]", "").getBytes(StandardCharsets.UTF_8);
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

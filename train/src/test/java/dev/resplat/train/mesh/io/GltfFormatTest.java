package dev.resplat.train.mesh.io;

import static dev.resplat.train.mesh.io.WrittenGltf.SQUARE;
import static dev.resplat.train.mesh.io.WrittenGltf.bytes;
import static dev.resplat.train.mesh.io.WrittenGltf.face;
import static dev.resplat.train.mesh.io.WrittenGltf.floats;
import static dev.resplat.train.mesh.io.WrittenGltf.primitive;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.config.UserMistake;
import dev.resplat.train.mesh.Mesh;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Geometry of glTF files, written here. */
final class GltfFormatTest {
    @TempDir private Path folder;
    private WrittenGltf gltf;

    @BeforeEach
    void begin() {
        gltf = new WrittenGltf(folder);
    }

    // ---- Geometry --------------------------------------------------------------------------

    @Test
    void withoutNormalsTrianglesAreFlat() throws Exception {
        Mesh mesh = gltf.mesh(gltf.square(""), "");
        assertEquals(2, mesh.triangleCount());
        assertEquals(6, mesh.vertexCount());
        assertArrayEquals(new float[] {0, 0, 1}, face(mesh, 1));
        assertArrayEquals(new float[] {0, 0, 1}, Arrays.copyOf(mesh.normals(), 3));
        assertEquals(List.of(), gltf.notes());
    }

    @Test
    void stripsAndFansTurnAsTheyShould() throws Exception {
        int places = gltf.positions(0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 2, 0);
        Mesh strip = gltf.mesh(primitive(places, ", \"mode\": 5"), "");
        assertEquals(3, strip.triangleCount());
        int order = gltf.indices(0, 1, 3, 4);
        Mesh fan = gltf.mesh(primitive(places, ", \"mode\": 6, \"indices\": " + order), "");
        assertEquals(2, fan.triangleCount());
        for (int t = 0; t < 3; t++) {
            assertTrue(face(strip, t)[2] > 0, "strip, " + t);
        }
        assertTrue(face(fan, 0)[2] > 0 && face(fan, 1)[2] > 0);
    }

    @Test
    void transformsMoveNormalsAsPlanes() throws Exception {
        int normals = gltf.positions(0.6f, 0, 0.8f, 0.6f, 0, 0.8f, 0.6f, 0, 0.8f);
        int places = gltf.positions(0, 0, 0, 0.8f, 0, -0.6f, 0, 1, 0);
        String primitive =
                "{\"attributes\": {\"POSITION\": %d, \"NORMAL\": %d}}".formatted(places, normals);
        // Four times as wide, a quarter turn about y, and then moved.
        String half = String.valueOf(Math.sqrt(0.5));
        Mesh mesh =
                gltf.mesh(
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
                        .formatted(
                                gltf.positions(SQUARE), gltf.positions(up), gltf.indices(0, 1, 2));
        float side = node.contains("-3") ? -1 : 1;
        for (String primitive : List.of(with, gltf.square(""))) {
            Mesh mesh = gltf.mesh(primitive, ", " + node);
            assertEquals(side, Math.signum(face(mesh, 0)[2]), "the order of corners");
            assertEquals(side, mesh.normals()[2], 1e-6, "the normals");
        }
    }

    @Test
    void nodesAreInNodes() throws Exception {
        String json =
                gltf.json(gltf.square(""), ", \"translation\": [0, 0, 3]", "")
                        .replace(
                                "\"nodes\": [",
                                "\"scene\": 0, \"scenes\": [{\"nodes\": [1]}], \"nodes\": [")
                        .replace(
                                "[0, 0, 3]}]",
                                "[0, 0, 3]}, {\"children\": [0], \"scale\": [2, 2, 2]}]");
        Mesh mesh = gltf.read(json).mesh();
        assertEquals(6, mesh.positions()[2]);
        assertEquals(4, face(mesh, 0)[2]);
        UserMistake mistake =
                assertThrows(
                        UserMistake.class,
                        () -> gltf.read(json.replace("\"children\": [0]", "\"children\": [1]")));
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
        int view = gltf.view(both.array(), ", \"byteStride\": 16");
        String from = "\"bufferView\": " + view + ", ";
        int places = gltf.accessor(from, 5126, 3, "VEC3", "");
        int uvs =
                gltf.accessor(
                        from + "\"byteOffset\": 12, ", 5123, 3, "VEC2", ", \"normalized\": true");
        Mesh mesh =
                gltf.mesh(
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
        int base = gltf.view(floats(9, 9, 9, 1, 1, 1, 2, 2, 2, 3, 3, 3), "");
        int places = gltf.view(bytes(1, 2), "");
        int values = gltf.view(floats(5, 0, 0, 0, 5, 0), "");
        String sparse =
                ", \"sparse\": {\"count\": 2, \"indices\": {\"bufferView\": %d, \"componentType\": 5121}, \"values\": {\"bufferView\": %d}}"
                        .formatted(places, values);
        int accessor =
                gltf.accessor(
                        onABase ? "\"bufferView\": " + base + ", \"byteOffset\": 12, " : "",
                        5126,
                        3,
                        "VEC3",
                        sparse);
        assertArrayEquals(
                new float[] {first, first, first, 5, 0, 0, 0, 5, 0},
                gltf.mesh(primitive(accessor, ""), "").positions());
    }

    @Test
    void glbHasItsBytesInTheSameFile() throws Exception {
        String json = gltf.json(gltf.square(""), "", "");
        int uri = json.indexOf(", \"uri\"");
        json = json.substring(0, uri) + json.substring(json.indexOf('}', uri));
        byte[] content = gltf.content();
        byte[] text = (json + " ".repeat(-json.length() & 3)).getBytes(StandardCharsets.US_ASCII);
        ByteBuffer glb =
                ByteBuffer.allocate(28 + text.length + content.length)
                        .order(ByteOrder.LITTLE_ENDIAN);
        glb.putInt(0x46546C67).putInt(2).putInt(glb.capacity());
        glb.putInt(text.length).putInt(0x4E4F534A).put(text);
        glb.putInt(content.length).putInt(0x004E4942).put(content);
        Path file = folder.resolve("mesh.GLB");
        Files.write(file, glb.array());
        assertEquals(2, MeshFile.read(file, gltf.notes()::add).mesh().triangleCount());
        for (int length : List.of(0, 3, 11, 19, 25, 28 + text.length - 9, glb.capacity() - 1)) {
            Files.write(file, Arrays.copyOf(glb.array(), length));
            UserMistake mistake =
                    assertThrows(UserMistake.class, () -> MeshFile.read(file, gltf.notes()::add));
            assertTrue(mistake.getMessage().startsWith(file.toString()), mistake.getMessage());
            assertEquals(1, mistake.getMessage().lines().count(), mistake.getMessage());
        }
    }
}

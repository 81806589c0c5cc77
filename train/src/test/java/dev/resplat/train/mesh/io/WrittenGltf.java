package dev.resplat.train.mesh.io;

import dev.resplat.train.mesh.Mesh;
import dev.resplat.train.mesh.MeshScene;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A glTF file that a test writes, part by part, its bytes within the JSON. */
final class WrittenGltf {
    /** A square in the plane z = 0 with corners counter-clockwise, seen from +z. */
    static final float[] SQUARE = {0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0};

    private final Path path;
    private final List<String> notes = new ArrayList<>();

    /** Bytes of a buffer, and what is said of them. */
    private final ByteBuffer bytes = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);

    private final List<String> views = new ArrayList<>();
    private final List<String> accessors = new ArrayList<>();

    WrittenGltf(Path folder) {
        path = folder.resolve("mesh.gltf");
    }

    /** What is told of the file. */
    List<String> notes() {
        return notes;
    }

    /** What all views together have. */
    byte[] content() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** A new view of bytes that are added; returns its number. */
    int view(byte[] content, String more) {
        views.add(
                "{\"buffer\": 0, \"byteOffset\": %d, \"byteLength\": %d%s}"
                        .formatted(bytes.position(), content.length, more));
        bytes.put(content);
        bytes.position((bytes.position() + 3) / 4 * 4);
        return views.size() - 1;
    }

    static byte[] floats(float... values) {
        ByteBuffer out = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        out.asFloatBuffer().put(values);
        return out.array();
    }

    static byte[] bytes(int... values) {
        byte[] out = new byte[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) values[i];
        }
        return out;
    }

    /** A new accessor; returns its number. */
    int accessor(String view, int kind, int count, String type, String more) {
        accessors.add(
                "{%s\"componentType\": %d, \"count\": %d, \"type\": \"%s\"%s}"
                        .formatted(view, kind, count, type, more));
        return accessors.size() - 1;
    }

    int positions(float... values) {
        int view = view(floats(values), "");
        return accessor("\"bufferView\": " + view + ", ", 5126, values.length / 3, "VEC3", "");
    }

    int indices(int... values) {
        int view = view(bytes(values), "");
        return accessor("\"bufferView\": " + view + ", ", 5121, values.length, "SCALAR", "");
    }

    static String primitive(int positions, String more) {
        return "{\"attributes\": {\"POSITION\": %d}%s}".formatted(positions, more);
    }

    /** A file of one mesh in one node, and more members. */
    String json(String primitive, String node, String more) {
        byte[] content = content();
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

    /** Writes and reads it. */
    MeshScene read(String json) throws IOException {
        return MeshFile.read(Files.writeString(path, json), notes::add);
    }

    Mesh mesh(String primitive, String node) throws IOException {
        return read(json(primitive, node, "")).mesh();
    }

    /** {@link #SQUARE} as two triangles. */
    String square(String more) {
        return primitive(positions(SQUARE), ", \"indices\": " + indices(0, 1, 2, 0, 2, 3) + more);
    }

    /** The normal of the order of a triangle's corners, times twice its area. */
    static float[] face(Mesh mesh, int triangle) {
        float[] faces = Normals.faces(mesh.positions(), mesh.triangles());
        return Arrays.copyOfRange(faces, 3 * triangle, 3 * triangle + 3);
    }
}

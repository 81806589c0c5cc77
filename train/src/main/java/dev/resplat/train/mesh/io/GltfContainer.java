package dev.resplat.train.mesh.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import de.javagl.jgltf.impl.v2.GlTF;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * A glTF file, taken apart: its JSON and, in a {@code .glb}, the bytes that come with it (glTF 2.0,
 * section 4).
 *
 * @param root the JSON
 * @param binary the bytes, little-endian; null if there are none
 */
record GltfContainer(GlTF root, ByteBuffer binary) {
    static final ObjectMapper JSON =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private static final int MAGIC = 0x46546C67;
    private static final int CHUNK_JSON = 0x4E4F534A;
    private static final int CHUNK_BINARY = 0x004E4942;
    private static final String AGAIN = "damaged or cut off; export the mesh again";

    /** What has another form of data, without which there is no mesh. */
    private static final Set<String> SUPPORTED =
            Set.of("KHR_lights_punctual", "KHR_mesh_quantization", "KHR_texture_transform");

    static GltfContainer read(Path file, Notes notes) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        boolean binary = bytes.limit() >= 4 && bytes.getInt(0) == MAGIC;
        GltfContainer container =
                binary ? chunks(bytes, notes) : new GltfContainer(json(bytes, notes), null);
        container.require(notes);
        return container;
    }

    private static GltfContainer chunks(ByteBuffer bytes, Notes notes) throws IOException {
        if (bytes.limit() < 20 || bytes.getInt(4) != 2) {
            throw notes.mistake(
                    bytes.limit() < 20
                            ? AGAIN
                            : "glTF of version %d; only 2 is known, export it as that"
                                    .formatted(bytes.getInt(4)));
        }
        if (Integer.toUnsignedLong(bytes.getInt(8)) > bytes.limit()) {
            throw notes.mistake(
                    "%s: it says that it has %d bytes, and has %d"
                            .formatted(
                                    AGAIN, Integer.toUnsignedLong(bytes.getInt(8)), bytes.limit()));
        }
        ByteBuffer json = null;
        ByteBuffer binary = null;
        int start = 12;
        while (start + 8 <= bytes.limit()) {
            int length = bytes.getInt(start);
            int kind = bytes.getInt(start + 4);
            if (length < 0 || length > bytes.limit() - start - 8) {
                throw notes.mistake(AGAIN);
            }
            ByteBuffer chunk = bytes.slice(start + 8, length).order(ByteOrder.LITTLE_ENDIAN);
            if (kind == CHUNK_JSON && json == null) {
                json = chunk;
            } else if (kind == CHUNK_BINARY && binary == null) {
                binary = chunk;
            }
            start += 8 + length;
        }
        if (json == null) {
            throw notes.mistake(AGAIN);
        }
        return new GltfContainer(json(json, notes), binary);
    }

    private static GlTF json(ByteBuffer bytes, Notes notes) throws IOException {
        try {
            GlTF root =
                    JSON.readValue(bytes.array(), bytes.arrayOffset(), bytes.limit(), GlTF.class);
            if (root == null) {
                throw notes.mistake(AGAIN);
            }
            return root;
        } catch (JsonProcessingException e) {
            throw notes.mistake(
                    "not glTF, or damaged (line %d: %s); export the mesh again"
                            .formatted(
                                    e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
                                    e.getOriginalMessage().lines().findFirst().orElse("")));
        }
    }

    /** Checks the version, and that nothing is needed that is not known. */
    private void require(Notes notes) {
        String version = root.getAsset() == null ? null : root.getAsset().getVersion();
        if (version == null || !version.startsWith("2.")) {
            throw notes.mistake(
                    "glTF of version %s; only 2 is known, export it as that"
                            .formatted(version == null ? "?" : version));
        }
        if (root.getExtensionsRequired() != null) {
            for (String extension : root.getExtensionsRequired()) {
                if (!SUPPORTED.contains(extension) && !isLook(extension)) {
                    throw notes.mistake(
                            "needs the extension %s, which is not known; export it without, such as"
                                            .formatted(extension)
                                    + " without compression");
                }
            }
        }
    }

    /** Without extensions of materials and textures there is still a mesh. */
    private static boolean isLook(String extension) {
        return extension.startsWith("KHR_materials_") || extension.equals("EXT_texture_webp");
    }
}

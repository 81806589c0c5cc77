package dev.resplat.train.mesh.io;

import de.javagl.jgltf.impl.v2.Accessor;
import de.javagl.jgltf.impl.v2.AccessorSparse;
import de.javagl.jgltf.impl.v2.BufferView;
import de.javagl.jgltf.impl.v2.GlTF;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers and pictures of a glTF file, from wherever they are stored (glTF 2.0, section 3.6). */
final class GltfBuffers {
    private static final String BASE64 = ";base64,";
    private static final Map<String, Integer> COMPONENTS =
            Map.of("SCALAR", 1, "VEC2", 2, "VEC3", 3, "VEC4", 4, "MAT2", 4, "MAT3", 9, "MAT4", 16);

    private final Path folder;
    private final GlTF root;
    private final ByteBuffer binary;
    private final Notes notes;
    private final Map<Integer, ByteBuffer> buffers = new HashMap<>();

    GltfBuffers(Path file, GltfContainer container, Notes notes) {
        this.folder = TextureFiles.folderOf(file);
        this.root = container.root();
        this.binary = container.binary();
        this.notes = notes;
    }

    /** An element of a list of the file. */
    <T> T get(List<T> list, Integer index, String what) {
        if (list == null || index == null || index < 0 || index >= list.size()) {
            throw notes.mistake("there is no %s %s; export the mesh again".formatted(what, index));
        }
        return list.get(index);
    }

    // ---- Bytes -----------------------------------------------------------------------------

    /** The bytes of a view, little-endian. */
    ByteBuffer view(Integer index) throws IOException {
        BufferView view = get(root.getBufferViews(), index, "bufferView");
        ByteBuffer buffer = buffer(view.getBuffer());
        long start = view.getByteOffset() == null ? 0 : view.getByteOffset();
        long length = view.getByteLength() == null ? 0 : view.getByteLength();
        if (start + length > buffer.limit()) {
            throw notes.mistake(
                    "bufferView %d ends at byte %d of %d; the file is cut off, export it again"
                            .formatted(index, start + length, buffer.limit()));
        }
        return buffer.slice((int) start, (int) length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer buffer(Integer index) throws IOException {
        ByteBuffer known = buffers.get(index);
        if (known == null) {
            String uri = get(root.getBuffers(), index, "buffer").getUri();
            if (uri == null && binary == null) {
                throw notes.mistake(
                        "buffer %d has neither a file nor bytes; export the mesh again"
                                .formatted(index));
            }
            known = uri == null ? binary : ByteBuffer.wrap(bytes(uri));
            buffers.put(index, known);
        }
        return known;
    }

    /** What a URI refers to: a file beside the mesh, or the bytes that it has itself. */
    byte[] bytes(String uri) throws IOException {
        if (uri.startsWith("data:")) {
            int start = uri.indexOf(BASE64);
            try {
                if (start > 0) {
                    return Base64.getMimeDecoder().decode(uri.substring(start + BASE64.length()));
                }
            } catch (IllegalArgumentException e) {
                // Said below.
            }
            throw notes.mistake("bytes that are no base64; export the mesh again");
        }
        Path file =
                TextureFiles.find(folder, uri)
                        .or(() -> TextureFiles.find(folder, decoded(uri)))
                        .orElseThrow(
                                () ->
                                        notes.mistake(
                                                "there is no file %s, to which it refers; put it beside it"
                                                        .formatted(uri)));
        MeshFile.requireMemory(file, Files.size(file));
        return Files.readAllBytes(file);
    }

    private static String decoded(String uri) {
        try {
            return URLDecoder.decode(uri.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return uri;
        }
    }

    // ---- Numbers ---------------------------------------------------------------------------

    /** How numbers are stored. */
    private enum Kind {
        BYTE(5120, 1, 127),
        UNSIGNED_BYTE(5121, 1, 255),
        SHORT(5122, 2, 32767),
        UNSIGNED_SHORT(5123, 2, 65535),
        UNSIGNED_INT(5125, 4, 4294967295.0),
        FLOAT(5126, 4, 1);

        private final int code;
        private final int bytes;
        private final double most;

        Kind(int code, int bytes, double most) {
            this.code = code;
            this.bytes = bytes;
            this.most = most;
        }

        double read(ByteBuffer from, int at, boolean normalized) {
            double value =
                    switch (this) {
                        case BYTE -> from.get(at);
                        case UNSIGNED_BYTE -> from.get(at) & 0xFF;
                        case SHORT -> from.getShort(at);
                        case UNSIGNED_SHORT -> from.getShort(at) & 0xFFFF;
                        case UNSIGNED_INT -> Integer.toUnsignedLong(from.getInt(at));
                        case FLOAT -> from.getFloat(at);
                    };
            return normalized ? Math.max(value / most, -1) : value;
        }
    }

    private Kind kind(Integer code) {
        for (Kind kind : Kind.values()) {
            if (code != null && kind.code == code) {
                return kind;
            }
        }
        throw notes.mistake(
                "numbers of the unknown kind %s; export the mesh again".formatted(code));
    }

    /** How many elements there are. */
    int count(Integer index) {
        Integer count = get(root.getAccessors(), index, "accessor").getCount();
        return count == null ? 0 : count;
    }

    /** How many numbers each element has. */
    int components(Integer index) {
        String type = get(root.getAccessors(), index, "accessor").getType();
        Integer components = type == null ? null : COMPONENTS.get(type);
        if (components == null) {
            throw notes.mistake(
                    "accessor %d has the unknown type %s; export the mesh again"
                            .formatted(index, type));
        }
        return components;
    }

    /**
     * The elements of an accessor.
     *
     * @param components numbers of each
     * @return {@code [count, components]}
     */
    double[] numbers(Integer index, int components) throws IOException {
        Accessor accessor = get(root.getAccessors(), index, "accessor");
        if (components(index) != components) {
            throw notes.mistake(
                    "accessor %d has elements of %d numbers, must have %d; export the mesh again"
                            .formatted(index, components(index), components));
        }
        long size = (long) count(index) * components;
        if (size > Runtime.getRuntime().maxMemory() / 32) {
            throw notes.mistake(
                    "accessor %d of %d elements is too large for the memory; make the mesh smaller"
                            .formatted(index, count(index)));
        }
        double[] numbers = new double[(int) size];
        boolean normalized = Boolean.TRUE.equals(accessor.isNormalized());
        if (accessor.getBufferView() != null) {
            BufferView view = get(root.getBufferViews(), accessor.getBufferView(), "bufferView");
            int stride = view.getByteStride() == null ? 0 : view.getByteStride();
            Part part =
                    part(
                            accessor.getBufferView(),
                            accessor.getByteOffset(),
                            kind(accessor.getComponentType()),
                            components,
                            stride,
                            count(index));
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = part.at(i / components, i % components, normalized);
            }
        }
        if (accessor.getSparse() != null) {
            substitute(accessor, components, normalized, numbers);
        }
        return numbers;
    }

    /** Replaces some elements (section 3.6.2.3). */
    private void substitute(Accessor accessor, int components, boolean normalized, double[] numbers)
            throws IOException {
        AccessorSparse sparse = accessor.getSparse();
        if (sparse.getIndices() == null || sparse.getValues() == null) {
            throw notes.mistake("a sparse accessor has no values; export the mesh again");
        }
        int count = sparse.getCount() == null ? 0 : sparse.getCount();
        Part places =
                part(
                        sparse.getIndices().getBufferView(),
                        sparse.getIndices().getByteOffset(),
                        kind(sparse.getIndices().getComponentType()),
                        1,
                        0,
                        count);
        Part values =
                part(
                        sparse.getValues().getBufferView(),
                        sparse.getValues().getByteOffset(),
                        kind(accessor.getComponentType()),
                        components,
                        0,
                        count);
        for (int i = 0; i < count; i++) {
            double place = places.at(i, 0, false);
            if (!(place >= 0 && place < numbers.length / components)) {
                throw notes.mistake("a sparse accessor is damaged; export the mesh again");
            }
            for (int c = 0; c < components; c++) {
                numbers[components * (int) place + c] = values.at(i, c, normalized);
            }
        }
    }

    /** Numbers in the bytes of a view. */
    private record Part(ByteBuffer bytes, int offset, int stride, Kind kind) {
        double at(int element, int component, boolean normalized) {
            return kind.read(bytes, offset + element * stride + component * kind.bytes, normalized);
        }
    }

    private Part part(
            Integer view, Integer byteOffset, Kind kind, int components, int stride, int count)
            throws IOException {
        ByteBuffer bytes = view(view);
        long offset = byteOffset == null ? 0 : byteOffset;
        int size = components * kind.bytes;
        int step = stride == 0 ? size : stride;
        long end = offset + (count - 1L) * step + size;
        if (count > 0 && end > bytes.limit()) {
            throw notes.mistake(
                    "%d elements need %d bytes of bufferView %d, which has %d; export the mesh again"
                            .formatted(count, end, view, bytes.limit()));
        }
        return new Part(bytes, (int) offset, step, kind);
    }
}

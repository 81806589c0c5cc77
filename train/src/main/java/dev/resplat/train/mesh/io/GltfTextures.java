package dev.resplat.train.mesh.io;

import com.fasterxml.jackson.databind.JsonNode;
import de.javagl.jgltf.impl.v2.GlTF;
import de.javagl.jgltf.impl.v2.Image;
import de.javagl.jgltf.impl.v2.Sampler;
import de.javagl.jgltf.impl.v2.TextureInfo;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.ImageFile;
import dev.resplat.train.mesh.Texture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Textures of a glTF file. A picture that cannot be used is said, and left out. */
final class GltfTextures {
    private static final int CLAMP_TO_EDGE = 33071;
    private static final int MIRRORED_REPEAT = 33648;

    /** What makes a texture of a picture. */
    private record Use(Integer texture, boolean encoded, double bend) {}

    private final Path file;
    private final GlTF root;
    private final GltfBuffers buffers;
    private final Notes notes;
    private final Map<Integer, Optional<Texels>> pictures = new HashMap<>();
    private final Map<Use, Optional<Texture>> textures = new HashMap<>();

    GltfTextures(Path file, GlTF root, GltfBuffers buffers, Notes notes) {
        this.file = file;
        this.root = root;
        this.buffers = buffers;
        this.notes = notes;
    }

    /**
     * A texture.
     *
     * @param index in the file
     * @param encoded whether it is encoded as sRGB
     */
    Optional<Texture> texture(Integer index, boolean encoded) throws IOException {
        return texture(new Use(index, encoded, 1));
    }

    /**
     * A normal map.
     *
     * @param bend what x and y are times
     */
    Optional<Texture> normals(Integer index, double bend) throws IOException {
        return texture(new Use(index, false, bend));
    }

    private Optional<Texture> texture(Use use) throws IOException {
        Optional<Texture> known = textures.get(use);
        if (known == null) {
            Sampler sampler = sampler(use.texture);
            known =
                    texels(use.texture)
                            .map(texels -> use.bend == 1 ? texels : texels.bent(use.bend))
                            .map(
                                    texels ->
                                            texels.texture(
                                                    wrap(sampler.getWrapS()),
                                                    wrap(sampler.getWrapT()),
                                                    use.encoded));
            textures.put(use, known);
        }
        return known;
    }

    private Sampler sampler(Integer texture) {
        Integer index = buffers.get(root.getTextures(), texture, "texture").getSampler();
        return index == null ? new Sampler() : buffers.get(root.getSamplers(), index, "sampler");
    }

    private static Texture.Wrap wrap(Integer code) {
        if (code != null && code == CLAMP_TO_EDGE) {
            return Texture.Wrap.CLAMP;
        }
        return code != null && code == MIRRORED_REPEAT ? Texture.Wrap.MIRROR : Texture.Wrap.REPEAT;
    }

    /** The picture of a texture. */
    Optional<Texels> texels(Integer texture) throws IOException {
        var stored = buffers.get(root.getTextures(), texture, "texture");
        JsonNode webp = extension(stored.getExtensions(), "EXT_texture_webp").path("source");
        Integer index = webp.isInt() ? Integer.valueOf(webp.asInt()) : stored.getSource();
        if (index == null) {
            notes.once("textures without a PNG, JPEG or WebP are left out");
            return Optional.empty();
        }
        Optional<Texels> known = pictures.get(index);
        if (known == null) {
            known = picture(index);
            pictures.put(index, known);
        }
        return known;
    }

    private Optional<Texels> picture(Integer index) throws IOException {
        Image image = buffers.get(root.getImages(), index, "image");
        Path shown = file.resolveSibling("%s, image %d".formatted(file.getFileName(), index));
        try {
            byte[] bytes;
            if (image.getUri() != null) {
                bytes = buffers.bytes(image.getUri());
            } else {
                ByteBuffer view = buffers.view(image.getBufferView());
                bytes = new byte[view.limit()];
                view.get(0, bytes);
            }
            return Optional.of(Texels.of(ImageFile.read(bytes, shown, false, notes::once)));
        } catch (UserMistake | FormatException e) {
            notes.once("texture left out: " + e.getMessage());
            return Optional.empty();
        }
    }

    // ---- Where it is -----------------------------------------------------------------------

    /**
     * How coordinates become those of a texture (KHR_texture_transform): {@code u0 u + u1 v + u2}
     * and {@code v0 u + v1 v + v2}.
     *
     * @param set which coordinates of vertices
     */
    record Place(int set, double u0, double u1, double u2, double v0, double v1, double v2) {
        static final Place PLAIN = new Place(0, 1, 0, 0, 0, 1, 0);

        double u(double u, double v) {
            return u0 * u + u1 * v + u2;
        }

        double v(double u, double v) {
            return v0 * u + v1 * v + v2;
        }
    }

    static Place place(TextureInfo info) {
        return place(info.getTexCoord(), info.getExtensions());
    }

    static Place place(Integer texCoord, Map<String, Object> extensions) {
        JsonNode transform = extension(extensions, "KHR_texture_transform");
        int set = texCoord == null ? 0 : texCoord;
        double sine = StrictMath.sin(transform.path("rotation").asDouble());
        double cosine = StrictMath.cos(transform.path("rotation").asDouble());
        double x = transform.path("scale").path(0).asDouble(1);
        double y = transform.path("scale").path(1).asDouble(1);
        return new Place(
                transform.path("texCoord").asInt(set),
                cosine * x,
                sine * y,
                transform.path("offset").path(0).asDouble(),
                -sine * x,
                cosine * y,
                transform.path("offset").path(1).asDouble());
    }

    /** An extension of something; a missing node if it has none. */
    static JsonNode extension(Map<String, Object> extensions, String name) {
        Object value = extensions == null ? null : extensions.get(name);
        return value == null
                ? GltfContainer.JSON.missingNode()
                : GltfContainer.JSON.valueToTree(value);
    }
}

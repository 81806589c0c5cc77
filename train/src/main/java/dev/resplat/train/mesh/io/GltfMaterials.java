package dev.resplat.train.mesh.io;

import de.javagl.jgltf.impl.v2.GlTF;
import de.javagl.jgltf.impl.v2.MaterialPbrMetallicRoughness;
import de.javagl.jgltf.impl.v2.TextureInfo;
import dev.resplat.train.mesh.Material;
import dev.resplat.train.mesh.Texture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Materials of a glTF file (glTF 2.0, section 3.9). */
final class GltfMaterials {
    /** In place of the number of a material whose triangles are not drawn. */
    static final int HIDDEN = -1;

    private static final float CUTOFF = 0.5f;
    private static final float[] WHITE = {1, 1, 1, 1};

    /**
     * A material, in one tint of many.
     *
     * @param index in the file; null for that of primitives that have none
     */
    private record Key(Integer index, List<Float> tint) {}

    private final GlTF root;
    private final GltfBuffers buffers;
    private final GltfTextures textures;
    private final Notes notes;
    private final List<Material> materials = new ArrayList<>();
    private final Map<Key, Integer> numbers = new HashMap<>();

    GltfMaterials(GlTF root, GltfBuffers buffers, GltfTextures textures, Notes notes) {
        this.root = root;
        this.buffers = buffers;
        this.textures = textures;
        this.notes = notes;
    }

    /** Those that were asked for. */
    List<Material> materials() {
        return materials;
    }

    /**
     * The number of a material.
     *
     * @param index in the file; null for that of primitives that have none
     * @param tint what its colour is multiplied by, linear RGBA {@code [4]}
     */
    int number(Integer index, float[] tint) throws IOException {
        Key key = new Key(index, List.of(tint[0], tint[1], tint[2], tint[3]));
        Integer known = numbers.get(key);
        if (known == null) {
            Optional<Material> material = material(stored(index), index, tint);
            known = material.isEmpty() ? HIDDEN : materials.size();
            material.ifPresent(materials::add);
            numbers.put(key, known);
        }
        return known;
    }

    private de.javagl.jgltf.impl.v2.Material stored(Integer index) {
        return index == null
                ? new de.javagl.jgltf.impl.v2.Material()
                : buffers.get(root.getMaterials(), index, "material");
    }

    /** Where the coordinates of a material's textures come from: all from the same place. */
    GltfTextures.Place place(Integer index) {
        de.javagl.jgltf.impl.v2.Material stored = stored(index);
        List<GltfTextures.Place> places = new ArrayList<>();
        MaterialPbrMetallicRoughness pbr = stored.getPbrMetallicRoughness();
        if (pbr != null && pbr.getBaseColorTexture() != null) {
            places.add(GltfTextures.place(pbr.getBaseColorTexture()));
        }
        if (pbr != null && pbr.getMetallicRoughnessTexture() != null) {
            places.add(GltfTextures.place(pbr.getMetallicRoughnessTexture()));
        }
        if (stored.getNormalTexture() != null) {
            places.add(
                    GltfTextures.place(
                            stored.getNormalTexture().getTexCoord(),
                            stored.getNormalTexture().getExtensions()));
        }
        if (places.stream().distinct().count() > 1) {
            notes.once("textures of a material are all where that of its colour is");
        }
        return places.isEmpty() ? GltfTextures.Place.PLAIN : places.get(0);
    }

    private Optional<Material> material(
            de.javagl.jgltf.impl.v2.Material stored, Integer index, float[] tint)
            throws IOException {
        MaterialPbrMetallicRoughness pbr =
                stored.getPbrMetallicRoughness() == null
                        ? new MaterialPbrMetallicRoughness()
                        : stored.getPbrMetallicRoughness();
        float[] factor = pbr.getBaseColorFactor() == null ? WHITE : pbr.getBaseColorFactor();
        Optional<Texture> base = texture(pbr.getBaseColorTexture(), true);
        float alpha = factor[3] * tint[3];
        float cutoff = cutoff(stored);
        if (alpha < cutoff) {
            return Optional.empty();
        }
        Material.Reflection reflection =
                new Material.MetallicRoughness(
                        or(pbr.getMetallicFactor(), 1),
                        or(pbr.getRoughnessFactor(), 1),
                        texture(pbr.getMetallicRoughnessTexture(), false));
        if (stored.getOcclusionTexture() != null) {
            notes.once("occlusion textures are not used: shadows are computed");
        }
        return Optional.of(
                new Material(
                        stored.getName() == null ? "material " + index : stored.getName(),
                        new float[] {factor[0] * tint[0], factor[1] * tint[1], factor[2] * tint[2]},
                        base,
                        reflection,
                        normals(stored),
                        emission(stored),
                        Boolean.TRUE.equals(stored.isDoubleSided()),
                        // The texture's alpha is compared, without the factor.
                        base.isPresent() && cutoff > 0 ? cutoff / alpha : 0));
    }

    private static float or(Float value, float otherwise) {
        return value == null ? otherwise : value;
    }

    private Optional<Texture> texture(TextureInfo info, boolean encoded) throws IOException {
        return info == null ? Optional.empty() : textures.texture(info.getIndex(), encoded);
    }

    private float cutoff(de.javagl.jgltf.impl.v2.Material stored) {
        if ("MASK".equals(stored.getAlphaMode())) {
            return or(stored.getAlphaCutoff(), CUTOFF);
        }
        if ("BLEND".equals(stored.getAlphaMode())) {
            notes.once(
                    "what is transparent (alphaMode BLEND) is opaque, or a hole where its alpha is"
                            + " less than a half");
            return CUTOFF;
        }
        return 0;
    }

    private Optional<Texture> normals(de.javagl.jgltf.impl.v2.Material stored) throws IOException {
        var info = stored.getNormalTexture();
        return info == null
                ? Optional.empty()
                : textures.normals(info.getIndex(), or(info.getScale(), 1));
    }

    private float[] emission(de.javagl.jgltf.impl.v2.Material stored) throws IOException {
        float[] emission = new float[3];
        if (stored.getEmissiveFactor() == null) {
            return emission;
        }
        float[] mean = {1, 1, 1};
        if (stored.getEmissiveTexture() != null) {
            notes.once("emissive textures are not drawn: surfaces emit their mean");
            mean =
                    textures.texels(stored.getEmissiveTexture().getIndex())
                            .map(Texels::mean)
                            .orElse(mean);
        }
        double strength =
                GltfTextures.extension(stored.getExtensions(), "KHR_materials_emissive_strength")
                        .path("emissiveStrength")
                        .asDouble(1);
        for (int c = 0; c < 3; c++) {
            emission[c] = (float) (strength * mean[c] * stored.getEmissiveFactor()[c]);
        }
        return emission;
    }

    /** The mean of colours of vertices, as the renderer has one colour a material. */
    float[] tint(double[] colors, int components) {
        double[] sum = {0, 0, 0, components == 3 ? 1 : 0};
        boolean varies = false;
        int count = colors.length / components;
        for (int i = 0; i < colors.length; i++) {
            sum[i % components] += colors[i] / count;
            varies |= Math.abs(colors[i] - colors[i % components]) > 0.5 / 255;
        }
        if (varies) {
            notes.once("colours of vertices are not drawn: each part has their mean");
        }
        float[] tint = new float[4];
        for (int c = 0; c < 4; c++) {
            tint[c] = (float) sum[c];
        }
        return count == 0 ? Arrays.copyOf(WHITE, 4) : tint;
    }
}

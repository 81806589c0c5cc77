package dev.resplat.train.mesh.io;

import de.javagl.obj.FloatTuple;
import de.javagl.obj.Mtl;
import de.javagl.obj.MtlReader;
import de.javagl.obj.TextureOptions;
import dev.resplat.train.mesh.Material;
import dev.resplat.train.mesh.Texture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Materials of MTL files. Colours are linear, as Blender and most programs write them; pictures are
 * encoded as sRGB. Materials with {@code Pr} or {@code Pm} (roughness, metal) are
 * metallic-roughness, all others Phong.
 *
 * <p>{@code Kd} is what {@code map_Kd} is multiplied by; black, which some programs write where
 * there is a picture, counts as white then. Where the opacity ({@code d}, {@code map_d}) is less
 * than a half nothing is drawn. A {@code map_Bump} that is blue is a normal map.
 */
final class MtlMaterials {
    private static final float OPAQUE = 0.5f;
    private static final float[] GREY = {0.8f, 0.8f, 0.8f};
    private static final float[] BLACK = new float[3];
    private static final float[] WHITE = {1, 1, 1};

    private final Notes notes;
    private final TextureFiles pictures;
    private final List<Material> materials = new ArrayList<>();
    private final boolean[] hidden;

    /** The materials of an OBJ file. */
    MtlMaterials(Path obj, ObjContent content, Notes notes) throws IOException {
        this.notes = notes;
        Path folder = TextureFiles.folderOf(obj);
        pictures = new TextureFiles(folder, notes);
        Map<String, Mtl> known = new LinkedHashMap<>();
        for (String library : content.libraries) {
            for (Path file : files(folder, library)) {
                read(file).forEach(mtl -> known.putIfAbsent(mtl.getName(), mtl));
            }
        }
        hidden = new boolean[content.materials.size()];
        for (String name : content.materials) {
            Mtl mtl = known.get(name);
            if (mtl == null && name != null && !known.isEmpty()) {
                notes.once("no material is called '%s': its faces are grey".formatted(name));
            }
            hidden[materials.size()] = mtl != null && opacity(mtl) < OPAQUE;
            materials.add(mtl == null ? plain(name) : material(mtl));
        }
    }

    /** In the order of {@link ObjContent#materials}. */
    List<Material> materials() {
        return materials;
    }

    /** Which of them are so transparent that they are not drawn. */
    boolean[] hidden() {
        return hidden;
    }

    /** One file, or, as the format allows, several with blanks between them. */
    private List<Path> files(Path folder, String library) {
        List<Path> files = new ArrayList<>();
        TextureFiles.find(folder, library).ifPresent(files::add);
        if (files.isEmpty()) {
            for (String name : library.split("\\s+")) {
                Optional<Path> file = TextureFiles.find(folder, name);
                file.ifPresent(files::add);
                if (file.isEmpty()) {
                    notes.once("there is no material file %s: its faces are grey".formatted(name));
                }
            }
        }
        return files;
    }

    private List<Mtl> read(Path file) throws IOException {
        try (ObjLines lines = ObjContent.open(file)) {
            try {
                return MtlReader.read(lines);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            } catch (IOException | RuntimeException e) {
                throw notes.mistake(
                        "%s, line %d is damaged: '%s'; export the mesh again"
                                .formatted(file.getFileName(), lines.number(), lines.last()));
            }
        }
    }

    private static Material plain(String name) {
        return new Material(
                name == null ? "none" : name,
                GREY,
                Optional.empty(),
                new Material.Phong(BLACK, 1),
                Optional.empty(),
                BLACK,
                true,
                0);
    }

    private Material material(Mtl mtl) {
        Optional<Texels> holes = picture(mtl.getMapDOptions());
        Optional<Texels> picture = picture(mtl.getMapKdOptions()).map(Texels::opaque);
        float[] color = color(mtl.getKd(), picture.isPresent() ? WHITE : GREY);
        if (picture.isPresent() && color[0] + color[1] + color[2] == 0) {
            color = WHITE;
        }
        if (holes.isPresent()) {
            Texels seen = holes.get().hasAlpha() ? holes.get().alpha() : holes.get();
            picture = Optional.of(cut(picture, seen));
        }
        return new Material(
                mtl.getName(),
                color,
                picture.map(texels -> texture(texels, mtl.getMapKdOptions(), true)),
                reflection(mtl),
                normalMap(mtl),
                emission(mtl),
                true,
                holes.isPresent() ? OPAQUE : 0);
    }

    private static Texels cut(Optional<Texels> picture, Texels holes) {
        return picture.orElse(Texels.white(holes.width(), holes.height())).withAlpha(holes);
    }

    private float opacity(Mtl mtl) {
        float opacity = mtl.getD() == null ? 1 : mtl.getD();
        if (opacity < 1 && mtl.getMapDOptions() == null) {
            notes.once(
                    "materials are opaque, or not drawn where their opacity is less than a half");
        }
        // Some programs write 0 where a picture has the opacity.
        return mtl.getMapDOptions() == null ? opacity : 1;
    }

    private Material.Reflection reflection(Mtl mtl) {
        if (mtl.getMapKsOptions() != null || mtl.getMapNsOptions() != null) {
            notes.once("pictures of highlights (map_Ks, map_Ns) are not used");
        }
        Optional<Texels> roughness = picture(mtl.getMapPrOptions());
        Optional<Texels> metal = picture(mtl.getMapPmOptions());
        if (mtl.getPr() == null && mtl.getPm() == null && roughness.or(() -> metal).isEmpty()) {
            float shininess = mtl.getNs() == null ? 1 : Math.max(1, mtl.getNs());
            return new Material.Phong(color(mtl.getKs(), BLACK), shininess);
        }
        Optional<Texture> both =
                roughness.or(() -> metal).isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                texture(
                                        both(roughness, metal),
                                        Optional.ofNullable(mtl.getMapPrOptions())
                                                .orElse(mtl.getMapPmOptions()),
                                        false));
        return new Material.MetallicRoughness(
                metal.isPresent() ? 1 : clamp(mtl.getPm(), 0),
                roughness.isPresent() ? 1 : clamp(mtl.getPr(), 0.5f),
                both);
    }

    private static Texels both(Optional<Texels> roughness, Optional<Texels> metal) {
        Texels size = roughness.or(() -> metal).orElseThrow();
        Texels white = Texels.white(size.width(), size.height());
        return Texels.roughnessAndMetal(roughness.orElse(white), metal.orElse(white));
    }

    private static float clamp(Float value, float otherwise) {
        return value == null ? otherwise : Math.min(Math.max(value, 0), 1);
    }

    private Optional<Texture> normalMap(Mtl mtl) {
        TextureOptions options =
                mtl.getNormOptions() != null ? mtl.getNormOptions() : mtl.getBumpOptions();
        Optional<Texels> picture = picture(options);
        if (picture.isPresent() && !picture.get().isNormalMap()) {
            notes.once("pictures of heights (map_Bump) are not used; normal maps are");
            return Optional.empty();
        }
        Float bump = options == null ? null : options.getBm();
        return picture.map(texels -> bump == null || bump == 1 ? texels : texels.bent(bump))
                .map(texels -> texture(texels, options, false));
    }

    private float[] emission(Mtl mtl) {
        Optional<Texels> picture = picture(mtl.getMapKeOptions());
        if (picture.isPresent()) {
            notes.once("pictures of emission (map_Ke) are not drawn: surfaces emit their mean");
            return picture.get().mean();
        }
        return color(mtl.getKe(), BLACK);
    }

    private static float[] color(FloatTuple color, float[] otherwise) {
        if (color == null) {
            return otherwise;
        }
        float[] result = {color.getX(), color.getY(), color.getZ()};
        for (int c = 0; c < 3; c++) {
            result[c] = result[c] >= 0 && Float.isFinite(result[c]) ? result[c] : 0;
        }
        return result;
    }

    // ---- Pictures --------------------------------------------------------------------------

    private Optional<Texels> picture(TextureOptions options) {
        if (options == null || options.getFileName() == null) {
            return Optional.empty();
        }
        if (isOther(options.getO(), 0) || isOther(options.getS(), 1)) {
            notes.once("shifts and scales of pictures (-o, -s) are not used");
        }
        return pictures.texels(options.getFileName().replace(ObjLines.BLANK, ' '));
    }

    private static boolean isOther(FloatTuple values, float usual) {
        return values != null && (values.getX() != usual || values.getY() != usual);
    }

    private static Texture texture(Texels texels, TextureOptions options, boolean encoded) {
        boolean clamped = options != null && Boolean.TRUE.equals(options.isClamp());
        Texture.Wrap wrap = clamped ? Texture.Wrap.CLAMP : Texture.Wrap.REPEAT;
        return texels.texture(wrap, wrap, encoded);
    }
}

package dev.resplat.train.mesh.io;

import de.javagl.obj.BasicWritableObj;
import de.javagl.obj.FloatTuple;
import de.javagl.obj.ObjFace;
import de.javagl.obj.ObjReader;
import dev.resplat.train.config.UserMistake;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is in an OBJ file, as arrays: the library reads it and keeps nothing. Polygons are triangles
 * here.
 */
final class ObjContent {
    /** Where a corner has no normal or no texture coordinates. */
    static final int NONE = -1;

    final Floats positions = new Floats();
    final Floats normals = new Floats();
    final Floats uvs = new Floats();

    /** Indices of the corners of triangles, {@code [T, 3]} each. */
    final Ints positionOf = new Ints();

    final Ints normalOf = new Ints();
    final Ints uvOf = new Ints();

    /** Of triangles, indices into {@link #materials}. */
    final Ints materialOf = new Ints();

    /** Names of materials in the order of their first triangles; null for none. */
    final List<String> materials = new ArrayList<>();

    final Set<String> libraries = new LinkedHashSet<>();

    private final Notes notes;
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private String material;

    private ObjContent(Notes notes) {
        this.notes = notes;
    }

    /** Reads a file. */
    static ObjContent read(Path file, Notes notes) throws IOException {
        ObjContent content = new ObjContent(notes);
        BasicWritableObj taker = new BasicWritableObj();
        taker.setVertexConsumer(content::position);
        taker.setNormalConsumer(
                normal -> content.normals.add(normal.getX(), normal.getY(), normal.getZ()));
        taker.setTexCoordConsumer(content::uv);
        taker.setMaterialGroupNameConsumer(name -> content.material = name);
        taker.setMtlFileNamesConsumer(content.libraries::addAll);
        taker.setFaceConsumer(content::face);
        try (ObjLines lines = open(file)) {
            try {
                ObjReader.read(lines, taker);
            } catch (UserMistake e) {
                throw notes.mistake(
                        "line %d, '%s': %s"
                                .formatted(lines.number(), lines.last(), e.getMessage()));
            } catch (UncheckedIOException e) {
                throw e.getCause();
            } catch (IOException | RuntimeException e) {
                // The library meets what it does not understand with exceptions of any kind.
                throw notes.mistake(
                        "line %d is damaged: '%s'; export the mesh again"
                                .formatted(lines.number(), lines.last()));
            }
            if (lines.hasOtherElements()) {
                notes.once("lines, points and curved surfaces are not drawn");
            }
        }
        content.check();
        return content;
    }

    static ObjLines open(Path file) throws IOException {
        return new ObjLines(
                new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
    }

    private void position(FloatTuple position) {
        if (position.getDimensions() > 3) {
            notes.once("what vertices have beside their place, such as colours, is not used");
        }
        positions.add(finite(position.getX()), finite(position.getY()), finite(position.getZ()));
    }

    private static float finite(float value) {
        if (!Float.isFinite(value)) {
            throw new UserMistake("no place in space; export the mesh again");
        }
        return value;
    }

    /** Up in OBJ is down in our pictures. */
    private void uv(FloatTuple uv) {
        uvs.add(uv.getX());
        uvs.add(uv.getDimensions() > 1 ? 1 - uv.getY() : 1);
    }

    private void face(ObjFace face) {
        int n = face.getNumVertices();
        if (n < 3) {
            throw new UserMistake("a face of %d corners; export the mesh again".formatted(n));
        }
        double[] corners = new double[3 * n];
        for (int i = 0; i < n; i++) {
            int position = face.getVertexIndex(i);
            if (position < 0 || position >= positions.size() / 3) {
                throw new UserMistake(
                        "vertex %d of %d; export the mesh again"
                                .formatted(position + 1, positions.size() / 3));
            }
            for (int axis = 0; axis < 3; axis++) {
                corners[3 * i + axis] = positions.get(3 * position + axis);
            }
        }
        int[] triangles = Polygon.triangles(corners);
        for (int corner : triangles) {
            positionOf.add(face.getVertexIndex(corner));
            normalOf.add(face.containsNormalIndices() ? face.getNormalIndex(corner) : NONE);
            uvOf.add(face.containsTexCoordIndices() ? face.getTexCoordIndex(corner) : NONE);
        }
        int number = numbers.computeIfAbsent(material, name -> numbers.size());
        if (number == materials.size()) {
            materials.add(material);
        }
        for (int t = 0; t < triangles.length; t += 3) {
            materialOf.add(number);
        }
    }

    /** Normals and texture coordinates may follow the faces that use them. */
    private void check() {
        for (int corner = 0; corner < positionOf.size(); corner++) {
            check("normal", normalOf.get(corner), normals.size() / 3);
            check("texture coordinates", uvOf.get(corner), uvs.size() / 2);
        }
    }

    private void check(String what, int index, int count) {
        if (index < NONE || index >= count) {
            throw notes.mistake(
                    "a face has %s %d of %d; export the mesh again"
                            .formatted(what, index + 1, count));
        }
    }
}

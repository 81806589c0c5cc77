package dev.resplat.train.mesh.io;

import dev.resplat.train.mesh.Light;
import dev.resplat.train.mesh.Mesh;
import dev.resplat.train.mesh.MeshScene;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * OBJ files (Wavefront) with their materials. Where a face has no normals, {@link Normals} finds
 * them; where it has some, they say which side is its front, as the order of corners is often
 * wrong. Backs are drawn, as the format knows no sides.
 */
final class ObjFormat {
    private final ObjContent content;

    private ObjFormat(ObjContent content) {
        this.content = content;
    }

    static MeshScene read(Path file, Notes notes) throws IOException {
        ObjFormat format = new ObjFormat(ObjContent.read(file, notes));
        MtlMaterials materials = new MtlMaterials(file, format.content, notes);
        Mesh mesh = format.mesh(materials.hidden());
        List<Light> lights = Lighting.of(List.of(), mesh, notes);
        return new MeshScene(mesh, materials.materials(), lights, Lighting.environment(List.of()));
    }

    /** Without triangles of hidden materials. */
    private Mesh mesh(boolean[] hidden) {
        int[] normalOf = normals();
        float[] given = content.normals.toArray();
        float[] faces = Normals.faces(content.positions.toArray(), content.positionOf.toArray());
        Vertices vertices = new Vertices();
        Ints triangles = new Ints();
        Ints materials = new Ints();
        for (int t = 0; t < content.materialOf.size(); t++) {
            if (hidden[content.materialOf.get(t)]) {
                continue;
            }
            boolean turned = isTurned(faces, given, normalOf, t);
            for (int i = 0; i < 3; i++) {
                int corner = 3 * t + (turned ? (3 - i) % 3 : i);
                triangles.add(
                        vertices.number(
                                content.positionOf.get(corner),
                                normalOf[corner],
                                content.uvOf.get(corner)));
            }
            materials.add(content.materialOf.get(t));
        }
        return mesh(vertices, given, triangles.toArray(), materials.toArray());
    }

    /** Whether the normals of its corners point to the other side than its corners say. */
    private static boolean isTurned(float[] faces, float[] normals, int[] normalOf, int triangle) {
        double dot = 0;
        for (int corner = 3 * triangle; corner < 3 * triangle + 3; corner++) {
            for (int axis = 0; axis < 3; axis++) {
                dot += faces[3 * triangle + axis] * normals[3 * normalOf[corner] + axis];
            }
        }
        return dot < 0;
    }

    private Mesh mesh(Vertices vertices, float[] given, int[] triangles, int[] materials) {
        int count = vertices.count();
        float[] positions = new float[3 * count];
        float[] normals = new float[3 * count];
        float[] uvs = new float[2 * count];
        for (int v = 0; v < count; v++) {
            int normal = 3 * vertices.index(v, 1);
            float[] unit = Normals.unit(given[normal], given[normal + 1], given[normal + 2]);
            for (int axis = 0; axis < 3; axis++) {
                positions[3 * v + axis] = content.positions.get(3 * vertices.index(v, 0) + axis);
                normals[3 * v + axis] = unit[axis];
            }
            int uv = vertices.index(v, 2);
            for (int axis = 0; axis < 2 && uv != ObjContent.NONE; axis++) {
                float value = content.uvs.get(2 * uv + axis);
                uvs[2 * v + axis] = Float.isFinite(value) ? value : 0;
            }
        }
        return new Mesh(positions, normals, uvs, triangles, materials);
    }

    /** Of each corner the number of its normal; those that are missing are added. */
    private int[] normals() {
        int[] given = content.normalOf.toArray();
        boolean complete = true;
        for (int normal : given) {
            complete &= normal != ObjContent.NONE;
        }
        if (complete) {
            return given;
        }
        int[] found =
                Normals.add(
                        content.positions.toArray(), content.positionOf.toArray(), content.normals);
        for (int corner = 0; corner < given.length; corner++) {
            if (given[corner] == ObjContent.NONE) {
                given[corner] = found[corner];
            }
        }
        return given;
    }
}

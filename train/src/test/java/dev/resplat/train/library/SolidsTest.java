package dev.resplat.train.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.mesh.Mesh;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SolidsTest {
    private record Shape(String name, double volume, double tolerance, Consumer<MeshBuilder> add) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Shape> closed() {
        double sphere = 4 * Math.PI / 3;
        return Stream.of(
                new Shape("box", 6, 1e-5, b -> Solids.box(b, 1, 1, 1, 2, 3, 4, 0)),
                new Shape("beveled", 5.6, 0.3, b -> Solids.beveled(b, 1, 2, 3, 0.15f)),
                new Shape(
                        "prism",
                        1.5,
                        1e-5,
                        b -> Solids.prism(b, new float[] {0, 0, 1, 0, 0, 1}, 2, 5, 0)),
                new Shape("gable", 4, 1e-4, b -> Solids.gable(b, 0, 0, 4, 2, 1, 1)),
                new Shape("cylinder", 2 * Math.PI, 0.1, b -> Solids.cylinder(b, 1, -1, 1, 48)),
                new Shape(
                        "cone",
                        Math.PI / 3,
                        0.02,
                        b -> Solids.lathe(b, new float[] {0, 1, 0}, new float[] {0, 0, 1}, 48)),
                new Shape(
                        "ball",
                        sphere,
                        0.1,
                        b -> Organics.ball(b, new float[] {1, 1, 1}, 0, 1, 0, 24, 48)),
                new Shape(
                        "ellipsoid",
                        6 * sphere,
                        1,
                        b -> Organics.ball(b, new float[] {1, 2, 3}, 0, 1, 0, 24, 48)),
                new Shape(
                        "deformed",
                        sphere,
                        1.5,
                        b -> Organics.ball(b, new float[] {1, 1, 1}, 0.4f, 2, 5, 16, 32)));
    }

    private static Mesh mesh(Shape shape) {
        MeshBuilder b = new MeshBuilder();
        b.use(new Surface(0, 1));
        b.pushTilted(3, -2, 1, 0.7f, 0.4f);
        shape.add.accept(b);
        return b.mesh();
    }

    @ParameterizedTest
    @MethodSource("closed")
    void aClosedShapeHasItsVolume(Shape shape) {
        assertEquals(shape.volume, Meshes.volume(mesh(shape)), shape.tolerance);
    }

    /** Where every edge is passed in both directions, there is no hole and no turned triangle. */
    @ParameterizedTest
    @MethodSource("closed")
    void aClosedShapeHasNoHole(Shape shape) {
        Mesh mesh = mesh(shape);
        Map<String, Integer> edges = new HashMap<>();
        for (int t = 0; t < mesh.triangleCount(); t++) {
            for (int i = 0; i < 3; i++) {
                String from = place(mesh, mesh.triangles()[3 * t + i]);
                String to = place(mesh, mesh.triangles()[3 * t + (i + 1) % 3]);
                edges.merge(from + to, 1, Integer::sum);
                edges.merge(to + from, -1, Integer::sum);
            }
        }
        edges.forEach((edge, count) -> assertEquals(0, count, edge));
    }

    private static String place(Mesh mesh, int vertex) {
        StringBuilder text = new StringBuilder("(");
        for (int k = 0; k < 3; k++) {
            text.append(Math.round(1e3 * mesh.positions()[3 * vertex + k])).append(' ');
        }
        return text.append(')').toString();
    }

    @ParameterizedTest
    @MethodSource("closed")
    void normalsAreThoseOfFronts(Shape shape) {
        Mesh mesh = mesh(shape);
        for (int t = 0; t < mesh.triangleCount(); t++) {
            double[] face = Meshes.face(Meshes.corners(mesh, t));
            for (int i = 0; i < 3; i++) {
                int at = 3 * mesh.triangles()[3 * t + i];
                double[] n = {mesh.normals()[at], mesh.normals()[at + 1], mesh.normals()[at + 2]};
                assertEquals(1, Meshes.dot(n, n), 1e-4);
                double cosine = Meshes.dot(n, face) / Math.sqrt(Meshes.dot(face, face));
                assertTrue(cosine > 0.3, shape + ": triangle " + t + " has " + cosine);
            }
        }
    }

    @Test
    void texturesAreLaidOnInMetres() {
        MeshBuilder b = new MeshBuilder();
        b.use(new Surface(0, 0.5f));
        Solids.box(b, 0, 0, 0, 2, 3, 1, 0);
        Mesh mesh = b.mesh();
        for (int t = 0; t < mesh.triangleCount(); t++) {
            double[][] c = Meshes.corners(mesh, t);
            for (int i = 0; i < 3; i++) {
                double[] d = Meshes.minus(c[(i + 1) % 3], c[i]);
                int p = 2 * mesh.triangles()[3 * t + i];
                int q = 2 * mesh.triangles()[3 * t + (i + 1) % 3];
                double du = mesh.uvs()[q] - mesh.uvs()[p];
                double dv = mesh.uvs()[q + 1] - mesh.uvs()[p + 1];
                assertEquals(2 * Math.sqrt(Meshes.dot(d, d)), Math.hypot(du, dv), 1e-4);
            }
        }
    }

    @Test
    void aPictureIsUprightSeenFromItsFront() {
        MeshBuilder b = new MeshBuilder();
        b.use(new Surface(0, 1));
        b.picture(-1, 0, 1, 2, 0);
        Mesh mesh = b.mesh();
        for (int i = 0; i < 4; i++) {
            // Seen from -y, x is to the right; v goes down.
            assertEquals(mesh.positions()[3 * i] > 0 ? 1 : 0, mesh.uvs()[2 * i]);
            assertEquals(mesh.positions()[3 * i + 2] > 1 ? 0 : 1, mesh.uvs()[2 * i + 1]);
        }
        assertTrue(Meshes.face(Meshes.corners(mesh, 0))[1] < 0);
    }
}

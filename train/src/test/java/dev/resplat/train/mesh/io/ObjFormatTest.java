package dev.resplat.train.mesh.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.BuiltInPicture;
import dev.resplat.train.mesh.Material;
import dev.resplat.train.mesh.Mesh;
import dev.resplat.train.mesh.MeshScene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OBJ files and their materials, written here. */
final class ObjFormatTest {
    private static final String SQUARE = "v 0 0 0\nv 2 0 0\nv 2 1 0\nv 0 1 0\n";

    @TempDir private Path folder;

    private final List<String> notes = new ArrayList<>();

    private MeshScene read(String... lines) throws IOException {
        Path file = folder.resolve("a mesh.obj");
        Files.writeString(file, String.join("\n", lines) + "\n");
        return MeshFile.read(file, notes::add);
    }

    private Material material(String... lines) throws IOException {
        Files.writeString(folder.resolve("look.mtl"), String.join("\n", lines) + "\n");
        return read("mtllib look.mtl", SQUARE, "usemtl look", "f 1 2 3 4").materials().get(0);
    }

    /** Of all triangles, and that all normals have the directions of their corners' order. */
    private static double area(Mesh mesh) {
        float[] faces = Normals.faces(mesh.positions(), mesh.triangles());
        double area = 0;
        for (int t = 0; t < faces.length; t += 3) {
            double squared = 0;
            double dot = 0;
            for (int axis = 0; axis < 3; axis++) {
                squared += faces[t + axis] * faces[t + axis];
                dot += faces[t + axis] * mesh.normals()[3 * mesh.triangles()[t] + axis];
            }
            assertTrue(dot > 0, "a triangle looks to the other side than its normals");
            area += Math.sqrt(squared) / 2;
        }
        return area;
    }

    @Test
    void aSquareIsTwoTrianglesWithANormal() throws Exception {
        MeshScene scene = read("# a comment", SQUARE, "f 1 2 3 4");
        Mesh mesh = scene.mesh();
        assertEquals(2, mesh.triangleCount());
        assertEquals(4, mesh.vertexCount());
        assertEquals(2, area(mesh), 1e-6);
        assertArrayEquals(new float[] {0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1}, mesh.normals(), 0);
        assertArrayEquals(new float[8], mesh.uvs());
        assertTrue(scene.materials().get(0).doubleSided());
        assertEquals(1, scene.lights().size());
        assertEquals(List.of(), notes);
    }

    @Test
    void indicesMayCountFromTheEndAndLinesMayGoOn() throws Exception {
        Mesh mesh =
                read(
                                SQUARE,
                                "vt 0 0\nvt 1 0.25 0",
                                "vn 0 0 2",
                                "f\t-4/1/-1 -3/2/-1 \\",
                                "-2/2/1 # the rest",
                                "v 9 9 9",
                                "f -5/1/1 -3/1/1 -2/1/1")
                        .mesh();
        assertEquals(2, mesh.triangleCount());
        assertEquals(2, area(mesh), 1e-6);
        int second = mesh.triangles()[1];
        assertEquals(2, mesh.positions()[3 * second]);
        assertEquals(1, mesh.uvs()[2 * second]);
        assertEquals(0.75, mesh.uvs()[2 * second + 1], 1e-6, "v goes down");
        assertEquals(1, mesh.normals()[3 * second + 2], "of length 1");
    }

    @Test
    void polygonsMayHaveDents() throws Exception {
        // An arrow with a deep dent; a fan from its first corner would cover the dent.
        Mesh mesh = read("v 0 0 0\nv 4 2 0\nv 0 4 0\nv 3 2 0", "f 4 1 2 3").mesh();
        assertEquals(2, area(mesh), 1e-6);
        String star = "";
        String face = "f";
        for (int i = 0; i < 10; i++) {
            double radius = i % 2 == 0 ? 3 : 1;
            star +=
                    "v 0 %s %s\n"
                            .formatted(
                                    radius * Math.cos(Math.PI * i / 5),
                                    radius * Math.sin(Math.PI * i / 5));
            face += " " + (i + 1);
        }
        Mesh five = read(star, face).mesh();
        assertEquals(8, five.triangleCount());
        assertEquals(5 * 3 * Math.sin(Math.PI / 5), area(five), 1e-4);
        assertEquals(1, five.normals()[0], 1e-6);
    }

    @Test
    void missingNormalsAreSmoothAcrossSlightEdgesOnly() throws Exception {
        // Three walls: a slight edge between the first two, a sharp one to the third.
        Mesh mesh =
                read(
                                "v 0 0 0\nv 0 1 0\nv 1 0 0\nv 1 1 0",
                                "v 2 0 -0.5\nv 2 1 -0.5\nv 2 0 -3\nv 2 1 -3",
                                "f 1 3 4 2\nf 3 5 6 4\nf 5 7 8 6")
                        .mesh();
        assertEquals(10, mesh.vertexCount(), "only the sharp edge has two normals");
        for (int v = 0; v < mesh.vertexCount(); v++) {
            float x = mesh.positions()[3 * v];
            float[] normal = {mesh.normals()[3 * v], mesh.normals()[3 * v + 2]};
            if (x == 0) {
                assertArrayEquals(new float[] {0, 1}, normal, 1e-6f);
            } else if (x == 1) {
                assertTrue(normal[0] > 0.1 && normal[0] < 0.4, "between both: " + normal[0]);
            }
        }
    }

    @Test
    void normalsSayWhichSideIsTheFront() throws Exception {
        Mesh mesh = read(SQUARE, "vn 0 0 -1", "f 1//1 2//1 3//1 4//1").mesh();
        assertEquals(2, area(mesh), 1e-6);
        assertEquals(-1, mesh.normals()[2]);
    }

    // ---- Materials -------------------------------------------------------------------------

    @Test
    void materialsArePhongOrOfMetal() throws Exception {
        Material phong =
                material("newmtl look", "Kd 0.5 0.25 1", "Ks 0.1 0.2 0.3", "Ns 30", "Ke 0 2 0");
        assertArrayEquals(new float[] {0.5f, 0.25f, 1}, phong.baseColor());
        assertArrayEquals(new float[] {0, 2, 0}, phong.emission());
        Material.Phong look = (Material.Phong) phong.reflection();
        assertArrayEquals(new float[] {0.1f, 0.2f, 0.3f}, look.specular());
        assertEquals(30, look.shininess());
        Material metal = material("newmtl look", "Kd 1 1 1", "Pr 0.25", "Pm 0.75");
        Material.MetallicRoughness rough = (Material.MetallicRoughness) metal.reflection();
        assertEquals(0.25f, rough.roughness());
        assertEquals(0.75f, rough.metallic());
        assertEquals(List.of(), notes);
    }

    @Test
    void picturesAreFoundWherePathsOfOtherComputersEnd() throws Exception {
        Files.write(folder.resolve("wood.png"), BuiltInPicture.paint(8, 4).png());
        Material look =
                material(
                        "newmtl look",
                        "Kd 0 0 0",
                        "map_Kd -clamp on C:\\art\\wood.png",
                        "map_d wood.png");
        assertEquals(8, look.baseTexture().orElseThrow().width());
        assertArrayEquals(new float[] {1, 1, 1}, look.baseColor(), "black would hide it");
        assertEquals(0.5f, look.alphaCutoff());
        assertEquals(List.of(), notes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "map_Kd old oak wood.png",
                "map_Kd -s 1 1 1 -o 0 0 0 old oak wood.png",
                "MAP_KD -clamp off old oak wood.png",
                "map_kd -bm 1.5 -imfchan r ../elsewhere/old oak wood.png"
            })
    void namesOfPicturesMayHaveBlanks(String line) throws Exception {
        Files.write(folder.resolve("old oak wood.png"), BuiltInPicture.paint(8, 4).png());
        assertEquals(8, material("newmtl look", line).baseTexture().orElseThrow().width());
        assertEquals(List.of(), notes);
    }

    @Test
    void whatIsMissingOrNotDrawnIsSaidOnce() throws Exception {
        material(
                "newmtl look", "Kd 1 1 1", "map_Kd gone.png", "map_Ks gone.png", "map_Kd gone.png");
        read(
                "mtllib gone.mtl",
                SQUARE,
                "v 0 0 0 1 0 0\nv 1 1 1 0 0 0",
                "usemtl x",
                "f 1 2 3",
                "l 1 2");
        assertEquals(5, notes.size(), notes.toString());
        assertTrue(notes.get(0).endsWith("there is no texture gone.png: it is left out"));
        assertTrue(notes.get(1).contains("map_Ks"), notes.get(1));
        assertTrue(notes.get(2).contains("such as colours, is not used"), notes.get(2));
        assertTrue(notes.get(3).contains("lines, points"), notes.get(3));
        assertTrue(notes.get(4).contains("no material file gone.mtl"), notes.get(4));
    }

    @Test
    void almostTransparentFacesAreNotDrawn() throws Exception {
        Files.writeString(folder.resolve("look.mtl"), "newmtl glass\nd 0.2\nnewmtl ice\nTr 0.1\n");
        Mesh mesh =
                read("mtllib look.mtl", SQUARE, "usemtl glass\nf 1 2 3", "usemtl ice\nf 1 3 4")
                        .mesh();
        assertEquals(1, mesh.triangleCount());
        assertEquals(1, notes.size());
    }

    // ---- Damage ----------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "'f 1 2 9', 'line 6, ''f 1 2 9'': vertex 9 of 4'",
        "'f 1 2 -9', 'line 6'",
        "'f 0 1 2', 'line 6 is damaged'",
        "'f 1 2', 'a face of 2 corners'",
        "'v 1 nothing 3', 'line 6 is damaged: ''v 1 nothing 3'''",
        "'v 1 2', 'line 6 is damaged'",
        "'v 1 NaN 3', 'no place in space'",
        "'f 1/5 2/5 3/5', 'texture coordinates 5 of 0'",
        "'f 1//1 2//1 3//1', 'normal 1 of 0'",
        "'f a b c', 'line 6 is damaged'",
        "'vn 1', 'line 6 is damaged'"
    })
    void damageIsAMistakeWithItsLine(String line, String message) {
        UserMistake mistake =
                assertThrows(UserMistake.class, () -> read(SQUARE.strip(), "", line, "f 1 2 3"));
        assertTrue(mistake.getMessage().startsWith(folder.resolve("a mesh.obj").toString()));
        assertTrue(mistake.getMessage().contains(message), mistake.getMessage());
        assertTrue(mistake.getMessage().contains("export the mesh again"), mistake.getMessage());
    }

    @Test
    void filesWithoutFacesAreMistakes() {
        assertTrue(mistake(SQUARE).contains("there is no triangle in it"));
        assertTrue(mistake("").contains("there is no triangle in it"));
        Path none = folder.resolve("none.obj");
        assertTrue(
                assertThrows(UserMistake.class, () -> MeshFile.read(none, notes::add))
                        .getMessage()
                        .contains("there is no file"));
    }

    @Test
    void aDamagedMaterialFileIsNamed() throws Exception {
        Files.writeString(folder.resolve("bad.mtl"), "newmtl look\nNs shiny\n");
        assertTrue(
                mistake("mtllib bad.mtl\n" + SQUARE + "f 1 2 3")
                        .contains("bad.mtl, line 2 is damaged: 'Ns shiny'"));
    }

    private String mistake(String content) {
        return assertThrows(UserMistake.class, () -> read(content)).getMessage();
    }
}

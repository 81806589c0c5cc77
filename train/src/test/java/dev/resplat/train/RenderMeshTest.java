package dev.resplat.train;

import static dev.resplat.train.Commands.assertMistake;
import static dev.resplat.train.Commands.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.splat.Splats3d;
import dev.resplat.splat.io.GaussianPly;
import dev.resplat.tensor.io.NpyFile;
import dev.resplat.train.image.Image;
import dev.resplat.train.mesh.io.Exported;
import dev.resplat.train.metrics.Quality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command render with meshes, and its comparison with photographs. */
final class RenderMeshTest {
    @SuppressWarnings("unused") // JUnit takes it.
    private static final List<String> MESHES = Exported.MESHES;

    @TempDir private Path temporary;

    private Path meshes;

    @BeforeEach
    void files() throws Exception {
        meshes = Exported.into(temporary.resolve("meshes"));
    }

    /** A folder with two cameras, and what render shows of a file with them as photographs. */
    private Path photographs(Path of) throws IOException {
        String json = Files.readString(meshes.resolve("cameras.json"));
        int start = json.indexOf('[') + 1;
        String frame = json.substring(start, json.lastIndexOf(']'));
        Path folder = Files.createDirectories(temporary.resolve("photographs"));
        Files.writeString(
                folder.resolve("cameras.json"),
                json.substring(0, start)
                        + frame
                        + ","
                        + frame.replace("view.png", "other.png")
                        + "]}");
        assertDone(render(of, "--cameras=" + folder.resolve("cameras.json")));
        for (String name : List.of("view.png", "other.png")) {
            Files.copy(out().resolve(name), folder.resolve(name));
        }
        return folder;
    }

    private Path out() {
        return temporary.resolve("the frames");
    }

    private Outcome render(Path file, Object... more) {
        return Outcome.of(
                Stream.concat(
                                Stream.of("render", file.toString(), "--out=" + out()),
                                Stream.of(more).map(Object::toString))
                        .toList());
    }

    private Outcome render(String name, Object... more) {
        return render(meshes.resolve(name), more);
    }

    private JsonNode list() throws IOException {
        return JsonMapper.builder().build().readTree(out().resolve("render.json").toFile());
    }

    private static void assertDone(Outcome outcome) {
        assertEquals(0, outcome.code(), outcome.err());
    }

    /** The mean of a channel in a rectangle of a frame. */
    private static double mean(Image image, int left, int top, int side, int channel) {
        double sum = 0;
        for (int y = top; y < top + side; y++) {
            for (int x = left; x < left + side; x++) {
                sum += image.at(x, y, channel);
            }
        }
        return sum / side / side;
    }

    // ---- Frames ----------------------------------------------------------------------------

    @ParameterizedTest
    @FieldSource("MESHES")
    void meshesAreSeenFromAroundAndUpright(String name) throws Exception {
        Outcome outcome = render(name, "--frames=3", "--width=64", "--background=0,0,1");
        assertDone(outcome);
        assertEquals(
                Set.of("00000.png", "00001.png", "00002.png", "render.json"),
                Commands.files(out()));
        assertTrue(outcome.out().contains("146 triangles"), outcome.out());
        assertTrue(outcome.out().contains("frames    " + out() + ", 3 in "), outcome.out());
        Image frame = read(out().resolve("00000.png"));
        assertEquals(48, frame.height());
        assertEquals(1, mean(frame, 0, 0, 10, 2), 0.01, "the background is above");
        assertTrue(mean(frame, 30, 30, 4, 0) > 0.1, "the ground is below");
        // In front, with x to the right, the cone is on the left, and it is red; the ball is not.
        int left = 0;
        int right = 0;
        for (int y = 0; y < 48; y++) {
            for (int x = 0; x < 64; x++) {
                float green = frame.at(x, y, 1);
                boolean red =
                        frame.at(x, y, 0) > Math.max(0.3, 1.4 * green)
                                && Math.abs(green - frame.at(x, y, 2)) < 0.15;
                left += red && x < 25 ? 1 : 0;
                right += red && x > 38 ? 1 : 0;
            }
        }
        assertTrue(left > 4 && right < left / 2, left + " red pixels left, " + right + " right");
        assertFalse(
                Arrays.equals(frame.colors(), read(out().resolve("00001.png")).colors()),
                "the camera goes around");
        assertEquals(146, list().get("triangles").asInt());
        assertEquals("cpu", list().get("device").asText());
    }

    @Test
    void mapsAreOfTheSamePixels() throws Exception {
        assertDone(
                render(
                        "shapes.glb",
                        "--cameras=" + meshes.resolve("cameras.json"),
                        "--maps",
                        "--format=npy",
                        "--animation=gif"));
        assertEquals(
                Set.of(
                        "view.npy",
                        "view.depth.npy",
                        "view.normal.npy",
                        "animation.gif",
                        "render.json"),
                Commands.files(out()));
        float[] expected = NpyFile.read(meshes.resolve("depth.npy")).toFloats();
        float[] depth = NpyFile.read(out().resolve("view.depth.npy")).toFloats();
        int other = 0;
        for (int i = 0; i < depth.length; i++) {
            other += Math.abs(depth[i] - expected[i]) < 1e-3 ? 0 : 1;
        }
        assertTrue(other <= 2, other + " depths are not those of Blender");
        assertArrayEquals(
                new int[] {36, 48, 3}, NpyFile.read(out().resolve("view.normal.npy")).dims());
        assertEquals(
                "view.depth.npy", list().get("frames").get(0).get("maps").get("depth").asText());
        // Maps are replaced with their frames.
        assertDone(render("shapes.glb", "--frames=1", "--width=16"));
        assertEquals(Set.of("00000.png", "render.json"), Commands.files(out()));
    }

    @Test
    void samplesSmoothAndShadowsDarken() throws Exception {
        Path cameras = meshes.resolve("cameras.json");
        assertDone(render("shapes.glb", "--cameras=" + cameras, "--samples=1"));
        Image coarse = read(out().resolve("view.png"));
        assertEquals(1, list().get("samples").asInt());
        assertDone(render("shapes.glb", "--cameras=" + cameras));
        Image fine = read(out().resolve("view.png"));
        assertDone(render("shapes.glb", "--cameras=" + cameras, "--no-shadows"));
        Image unshaded = read(out().resolve("view.png"));
        assertFalse(list().get("shadows").asBoolean());
        assertFalse(Arrays.equals(coarse.colors(), fine.colors()));
        double darker = 0;
        for (int i = 0; i < fine.colors().length; i++) {
            double difference = unshaded.colors()[i] - fine.colors()[i];
            assertTrue(difference > -0.01, "a shadow makes nothing lighter: " + difference);
            darker += difference;
        }
        assertTrue(darker > 20, "shadows: " + darker);
    }

    // ---- Comparison ------------------------------------------------------------------------

    @Test
    void framesAreComparedWithPhotographs() throws Exception {
        Path folder = photographs(meshes.resolve("shapes.glb"));
        Outcome outcome =
                render(
                        "shapes.glb",
                        "--cameras=" + folder,
                        "--compare",
                        "--no-shadows",
                        "--format=npy");
        assertDone(outcome);
        float[] colors = NpyFile.read(out().resolve("view.npy")).toFloats();
        Quality expected =
                Quality.of(new Image(48, 36, colors).stored(), read(folder.resolve("view.png")));
        assertTrue(expected.psnr() > 10 && expected.psnr() < 50, "psnr " + expected.psnr());
        assertEquals(expected.psnr(), list().get("psnr").asDouble(), 1e-9);
        assertEquals(
                expected.ssim().getAsDouble(),
                list().get("frames").get(1).get("ssim").asDouble(),
                1e-9);
        assertEquals(2, list().get("compared").asInt());
        assertTrue(outcome.out().contains("quality   PSNR " + expected.psnrText()), outcome.out());
    }

    /** Splats by the same path, and smaller. */
    @Test
    void splatsAreComparedToo() throws Exception {
        Path ply = temporary.resolve("scene.ply");
        GaussianPly.write(
                ply,
                new Splats3d(
                        0,
                        new float[] {0, 1, 0},
                        new float[] {1, 0, 0, 0},
                        new float[] {0, 0, 0},
                        new float[] {3},
                        new float[] {1, 0, 0}));
        Path folder = photographs(ply);
        assertDone(render(ply, "--cameras=" + folder, "--compare"));
        assertTrue(list().get("psnr").isNull(), "of equal pictures it is infinite");
        assertEquals(1, list().get("ssim").asDouble(), 1e-9);
        assertDone(render(ply, "--cameras=" + folder, "--compare", "--downscale=2"));
        assertTrue(list().get("psnr").asDouble() > 30, list().toString());
        assertEquals(24, list().get("frames").get(0).get("w").asInt());
    }

    /** A photograph that is not there is no mistake, if there are others. */
    @Test
    void camerasWithoutPhotographsAreSaid() throws Exception {
        Path folder = photographs(meshes.resolve("shapes.obj"));
        Path file = folder.resolve("cameras.json");
        String json = Files.readString(file);
        int start = json.indexOf('[') + 1;
        String frame = json.substring(start, json.indexOf("other.png")).replace("view", "gone");
        frame = frame.substring(0, frame.lastIndexOf('{'));
        Files.writeString(file, json.substring(0, start) + frame + json.substring(start));
        Outcome outcome = render("shapes.obj", "--cameras=" + folder, "--compare");
        assertDone(outcome);
        assertTrue(outcome.err().contains("1 of 3 frames have no photograph"), outcome.err());
        assertEquals(2, list().get("compared").asInt());
        assertFalse(list().get("frames").get(0).has("psnr"));
        assertTrue(list().get("frames").get(2).has("psnr"));
    }

    @Test
    void whatCannotBeComparedIsAMistake() throws Exception {
        Path cameras = meshes.resolve("cameras.json");
        assertMistake(render("shapes.obj", "--compare"), "give them with --cameras");
        assertMistake(
                render("shapes.obj", "--compare", "--cameras=" + cameras, "--path=orbit"),
                "no --path");
        assertMistake(render("shapes.obj", "--compare", "--cameras=" + cameras), "photograph");
        Path folder = photographs(meshes.resolve("shapes.obj"));
        assertMistake(
                render("shapes.obj", "--compare", "--cameras=" + folder, "--scale=2"),
                "--downscale",
                "--scale 2");
    }

    // ---- Mistakes --------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--samples=0",
                "--samples=9",
                "--samples=many",
                "--frames=0",
                "--cameras=nowhere",
                "--antialiased",
                "--background=red",
                "--width=0",
                "--scale=1e5",
                "--fps=10"
            })
    void whatCannotBeIsOneLineAndLeavesNothing(String option) {
        assertMistake(render("shapes.obj", option), "resplat render: ");
        assertFalse(Files.exists(out()));
    }

    @Test
    void optionsOfMeshesAreNotForSplats() throws Exception {
        Path ply = Files.writeString(temporary.resolve("scene.ply"), "");
        for (String option : List.of("--samples=2", "--no-shadows", "--maps")) {
            assertMistake(render(ply, option), "only meshes");
        }
    }

    @Test
    void filesThatAreNoMeshesAreMistakes() throws Exception {
        assertMistake(render("none.glb"), "there is no file", ".obj, .gltf or .glb");
        for (String name : List.of("damaged.glb", "damaged.gltf", "damaged.obj")) {
            Files.write(meshes.resolve(name), new byte[] {1, 2, 3});
            assertMistake(render(name), meshes.resolve(name).toString());
        }
        byte[] whole = Files.readAllBytes(meshes.resolve("shapes.glb"));
        Files.write(meshes.resolve("cut.glb"), Arrays.copyOf(whole, whole.length / 2));
        assertMistake(render("cut.glb"), "cut.glb: damaged or cut off; export the mesh again");
        assertFalse(Files.exists(out()));
    }

    @Test
    void whatIsNotDrawnIsSaid() throws Exception {
        Outcome outcome = render("assimp.glb", "--frames=1", "--width=16");
        assertDone(outcome);
        assertTrue(
                outcome.err().startsWith(meshes.resolve("assimp.glb") + ": extensions"),
                outcome.err());
    }
}

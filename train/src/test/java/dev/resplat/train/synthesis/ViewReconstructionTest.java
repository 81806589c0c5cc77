package dev.resplat.train.synthesis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Splats3d;
import dev.resplat.splat.io.GaussianPly;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RealData;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import dev.resplat.train.image.ImageFile;
import dev.resplat.train.metrics.Psnr;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.scene.NamedCamera;
import dev.resplat.train.scene.View;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scenes of two photographs, by a model that knows where the plane is that they show. */
final class ViewReconstructionTest {
    private static final Device CPU = Devices.find("cpu");

    @TempDir private Path temporary;
    private Path scene;

    @BeforeEach
    void writeScene() {
        scene = PaintedPlane.write(temporary.resolve("scene"), 4, 64, 48);
    }

    private List<View> views(int... numbers) {
        List<Path> photographs =
                Arrays.stream(numbers)
                        .mapToObj(i -> scene.resolve("images/%03d.png".formatted(i)))
                        .toList();
        return View.of(scene.resolve("cameras.json"), photographs, note -> {});
    }

    private ViewReconstructResult run(
            Function<Device, SynthesisModel> model, List<View> views, int width, int height) {
        ViewReconstructConfig config =
                new ViewReconstructConfig("plane", "cameras.json", false, width, height, 0, 1);
        Progress.Display display = new Progress.Display(new PrintWriter(new StringWriter()), false);
        try (RunDirectory run = RunDirectory.createOrReplace(temporary.resolve("out"))) {
            return ViewReconstruction.run(
                    model,
                    SynthesisEvaluationTest.examples(32),
                    views,
                    config,
                    CPU,
                    run,
                    display,
                    "test");
        }
    }

    /** Where the model meets the plane: its world is moved and scaled. */
    private static Function<Device, SynthesisModel> plane(List<View> views) {
        double[] a = views.get(0).camera().center();
        double[] b = views.get(1).camera().center();
        double apart = Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
        return device -> new PlaneSplats((PaintedPlane.DEPTH - (a[2] + b[2]) / 2) / apart);
    }

    @Test
    void splatsAreStoredInTheWorldOfTheCameras() throws Exception {
        List<View> views = views(0, 3);
        ViewReconstructResult result = run(plane(views), views, 48, 48);
        Path out = temporary.resolve("out");
        Splats3d splats = GaussianPly.read(out.resolve("scene.ply"), note -> {});
        assertEquals(2 * 48 * 48, splats.count());
        assertEquals(result.splats(), splats.count());
        assertEquals(1, splats.degree());
        for (int i = 0; i < splats.count(); i++) {
            assertEquals(PaintedPlane.DEPTH, splats.means()[3 * i + 2], 1e-4);
            for (int term = 1; term < 4; term++) {
                for (int c = 0; c < 3; c++) {
                    assertEquals(
                            PlaneSplats.REST * (3 * (term - 1) + c),
                            splats.sh()[12 * i + 3 * term + c],
                            1e-7);
                }
            }
        }
        // Rendered by others with the cameras beside it, it is what the metrics are of.
        JsonNode metrics =
                JsonMapper.builder().build().readTree(out.resolve("metrics.json").toFile());
        List<NamedCamera> cameras = NamedCamera.read(out.resolve("cameras.json"), note -> {});
        assertEquals(2, cameras.size());
        double psnr = 0;
        for (int i = 0; i < 2; i++) {
            Camera camera = cameras.get(i).camera();
            Image render =
                    new Image(48, 48, splats.render(CPU, camera, Rasterizer.Options.of(1)))
                            .stored();
            Image kept =
                    ImageFile.read(
                            out.resolve("renders/%s.png".formatted(cameras.get(i).name())),
                            notice -> {});
            assertTrue(Psnr.of(render, kept) > 60, "the same render");
            psnr += Psnr.of(render, input(views.get(i), 48, 48)) / 2;
        }
        assertEquals(psnr, metrics.get("psnr").asDouble(), 0.05);
        assertTrue(psnr > 25, "PSNR of the inputs " + psnr);
        assertFalse(metrics.get("guessed").asBoolean());
        for (String file :
                List.of("render.png", "depth.png", "turntable.gif", "report.html", "config.yaml")) {
            assertTrue(Files.size(out.resolve(file)) > 0, file);
        }
    }

    /** The middle of a photograph that is not made smaller. */
    private static Image input(View view, int width, int height) {
        Image all = ImageFile.read(view.image(), notice -> {});
        float[] colors = new float[3 * width * height];
        int left = (all.width() - width) / 2;
        int top = (all.height() - height) / 2;
        for (int i = 0; i < colors.length; i++) {
            colors[i] = all.at(left + i / 3 % width, top + i / 3 / width, i % 3);
        }
        return new Image(width, height, colors);
    }

    @Test
    void aViewBetweenIsRight() {
        List<View> views = views(0, 2);
        run(plane(views), views, 64, 48);
        Splats3d splats = GaussianPly.read(temporary.resolve("out/scene.ply"), note -> {});
        Camera between = PaintedPlane.row(4, 64, 48).get(1);
        float[] render = splats.render(CPU, between, Rasterizer.Options.of(1));
        Image target = PaintedPlane.image(PaintedPlane.view(between));
        assertTrue(Psnr.of(new Image(64, 48, render), target) > 25);
    }

    @Test
    void aModelWithoutSplatsIsRefused() {
        List<View> views = views(0, 1);
        IllegalArgumentException wrong =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> run(device -> new NearestView(), views, 32, 32));
        assertTrue(wrong.getMessage().contains("makes no splats"), wrong.getMessage());
        assertFalse(Files.exists(temporary.resolve("out/scene.ply")));
    }

    @Test
    void camerasAtTheSamePlaceAreRefused() {
        View view = views(0, 1).get(0);
        UserMistake mistake =
                assertThrows(
                        UserMistake.class,
                        () -> run(device -> new NearestView(), List.of(view, view), 32, 32));
        assertTrue(mistake.getMessage().contains("at the same place"), mistake.getMessage());
    }

    // ---- Cameras ---------------------------------------------------------------------------

    @Test
    void camerasAreFoundWhereverPhotographsAre() throws Exception {
        Path elsewhere = Files.createDirectories(temporary.resolve("elsewhere"));
        List<Camera> row = PaintedPlane.row(4, 64, 48);
        for (int i : new int[] {3, 1}) {
            String name = "%03d.png".formatted(i);
            Files.copy(scene.resolve("images").resolve(name), elsewhere.resolve(name));
        }
        List<Path> photographs =
                List.of(elsewhere.resolve("003.png"), elsewhere.resolve("001.png"));
        List<View> views = View.of(scene.resolve("cameras.json"), photographs, note -> {});
        assertArrayEquals(row.get(3).center(), views.get(0).camera().center(), 1e-9);
        assertArrayEquals(row.get(1).center(), views.get(1).camera().center(), 1e-9);
        assertEquals(photographs.get(0), views.get(0).image());
        Path other = Files.copy(photographs.get(0), elsewhere.resolve("other.png"));
        UserMistake mistake =
                assertThrows(
                        UserMistake.class,
                        () ->
                                View.of(
                                        scene.resolve("cameras.json"),
                                        List.of(photographs.get(0), other),
                                        note -> {}));
        assertTrue(mistake.getMessage().contains("other.png"), mistake.getMessage());
    }

    @Test
    void whereNamesAreOthersTwoCamerasAreTakenInTheirOrder() throws Exception {
        Path two = PaintedPlane.write(temporary.resolve("two"), 2, 64, 48);
        Path a = Files.move(two.resolve("images/000.png"), temporary.resolve("left.png"));
        Path b = Files.move(two.resolve("images/001.png"), temporary.resolve("right.png"));
        StringBuilder notes = new StringBuilder();
        List<View> views = View.of(two.resolve("cameras.json"), List.of(a, b), notes::append);
        assertEquals("left", views.get(0).name());
        assertArrayEquals(
                PaintedPlane.row(2, 64, 48).get(1).center(), views.get(1).camera().center(), 1e-9);
        assertTrue(notes.toString().contains("in their order"), notes.toString());
    }

    @Test
    void camerasThatAreGuessedAreAsSaid() {
        List<Path> photographs =
                List.of(scene.resolve("images/000.png"), scene.resolve("images/001.png"));
        List<View> views = GuessedCameras.parse("70", "0.5,-0.1,0.2").views(photographs);
        assertEquals(70, views.get(1).camera().fx());
        assertEquals(70, views.get(1).camera().fy());
        assertEquals(32, views.get(0).camera().cx());
        assertArrayEquals(new double[3], views.get(0).camera().center(), 1e-12);
        assertArrayEquals(new double[] {0.5, -0.1, 0.2}, views.get(1).camera().center(), 1e-12);
        // 64 x 48 pixels have a diagonal of 80, film one of 43.27 mm.
        double film = GuessedCameras.parse("28mm", "1,0,0").views(photographs).get(0).camera().fx();
        assertEquals(28 * 80 / 43.2666, film, 1e-3);
        for (String[] wrong :
                new String[][] {
                    {"0", "1,0,0"},
                    {"-3mm", "1,0,0"},
                    {"wide", "1,0,0"},
                    {"50", "0,0,0"},
                    {"50", "1,0"},
                    {"50", "1,x,0"}
                }) {
            assertThrows(UserMistake.class, () -> GuessedCameras.parse(wrong[0], wrong[1]));
        }
    }

    // ---- Sizes -----------------------------------------------------------------------------

    @Test
    void theSizeIsThatOfTheTrainingOrWhatFits() {
        List<View> views = views(0, 1);
        assertArrayEquals(
                new int[] {32, 32},
                ViewReconstructConfig.size(null, SynthesisEvaluationTest.examples(32), 16, views));
        assertArrayEquals(
                new int[] {64, 48},
                ViewReconstructConfig.size(null, SynthesisEvaluationTest.examples(256), 16, views));
        assertArrayEquals(
                new int[] {64, 32},
                ViewReconstructConfig.size(
                        "64x32", SynthesisEvaluationTest.examples(256), 16, views));
        for (String wrong : List.of("40", "64x", "64x32x16", "0", "big")) {
            UserMistake mistake =
                    assertThrows(
                            UserMistake.class,
                            () ->
                                    ViewReconstructConfig.size(
                                            wrong,
                                            SynthesisEvaluationTest.examples(256),
                                            16,
                                            views));
            assertTrue(mistake.getMessage().startsWith("--size: "), mistake.getMessage());
        }
    }

    // ---- Real photographs ------------------------------------------------------------------

    /** Frames of a clip, whose cameras its text file has. */
    @Test
    void framesOfAClipAreFoundByTheirOrder() {
        Path clip = RealData.require("re10k/0bf152ef84195293");
        List<Path> frames = List.of(clip.resolve("images/002.png"), clip.resolve("images/010.png"));
        List<View> text = View.of(clip.resolve("cameras_re10k.txt"), frames, note -> {});
        List<View> json = View.of(clip.resolve("cameras.json"), frames, note -> {});
        for (int i = 0; i < 2; i++) {
            assertArrayEquals(json.get(i).camera().center(), text.get(i).camera().center(), 1e-5);
            assertEquals(json.get(i).camera().fx(), text.get(i).camera().fx(), 0.5);
        }
        run(device -> new PlaneSplats(3), json, 64, 64);
        assertTrue(Files.exists(temporary.resolve("out/scene.ply")));
    }
}

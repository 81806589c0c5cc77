package dev.resplat.train.synthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Splats3d;
import dev.resplat.splat.edit.Similarity;
import dev.resplat.splat.io.SplatFile;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RandomStream;
import dev.resplat.train.pixelsplat.PixelSplat;
import dev.resplat.train.pixelsplat.SomePixelSplat;
import dev.resplat.train.render.Frame;
import dev.resplat.train.resplat.SomeResplat;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.scene.NamedCamera;
import dev.resplat.train.scene.RenderSettings;
import dev.resplat.train.scene.View;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What models of new views have made, as their renderer shows it, and as others show {@code
 * scene.ply}: the same, in a world that is turned, moved and larger than what the model has seen.
 */
final class ExportedScenesTest {
    private static final Device CPU = Devices.find("cpu");
    private static final int SIZE = 32;

    @TempDir private Path temporary;

    /** Where the plane and its cameras are. */
    private static final Similarity WORLD =
            Similarity.turn(new double[] {1, 2, 3}, 2)
                    .then(Similarity.scaling(3))
                    .then(Similarity.translation(5, -2, 7));

    /** The same place, looking elsewhere and not upright, in any world. */
    private static Camera turned(Camera camera) {
        double[] r =
                Similarity.turn(new double[] {0, 0, 1}, 0.4)
                        .then(Similarity.turn(new double[] {0.3, 1, 0}, 0.15))
                        .rotation();
        double[] m = camera.worldToCamera();
        double[] pose = new double[16];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 4; j++) {
                for (int k = 0; k < 3; k++) {
                    pose[4 * i + j] += r[3 * i + k] * m[4 * k + j];
                }
            }
        }
        pose[15] = 1;
        return camera.at(pose);
    }

    /** A model, and what its own scenes look like, in its own world. */
    private static final class Watched extends SynthesisModel {
        private final SynthesisModel model;
        private final List<float[]> renders = new ArrayList<>();

        Watched(SynthesisModel model) {
            this.model = model;
        }

        @Override
        public Scenes look(ContextViews context, Pass pass) {
            Scenes scenes = model.look(context, pass);
            for (Camera camera : context.cameras().get(0)) {
                for (Camera from : List.of(camera, turned(camera))) {
                    renders.add(scenes.render(0, from).image().value().toFloats());
                }
            }
            return scenes;
        }
    }

    private Path writeScene() throws IOException {
        Path folder = temporary.resolve("scene");
        Files.createDirectories(folder.resolve("images"));
        List<Map<String, Object>> frames = new ArrayList<>();
        for (Camera camera : PaintedPlane.row(2, SIZE, SIZE)) {
            String file = "images/%d.png".formatted(frames.size());
            byte[] png = PaintedPlane.image(PaintedPlane.view(camera)).png();
            Files.write(folder.resolve(file), png);
            frames.add(new Frame("", WORLD.apply(camera)).listed(file));
        }
        RunDirectory.metrics(Map.of("frames", frames)).writeTo(folder.resolve("cameras.json"));
        return folder;
    }

    private static double psnr(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (double) (a[i] - b[i]);
        }
        return -10 * Math.log10(sum / a.length);
    }

    private void assertTheSame(Function<Device, SynthesisModel> model, int degree)
            throws IOException {
        List<View> views = View.read(writeScene(), note -> {});
        Path out = temporary.resolve("out");
        List<Watched> watched = new ArrayList<>();
        try (RunDirectory run = RunDirectory.createOrReplace(out)) {
            ViewReconstruction.run(
                    device -> {
                        watched.add(new Watched(model.apply(device)));
                        return watched.get(0);
                    },
                    SynthesisEvaluationTest.examples(SIZE),
                    views,
                    new ViewReconstructConfig("some", "cameras", false, SIZE, SIZE, -1, 1),
                    CPU,
                    run,
                    new Progress.Display(new PrintWriter(new StringWriter()), false),
                    "test");
        }
        List<float[]> expected = watched.get(0).renders;
        Splats3d splats = SplatFile.read(out.resolve("scene.ply"), note -> {});
        assertEquals(degree, splats.degree());
        RenderSettings told = RenderSettings.read(out);
        List<NamedCamera> cameras = NamedCamera.read(out, note -> {});
        assertEquals(4, expected.size());
        double withoutDirections = 0;
        for (int i = 0; i < 4; i++) {
            Camera camera = cameras.get(i / 2).camera();
            Camera from = i % 2 == 0 ? camera : turned(camera);
            float[] actual = splats.render(CPU, from, options(degree, told));
            double psnr = psnr(expected.get(i), actual);
            assertTrue(psnr >= 60, "view %d: %.1f dB".formatted(i, psnr));
            float[] plain = splats.render(CPU, from, options(0, told));
            withoutDirections += psnr(expected.get(i), plain) / 4;
        }
        assertTrue(withoutDirections < 50, "harmonics are seen: " + withoutDirections);
    }

    private static Rasterizer.Options options(int degree, RenderSettings told) {
        Rasterizer.Options plain = Rasterizer.Options.of(degree);
        return new Rasterizer.Options(
                plain.mode(),
                degree,
                Boolean.TRUE.equals(told.antialiased()),
                told.blur() == null ? plain.blur() : told.blur(),
                plain.near(),
                told.background() == null ? plain.background() : told.background(),
                false);
    }

    @Test
    void ofPixelSplat() throws IOException {
        assertTheSame(
                device ->
                        SomeResplat.scattered(
                                new PixelSplat(
                                        new RandomStream(5),
                                        device,
                                        SomePixelSplat.config().network()),
                                0.1),
                1);
    }

    @Test
    void ofResplat() throws IOException {
        assertTheSame(SomeResplat::random, 3);
    }
}

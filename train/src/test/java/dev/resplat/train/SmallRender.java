package dev.resplat.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Splats3d;
import dev.resplat.splat.io.GaussianPly;
import dev.resplat.tensor.Devices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A scene of a few splats with photographs of other things, and renders of it.
 *
 * @param folder where they are
 */
record SmallRender(Path folder) {
    /** How many there are. */
    static final int CAMERAS = 3;

    /** Writes the splats. */
    Path scene() {
        Path file = folder.resolve("scene.ply");
        GaussianPly.write(file, splats());
        return file;
    }

    /** Some splats around the origin, of different colours, one brighter than white. */
    private static Splats3d splats() {
        int n = 6;
        float[] means = new float[3 * n];
        float[] quats = new float[4 * n];
        float[] logScales = new float[3 * n];
        float[] sh = new float[3 * n];
        float[] opacities = new float[n];
        Arrays.fill(logScales, -1);
        Arrays.fill(opacities, 3);
        for (int i = 0; i < n; i++) {
            means[3 * i + i % 3] = i < 3 ? 0.8f : -0.8f;
            quats[4 * i] = 1;
            sh[3 * i + i % 3] = i == 5 ? 4 : 1;
        }
        return new Splats3d(0, means, quats, logScales, opacities, sh);
    }

    /** A camera on the negative z axis, a little aside, that looks along it. */
    static Camera camera(int number) {
        double[] pose = {1, 0, 0, 0.2 * number, 0, 1, 0, 0, 0, 0, 1, 4, 0, 0, 0, 1};
        return new Camera(24 + 8 * number, 16, 20, 21, 12, 8.5, pose);
    }

    /** A folder of photographs with their cameras, of different sizes or all of the first's. */
    Path cameras(boolean sameSize) throws IOException {
        Path photographs = Files.createDirectories(folder.resolve("photographs"));
        StringBuilder frames = new StringBuilder();
        for (int i = 0; i < CAMERAS; i++) {
            Camera camera = camera(i);
            int width = sameSize ? 24 : camera.width();
            Commands.picture(photographs.resolve("photo" + i + ".png"), width, camera.height());
            frames.append(
                    String.format(
                            Locale.ROOT,
                            "%s{\"file\": \"photo%d.png\", \"w\": %d, \"h\": 16, \"fx\": 20, \"fy\":"
                                    + " 21, \"cx\": 12, \"cy\": 8.5, \"w2c\": [[1, 0, 0, %s], [0, 1,"
                                    + " 0, 0], [0, 0, 1, 4]]}",
                            i == 0 ? "" : ",\n",
                            i,
                            width,
                            camera.worldToCamera()[3]));
        }
        Files.writeString(photographs.resolve("cameras.json"), "{\"frames\": [" + frames + "]}");
        return photographs;
    }

    /** Where frames go. */
    Path out() {
        return folder.resolve("the frames");
    }

    /** Runs the command. */
    Outcome render(Path scene, Object... more) {
        return Outcome.of(
                Stream.concat(
                                Stream.of("render", scene.toString(), "--out=" + out()),
                                Stream.of(more).map(Object::toString))
                        .toList());
    }

    /** The list that it leaves. */
    JsonNode list() throws IOException {
        return JsonMapper.builder().build().readTree(out().resolve("render.json").toFile());
    }

    static void assertDone(Outcome outcome) {
        assertEquals(0, outcome.code(), outcome.err());
    }

    /** Colours, not limited, of what a camera sees. */
    static float[] expected(Camera camera, float... background) {
        return splats().render(Devices.cpu(), camera, Rasterizer.Options.of(0).on(background));
    }
}

package dev.resplat.train;

import static dev.resplat.train.Commands.assertMistake;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.splat.Splats3d;
import dev.resplat.splat.io.GaussianPly;
import dev.resplat.train.image.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command info. */
final class InfoCommandTest {
    /** Logits of 0.05, 0.5 and so on. */
    private static final double[] OPACITIES = {0.05, 0.05, 0.5, 0.95};

    @TempDir private Path temporary;

    /** Four splats on a line, of sizes 1, 2, 4 and 8, of the same colour. */
    private Path scene() {
        int n = 4;
        float[] means = new float[3 * n];
        float[] quats = new float[4 * n];
        float[] logScales = new float[3 * n];
        float[] logits = new float[n];
        float[] sh = new float[12 * n];
        for (int i = 0; i < n; i++) {
            means[3 * i] = i - 1;
            means[3 * i + 1] = 0.5f;
            means[3 * i + 2] = -2 * i;
            quats[4 * i] = 1;
            logScales[3 * i + 1] = (float) (i * Math.log(2));
            logits[i] = (float) Math.log(OPACITIES[i] / (1 - OPACITIES[i]));
            sh[12 * i] = (float) (0.25 / 0.28209479177387814);
        }
        Path file = temporary.resolve("scene.ply");
        GaussianPly.write(file, new Splats3d(1, means, quats, logScales, logits, sh));
        return file;
    }

    private static Outcome info(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of("info"));
        all.addAll(List.of(arguments));
        return Outcome.of(all.stream().map(Object::toString).toList());
    }

    @Test
    void itTellsWhatASceneIsLike() {
        Outcome outcome = info(scene());
        assertEquals(0, outcome.code(), outcome.err());
        List<String> lines = outcome.out().lines().toList();
        assertTrue(
                lines.get(0).contains("scene.ply, PLY of 3D Gaussian Splatting, 1.0 KB"),
                lines.get(0));
        assertEquals("splats    4 splats with harmonics of degree 1", lines.get(1));
        assertTrue(lines.get(2).startsWith("bounds    x from -1.000 to 2.000, "), lines.get(2));
        assertTrue(lines.get(4).startsWith("          z from -6.000 to 0.000, "), lines.get(4));
        assertTrue(outcome.out().contains("red 0.750, green 0.500, blue 0.500"), outcome.out());
        assertTrue(
                outcome.out().contains("opacity   mean 0.388, from 0.0500 to 0.950"),
                outcome.out());
        assertTrue(outcome.out().contains("median 3.000, from 1.000 to 8.000;"), outcome.out());
        String half = "0.500 to 0.600     " + "#".repeat(20) + " ".repeat(22) + "25.0 %";
        assertTrue(outcome.out().contains(half), outcome.out());
    }

    @Test
    void machinesReadTheSame() throws Exception {
        Outcome outcome = info("--json", scene());
        assertEquals(0, outcome.code(), outcome.err());
        JsonNode json = JsonMapper.builder().build().readTree(outcome.out());
        assertEquals(4, json.get("splats").intValue());
        assertEquals(1, json.get("degree").intValue());
        assertEquals(Files.size(scene()), json.get("bytes").longValue());
        assertEquals("[-1.0,0.5,-6.0]", json.get("least").toString());
        assertEquals("[2.0,0.5,0.0]", json.get("most").toString());
        long[] counts = new long[10];
        for (int i = 0; i < 10; i++) {
            counts[i] = json.at("/opacities/counts/" + i).longValue();
        }
        assertArrayEquals(new long[] {2, 0, 0, 0, 0, 1, 0, 0, 0, 1}, counts);
        assertEquals(1, json.at("/sizes/edges/0").doubleValue(), 1e-6);
        assertEquals(8, json.at("/sizes/edges/10").doubleValue(), 1e-5);
        assertEquals(1, json.at("/sizes/counts/9").longValue());
        assertEquals("[0.5,0.5,-3.0]", json.get("median").toString());
        assertEquals(3, json.get("medianSize").doubleValue(), 1e-6);
        assertEquals(8, json.get("mostSize").doubleValue(), 1e-5);
        assertEquals(0.05, json.get("leastOpacity").doubleValue(), 1e-6);
        assertEquals(0.75, json.at("/meanColor/0").doubleValue(), 1e-6);
        assertEquals(0, json.at("/colorDeviation/0").doubleValue(), 1e-6);
    }

    @Test
    void itRendersAPictureOfAllOfIt() {
        Path out = temporary.resolve("pictures/scene.png");
        Outcome outcome = info(scene(), "--render", out, "--device=cpu");
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.out().endsWith("picture   %s%n".formatted(out)), outcome.out());
        Image picture = Commands.read(out);
        assertEquals(800, picture.width());
        double light = 0;
        double border = 0;
        for (int y = 0; y < 600; y++) {
            for (int x = 0; x < 800; x++) {
                boolean outer = x == 0 || y == 0 || x == 799 || y == 599;
                light += picture.at(x, y, 0);
                border += outer ? picture.at(x, y, 0) : 0;
            }
        }
        assertTrue(light > 10_000, "something is seen: " + light);
        assertTrue(border < 0.01 * light, "and it is not cut off: " + border);
    }

    @Test
    void aSceneWithoutSplatsIsToldToo() {
        Path empty = temporary.resolve("empty.ply");
        GaussianPly.write(
                empty,
                new Splats3d(
                        0, new float[0], new float[0], new float[0], new float[0], new float[0]));
        Outcome outcome = info(empty);
        assertEquals(0, outcome.code(), outcome.err());
        assertEquals(2, outcome.out().lines().count());
        Path out = temporary.resolve("out.png");
        assertMistake(info(empty, "--render", out), "no splat");
        assertFalse(Files.exists(out));
    }

    /** Numbers that a float holds, but that nobody means. */
    @Test
    void extremeScenesAreToldInNumbers() {
        float[] means = {3e38f, -3e38f, 0, 0, 0, 0};
        float[] logScales = {1e30f, 0, 0, -1e30f, -1e30f, -1e30f};
        float[] sh = {1e38f, 0, -1e-4f, -1e38f, 0, -1e-4f};
        Path file = temporary.resolve("extreme.ply");
        GaussianPly.write(
                file,
                new Splats3d(
                        0,
                        means,
                        new float[] {1, 0, 0, 0, 1, 0, 0, 0},
                        logScales,
                        new float[] {1e38f, -1e38f},
                        sh));
        Outcome text = info(file);
        assertEquals(0, text.code(), text.err());
        // the first line is the name of the file, with digits of its own
        String rest = text.out().substring(text.out().indexOf('\n'));
        assertFalse(rest.matches("(?s).*(NaN|Infinity|-0\\.000|\\d{20}).*"), rest);
        Outcome json = info("--json", file);
        assertFalse(json.out().matches("(?s).*\"(NaN|-?Infinity)\".*"), json.out());
    }

    @Test
    void mistakesAreNamed() {
        assertMistake(info(temporary), "is a directory");
        assertMistake(info(scene(), "--render=out.jpg"), "--render", ".png");
        assertMistake(info(scene(), "--render", temporary), "is a directory");
        assertMistake(info("nowhere.ply"), "nowhere.ply");
    }
}

package dev.resplat.train;

import static dev.resplat.train.Commands.assertMistake;
import static dev.resplat.train.Commands.files;
import static dev.resplat.train.Commands.metrics;
import static dev.resplat.train.Commands.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Psnr;
import dev.resplat.train.metrics.Ssim;
import dev.resplat.train.resplat2d.SomeWeights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command eval, with a small network that has learned nothing. */
final class EvalCommandTest {
    @TempDir private static Path weights;
    @TempDir private Path temporary;
    private Path photographs;

    @BeforeAll
    static void writeWeights() {
        SomeWeights.write(weights.resolve("best.safetensors"));
    }

    @BeforeEach
    void writePhotographs() throws Exception {
        photographs = Files.createDirectory(temporary.resolve("photographs"));
        Commands.picture(photographs.resolve("a.png"), 48, 32);
        Commands.picture(photographs.resolve("b.png"), 24, 36);
    }

    private Path out() {
        return temporary.resolve("out");
    }

    private Outcome eval(String... more) {
        return Outcome.of(
                Stream.concat(
                                Stream.of(
                                        "eval",
                                        weights.resolve("best.safetensors").toString(),
                                        "--data=" + photographs,
                                        "--out=" + out()),
                                Stream.of(more))
                        .toList());
    }

    @Test
    void anEvaluationLeavesItsFiles() throws Exception {
        Outcome outcome = eval("--depth=2", "--splats=50,20");
        assertEquals(0, outcome.code(), outcome.err());
        assertEquals(
                Set.of(
                        "config.yaml",
                        "metrics.json",
                        "renders/a-d2.png",
                        "renders/b-d2.png",
                        "report.html"),
                files(out()));
        JsonNode metrics = metrics(out());
        double psnr = 0;
        double ssim = 0;
        for (int i = 0; i < 2; i++) {
            String name = List.of("a", "b").get(i);
            Image target = read(photographs.resolve(name + ".png"));
            Image render = read(out().resolve("renders/" + name + "-d2.png"));
            JsonNode image = metrics.get("perImage").get(i);
            assertEquals(name, image.get("name").asText());
            assertEquals(target.width(), image.get("width").asInt());
            JsonNode own = image.get("bySplats").get(0);
            assertEquals(50, own.get("splats").asInt());
            assertEquals(Psnr.of(render, target), own.get("psnr").get(2).asDouble(), 1e-9);
            assertEquals(Ssim.of(render, target), own.get("ssim").get(2).asDouble(), 1e-9);
            psnr += Psnr.of(render, target) / 2;
            ssim += Ssim.of(render, target) / 2;
        }
        assertEquals(psnr, metrics.get("psnr").asDouble(), 1e-9);
        assertEquals(ssim, metrics.get("ssim").asDouble(), 1e-9);
        assertEquals(2, metrics.get("depth").asInt());
        assertEquals(50, metrics.get("splats").asInt());
        assertEquals(2, metrics.get("images").asInt());
        assertEquals(0.8, metrics.get("moved").asDouble(), 1e-9);
        assertEquals(0.2, metrics.get("saved").asDouble(), 1e-9);
        assertEquals(2, metrics.get("replaced").asDouble(), 1e-9);
        JsonNode all = metrics.get("bySplats");
        assertEquals(2, all.size());
        for (JsonNode one : all) {
            for (String list : List.of("psnr", "ssim", "seconds", "moved", "replaced")) {
                assertEquals(3, one.get(list).size(), list);
            }
        }
        assertEquals(metrics.get("psnr"), all.get(0).get("psnr").get(2));
        assertFalse(metrics.has("fit"));
        assertFalse(metrics.has("lpips_squeeze"));
        assertEquals(2, outcome.out().split("depth  PSNR", -1).length - 1, outcome.out());
        String report = Files.readString(out().resolve("report.html"));
        assertEquals(5, report.split("<img ").length, "two photographs and two renders");
        assertEquals(4, report.split("<svg ").length);
    }

    @Test
    void centralSquaresAreScaled() throws Exception {
        assertEquals(0, eval("--depth=0", "--splats=30", "--size=12").code());
        JsonNode metrics = metrics(out());
        assertEquals(12, metrics.get("size").asInt());
        Image photograph = read(photographs.resolve("b.png"));
        Image render = read(out().resolve("renders/b-d0.png"));
        float[] means = new float[3 * 12 * 12];
        for (int i = 0; i < means.length; i++) {
            int x = 2 * (i / 3 % 12);
            int y = 6 + 2 * (i / 36);
            int c = i % 3;
            means[i] =
                    (photograph.at(x, y, c)
                                    + photograph.at(x + 1, y, c)
                                    + photograph.at(x, y + 1, c)
                                    + photograph.at(x + 1, y + 1, c))
                            / 4;
        }
        double psnr = Psnr.of(render, new Image(12, 12, means).stored());
        JsonNode own = metrics.get("perImage").get(1).get("bySplats").get(0);
        assertEquals(psnr, own.get("psnr").get(0).asDouble(), 1e-3);
    }

    @Test
    void optimisationIsCompared() throws Exception {
        Outcome outcome = eval("--depth=1", "--splats=20", "--fit", "--fit-seconds=0.05");
        assertEquals(0, outcome.code(), outcome.err());
        JsonNode fit = metrics(out()).get("fit");
        assertTrue(fit.get("reached").asInt() > 0, fit.toString());
        assertTrue(fit.get("steps").asDouble() >= 0, fit.toString());
        assertTrue(fit.get("psnr").get("additive").asDouble() > 5, fit.toString());
        assertTrue(fit.get("psnr").get("normalized").asDouble() > 5, fit.toString());
        assertTrue(outcome.out().contains("optimisation "), outcome.out());
    }

    @Test
    void damagedPhotographsAreSkippedAndCounted() throws Exception {
        byte[] whole = Files.readAllBytes(photographs.resolve("a.png"));
        Files.write(photographs.resolve("c.png"), Arrays.copyOf(whole, whole.length / 2));
        Commands.picture(photographs.resolve("d.png"), 7, 30);
        Outcome outcome = eval("--depth=1", "--splats=20");
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.err().contains("skipped 2 of 4"), outcome.err());
        assertEquals(2, metrics(out()).get("skipped").asInt());
        assertEquals(2, metrics(out()).get("images").asInt());
    }

    @Test
    void namesThatDifferInTheirEndingsOnlyStayApart() throws Exception {
        Files.copy(photographs.resolve("a.png"), photographs.resolve("a.jpg"));
        assertEquals(0, eval("--depth=0", "--splats=20").code());
        assertEquals(3, metrics(out()).get("images").asInt());
        assertEquals(3 + 3, files(out()).size(), files(out()).toString());
    }

    @Test
    void whatIsLeftOfAnEvaluationThatWasKilledGoesAway() throws Exception {
        Path parts = Files.createDirectories(out().resolve(".parts/below"));
        Files.writeString(parts.resolve("0"), "half a file");
        assertEquals(0, eval("--depth=0", "--splats=20").code());
        assertFalse(Files.exists(out().resolve(".parts")));
    }

    @Test
    void anEvaluationThatCannotBeWrittenLeavesNothing() throws Exception {
        Files.createDirectories(out());
        Files.writeString(out().resolve("renders"), "a file in the way");
        Outcome mine = eval("--depth=0", "--splats=20");
        assertEquals(2, mine.code(), mine.err());
        assertTrue(mine.err().contains("renders that no run has left"), mine.err());
        Files.writeString(out().resolve("config.yaml"), "of an earlier one");
        Outcome outcome = eval("--depth=0", "--splats=20");
        assertEquals(2, outcome.code(), outcome.err());
        assertTrue(outcome.err().contains("cannot write " + out().resolve("renders")));
        assertEquals(Set.of("config.yaml", "renders"), files(out()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--depth=9; --depth must be from 0 to 8",
                "--splats=0; --splats must be from 1",
                "--splats=20,many; many",
                "--splats=20,2000; more than the 1536 pixels of",
                "--size=4; --size must be from 8",
                "--fit-seconds=-1; --fit-seconds must be from 0",
                "--lpips=nowhere; there is no file nowhere",
                "--size=4000; all 2 are damaged"
            })
    void whatCannotBeIsAMistake(String option, String message) {
        assertMistake(eval(option), message);
        assertFalse(Files.exists(out()));
    }

    @Test
    void depth0HasNothingToCompare() {
        assertMistake(eval("--splats=20", "--depth=0", "--fit"), "--depth must be 1 or more");
    }

    @Test
    void photographsThatAreReadAreNotReplaced() throws Exception {
        Path renders = Files.createDirectories(out().resolve("renders"));
        Commands.picture(renders.resolve("a.png"), 40, 24);
        String model = weights.resolve("best.safetensors").toString();
        assertMistake(
                Outcome.of(
                        List.of(
                                "eval",
                                model,
                                "--data=" + renders,
                                "--splats=20",
                                "--out=" + out())),
                renders + " is what is read");
        assertEquals(Set.of("renders/a.png"), Commands.files(out()));
    }

    @Test
    void aFolderWithoutPhotographsIsAMistake() throws Exception {
        Path empty = Files.createDirectory(temporary.resolve("empty"));
        String model = weights.resolve("best.safetensors").toString();
        assertMistake(Outcome.of(List.of("eval", model, "--data=" + empty)), "has no photographs");
    }
}

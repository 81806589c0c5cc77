package dev.resplat.train;

import static dev.resplat.train.Commands.assertMistake;
import static dev.resplat.train.Commands.metrics;
import static dev.resplat.train.Commands.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.compare.CompareConfig;
import dev.resplat.train.config.Config;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Psnr;
import dev.resplat.train.synthesis.PaintedPlane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command compare, on small views of few scenes. */
final class CompareCommandTest {
    private static final List<String> SMALL =
            List.of(
                    "size=32",
                    "depth=1",
                    "warmUpSeconds=0",
                    "optimization.steps=[3]",
                    "optimization.changes=[maxSplats=1500,start.random=200,degree=1]");

    private static final String PIXELSPLAT =
            "{name: pixelsplat, title: pixelSplat, family: pixelSplat, views: [2],"
                    + " base: pixelsplat-mini, changes: []}";

    /** With a row that has no weights, and a training that makes some. */
    private static final String PLAN =
            "trainings=["
                    + PIXELSPLAT
                    + ", {name: tiny-pass, title: Tiny pass, family: tiny, views: [2, 8],"
                    + " base: resplat-mini, changes: [\"refinement.stages=[]\", refinement.depth=0,"
                    + " network.points.perPoint=4, data.examples.width=32, data.examples.height=32,"
                    + " data.heldOut=1]}]";

    private static final String COMMON =
            "common=[steps=2, evaluateEvery=2, data.batch=1, data.microBatches=1,"
                    + " \"data.contextViews=[2]\", no.such.key=1]";

    @TempDir private Path temporary;

    private Path out(String name) {
        return temporary.resolve(name);
    }

    private Outcome compare(String out, String... more) {
        List<String> all = new ArrayList<>(List.of("compare", "--out=" + out(out)));
        all.addAll(SMALL);
        all.addAll(List.of(more));
        return Outcome.of(all);
    }

    private JsonNode numbers(String out) throws Exception {
        return JsonMapper.builder().build().readTree(out(out).resolve("compare.json").toFile());
    }

    private static JsonNode row(JsonNode numbers, String title) {
        return StreamSupport.stream(numbers.get("rows").spliterator(), false)
                .filter(row -> row.get("title").asText().equals(title))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row " + title));
    }

    /** What must be the same whenever it is measured. */
    private static List<List<JsonNode>> figures(JsonNode numbers) {
        List<List<JsonNode>> figures = new ArrayList<>();
        for (JsonNode row : numbers.get("rows")) {
            figures.add(
                    List.of(
                            row.get("name"),
                            row.get("psnr"),
                            row.get("ssim"),
                            row.get("splats"),
                            row.get("perScene")));
        }
        return figures;
    }

    @Test
    void twoComparisonsFindTheSame() throws Exception {
        Outcome outcome = compare("a", "--scenes=2", PLAN, COMMON);
        assertEquals(0, outcome.code(), outcome.err());
        JsonNode numbers = numbers("a");
        assertEquals(11, numbers.get("rows").size());
        assertEquals(2, numbers.get("scenes").asInt());
        assertTrue(numbers.get("complete").asBoolean());
        for (JsonNode row : numbers.get("rows")) {
            String title = row.get("title").asText();
            for (String name :
                    List.of(
                            "psnr",
                            "ssim",
                            "splats",
                            "reconstructionSeconds",
                            "renderSeconds",
                            "peakDeviceBytes",
                            "peakHeapBytes",
                            "parameters",
                            "views",
                            "depth",
                            "needs",
                            "training",
                            "note",
                            "perScene")) {
                assertTrue(row.has(name), title + " has no " + name);
            }
            boolean trained = row.get("needs").toString().contains("training");
            assertEquals(trained, row.get("training").isObject(), title);
            assertEquals(trained, row.get("parameters").asLong() > 0, title);
            assertTrue(row.get("peakHeapBytes").asLong() > 0, title);
            assertTrue(outcome.out().contains("| " + title + " | "), outcome.out());
            double sum = 0;
            for (JsonNode scene : row.get("perScene")) {
                sum += scene.get("psnr").asDouble() / 2;
            }
            assertEquals(sum, row.get("psnr").asDouble(), 1e-9, title);
            assertTrue(title.startsWith("Mesh") || row.get("splats").asLong() > 0, title);
        }
        assertEquals(512, row(numbers, "ReSplat, 8 views, D = 1").get("splats").asInt());
        assertEquals(128, row(numbers, "ReSplat, 2 views, D = 0").get("splats").asInt());
        assertEquals(64, row(numbers, "ReSplat in 2D, D = 0").get("splats").asInt());
        // First splats have learned from less than refinements.
        assertEquals(
                10000, row(numbers, "ReSplat, 2 views, D = 0").at("/training/samples").asInt());
        assertEquals(
                13000, row(numbers, "ReSplat, 2 views, D = 1").at("/training/samples").asInt());
        assertEquals("", row(numbers, "ReSplat, 2 views, D = 0").get("note").asText());
        assertTrue(
                row(numbers, "ReSplat, 2 views, D = 0").get("parameters").asLong()
                        < row(numbers, "ReSplat, 2 views, D = 1").get("parameters").asLong());

        // What has not learned to refine is refined with nothing learned.
        JsonNode once = row(numbers, "pixelSplat, 2 views");
        JsonNode refined = row(numbers, "pixelSplat, 2 views, D = 1");
        assertEquals(1, refined.get("depth").asInt());
        for (String same : List.of("splats", "parameters", "training", "needs")) {
            assertEquals(once.get(same), refined.get(same), same);
        }
        assertTrue(refined.get("psnr").asDouble() > once.get("psnr").asDouble());

        // The true mesh shows what targets show, in another world.
        JsonNode mesh = row(numbers, "Mesh, rasterized");
        assertTrue(mesh.get("psnr").asDouble() > 57, "more than rounding to 256 levels");
        assertTrue(mesh.get("ssim").asDouble() > 0.999);
        assertTrue(mesh.get("triangles").asLong() > 100);
        Image sheet = read(out("a").resolve("sheet.png"));
        assertEquals(2 * 34 - 2, sheet.height());
        assertEquals(10 * 34 - 2, sheet.width());
        Image target = part(sheet, 34);
        assertArrayEquals(
                target.colors(), read(out("a").resolve("rows/mesh-0.png")).colors(), 1e-6f);
        Image pixelSplat = read(out("a").resolve("rows/pixelsplat-2-views-d0-0.png"));
        assertArrayEquals(pixelSplat.colors(), part(sheet, 5 * 34).colors(), 1e-6f);
        assertTrue(Psnr.of(pixelSplat, target) > 10);

        assertTrue(outcome.err().contains("left out, as there are no weights: tiny-pass"));
        assertTrue(
                outcome.out()
                        .contains(
                                ("`./resplat train resplat-mini \"refinement.stages=[]\""
                                                + " refinement.depth=0 network.points.perPoint=4"
                                                + " data.examples.width=32 data.examples.height=32"
                                                + " data.heldOut=1 steps=2 evaluateEvery=2"
                                                + " data.batch=1 data.microBatches=1"
                                                + " \"data.contextViews=[2]\" --out %s`")
                                        .formatted(out("a").resolve("trainings/tiny-pass"))),
                outcome.out());
        assertEquals(2, numbers.get("missing").size());
        assertTrue(outcome.out().contains("| Tiny pass, 8 views | - |"), outcome.out());
        String report = Files.readString(out("a").resolve("report.html"));
        assertEquals(5, report.split("<svg ").length);
        assertEquals(2, report.split("<img ").length);
        assertFalse(report.contains("src=\"http"));
        // The page has the columns in two tables, as all would be wider than it is.
        assertTrue(
                report.contains("<th>parameters\n<tr>") && report.contains("<th>row<th>needs<th>"));
        assertTrue(
                report.contains("; pixelSplat, 2 views; pixelSplat, 2 views, D = 1; "),
                "what the sheet shows");
        assertEquals(
                outcome.out().lines().limit(20).toList(),
                Files.readString(out("a").resolve("compare.md")).lines().limit(20).toList());

        assertEquals(0, compare("b", "--scenes=2", PLAN, COMMON).code());
        assertEquals(figures(numbers), figures(numbers("b")));

        // The command eval looks at the same views. It renders splats in units of the model, where
        // other last digits round a few pixels to another level.
        Outcome eval =
                Outcome.of(
                        List.of(
                                "eval",
                                "resplat-64",
                                "--data=synthetic:1000",
                                "--scenes=2",
                                "--views=2",
                                "--depth=1",
                                "--size=32",
                                "--out=" + out("eval")));
        assertEquals(0, eval.code(), eval.err());
        assertEquals(
                metrics(out("eval")).get("psnr").asDouble(),
                row(numbers, "ReSplat, 2 views, D = 1").get("psnr").asDouble(),
                1e-3);
    }

    /** What begins at a column of the first row of a sheet. */
    private static Image part(Image sheet, int left) {
        float[] colors = new float[3 * 32 * 32];
        for (int y = 0; y < 32; y++) {
            System.arraycopy(
                    sheet.colors(), 3 * (y * sheet.width() + left), colors, 3 * 32 * y, 3 * 32);
        }
        return new Image(32, 32, colors);
    }

    @Test
    void whatIsMissingIsTrainedAndTheRestIsKept() throws Exception {
        String[] values = {"views=[2]", "depth=0", "--scenes=1", PLAN, COMMON};
        assertEquals(0, compare("out", values).code());
        List<List<JsonNode>> before = figures(numbers("out"));
        Path kept = out("out").resolve("rows/pixelsplat-2-views-d0.json");
        String text = Files.readString(kept);
        Files.delete(out("out").resolve("rows/mesh.json"));

        // A training that a device began which is not there any more.
        Path begun = out("out").resolve("trainings/tiny-pass/checkpoints/last.safetensors");
        Files.createDirectories(begun.getParent());
        SafetensorsFile.write(
                begun, Map.of("x", HostArray.of(new long[1])), Map.of("device", "opencl:99"));
        Outcome elsewhere =
                Outcome.of(List.of("compare", "--resume", "--train", "--out=" + out("out")));
        assertEquals(2, elsewhere.code(), elsewhere.err());
        assertTrue(elsewhere.err().contains("tiny-pass was begun on opencl:99"), elsewhere.err());
        Files.delete(begun);
        Files.delete(begun.getParent());

        Outcome trained =
                Outcome.of(List.of("compare", "--resume", "--train", "--out=" + out("out")));
        assertEquals(0, trained.code(), trained.err());
        assertEquals(text, Files.readString(kept));
        JsonNode numbers = numbers("out");
        JsonNode row = row(numbers, "Tiny pass, 2 views");
        assertEquals(4 * 128, row.get("splats").asInt());
        assertTrue(row.at("/training/samples").asInt() <= 2, row.toString());
        assertEquals(row.at("/training/steps"), row.at("/training/samples"));
        assertEquals(0, numbers.get("missing").size());
        List<List<JsonNode>> after = new ArrayList<>(figures(numbers));
        assertEquals(before.size() + 1, after.size());
        after.removeIf(figures -> figures.get(0).asText().startsWith("tiny-pass"));
        assertEquals(before, after);

        // Weights that are there are not trained again.
        Path best = out("out").resolve("trainings/tiny-pass/checkpoints/best.safetensors");
        long time = Files.getLastModifiedTime(best).toMillis();
        Files.delete(out("out").resolve("rows/tiny-pass-2-views-d0.json"));
        assertEquals(
                0,
                Outcome.of(List.of("compare", "--resume", "--train", "--out=" + out("out")))
                        .code());
        assertEquals(time, Files.getLastModifiedTime(best).toMillis());
        assertEquals(row.get("psnr"), row(numbers("out"), "Tiny pass, 2 views").get("psnr"));
        assertNotEquals(0, row.get("parameters").asLong());
    }

    @Test
    void scenesOfAFolderHaveNoMesh() throws Exception {
        // To YAML such a name, unless it is in quotes, is a key with a comment behind.
        Path data = temporary.resolve("my data: all #1");
        PaintedPlane.write(data.resolve("one"), 5, 40, 40);
        PaintedPlane.write(data.resolve("two"), 6, 40, 40);
        PaintedPlane.atOnePlace(PaintedPlane.write(data.resolve("still"), 4, 40, 40));
        Outcome outcome =
                compare("out", "depth=0", "trainings=[%s]".formatted(PIXELSPLAT), "--data=" + data);
        assertEquals(0, outcome.code(), outcome.err());
        JsonNode numbers = numbers("out");
        assertEquals(2, numbers.get("scenes").asInt());
        assertTrue(outcome.err().contains("left out: still: the cameras of views"), outcome.err());
        assertEquals(4, numbers.get("rows").size());
        assertEquals(
                "[{\"title\":\"Mesh, rasterized\",\"why\":\"no mesh\"}]",
                sorted(numbers.get("missing")));
        for (JsonNode row : numbers.get("rows")) {
            assertTrue(row.get("views").asInt() == 2 || row.get("views").asInt() == 0);
        }

        Path picture = out("out").resolve("rows/pixelsplat-2-views-d0-0.png");
        Files.delete(picture);
        Outcome lost = Outcome.of(List.of("compare", "--resume", "--out=" + out("out")));
        assertEquals(2, lost.code(), lost.err());
        assertTrue(lost.err().contains(picture + " is of a row that is complete"), lost.err());
    }

    private static String sorted(JsonNode missing) {
        JsonNode only = missing.get(0);
        return "[{\"title\":%s,\"why\":%s}]".formatted(only.get("title"), only.get("why"));
    }

    /** Rows of a device that is not there are neither measured again nor replaced. */
    @Test
    void aComparisonGoesOnOnItsDeviceOnly() throws Exception {
        Path rows = Files.createDirectories(out("out").resolve("rows"));
        String yaml = Config.toYaml(Config.named("compare").as(CompareConfig.class));
        Files.writeString(out("out").resolve("config.yaml"), yaml);
        String row =
                "{\"profile\": null, \"device\": \"opencl:99\", \"parameters\": 0, \"scenes\": []}";
        Files.writeString(rows.resolve("mesh.json"), row);
        List<String> resume = List.of("compare", "--resume", "--out=" + out("out"));
        assertMistake(Outcome.of(resume), "no device 'opencl:99' here");
        List<String> other = new ArrayList<>(resume);
        other.add("--device=cpu");
        assertMistake(Outcome.of(other), "out was begun on opencl:99, which cannot change");
        assertEquals(row, Files.readString(rows.resolve("mesh.json")));
        for (String damaged : List.of("", "null", "{\"profile\":", "{\"device\": \"cpu\"}")) {
            Files.writeString(rows.resolve("mesh.json"), damaged);
            assertMistake(Outcome.of(resume), "mesh.json is damaged: ");
        }
    }

    @Test
    void mistakesAreOneLineAndLeaveNothing() throws Exception {
        assertMistake(compare("out", "--data=" + out("nowhere")), "--data: there is no");
        Files.createDirectories(out("empty"));
        assertMistake(compare("out", "--data=" + out("empty")), "empty");
        assertMistake(compare("out", "--data=synthetic:"), "--data synthetic:: after synthetic:");
        assertMistake(compare("out", "--budget=0"), "--budget: must be more than 0");
        assertMistake(compare("out", "--budget=5", "--scenes=2"), "--scenes: it is instead of");
        assertMistake(compare("out", "no.key=1"), "has no key 'no.key'");
        assertMistake(compare("out", "data=synthetic:1,synthetic:2"), "one synthetic:SEED");
        assertMistake(
                compare("out", "--scenes=1", "trainings=[]", "size=60"),
                "size: must be a multiple of");
        String flat = "{name: a, title: a, family: a, views: [2], base: resplat2d, changes: []}";
        assertMistake(
                compare("out", "--scenes=1", "trainings=[%s]".formatted(flat)),
                "resplat2d makes no new views of scenes");
        String rays =
                "{name: lightfield, title: a, family: a, views: [2], base: pixelsplat-mini, changes: []}";
        assertMistake(
                compare("out", "--scenes=1", "trainings=[%s]".formatted(rays)),
                "there are weights lightfield already, of the model lightfield and not of pixelsplat");
        assertMistake(
                compare("out", "--scenes=1", "optimization.changes=[foo=1]"), "has no key 'foo'");
        assertFalse(Files.exists(out("out")));
        assertMistake(compare("out", "--resume", "--scenes=3"), "leave it out");
        Files.createDirectories(out("other"));
        Files.writeString(out("other").resolve("sheet.png"), "mine");
        assertMistake(compare("other"), "sheet.png that no run has left");
        assertMistake(compare("other/sheet.png"), "sheet.png is a file");
        assertMistake(Outcome.of(List.of("compare", "--out=")), "--out is empty");
        Files.createDirectories(out("run"));
        Files.writeString(out("run").resolve("config.yaml"), "model: resplat");
        assertMistake(compare("run"), "holds a run already");
        for (String command : List.of("compare", "ablate")) {
            assertMistake(
                    Outcome.of(List.of(command, "--resume", "--out=" + out("run"))),
                    command.equals("compare") ? "not hold a comparison" : "not hold an ablation");
        }
        assertEquals("mine", Files.readString(out("other").resolve("sheet.png")));
    }
}

package dev.resplat.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.data.ProceduralImages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AblateCommandTest {
    /** Trainings of three steps with a network of a few hundred weights. */
    private static final List<String> SMALL =
            List.of(
                    "ablate",
                    "resplat2d",
                    "network.encoder=4",
                    "network.width=8",
                    "network.memory=4",
                    "network.neighbors=2",
                    "data.size=32",
                    "data.heldOut=1",
                    "data.heldOutPixels=2000",
                    "teaching.fitSteps=1",
                    "picturesPerEpoch=1",
                    "stages=[{epochs: 3, leastDepth: 1, mostDepth: 2}]",
                    "evaluateEvery=2");

    private static final List<String> TWO = List.of("--variants", "full,no-feedback");

    @TempDir private Path temporary;
    private Path out;
    private Path photographs;

    @BeforeEach
    void takePhotographs() throws Exception {
        out = temporary.resolve("ablation");
        photographs = Files.createDirectory(temporary.resolve("photographs"));
        ProceduralImages images = new ProceduralImages(77);
        for (int i = 0; i < 2; i++) {
            Files.write(photographs.resolve(i + ".png"), images.training(i, 40).png());
        }
    }

    private Outcome run(List<String> first, String... more) {
        List<String> arguments = new ArrayList<>(first);
        arguments.addAll(List.of(more));
        return Outcome.of(arguments);
    }

    private Outcome two(String... more) {
        List<String> arguments = new ArrayList<>(SMALL);
        arguments.addAll(TWO);
        arguments.addAll(List.of("--out", out.toString()));
        return run(arguments, more);
    }

    private JsonNode metrics() throws Exception {
        return JsonMapper.builder().build().readTree(Files.readString(out.resolve("metrics.json")));
    }

    private static void mistake(String expected, Outcome outcome) {
        assertEquals(2, outcome.code(), outcome.err());
        assertEquals("", outcome.out());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
        assertTrue(outcome.err().contains(expected), outcome.err());
    }

    @Test
    void everyVariantIsTrainedWithEverySeedAndKilledRunsGoOn() throws Exception {
        Outcome first = two("--seeds", "1,2", "--test", photographs.toString(), "--splats", "20");
        assertEquals(0, first.code(), first.err());
        assertTrue(first.err().contains("run 4 of 4: no-feedback, seed 2, about "), first.err());
        JsonNode metrics = metrics();
        assertTrue(metrics.get("complete").asBoolean());
        assertEquals(3, metrics.get("steps").asInt());
        JsonNode other = metrics.get("variants").get(1);
        assertEquals("no-feedback", other.get("name").asText());
        for (String pictures : List.of("heldOut", "photographs")) {
            double[] differences = new double[2];
            for (int seed = 0; seed < 2; seed++) {
                JsonNode full = metrics.get("variants").get(0).get("runs").get(seed);
                differences[seed] =
                        psnr(other.get("runs").get(seed), pictures) - psnr(full, pictures);
            }
            JsonNode difference = other.get(pictures).get("difference").get("d4");
            assertEquals(
                    (differences[0] + differences[1]) / 2, difference.get("mean").asDouble(), 1e-9);
            // Of two numbers, t s / sqrt(n) is 12.706 times half of what they differ.
            assertEquals(
                    12.7062 * Math.abs(differences[0] - differences[1]) / 2,
                    difference.get("halfWidth").asDouble(),
                    1e-4);
        }
        String table = Files.readString(out.resolve("table.md"));
        assertTrue(first.out().startsWith(table), first.out());
        assertTrue(table.contains("### Photographs that no run has seen (2)"), table);
        assertTrue(table.contains("\n| no-feedback | "), table);
        String page = Files.readString(out.resolve("report.html"));
        // the reference alone, and the other beside it
        assertEquals(3, page.split("class=\"line\"", -1).length - 1);

        // One run has lost its result, one was killed on its way, one before photographs.
        Files.delete(out.resolve("full-seed-1/metrics.json"));
        Files.delete(out.resolve("no-feedback-seed-1/test.json"));
        Path killed = out.resolve("full-seed-2");
        Files.delete(killed.resolve("metrics.json"));
        Files.delete(killed.resolve("checkpoints/last.safetensors"));
        Path untouched = out.resolve("no-feedback-seed-2/report.html");
        FileTime before = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(untouched, before);
        Outcome second = run(List.of("ablate", "--resume", "--out", out.toString()));
        assertEquals(0, second.code(), second.err());
        assertTrue(second.err().contains("1 of 4 runs are complete"), second.err());
        assertEquals(before, Files.getLastModifiedTime(untouched));
        JsonNode again = metrics();
        assertTrue(again.get("complete").asBoolean());
        for (int i = 0; i < 2; i++) {
            for (String pictures : List.of("heldOut", "photographs")) {
                assertEquals(
                        metrics.get("variants").get(i).get(pictures),
                        again.get("variants").get(i).get(pictures));
            }
        }

        // Another photograph of the same name is looked at again.
        Path replaced = photographs.resolve("1.png");
        Files.write(replaced, new ProceduralImages(5).training(0, 40).png());
        Outcome third = run(List.of("ablate", "--resume", "--out", out.toString()));
        assertEquals(0, third.code(), third.err());
        assertFalse(third.err().contains("runs are complete"), third.err());
        assertNotEquals(
                metrics.get("variants").get(0).get("photographs"),
                metrics().get("variants").get(0).get("photographs"));
    }

    private static double psnr(JsonNode run, String pictures) {
        if (pictures.equals("heldOut")) {
            return run.get("heldOut").get("d4").asDouble();
        }
        double sum = 0;
        for (JsonNode photograph : run.get("photographs")) {
            assertEquals(9, photograph.get("values").size());
            assertEquals(20, photograph.get("labels").get("splats").asInt());
            sum += photograph.get("values").get("d4").asDouble();
        }
        return sum / run.get("photographs").size();
    }

    @Test
    void moreSeedsCanFollow() throws Exception {
        assertEquals(0, two("--seeds", "5").code());
        assertFalse(metrics().get("variants").get(1).has("photographs"));
        mistake("holds a run already", two("--seeds", "5"));
        Outcome more = two("--resume", "--seeds", "5,6");
        assertEquals(0, more.code(), more.err());
        assertEquals(2, metrics().get("variants").get(0).get("runs").size());
        mistake(
                "was begun with data.size=32, which cannot change",
                two("--resume", "data.size=64"));
        // A run that was made elsewhere is not gone on with here.
        Path last = out.resolve("full-seed-5/checkpoints/last.safetensors");
        SafetensorsFile file = SafetensorsFile.open(last);
        Map<String, String> facts = new LinkedHashMap<>(file.metadata());
        assertEquals("cpu", facts.put("device", "opencl:99"));
        SafetensorsFile.write(last, file.all(), facts);
        mistake("was begun on opencl:99, which cannot change", two("--resume", "--device=cpu"));
    }

    @Test
    void mistakesAreFoundBeforeThereIsADirectory() throws Exception {
        String to = out.toString();
        mistake("no variants of 'resplat3d'", run(List.of("ablate", "resplat3d", "--out", to)));
        mistake("--variants names none", run(SMALL, "--variants", ",", "--out", to));
        mistake("--seeds must be different numbers", two("--seeds", ","));
        mistake("no variant 'ful'", run(List.of("ablate", "--variants", "ful", "--out", to)));
        Path empty = Files.createDirectory(temporary.resolve("empty"));
        mistake("has no photographs", two("--test", empty.toString()));
        mistake("there is no folder", two("--test", temporary.resolve("none").toString()));
        mistake(
                "give --test a folder of other photographs",
                two("--test", photographs.toString(), "--data", photographs.toString()));
        mistake("--splats must be from 1", two("--splats", "0"));
        mistake("--splats: is for photographs: give some with --test", two("--splats", "5"));
        mistake(
                "--splats: is for models of pictures, and pixelsplat makes views of scenes",
                run(List.of("ablate", "pixelsplat", "--splats", "5", "--out", to)));
        mistake("has no key 'stpes'", two("stpes=3"));
        mistake("--out", run(SMALL));
        mistake("there is no run in", run(List.of("ablate", "--resume", "--out", to)));
        assertFalse(Files.exists(out));
        Path mine = Files.createDirectory(out).resolve("table.md");
        Files.writeString(mine, "my notes");
        mistake("table.md that no run has left", two());
        assertEquals("my notes", Files.readString(mine));
    }
}

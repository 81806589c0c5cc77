package dev.resplat.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.config.UserMistake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunDirectoryTest {
    @TempDir private Path temporary;

    @Test
    void aDirectoryInUseNamesItsUser() {
        Path path = temporary.resolve("run");
        try (RunDirectory run = RunDirectory.create(path)) {
            run.write(RunDirectory.CONFIG, "seed: 1\n");
            String message =
                    assertThrows(UserMistake.class, () -> RunDirectory.reopen(path)).getMessage();
            assertTrue(
                    message.contains("in use by process " + ProcessHandle.current().pid()),
                    message);
        }
        RunDirectory.reopen(path).close();
    }

    @Test
    void aDirectoryMadeForNothingIsRemoved() throws IOException {
        Path path = temporary.resolve("run");
        RunDirectory.createOrReplace(path).close();
        assertFalse(Files.exists(path));

        RunDirectory numbered = RunDirectory.createNumbered(temporary, "eval");
        numbered.close();
        assertFalse(Files.exists(numbered.path()));

        Files.createDirectory(path);
        RunDirectory.createOrReplace(path).close();
        assertTrue(Files.exists(path), "it was there before");
    }

    @Test
    void aDirectoryWithARunIsNotOverwritten() {
        try (RunDirectory run = RunDirectory.create(temporary)) {
            run.write(RunDirectory.CONFIG, "seed: 1\n");
        }
        assertThrows(UserMistake.class, () -> RunDirectory.create(temporary));
        // The refusal leaves no lock behind.
        RunDirectory.reopen(temporary).close();
    }

    @Test
    void aTrainingThatHasOnlyBegunIsReplaced() throws IOException {
        try (RunDirectory run = RunDirectory.create(temporary)) {
            run.write(RunDirectory.CONFIG, "seed: 1\n");
            Files.createDirectory(run.file("checkpoints"));
            assertThrows(UserMistake.class, () -> RunDirectory.create(temporary), "in use");
        }
        RunDirectory.create(temporary).close();
        Files.createFile(temporary.resolve("checkpoints/last.safetensors"));
        assertThrows(UserMistake.class, () -> RunDirectory.create(temporary));
    }

    @Test
    void filesThatNoRunHasLeftAreNotOverwritten() throws IOException {
        for (String name : List.of("metrics.json", "metrics.jsonl", "report.html", "checkpoints")) {
            Path file = Files.createFile(temporary.resolve(name));
            String message =
                    assertThrows(UserMistake.class, () -> RunDirectory.create(temporary))
                            .getMessage();
            assertTrue(message.contains(file + " that no run has left"), message);
            assertFalse(Files.exists(temporary.resolve(".lock")));
            Files.delete(file);
        }
        RunDirectory.create(temporary).close();
    }

    @Test
    void onlyARunCanBeReopened() {
        assertThrows(UserMistake.class, () -> RunDirectory.reopen(temporary));
    }

    @Test
    void whatARunHasLeftHalfWrittenThatWasKilledIsRemoved() throws IOException {
        for (String name : List.of("", "checkpoints", "other")) {
            Path folder = Files.createDirectories(temporary.resolve(name));
            Files.createFile(folder.resolve(".%s-0.part".formatted(UUID.randomUUID())));
            Files.writeString(folder.resolve(RunDirectory.CONFIG), "seed: 1\n");
        }
        // A run of its own may be going on in "other".
        Files.delete(temporary.resolve("checkpoints").resolve(RunDirectory.CONFIG));
        RunDirectory.reopen(temporary).close();
        try (Stream<Path> files = Files.walk(temporary)) {
            assertEquals(
                    List.of(temporary.resolve("other")),
                    files.filter(f -> f.toString().endsWith(".part"))
                            .map(Path::getParent)
                            .toList());
        }
    }

    @Test
    void aFileInTheWayIsAMistake() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        String message =
                assertThrows(UserMistake.class, () -> RunDirectory.create(file)).getMessage();
        assertTrue(message.contains("is a file"), message);
    }

    @Test
    void numbersAreNotUsedTwice() {
        try (RunDirectory first = RunDirectory.createNumbered(temporary, "run");
                RunDirectory second = RunDirectory.createNumbered(temporary, "run")) {
            assertEquals(temporary.resolve("run-1"), first.path());
            assertEquals(temporary.resolve("run-2"), second.path());
        }
    }

    @Test
    void aFailedWriteLeavesTheOldFile() throws IOException {
        try (RunDirectory run = RunDirectory.create(temporary)) {
            run.write("a.txt", "old");
            RunDirectory.Content broken =
                    file -> {
                        Files.writeString(file, "half");
                        throw new IOException("disk full");
                    };
            String message =
                    assertThrows(UserMistake.class, () -> run.write("a.txt", broken)).getMessage();
            assertTrue(message.contains("a.txt: disk full"), message);
        }
        assertEquals("old", Files.readString(temporary.resolve("a.txt")));
        try (Stream<Path> files = Files.list(temporary)) {
            assertEquals(2, files.count(), "a.txt and the lock");
        }
    }

    @Test
    void filesAreWrittenTogetherOrNotAtAll() throws IOException {
        try (RunDirectory run = RunDirectory.createOrReplace(temporary)) {
            Map<String, RunDirectory.Content> files = new LinkedHashMap<>();
            files.put("a.txt", file -> Files.writeString(file, "new"));
            files.put(
                    "b.txt",
                    file -> {
                        Files.writeString(file, "half");
                        throw new UncheckedIOException(
                                new FileSystemException(
                                        file.toString(), null, "No space left on device"));
                    });
            run.write("a.txt", "old");
            String message =
                    assertThrows(UserMistake.class, () -> run.writeAll(files)).getMessage();
            assertEquals(
                    "cannot write %s: No space left on device".formatted(run.file("b.txt")),
                    message);
            assertEquals("old", Files.readString(run.file("a.txt")));
            try (Stream<Path> names = Files.list(temporary)) {
                assertEquals(2, names.count(), "a.txt and the lock");
            }
            files.put("b.txt", file -> Files.writeString(file, "whole"));
            run.writeAll(files);
            assertEquals("new", Files.readString(run.file("a.txt")));
            assertEquals("whole", Files.readString(run.file("b.txt")));
        }
    }

    @Test
    void whatGoesOnIsNotReplaced() throws IOException {
        Path config = temporary.resolve("config.yaml");
        for (String command : List.of("compare", "ablate")) {
            Files.copy(
                    RunDirectoryTest.class.getResourceAsStream("/configs/" + command + ".yaml"),
                    config,
                    StandardCopyOption.REPLACE_EXISTING);
            String message =
                    assertThrows(UserMistake.class, () -> RunDirectory.createOrReplace(temporary))
                            .getMessage();
            String kind = command.equals("compare") ? "a comparison" : "an ablation";
            assertEquals(temporary + " holds " + kind + ": choose another --out", message);
        }
        for (String replaced : List.of("model: resplat\n", "{", "")) {
            Files.writeString(config, replaced);
            RunDirectory.createOrReplace(temporary).close();
        }
    }

    @Test
    void aDiskThatIsTooFullIsFoundBeforeTheWork() {
        try (RunDirectory run = RunDirectory.createOrReplace(temporary)) {
            run.requireSpace(1);
            String message =
                    assertThrows(UserMistake.class, () -> run.requireSpace(Long.MAX_VALUE))
                            .getMessage();
            assertTrue(message.startsWith("not enough space for " + temporary), message);
        }
    }

    @Test
    void theLogIsRewoundToTheCheckpoint() throws IOException {
        try (RunDirectory run = RunDirectory.create(temporary)) {
            for (int step = 10; step <= 30; step += 10) {
                run.log(Map.of("step", step));
            }
            Files.writeString(
                    run.file("metrics.jsonl"),
                    Files.readString(run.file("metrics.jsonl")) + "{\"step\":1");
            byte[] noText = {(byte) 0xff, '\n'};
            Files.write(run.file("metrics.jsonl"), noText, StandardOpenOption.APPEND);
            assertEquals(2, run.rewindLog(20).size());
            assertEquals(
                    "{\"step\":10}\n{\"step\":20}\n", Files.readString(run.file("metrics.jsonl")));
        }
    }
}

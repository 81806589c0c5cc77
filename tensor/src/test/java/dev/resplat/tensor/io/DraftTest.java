package dev.resplat.tensor.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are written beside those that they replace. */
class DraftTest {
    @TempDir Path folder;

    private static void write(Path file, String text) {
        AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void assertCount(int files) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            assertEquals(files, all.count());
        }
    }

    @Test
    void aNameOfTheLongestLengthIsWritten() throws IOException {
        Path file = folder.resolve("n".repeat(251) + ".ply");
        write(file, "long");
        assertEquals("long", Files.readString(file));
        assertCount(1);
    }

    @Test
    void whatASymbolicLinkLeadsToIsReplaced() throws IOException {
        Path file = Files.createDirectory(folder.resolve("below")).resolve("file");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("below/file"));
        for (String text : new String[] {"made", "replaced"}) {
            write(link, text);
            assertTrue(Files.isSymbolicLink(link));
            assertEquals(text, Files.readString(file));
        }
        assertCount(2);
        Files.delete(file);
        Files.createSymbolicLink(file, link.toAbsolutePath());
        UncheckedIOException e =
                assertThrows(UncheckedIOException.class, () -> write(link, "around"));
        assertTrue(e.getCause() instanceof FileSystemLoopException, e.toString());
    }

    @Test
    void permissionsStay() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assumeTrue(
                Files.getFileStore(file).supportsFileAttributeView("posix"),
                "no POSIX permissions");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw---x"));
        write(file, "new");
        assertEquals(
                "rw-rw---x", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void errorsNameTheFileAndLeaveNothing() throws IOException {
        Path file = folder.resolve("nowhere/file");
        NoSuchFileException e =
                assertThrows(NoSuchFileException.class, () -> Draft.of(file).close());
        assertEquals(file.toString(), e.getMessage());
        assertThrows(IOException.class, () -> Draft.of(folder).close());
        Path old = Files.writeString(folder.resolve("old"), "before");
        assertThrows(
                UncheckedIOException.class,
                () ->
                        AtomicFile.write(
                                old,
                                out -> {
                                    throw new IOException("half way");
                                }));
        assertEquals("before", Files.readString(old));
        assertCount(1);
    }

    @Test
    void oneInsideAnotherHasAnotherName() throws IOException {
        Path file = folder.resolve("file");
        try (Draft outer = Draft.of(file)) {
            write(outer.path(), "inner");
            outer.move();
        }
        assertEquals("inner", Files.readString(file));
        assertCount(1);
    }

    /** As Ctrl-C or a system that shuts down asks it to end. */
    @Test
    void aProcessThatIsAskedToEndLeavesNothing() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Waiting.class.getName(),
                                folder.resolve("file").toString())
                        .start();
        try (BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            Path draft = Path.of(out.readLine());
            assertTrue(Files.exists(draft));
            process.destroy();
            process.waitFor();
            assertFalse(Files.exists(draft));
        }
        assertCount(0);
    }

    @Test
    void whatKilledProcessesHaveLeftIsRemoved() throws IOException {
        Path file = folder.resolve("file");
        Draft abandoned = Draft.of(file);
        assertTrue(Files.exists(abandoned.path()));
        for (String other : new String[] {".part", ".a-0.part", "view.part", ".hidden"}) {
            Files.createFile(folder.resolve(other));
        }
        Draft.removeAbandoned(folder);
        assertFalse(Files.exists(abandoned.path()));
        assertCount(4);
        abandoned.close();
    }

    /** Begins a file and never ends it. */
    static final class Waiting {
        public static void main(String[] args) throws Exception {
            Draft draft = Draft.of(Path.of(args[0]));
            System.out.println(draft.path());
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}

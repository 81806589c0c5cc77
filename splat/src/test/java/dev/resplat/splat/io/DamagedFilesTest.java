package dev.resplat.splat.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.io.FormatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are damaged or made to do harm: they are read, or there is one clear line. */
class DamagedFilesTest {
    private static final int MUTATIONS = 2000;

    @TempDir static Path folder;

    /** Files of every format by names that say it. */
    private static Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("a.ply", written("a.ply", SomeScene.splats(9, 1, 1)));
        files.put("text.ply", text());
        files.put("a.compressed.ply", written("a.compressed.ply", SomeScene.splats(300, 1, 2)));
        files.put("a.splat", written("a.splat", SomeScene.splats(40, 0, 3)));
        byte[] spz = written("a.spz", SomeScene.splats(50, 2, 4));
        files.put("3.spz", spz);
        files.put("raw.spz", new GZIPInputStream(new ByteArrayInputStream(spz)).readAllBytes());
        files.put("4.spz", written("4.spz", SomeScene.splats(50, 4, 5)));
        files.put("0.ksplat", KSplatFile.of(SomeScene.splats(90, 1, 6), 0));
        files.put("2.ksplat", KSplatFile.of(SomeScene.splats(90, 2, 6), 2));
        files.put("1.sog", SogArchive.of(SomeScene.splats(40, 1, 7), 1));
        files.put("2.sog", SogArchive.of(SomeScene.splats(40, 2, 7), 2));
        return files;
    }

    private static byte[] written(String name, Splats3d splats) throws IOException {
        Path file = folder.resolve(name);
        SplatFile.write(file, splats);
        return Files.readAllBytes(file);
    }

    private static byte[] text() {
        StringBuilder text = new StringBuilder("ply\r\nformat ascii 1.0\r\nelement vertex 5\r\n");
        SplatColumns.names(0).forEach(name -> text.append("property float " + name + "\r\n"));
        text.append("end_header\r\n");
        for (int row = 0; row < 5; row++) {
            for (int i = 0; i < SplatColumns.names(0).size(); i++) {
                text.append(row + 0.25 * i).append(' ');
            }
            text.append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    static Stream<String> names() throws IOException {
        return files().keySet().stream();
    }

    /** Whether bytes are read; any error but a clear one fails. */
    private static boolean isRead(String name, byte[] bytes, String what) {
        Path file = folder.resolve("damaged-" + name);
        try (InputStream in = new ByteArrayInputStream(bytes)) {
            if (name.endsWith(".sog")) {
                // Archives are read from their end.
                Files.write(file, bytes);
            }
            Splats3d splats = SplatFile.read(in, bytes.length, file, note -> {});
            assertTrue(splats.count() <= bytes.length, what);
            return true;
        } catch (FormatException e) {
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
            assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
            return false;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            return fail(name + ", " + what, e);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void filesThatAreCutOffAreErrors(String name) throws IOException {
        byte[] bytes = files().get(name);
        assertTrue(isRead(name, bytes, "whole"));
        for (int percent = 0; percent < 100; percent++) {
            int length = (int) ((long) bytes.length * percent / 100);
            boolean read = isRead(name, Arrays.copyOf(bytes, length), "cut off at " + length);
            // Such a file does not say how many splats it has.
            boolean maybe = name.equals("a.splat") && length > 0 && length % 32 == 0;
            assertEquals(maybe, read, name + " cut off at " + length);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void filesWithChangedBytesAreReadOrAreErrors(String name) throws IOException {
        byte[] bytes = files().get(name);
        SplittableRandom random = new SplittableRandom(name.hashCode());
        int read = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] changed = changed(bytes, random);
            read += isRead(name, changed, "mutation " + i) ? 1 : 0;
            if (name.equals("raw.spz") && i % 4 == 0) {
                isRead("3.spz", zipped(changed), "mutation " + i + " in gzip");
            }
        }
        assertTrue(read < MUTATIONS, name);
    }

    private static byte[] zipped(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    /** Some bytes changed, mostly of the beginning, some left out or there twice. */
    private static byte[] changed(byte[] bytes, SplittableRandom random) {
        byte[] changed = bytes.clone();
        for (int k = random.nextInt(3); k >= 0; k--) {
            int end = random.nextInt(3) == 0 ? changed.length : Math.min(changed.length, 160);
            int at = random.nextInt(end);
            switch (random.nextInt(6)) {
                case 0 -> changed[at] = (byte) random.nextInt();
                case 1 -> changed[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> put(changed, at, random.nextInt(), 4);
                case 3 -> put(changed, at, new int[] {-1, 0x7fffffff, 0x7fc00000, 0}[at % 4], 4);
                case 4 -> changed = spliced(changed, at, at + random.nextInt(40), random);
                default -> put(changed, at, "0123456789abcdef\n -".charAt(at % 19), 1);
            }
        }
        return changed;
    }

    private static void put(byte[] bytes, int at, int value, int count) {
        for (int i = 0; i < count && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (value >> 8 * i);
        }
    }

    /** A part left out, or there twice. */
    private static byte[] spliced(byte[] bytes, int from, int to, SplittableRandom random) {
        int end = Math.min(to, bytes.length);
        boolean twice = random.nextBoolean();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, twice ? end : from);
        int next = twice ? from : end;
        out.write(bytes, next, bytes.length - next);
        return out.size() == 0 ? bytes : out.toByteArray();
    }

    // ---- Files that were made to do harm ---------------------------------------------------

    private static String problem(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.write(file, bytes);
        return assertThrows(FormatException.class, () -> SplatFile.read(file, note -> {}))
                .getMessage();
    }

    /** A number of splats as large as it can be is not believed. */
    @Test
    void countsAreNotBelieved() throws IOException {
        byte[] raw = files().get("raw.spz");
        for (int count : new int[] {-1, Integer.MAX_VALUE, 100_000_000, 51}) {
            put(raw, 8, count, 4);
            isNoScene("raw.spz", raw);
            isNoScene("3.spz", zipped(raw));
            byte[] four = files().get("4.spz");
            put(four, 8, count, 4);
            isNoScene("4.spz", four);
        }
        String ply = new String(files().get("a.compressed.ply"), StandardCharsets.ISO_8859_1);
        for (String count :
                new String[] {"1152921504606846976", "999999999999999999", "2147483648"}) {
            isNoScene("a.compressed.ply", latin(ply.replace("vertex 300", "vertex " + count)));
            isNoScene("a.compressed.ply", latin(ply.replace("chunk 2", "chunk " + count)));
            isNoScene("a.compressed.ply", latin(ply.replace("sh 300", "sh " + count)));
            String more = "element more " + count + "\nelement chunk 2\n";
            assertTrue(
                    isRead("a.compressed.ply", latin(ply.replace("element chunk 2\n", more)), "")
                            || count.length() > 18);
        }
    }

    private static void isNoScene(String name, byte[] bytes) {
        assertTrue(!isRead(name, bytes, "count"), name);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A little that becomes much is read no further than splats need it. */
    @Test
    void bombsAreNotUnpacked() throws IOException {
        byte[] bomb = new byte[1 << 26];
        System.arraycopy(files().get("raw.spz"), 0, bomb, 0, 16);
        byte[] zipped = zipped(bomb);
        assertTrue(zipped.length < 100_000);
        assertTrue(isRead("3.spz", zipped, "zeros behind the end"));
        put(bomb, 8, 60_000_000, 4);
        isNoScene("3.spz", zipped(bomb));

        byte[] four = files().get("4.spz");
        ByteBuffer table = ByteBuffer.wrap(four).order(ByteOrder.LITTLE_ENDIAN);
        byte[] column = ZstdColumn.compressed(new byte[1 << 26]);
        // The first column becomes more than the table says; then the table says so, too.
        ByteBuffer out = ByteBuffer.allocate(four.length + column.length);
        int streams = 32 + 6 * 16;
        out.put(four, 0, streams).put(column);
        int first = (int) table.getLong(32);
        out.put(four, streams + first, four.length - streams - first);
        out.order(ByteOrder.LITTLE_ENDIAN).putLong(32, column.length);
        byte[] bytes = Arrays.copyOf(out.array(), out.position());
        assertTrue(problem("bomb.spz", bytes).contains("becomes more than the 450 bytes"));
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(40, 1 << 26);
        assertTrue(problem("bomb.spz", bytes).contains("450 are needed"));
    }

    @Test
    void aHeaderOfManyNamesIsNotComparedForever() throws IOException {
        StringBuilder text = new StringBuilder("ply\nformat ascii 1.0\nelement vertex 1\n");
        for (int i = 0; i < 40_000; i++) {
            text.append("property char n").append(i).append('\n');
        }
        assertTrue(problem("many.ply", latin(text.toString())).contains("more than the 1000"));
        String elements =
                text.toString().replace("property char", "element").replaceAll("(n\\d+)", "$1 1");
        assertTrue(problem("many.ply", latin(elements)).contains("more than the 1000"));
    }

    /** Rows without columns take no time, however many there are. */
    @Test
    void emptyRowsAreNotCounted() throws IOException {
        String text = new String(text(), StandardCharsets.US_ASCII);
        String empty = "element nothing 999999999999999999\r\nelement vertex";
        assertTrue(isRead("text.ply", latin(text.replace("element vertex", empty)), "empty rows"));
    }

    @Test
    void filesThatAreNotThereAreSaidToBe() {
        Path nowhere = folder.resolve("nowhere.spz");
        assertThrows(UncheckedIOException.class, () -> SplatFile.read(nowhere, note -> {}));
    }
}

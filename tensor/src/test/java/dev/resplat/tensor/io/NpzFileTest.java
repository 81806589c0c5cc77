package dev.resplat.tensor.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.resplat.tensor.RealData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzFileTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    /** Fields of an entry of a zip archive's directory. */
    private static final int COMPRESSED_SIZE = 20;

    private static final int SIZE = 24;

    @TempDir Path folder;

    @Test
    void readsEveryTypeInBothByteOrders() {
        Map<String, HostArray> arrays = NpzFile.read(Fixtures.copy("types.npz", folder));
        assertEquals(22, arrays.size());
        arrays.forEach(
                (name, array) -> {
                    boolean bool = array.dtype() == DType.BOOL;
                    double[] expected = {0, 1, bool ? 1 : 2, bool ? 1 : 100, bool ? 1 : 3, 0};
                    assertEquals(name.substring(0, 2), array.dtype().npyCode());
                    assertArrayEquals(new int[] {2, 3}, array.dims(), name);
                    assertArrayEquals(expected, array.toDoubles(), name);
                });
    }

    @Test
    void readsEveryLayoutAsRowMajor() {
        Map<String, HostArray> arrays = NpzFile.read(Fixtures.copy("layouts.npz", folder));
        int[] cube =
                IntStream.range(0, 24).map(n -> n / 12 * 100 + n / 4 % 3 * 10 + n % 4).toArray();
        HostArray expected = HostArray.of(cube, 2, 3, 4);
        assertEquals(expected.as(DType.F32), arrays.get("c_order"));
        assertEquals(expected.as(DType.F32), arrays.get("fortran_order"));
        assertEquals(expected.as(DType.F64), arrays.get("fortran_big_endian"));
        int[] matrix = {0, 1, 2, 100, 3, 0};
        assertEquals(HostArray.of(matrix, 2, 3).as(DType.I16), arrays.get("fortran_matrix"));
        assertEquals(HostArray.of(new float[] {1.5f}), arrays.get("scalar"));
        assertEquals(HostArray.of(new int[] {1, 2, 3}, 3), arrays.get("vector"));
        assertEquals(HostArray.of(new float[0], 0, 3), arrays.get("empty"));
    }

    @Test
    void readsBackWhatItWrote() throws IOException {
        Map<String, HostArray> arrays = new HashMap<>();
        arrays.put("means", HostArray.of(new float[] {1, 2, 3, 4}, 2, 2));
        arrays.put("folder/naïve", HostArray.of(new long[] {-1}));
        Path file = folder.resolve("arrays.npz");
        NpzFile.write(file, arrays);
        assertEquals(arrays, NpzFile.read(file));
        assertEquals(arrays.get("means"), NpzFile.read(file, "means"));
        byte[] first = Files.readAllBytes(file);
        NpzFile.write(file, arrays);
        assertArrayEquals(first, Files.readAllBytes(file));
        NpzFile.write(file, Map.of());
        assertEquals(Map.of(), NpzFile.read(file));
    }

    @Test
    void missingArraysAreNamedWithThoseThere() {
        Path file = Fixtures.copy("layouts.npz", folder);
        assertProblem("no array \"quats\", has \"c_order, fortran_order", file, "quats");
    }

    @Test
    void whatIsNoArchiveIsRefused() {
        Path file = folder.resolve("a.npz");
        for (String content : List.of("", "rubbish", "PK\3\4", "PK\5\6")) {
            Fixtures.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
            assertThrows(FormatException.class, () -> NpzFile.read(file), content);
        }
    }

    @Test
    void membersMustBeNpyFiles() throws IOException {
        Path file = archive(Map.of("readme.txt", HELLO));
        assertProblem("member \"readme.txt\", expected names in .npy", file, "readme");
        Path wrong = archive(Map.of("a.npy", HELLO));
        assertProblem("member \"a.npy\": ends 3 bytes too early", wrong, "a");
    }

    @Test
    void membersOfOneNameAreRefused() throws IOException {
        byte[] content = Fixtures.bytes("version1.npy");
        Path file = archive(Map.of("a.npy", content, "b.npy", content));
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        Fixtures.write(file, text.replace("b.npy", "a.npy").getBytes(StandardCharsets.ISO_8859_1));
        assertProblem("member \"a.npy\" twice", file, "a");
    }

    @Test
    void damageIsSeenByTheChecksum() throws IOException {
        Path file = Fixtures.copy("layouts.npz", folder);
        byte[] bytes = Files.readAllBytes(file);
        // The stored floats 123 of both cubes; the first belongs to the one in C order.
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\0\0\u00f6B");
        bytes[at] ^= 1;
        Fixtures.write(file, bytes);
        assertProblem("checksum", file, "c_order");
    }

    /** A gigabyte that an archive of some bytes claims to hold costs nothing. */
    @Test
    void sizesAreNotTrusted() throws IOException {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (268435456,)}";
        byte[] content = Fixtures.npy(header, 0);
        Path file = archive(Map.of("a.npy", content));
        assertProblem("F32[268435456] does not fit the 0 bytes", file, "a");
        patchDirectory(file, SIZE, (1 << 30) + content.length);
        assertProblem("cannot come of", file, "a");
        patchDirectory(file, COMPRESSED_SIZE, 1 << 29);
        assertThrows(FormatException.class, () -> NpzFile.read(file, "a"));
    }

    @Test
    void moreThanTheHeapIsRefused() throws IOException {
        assumeTrue(Runtime.getRuntime().maxMemory() < 1L << 32, "skipped: a heap of 4 GiB or more");
        Path file = archive(Map.of("a.npy", Fixtures.bytes("version1.npy")));
        patchDirectory(file, SIZE, -2);
        String message = assertThrows(FormatException.class, () -> NpzFile.read(file)).getMessage();
        assertTrue(message.contains("a third of -Xmx"), message);
    }

    /** Garden of gsplat's tests; values by NumPy. */
    @Test
    void readsARealFile() {
        Path file = RealData.require("numeric/test_garden.npz");
        Map<String, HostArray> garden = NpzFile.read(file);
        assertEquals("F32[138766, 3]", garden.get("means3d").toString());
        assertEquals("U8[138766, 3]", garden.get("colors").toString());
        assertEquals("I64[]", garden.get("height").toString());
        assertEquals(garden.get("Ks"), NpzFile.read(file, "Ks"));
    }

    private void assertProblem(String problem, Path file, String array) {
        String message =
                assertThrows(FormatException.class, () -> NpzFile.read(file, array)).getMessage();
        assertTrue(message.startsWith(file.toString()), message);
        assertTrue(message.contains(problem), message);
    }

    private Path archive(Map<String, byte[]> members) throws IOException {
        Path file = folder.resolve("archive.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> member : new TreeMap<>(members).entrySet()) {
                zip.putNextEntry(new ZipEntry(member.getKey()));
                zip.write(member.getValue());
            }
        }
        return file;
    }

    /** Overwrites 4 bytes of the archive's directory, little-endian. */
    private static void patchDirectory(Path file, int offset, int value) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int directory = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("PK\1\2");
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(directory + offset, value);
        Fixtures.write(file, bytes);
    }
}

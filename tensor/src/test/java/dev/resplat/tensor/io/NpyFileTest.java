package dev.resplat.tensor.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.RealData;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyFileTest {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"version1.npy", "version2.npy", "version3.npy", "python2.npy"})
    void readsEveryVersion(String name) {
        HostArray array = NpyFile.read(Fixtures.copy(name, folder));
        assertEquals(HostArray.of(new float[] {0, 1, 2, 100, 3, 0}, 2, 3), array);
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, mode = EnumSource.Mode.EXCLUDE, names = "BF16")
    void readsBackWhatItWrote(DType type) {
        for (int[] dims : new int[][] {{}, {0}, {5}, {2, 3}, {1, 2, 1, 3}}) {
            int size = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
            double[] values = new double[size];
            Arrays.fill(values, 1);
            HostArray array = HostArray.of(values, dims).as(type);
            Path file = folder.resolve("array.npy");
            NpyFile.write(file, array);
            assertEquals(array, NpyFile.read(file));
        }
    }

    @Test
    void writesTheBytesOfNumpy() throws Exception {
        Path file = folder.resolve("array.npy");
        NpyFile.write(file, HostArray.of(new float[] {0, 1, 2, 100, 3, 0}, 2, 3));
        assertArrayEquals(Fixtures.bytes("version1.npy"), Files.readAllBytes(file));
    }

    @Test
    void bfloat16IsRefused() throws Exception {
        HostArray array = HostArray.of(new float[1]).as(DType.BF16);
        Path file = folder.resolve("array.npy");
        assertThrows(IllegalArgumentException.class, () -> NpyFile.write(file, array));
        assertTrue(Files.notExists(file));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "rubbish ; content is",
                "{} ; content is",
                "{'descr': '<f4', 'shape': (2,)} ; content is",
                "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)} ; once",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': True} ; content is",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x} ; content is",
                "{'descr': '<f4',, 'fortran_order': False, 'shape': (2,)} ; content is",
                "{'descr': '<c8', 'fortran_order': False, 'shape': (2,)} ; descr is",
                "{'descr': '|f4', 'fortran_order': False, 'shape': (2,)} ; descr is",
                "{'descr': 'f4', 'fortran_order': False, 'shape': (2,)} ; descr is",
                "{'descr': True, 'fortran_order': False, 'shape': (2,)} ; descr is",
                "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2,)} ; content is",
                "{'descr': '<f4', 'fortran_order': '0', 'shape': (2,)} ; fortran_order is",
                "{'descr': '<f4', 'fortran_order': False, 'shape': True} ; shape is",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)} ; content is",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2,,)} ; shape is",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (,)} ; shape is",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483648,)} ; shape is",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999,)} ; shape is",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} ; F32[3] does not fit",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} ; F32[1] does not fit",
                "{'descr': '<f4', 'fortran_order': True, 'shape': (1048576,1048576,1048576,16)}"
                        + " ; does not fit",
            })
    void headersThatAreWrongAreExplained(String header, String explanation) {
        Path file = Fixtures.write(folder.resolve("a.npy"), Fixtures.npy(header, 8));
        String message = assertThrows(FormatException.class, () -> NpyFile.read(file)).getMessage();
        assertTrue(message.startsWith(file + ": "), message);
        assertTrue(message.contains(explanation), message);
    }

    @Test
    void moreThan32DimensionsAreRefused() {
        String dims = "1,".repeat(33);
        String header = "{'descr': '<f4', 'fortran_order': True, 'shape': (" + dims + ")}";
        Path file = Fixtures.write(folder.resolve("a.npy"), Fixtures.npy(header, 4));
        assertThrows(FormatException.class, () -> NpyFile.read(file));
    }

    @Test
    void everyPrefixIsCutOffAndEveryExtensionTooLong() {
        for (String name : new String[] {"version1.npy", "version2.npy"}) {
            byte[] whole = Fixtures.bytes(name);
            Path file = folder.resolve(name);
            for (int length = 0; length <= whole.length + 1; length++) {
                Fixtures.write(file, Arrays.copyOf(whole, length));
                if (length != whole.length) {
                    assertThrows(FormatException.class, () -> NpyFile.read(file), "" + length);
                }
            }
        }
    }

    @Test
    void headersOfGigabytesAreRefusedUnread() {
        byte[] bytes = Fixtures.bytes("version2.npy");
        Arrays.fill(bytes, 8, 12, (byte) 0xff);
        Path file = Fixtures.write(folder.resolve("a.npy"), bytes);
        String message = assertThrows(FormatException.class, () -> NpyFile.read(file)).getMessage();
        assertTrue(message.contains("4294967295"), message);
    }

    @Test
    void missingFilesAreNamed() {
        Path file = folder.resolve("missing.npy");
        String message =
                assertThrows(UncheckedIOException.class, () -> NpyFile.read(file)).getMessage();
        assertTrue(message.contains("missing.npy"), message);
    }

    /** Poses of a public scene, as NumPy wrote them; the sum is NumPy's. */
    @Test
    void readsARealFile() {
        Path fern = RealData.require("posed/fern/poses_bounds.npy");
        HostArray poses = NpyFile.read(fern);
        assertEquals("F64[20, 17]", poses.toString());
        assertEquals(208185.51195006858, DoubleStream.of(poses.toDoubles()).sum(), 1e-6);
    }
}

package dev.resplat.tensor.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.RealData;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SafetensorsFileTest {
    @TempDir Path folder;

    @Test
    void readsTypesNamesAndMetadata() {
        SafetensorsFile file = SafetensorsFile.open(Fixtures.copy("mixed.safetensors", folder));
        assertEquals(
                List.of("weight", "bf16", "bias/\u00e9\ud83d\ude00", "steps", "mask", "empty"),
                List.copyOf(file.names()));
        assertEquals(Map.of("format", "pt", "note", "line\n\"quoted\" \\ tab\t"), file.metadata());
        HostArray matrix = HostArray.of(new int[] {0, 1, 2, 100, 3, 0}, 2, 3);
        assertEquals(matrix.as(DType.F16), file.get("weight"));
        assertEquals(matrix.as(DType.BF16), file.get("bf16"));
        float[] bias = {1.5f, -2, Float.POSITIVE_INFINITY};
        assertEquals(HostArray.of(bias, 3), file.get("bias/\u00e9\ud83d\ude00"));
        assertEquals(HostArray.of(new long[] {1L << 40}), file.get("steps"));
        assertArrayEquals(new int[] {0, 1, 1, 1, 1, 0}, file.get("mask").toInts());
        assertEquals("U8[0, 4]", file.get("empty").toString());
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void readsBackWhatItWrote(DType type) {
        HostArray ones = HostArray.of(new int[] {1, 0, 1, 1, 1, 1}, 2, 3).as(type);
        // More than 1 MiB, so that it is mapped; the odd size leaves what follows unaligned.
        HostArray large = HostArray.of(new int[1_050_001], 1_050_001).as(type);
        Map<String, HostArray> arrays = Map.of("a \"quoted\"\n\u00fc", ones, "large", large);
        Map<String, String> metadata = Map.of("step", "100", "note", "\u0001\\\ud83d\ude00");
        Path path = folder.resolve("arrays.safetensors");
        SafetensorsFile.write(path, arrays, metadata);
        SafetensorsFile file = SafetensorsFile.open(path);
        assertEquals(metadata, file.metadata());
        assertEquals(arrays.keySet(), file.names());
        arrays.forEach((name, array) -> assertEquals(array, file.get(name)));
    }

    @Test
    void aFileInMemoryIsTheSame() throws IOException {
        HostArray large = HostArray.of(new float[1 << 19], 2, 1 << 18);
        Map<String, HostArray> arrays = Map.of("a", HostArray.of(new int[] {7}), "large", large);
        Path path = folder.resolve("arrays.safetensors");
        SafetensorsFile.write(path, arrays, Map.of("k", "v"));
        byte[] bytes = Files.readAllBytes(path);
        SafetensorsFile file = SafetensorsFile.of(bytes, "a resource");
        assertEquals(arrays, file.all());
        assertEquals(Map.of("k", "v"), file.metadata());
        for (int length : new int[] {0, 7, 8, 50, bytes.length - 1}) {
            byte[] part = Arrays.copyOf(bytes, length);
            String message =
                    assertThrows(
                                    FormatException.class,
                                    () -> SafetensorsFile.of(part, "a resource"))
                            .getMessage();
            assertTrue(message.startsWith("a resource: "), message);
        }
    }

    @Test
    void theOrderOfTheMapsDoesNotChangeTheFile() throws IOException {
        Map<String, HostArray> arrays = new HashMap<>();
        arrays.put("a", HostArray.of(new int[] {1}).as(DType.U8));
        arrays.put("c", HostArray.of(new float[] {1}));
        arrays.put("b", HostArray.of(new float[] {2}, 1));
        arrays.put("z", HostArray.of(new double[] {3}));
        Path path = folder.resolve("arrays.safetensors");
        SafetensorsFile.write(path, arrays, Map.of("k", "v"));
        String header =
                "{\"__metadata__\":{\"k\":\"v\"},"
                        + "\"z\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[0,8]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]},"
                        + "\"c\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[12,16]},"
                        + "\"a\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[16,17]}}";
        int padded = (header.length() + 7) / 8 * 8;
        byte[] expected = Fixtures.safetensors(header + " ".repeat(padded - header.length()), 17);
        byte[] written = Files.readAllBytes(path);
        assertEquals(0, padded % 8);
        assertArrayEquals(Arrays.copyOf(expected, 8 + padded), Arrays.copyOf(written, 8 + padded));
        assertEquals(expected.length, written.length);
    }

    @Test
    void filesWithoutTensorsAreFiles() {
        Path path = folder.resolve("empty.safetensors");
        SafetensorsFile.write(path, Map.of(), Map.of());
        assertTrue(SafetensorsFile.open(path).names().isEmpty());
    }

    /** What is mapped outlives the replacement of its file. */
    @Test
    void aFileCanBeRewrittenFromItself() throws IOException {
        Path path = folder.resolve("arrays.safetensors");
        HostArray large = HostArray.of(new float[300_000], 300_000);
        SafetensorsFile.write(path, Map.of("a", large), Map.of());
        HostArray mapped = SafetensorsFile.open(path).get("a");
        SafetensorsFile.write(path, Map.of("b", mapped), Map.of());
        assertEquals(large, SafetensorsFile.open(path).get("b"));
        assertEquals(large, mapped);
        try (var files = Files.list(folder)) {
            assertEquals(List.of(path), files.toList(), "temporary files are gone");
        }
    }

    @Test
    void aFailedWriteLeavesTheFileAsItWas() throws IOException {
        Path path = folder.resolve("folder");
        Files.createDirectory(path);
        Files.createFile(path.resolve("content"));
        assertThrows(
                UncheckedIOException.class, () -> SafetensorsFile.write(path, Map.of(), Map.of()));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(path), files.toList());
        }
    }

    @Test
    void namesThatCannotBeWrittenAreRefused() {
        Path path = folder.resolve("a.safetensors");
        HostArray array = HostArray.of(new int[1]);
        for (String name : List.of("__metadata__", "half \ud83d")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> SafetensorsFile.write(path, Map.of(name, array), Map.of()));
        }
    }

    @Test
    void missingTensorsAreNamedWithSomeThatAreThere() {
        SafetensorsFile file = SafetensorsFile.open(Fixtures.copy("mixed.safetensors", folder));
        String message = assertThrows(FormatException.class, () -> file.get("wieght")).getMessage();
        assertTrue(message.contains("no tensor \"wieght\", has 6: weight, bf16, "), message);
    }

    /** A sparse file: takes no space on the disk. */
    @Test
    void tensorsBeyondFourGigabytesAreReached() throws IOException {
        long gap = 5L << 30;
        String header =
                "{\"huge\":{\"dtype\":\"U8\",\"shape\":[5,1073741824],\"data_offsets\":[0,%d]},"
                                .formatted(gap)
                        + "\"far\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[%d,%d]}}"
                                .formatted(gap, gap + 8);
        Path path = folder.resolve("sparse.safetensors");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            byte[] start = Fixtures.safetensors(header, 0);
            file.write(start);
            file.seek(start.length + gap);
            file.write(new byte[] {1, 0, 0, 0, 2, 0, 0, 0});
        }
        SafetensorsFile file = SafetensorsFile.open(path);
        assertArrayEquals(new int[] {1, 2}, file.get("far").toInts());
        String message = assertThrows(FormatException.class, () -> file.get("huge")).getMessage();
        assertTrue(message.contains("larger than 2 GiB"), message);
    }

    @Test
    void filesThatShrinkAreNoticed() throws IOException {
        Path path = folder.resolve("arrays.safetensors");
        HostArray large = HostArray.of(new float[300_000], 300_000);
        SafetensorsFile.write(path, Map.of("large", large, "small", large.as(DType.U8)), Map.of());
        SafetensorsFile file = SafetensorsFile.open(path);
        Fixtures.write(path, new byte[100]);
        assertThrows(FormatException.class, () -> file.get("large"));
        assertThrows(FormatException.class, () -> file.get("small"));
    }

    @Test
    void readsRealFiles() {
        Path lpips = RealData.require("lpips/lpips_squeeze_v0.1.safetensors");
        Path tiny = RealData.require("numeric/brush_gsplat/tiny_case.safetensors");
        SafetensorsFile weights = SafetensorsFile.open(lpips);
        assertEquals(57, weights.names().size());
        assertEquals("F16[64, 3, 3, 3]", weights.get("features.0.weight").toString());
        assertEquals("pt", weights.metadata().get("format"));
        SafetensorsFile scene = SafetensorsFile.open(tiny);
        assertEquals("F32[4, 16, 3]", scene.get("coeffs").toString());
        ByteBuffer image = scene.get("out_img").bytes();
        assertEquals(82 * 123 * 4 * 4, image.remaining());
    }
}

package dev.resplat.splat.io;

import static dev.resplat.splat.SameSplats.assertSameSplats;
import static dev.resplat.splat.io.SomePly.splats;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.RealData;
import dev.resplat.tensor.io.FormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PLY files of splats, as they are written here and by other programs. */
class GaussianPlyTest {
    @TempDir Path folder;
    private SomePly ply;

    @BeforeEach
    void begin() {
        ply = new SomePly(folder);
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "1, 5", "2, 1", "3, 2049", "4, 1024", "3, 0"})
    void whatIsWrittenIsReadBackWithItsBits(int degree, int count) {
        Splats3d splats = splats(count, degree);
        GaussianPly.write(ply.path(), splats);
        assertSameSplats(splats, ply.read());
        assertEquals(List.of(), ply.notes());
    }

    @Test
    void theFileIsThatOfThePaper() throws IOException {
        Splats3d splats = splats(2, 1);
        GaussianPly.write(ply.path(), splats);
        byte[] bytes = Files.readAllBytes(ply.path());
        StringBuilder header =
                new StringBuilder("ply\nformat binary_little_endian 1.0\nelement vertex 2\n");
        String rest = " f_rest_0 f_rest_1 f_rest_2 f_rest_3 f_rest_4 f_rest_5 f_rest_6 f_rest_7";
        String names =
                ("x y z nx ny nz f_dc_0 f_dc_1 f_dc_2" + rest + " f_rest_8")
                        + " opacity scale_0 scale_1 scale_2 rot_0 rot_1 rot_2 rot_3";
        for (String name : names.split(" ")) {
            header.append("property float ").append(name).append('\n');
        }
        header.append("end_header\n");
        assertEquals(
                header.toString(),
                new String(bytes, 0, header.length(), StandardCharsets.US_ASCII));
        assertEquals(header.length() + 2 * 26 * 4, bytes.length);
        ByteBuffer second =
                ByteBuffer.wrap(bytes, header.length() + 26 * 4, 26 * 4)
                        .slice()
                        .order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(splats.means()[5], second.getFloat(4 * 2));
        assertEquals(0, second.getFloat(4 * 3));
        assertEquals(splats.sh()[12 + 2], second.getFloat(4 * 8));
        // Splats have 4 terms of 3 channels; the file has terms 1 to 3 of red, of green, of blue.
        assertEquals(splats.sh()[12 + 3 * 2], second.getFloat(4 * (9 + 1)));
        assertEquals(splats.sh()[12 + 3 * 1 + 1], second.getFloat(4 * (9 + 3)));
        assertEquals(splats.sh()[12 + 3 * 3 + 2], second.getFloat(4 * (9 + 8)));
        assertEquals(splats.opacityLogits()[1], second.getFloat(4 * 18));
        assertEquals(splats.quats()[4], second.getFloat(4 * 22));
    }

    @Test
    void aFileIsReplacedAsAWhole() throws IOException {
        GaussianPly.write(ply.path(), splats(100, 0));
        GaussianPly.write(ply.path(), splats(3, 2));
        assertEquals(3, ply.read().count());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(ply.path()), files.toList());
        }
        Path nowhere = folder.resolve("nowhere/scene.ply");
        assertThrows(UncheckedIOException.class, () -> GaussianPly.write(nowhere, splats(3, 2)));
    }

    @Test
    void bytesAfterTheEndAreIgnoredAndCounted() throws IOException {
        GaussianPly.write(ply.path(), splats(4, 0));
        byte[] bytes = Files.readAllBytes(ply.path());
        Files.write(ply.path(), Arrays.copyOf(bytes, bytes.length + 9));
        assertSameSplats(splats(4, 0), ply.read());
        assertTrue(ply.notes().get(0).contains("ignored 9 bytes"), ply.notes().get(0));
    }

    @Test
    void filesOfOtherProgramsAreRead() {
        Splats3d cut = GaussianPly.read(RealData.require("splats/pc_short.ply"), ply.notes()::add);
        assertEquals(100, cut.count());
        assertEquals(3, cut.degree());
        assertTrue(ply.notes().get(0).contains("bytes after the last row"), ply.notes().get(0));
        ply.notes().clear();

        Splats3d grid =
                GaussianPly.read(RealData.require("splats/splatapult_test.ply"), ply.notes()::add);
        assertEquals(16, grid.count());
        for (int i = 0; i < grid.count(); i++) {
            double length = 0;
            for (int k = 0; k < 4; k++) {
                length += Math.pow(grid.quats()[4 * i + k], 2);
            }
            assertEquals(1, length, 1e-3);
        }
        Splats3d text =
                GaussianPly.read(
                        RealData.require("splats/minimal/minimal_ascii.ply"), ply.notes()::add);
        Splats3d binary =
                GaussianPly.read(
                        RealData.require("splats/minimal/minimal_binary.ply"), ply.notes()::add);
        assertArrayEquals(new float[] {0, 0, 0.5f, 0.1f, 0.1f, 1.2f, 0, 0, -0.1f}, text.means());
        assertSameSplats(text, binary);
        assertEquals(List.of(), ply.notes());
    }

    @Test
    void compressedPlyIsSaidToBeNone() {
        Path file = RealData.require("splats/biker.compressed.ply");
        String message =
                assertThrows(FormatException.class, () -> GaussianPly.read(file, ply.notes()::add))
                        .getMessage();
        assertTrue(message.contains("is compressed PLY"), message);
    }
}

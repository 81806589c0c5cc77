package dev.resplat.splat.io;

import static dev.resplat.splat.Splats2dTest.splats;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.BlendMode;
import dev.resplat.splat.Splats2d;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.NpzFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class Splats2dFileTest {
    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsReadBack(BlendMode mode) {
        Path file = folder.resolve("splats.npz");
        Splats2d splats = splats(mode);
        Splats2dFile.write(file, splats);
        Splats2d read = Splats2dFile.read(file);
        assertEquals(9, read.width());
        assertEquals(7, read.height());
        assertEquals(mode, read.mode());
        assertArrayEquals(splats.means(), read.means());
        assertArrayEquals(splats.logScales(), read.logScales());
        assertArrayEquals(splats.angles(), read.angles());
        assertArrayEquals(splats.weights(), read.weights());
        assertArrayEquals(splats.colors(), read.colors());
        assertArrayEquals(splats.render(Devices.cpu()), read.render(Devices.cpu()));
    }

    @Test
    void filesThatAreSomethingElseAreErrors() {
        Path file = folder.resolve("splats.npz");
        Splats2dFile.write(file, splats(BlendMode.ADDITIVE));
        Map<String, HostArray> arrays = new HashMap<>(NpzFile.read(file));
        arrays.put("mode", HostArray.of(new int[] {3}));
        NpzFile.write(file, arrays);
        assertProblem(file, "mode must be 0, 1 or 2, is 3");
        arrays.put("mode", HostArray.of(new int[] {0}));
        arrays.put("means", HostArray.of(new float[4], 4));
        NpzFile.write(file, arrays);
        assertProblem(file, "means must be [2, 2], is F32[4]");
        arrays.remove("means");
        NpzFile.write(file, arrays);
        assertProblem(file, "2D splats are the arrays angles, colors, log_scales, means");
    }

    private static void assertProblem(Path file, String problem) {
        String message =
                assertThrows(FormatException.class, () -> Splats2dFile.read(file)).getMessage();
        assertTrue(message.contains(problem), message);
    }
}

package dev.resplat.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.DeviceException;
import dev.resplat.tensor.DeviceMemoryException;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.Gathering;
import dev.resplat.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How programs are compiled and kept, and what is said where that, or memory, fails. */
class ClProgramTest {
    @TempDir private Path directory;

    /** The device under test, as a program that starts finds it, with a cache of its own. */
    private ClDevice device() {
        OpenClUnderTest.device();
        String before = System.getProperty("resplat.cache");
        System.setProperty("resplat.cache", directory.toString());
        try {
            return (ClDevice) new ClDevices().devices().get(0);
        } finally {
            if (before == null) {
                System.clearProperty("resplat.cache");
            } else {
                System.setProperty("resplat.cache", before);
            }
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static void compute(Device device) {
        try (Scope scope = Scope.open()) {
            assertArrayEquals(new int[] {0, 1, 2}, Gathering.indices(device, 3).toInts());
        }
    }

    /** Cut off, empty, with a byte that is wrong, or something else. */
    @ParameterizedTest
    @ValueSource(strings = {"cut", "empty", "flipped", "other"})
    void aDamagedFileOfTheCacheIsReplaced(String how) throws IOException {
        compute(device());
        Path file = files().get(0);
        byte[] good = Files.readAllBytes(file);
        assertTrue(good.length > 100, good.length + " bytes");
        byte[] bad = good.clone();
        bad[good.length / 2] ^= 1;
        Files.write(
                file,
                switch (how) {
                    case "cut" -> Arrays.copyOf(good, good.length / 2);
                    case "empty" -> new byte[0];
                    case "flipped" -> bad;
                    default -> "this is not a program".getBytes();
                });
        byte[] damaged = Files.readAllBytes(file);
        compute(device());
        assertEquals(List.of(file), files());
        assertFalse(Arrays.equals(damaged, Files.readAllBytes(file)), "it is replaced");
        compute(device());
    }

    @Test
    void whatDoesNotCompileLeavesOneLog() throws IOException {
        ClDevice device = device();
        for (int i = 0; i < 3; i++) {
            ClBuildException e =
                    assertThrows(
                            ClBuildException.class,
                            () -> device.program("copy.cl", Map.of("GROUP", "256 nonsense")));
            Path log = directory.resolve("copy.cl.log");
            assertTrue(e.getMessage().contains("its log is in " + log), e.getMessage());
            assertEquals(1, e.getMessage().lines().count());
            assertEquals(List.of(log), files());
            String text = Files.readString(log);
            assertTrue(text.contains("1  #define GROUP 256 nonsense"), text);
        }
    }

    @Test
    void argumentsWithoutARunAreForgotten() {
        ClDevice device = device();
        Buffer buffer = device.allocate(ElementType.INT32, 3);
        device.program("index.cl", Map.of()).kernel("indices").buffers(buffer);
        compute(device);
        device.release(buffer);
    }

    /** Whatever is asked of the driver, its answer comes as a line about the device. */
    @Test
    void whatTheDriverRefusesIsAFailureOfTheDevice() {
        ClDevice device = device();
        ClProgram program = device.program("index.cl", Map.of());
        for (Executable refused :
                List.<Executable>of(
                        () -> program.kernel("none"),
                        () -> program.kernel("indices").axes(new int[0], 0))) {
            DeviceException e = assertThrows(DeviceException.class, refused);
            assertTrue(e.getMessage().startsWith("opencl:0 has failed (CL_"), e.getMessage());
            assertEquals(1, e.getMessage().lines().count());
        }
        compute(device);
    }

    @Test
    void tooLargeABufferIsRefusedInALine() {
        ClDevice device = device();
        long most = device.facts().maxAllocation() / Float.BYTES;
        // what a buffer holds is counted in an int, which some devices can take all of
        if (most > Integer.MAX_VALUE - 64) {
            return;
        }
        DeviceMemoryException e =
                assertThrows(
                        DeviceMemoryException.class,
                        () -> device.newBuffer(ElementType.REAL, (int) most + 1));
        assertTrue(e.getMessage().contains("CL_DEVICE_MAX_MEM_ALLOC_SIZE"), e.getMessage());
        assertTrue(e.getMessage().contains("--device cpu"), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
        compute(device);
    }
}

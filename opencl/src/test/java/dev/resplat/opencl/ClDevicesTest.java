package dev.resplat.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Device;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How OpenCL devices are found and described. */
class ClDevicesTest {
    @TempDir private Path temporary;

    private static ClFacts facts(String version, long localMemory, long maxWorkGroup) {
        return new ClFacts(
                "Board",
                "Maker",
                version,
                "1.0",
                ClFacts.Kind.GPU,
                8,
                0,
                3L << 30,
                true,
                1L << 29,
                localMemory,
                maxWorkGroup,
                false);
    }

    @ParameterizedTest
    @CsvSource({
        "OpenCL 1.2 CUDA,     32768, 256, ",
        "OpenCL 3.0,          65536, 1024, ",
        "OpenCL 1.1 ATI,      32768, 256, 'it has OpenCL 1.1 ATI, needed is OpenCL 1.2'",
        "OpenCL 1.2 V3D,      32768, 128, 'its work-groups have at most 128 work-items, needed are 256'",
        "OpenCL 1.2 embedded, 16384, 256, 'its work-groups share 16384 bytes, needed are 32768'",
    })
    void whatKernelsNeedDecidesWhetherADeviceIsUsable(
            String version, long localMemory, long maxWorkGroup, String lack) {
        assertEquals(
                Optional.ofNullable(lack), facts(version, localMemory, maxWorkGroup).unusable());
    }

    @Test
    void detailsAreForPeople() {
        String details = facts("OpenCL 1.2 CUDA", 32768, 256).described().toString();
        assertEquals(
                "{kind=gpu, vendor=Maker, driver=1.0, OpenCL=1.2 CUDA, compute units=8,"
                        + " memory=3.0 GiB of its own, 0.5 GiB for a buffer at most,"
                        + " work-groups=256 work-items, 32 KiB of local memory,"
                        + " double precision=no; not needed}",
                details);
    }

    @Test
    void theLibraryIsLookedForWithoutLoadingIt() throws Exception {
        Path none = temporary.resolve("none");
        String folder = none + File.pathSeparator + temporary;
        assertFalse(ClLibrary.isThere("Linux", folder, none));
        assertFalse(ClLibrary.isThere("Windows 11", "", none));
        assertTrue(ClLibrary.isThere("Mac OS X", folder, none));

        Path cache = Files.write(temporary.resolve("cache"), new byte[] {-1, 'l', 'i', 'b', 0});
        assertFalse(ClLibrary.isThere("Linux", "", cache));
        Files.writeString(cache, "glibc-ld.so.cache1.1\0\u0001libOpenCL.so.1\0libc.so.6\0");
        assertTrue(ClLibrary.isThere("Linux", "", cache));

        Files.createFile(temporary.resolve("OpenCL.dll"));
        assertTrue(ClLibrary.isThere("Windows 11", folder, none));
    }

    @Test
    void aDeviceSaysWhatItIs() {
        Device device = OpenClUnderTest.device();
        assertEquals("opencl:0", device.name());
        assertTrue(device.description().contains("compute units, driver "), device.description());
        for (String name : new String[] {"vendor", "driver", "OpenCL", "memory", "work-groups"}) {
            assertTrue(device.details().containsKey(name), device.details().toString());
        }
        assertTrue(new ClDevices().rank() > 0, "behind the CPU");
    }
}

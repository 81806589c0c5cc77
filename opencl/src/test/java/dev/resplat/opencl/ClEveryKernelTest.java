package dev.resplat.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.reference.ReferenceDevice;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Runs every kernel there is on a few numbers, for {@code oclgrind.sh}: a simulator, which would
 * take hours for the contracts, looks at every load and store. Memory is new for each program and
 * not filled before, so that what nobody has written shows.
 */
class ClEveryKernelTest {
    private static final Pattern KERNEL = Pattern.compile("__kernel[^;{]*?\\bvoid\\s+(\\w+)");
    private static final double TOLERANCE = 1e-4;

    /** Of products whose operands are halves. */
    private static final double HALF_TOLERANCE = 5e-3;

    @Test
    void everyKernelAgreesOnAFewNumbers() throws Exception {
        ClDevice device = (ClDevice) OpenClUnderTest.device();
        Device reference = new ReferenceDevice();
        List<String> wrong = new ArrayList<>();
        Map<String, Function<Device, Tensor>> programs = SmallPrograms.all();
        Map<String, Long> localBytes = new TreeMap<>();
        programs.forEach(
                (name, program) -> {
                    ClDevice fresh = withFreshMemory(device);
                    double error = error(values(reference, program), values(fresh, program));
                    if (!(error <= TOLERANCE)) {
                        wrong.add(name + " differs by " + error);
                    }
                    localBytes.putAll(fresh.localBytes());
                    assertEquals(0, fresh.bytesInUse(), name);
                    if (name.contains("product") || name.contains("convolution")) {
                        ClDevice mixed = OpenClUnderTest.mixed();
                        error = error(values(reference, program), values(mixed, program));
                        if (!(error <= HALF_TOLERANCE)) {
                            wrong.add(name + " of halves differs by " + error);
                        }
                        localBytes.putAll(mixed.localBytes());
                    }
                });
        assertEquals(List.of(), wrong);
        Set<String> missing = kernels();
        assertTrue(missing.size() > 60, "found only " + missing);
        missing.removeAll(localBytes.keySet());
        assertEquals(Set.of(), missing, "kernels that have not been run");
        localBytes.values().removeIf(bytes -> bytes <= ClKernel.MAX_LOCAL_BYTES);
        assertEquals(
                Map.of(), localBytes, "kernels with more local memory than a device must have");
    }

    /**
     * The same device, with nothing that waits for reuse. Oclgrind 21.10 takes memory that was
     * freed and is there again for what it was before, so it gets a context of its own each time.
     */
    private static ClDevice withFreshMemory(ClDevice device) {
        if (device.description().startsWith("Oclgrind")) {
            return (ClDevice) new ClDevices().devices().get(0);
        }
        device.trim();
        return device;
    }

    private static double[] values(Device device, Function<Device, Tensor> program) {
        try (Scope scope = Scope.open()) {
            return program.apply(device).toDoubles();
        }
    }

    /** The largest, in terms of the largest magnitude. */
    private static double error(double[] expected, double[] actual) {
        double magnitude = 1e-3;
        double error = 0;
        for (int i = 0; i < expected.length; i++) {
            magnitude = Math.max(magnitude, Math.abs(expected[i]));
            double difference = Math.abs(actual[i] - expected[i]);
            error = difference <= error ? error : difference;
        }
        return expected.length == actual.length ? error / magnitude : Double.NaN;
    }

    /** {@code file/kernel} of all resources. */
    private static Set<String> kernels() throws Exception {
        URI place = ClDevice.class.getResource("copy.cl").toURI();
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of(place).getParent())) {
            for (Path file : files.filter(f -> f.toString().endsWith(".cl")).toList()) {
                Matcher kernel = KERNEL.matcher(read(file));
                while (kernel.find()) {
                    names.add(file.getFileName() + "/" + kernel.group(1));
                }
            }
        }
        return names;
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file);
    }
}

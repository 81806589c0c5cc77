package dev.resplat.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.resplat.tensor.io.DType;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Numbers of PyTorch, from a file that a {@code test-data/generate_....py} wrote. */
public final class Golden {
    private static final String RESOURCES = "/dev/resplat/testdata/";

    private final Map<String, HostArray> arrays = new LinkedHashMap<>();

    private Golden() {}

    /** All arrays of a file such as {@code core/ops.safetensors}. */
    public static Golden open(String name) {
        Golden golden = new Golden();
        try (InputStream in = Golden.class.getResourceAsStream(RESOURCES + name)) {
            Path copy = Files.createTempFile("golden", ".safetensors");
            try {
                Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
                SafetensorsFile file = SafetensorsFile.open(copy);
                file.names().forEach(n -> golden.arrays.put(n, file.get(n)));
            } finally {
                Files.delete(copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return golden;
    }

    /** What stands before the slash in the names of arrays. */
    public Set<String> cases() {
        Set<String> cases = new TreeSet<>();
        arrays.keySet().forEach(name -> cases.add(name.substring(0, name.indexOf('/'))));
        return cases;
    }

    /** Whether there is such an array. */
    public boolean has(String name) {
        return arrays.containsKey(name);
    }

    /** How many of {@code prefix0, prefix1, ...} there are. */
    public int count(String prefix) {
        int n = 0;
        while (has(prefix + n)) {
            n++;
        }
        return n;
    }

    /** The arrays whose names start so, by the rest of their names. */
    public Map<String, HostArray> below(String prefix) {
        Map<String, HostArray> below = new LinkedHashMap<>();
        arrays.forEach(
                (name, array) -> {
                    if (name.startsWith(prefix)) {
                        below.put(name.substring(prefix.length()), array);
                    }
                });
        return below;
    }

    /** The elements of an array. */
    public double[] doubles(String name) {
        return array(name).toDoubles();
    }

    /** The elements of an array of integers. */
    public int[] ints(String name) {
        return array(name).toInts();
    }

    /** The extents of an array. */
    public Shape shape(String name) {
        return Shape.of(array(name).dims());
    }

    /** An array as a tensor: int32 or real. */
    public Tensor tensor(Device device, String name) {
        HostArray array = array(name);
        Shape shape = Shape.of(array.dims());
        return array.dtype() == DType.I32
                ? Tensor.ofInts(device, shape, array.toInts())
                : Tensor.of(device, shape, array.toDoubles());
    }

    /** Fails unless a tensor has the type, shape and elements of an array. */
    public void check(String name, Tensor actual, double tolerance) {
        assertEquals(shape(name), actual.shape(), name);
        if (array(name).dtype() == DType.I32) {
            assertArrayEquals(ints(name), actual.toInts(), name);
        } else {
            check(name, actual.toDoubles(), tolerance);
        }
    }

    /** Fails unless these are the elements of an array. */
    public void check(String name, double[] actual, double tolerance) {
        close(name, doubles(name), actual, tolerance);
    }

    /**
     * Fails unless elements differ by {@code tolerance} at most, times the largest magnitude among
     * the expected if that is above one. NaN and infinities are expected as they are.
     */
    public static void close(String name, double[] expected, double[] actual, double tolerance) {
        assertEquals(expected.length, actual.length, name);
        double scale = 1;
        for (double e : expected) {
            scale = Double.isFinite(e) ? Math.max(scale, Math.abs(e)) : scale;
        }
        for (int i = 0; i < expected.length; i++) {
            boolean same =
                    Double.compare(expected[i], actual[i]) == 0
                            || Math.abs(expected[i] - actual[i]) <= tolerance * scale;
            if (!same) {
                fail(
                        "%s[%d] is %s, PyTorch says %s: off by %.2g, allowed is %.2g"
                                .formatted(
                                        name,
                                        i,
                                        actual[i],
                                        expected[i],
                                        Math.abs(expected[i] - actual[i]),
                                        tolerance * scale));
            }
        }
    }

    private HostArray array(String name) {
        HostArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("no golden values '" + name + "'");
        }
        return array;
    }
}

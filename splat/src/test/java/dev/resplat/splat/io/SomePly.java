package dev.resplat.splat.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.io.FormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A PLY file of splats that a test writes and reads.
 *
 * @param path where it is
 * @param notes what is told of it
 */
record SomePly(Path path, List<String> notes) {
    /** The properties that splats of degree 0 need. */
    static final List<String> DEGREE_0 =
            List.of(
                    "x", "y", "z", "f_dc_0", "f_dc_1", "f_dc_2", "opacity", "scale_0", "scale_1",
                    "scale_2", "rot_0", "rot_1", "rot_2", "rot_3");

    SomePly(Path folder) {
        this(folder.resolve("scene.ply"), new ArrayList<>());
    }

    Splats3d read() {
        return GaussianPly.read(path, notes::add);
    }

    void write(String header, byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(header.getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        Files.write(path, bytes.toByteArray());
    }

    void writeText(String header, String text) throws IOException {
        write(header, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** That it is not read, for a reason in one line with these parts. */
    void assertProblem(String... parts) {
        String message = assertThrows(FormatException.class, this::read).getMessage();
        assertTrue(message.startsWith(path + ": "), message);
        assertEquals(1, message.lines().count(), message);
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    /** A header with lines about elements. */
    static String header(String format, String vertex) {
        return "ply\nformat %s 1.0\n%send_header\n".formatted(format, vertex);
    }

    /** Lines about rows whose numbers are all of a type. */
    static String properties(int count, String type, List<String> names) {
        StringBuilder text = new StringBuilder("element vertex " + count + "\n");
        for (String name : names) {
            text.append("property ").append(type).append(' ').append(name).append('\n');
        }
        return text.toString();
    }

    /** The value of a property in the tests: its place in {@link #DEGREE_0}, and twenty per row. */
    static double value(String name, int row) {
        return DEGREE_0.indexOf(name) + 1 + 20 * row;
    }

    /** The values of rows, as text. */
    static String text(int... rows) {
        StringBuilder text = new StringBuilder();
        for (int row : rows) {
            for (String name : DEGREE_0) {
                text.append(value(name, row)).append(' ');
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** That a splat has the values of a row. */
    static void assertIsRow(Splats3d splats, int splat, int row) {
        int first = 20 * row;
        for (int i = 0; i < 3; i++) {
            assertEquals(first + 1 + i, splats.means()[3 * splat + i]);
            assertEquals(first + 4 + i, splats.sh()[3 * splat + i]);
            assertEquals(first + 8 + i, splats.logScales()[3 * splat + i]);
        }
        assertEquals(first + 7, splats.opacityLogits()[splat]);
        for (int i = 0; i < 4; i++) {
            assertEquals(first + 11 + i, splats.quats()[4 * splat + i]);
        }
    }

    private static float[] normal(int count, int seed) {
        try (Scope scope = Scope.open()) {
            return new RandomStream(seed).normal(Devices.cpu(), Shape.of(count)).toFloats();
        }
    }

    /** Noise. */
    static Splats3d splats(int count, int degree) {
        return new Splats3d(
                degree,
                normal(3 * count, 1),
                normal(4 * count, 2),
                normal(3 * count, 3),
                normal(count, 4),
                normal(3 * count * Splats3d.terms(degree), 5));
    }
}

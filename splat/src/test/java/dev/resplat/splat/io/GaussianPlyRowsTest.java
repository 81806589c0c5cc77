package dev.resplat.splat.io;

import static dev.resplat.splat.io.SomePly.DEGREE_0;
import static dev.resplat.splat.io.SomePly.assertIsRow;
import static dev.resplat.splat.io.SomePly.header;
import static dev.resplat.splat.io.SomePly.properties;
import static dev.resplat.splat.io.SomePly.text;
import static dev.resplat.splat.io.SomePly.value;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Splats3d;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PLY files of splats whose numbers are of any type, in any order, among others. */
class GaussianPlyRowsTest {
    @TempDir Path folder;
    private SomePly ply;

    @BeforeEach
    void begin() {
        ply = new SomePly(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "char, int8",
        "uchar, uint8",
        "short, int16",
        "ushort, uint16",
        "int, int32",
        "uint, uint32",
        "float, float32",
        "double, float64"
    })
    void propertiesMayHaveAnyOrderTypeAndOrderOfBytes(String type, String alias)
            throws IOException {
        List<String> names = new ArrayList<>(DEGREE_0);
        names.add("confidence");
        Collections.reverse(names);
        Collections.swap(names, 3, 9);
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            ByteBuffer body = ByteBuffer.allocate(8 * 2 * names.size()).order(order);
            for (int row = 0; row < 2; row++) {
                for (String name : names) {
                    put(body, type, value(name, row));
                }
            }
            String format = order.toString().toLowerCase(Locale.ROOT);
            ply.write(
                    header(
                            "binary_" + format,
                            properties(2, order == ByteOrder.BIG_ENDIAN ? alias : type, names)),
                    Arrays.copyOf(body.array(), body.position()));
            Splats3d splats = ply.read();
            assertEquals(2, splats.count());
            assertEquals(0, splats.degree());
            assertIsRow(splats, 0, 0);
            assertIsRow(splats, 1, 1);
        }
        assertEquals(List.of(), ply.notes());
    }

    /** In Turkish, the small letter of I is another one than i. */
    @Test
    void theLanguageOfTheUserDoesNotMatter() throws IOException {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            propertiesMayHaveAnyOrderTypeAndOrderOfBytes("float", "float32");
        } finally {
            Locale.setDefault(before);
        }
    }

    private static void put(ByteBuffer body, String type, double value) {
        switch (type) {
            case "char", "uchar" -> body.put((byte) value);
            case "short", "ushort" -> body.putShort((short) value);
            case "int", "uint" -> body.putInt((int) value);
            case "float" -> body.putFloat((float) value);
            default -> body.putDouble(value);
        }
    }

    @Test
    void unsignedNumbersHaveNoSign() throws IOException {
        String types =
                properties(1, "float", DEGREE_0)
                        .replace("float x", "uchar x")
                        .replace("float y", "ushort y")
                        .replace("float z", "uint z");
        ByteBuffer body = ByteBuffer.allocate(7 + 11 * 4).order(ByteOrder.LITTLE_ENDIAN);
        body.put((byte) 200).putShort((short) 60000).putInt(-1);
        for (int i = 0; i < 11; i++) {
            body.putFloat(1);
        }
        ply.write(header("binary_little_endian", types), body.array());
        assertArrayEquals(new float[] {200, 60000, 4294967295f}, ply.read().means());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void textIsReadWithAnyEndsOfLinesAndBlanks(String end) throws IOException {
        String header = header("ascii", properties(2, "float", DEGREE_0));
        String body = "  " + text(0).replace(" ", " \t ") + "\n" + text(1).strip();
        ply.writeText(header.replace("\n", end), body.replace("\n", end));
        Splats3d splats = ply.read();
        assertIsRow(splats, 0, 0);
        assertIsRow(splats, 1, 1);
    }

    @Test
    void otherElementsAndCommentsAreSkipped() throws IOException {
        String vertex =
                properties(1, "float", DEGREE_0)
                        .replace("float x", "list uchar int no\nproperty float x");
        String header =
                ("ply\ncomment of ünknown text\nformat %s 1.0\nobj_info made by hand\n\n"
                        + "element sensor 2\nproperty double at\nproperty uchar n\n"
                        + "element face 2\nproperty uchar flag\nproperty list uint short i\n"
                        + "element nothing 7\n"
                        + vertex
                        + "element more 1\nproperty float x\nend_header\n");
        ply.writeText(
                header.formatted("ascii"),
                "1.5 2\n1.5 2\n1 3 10 20 30\n1 0\n2 8 9 " + text(1) + "3\n");
        assertIsRow(ply.read(), 0, 1);

        ByteBuffer body = ByteBuffer.allocate(200).order(ByteOrder.BIG_ENDIAN);
        body.putDouble(1).put((byte) 1).putDouble(1).put((byte) 1);
        body.put((byte) 1).putInt(3).putShort((short) 1).putShort((short) 2).putShort((short) 3);
        body.put((byte) 1).putInt(0);
        body.put((byte) 2).putInt(8).putInt(9);
        for (String name : DEGREE_0) {
            body.putFloat((float) value(name, 1));
        }
        body.putFloat(3);
        ply.write(
                header.formatted("binary_big_endian"),
                Arrays.copyOf(body.array(), body.position()));
        assertIsRow(ply.read(), 0, 1);
        assertEquals(List.of(), ply.notes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nan", "NaN", "-nan(ind)", "inf", "-inf", "Infinity", "1e60"})
    void splatsThatAreNotFiniteAreDroppedAndCounted(String number) throws IOException {
        String header = header("ascii", properties(3, "double", DEGREE_0));
        for (String broken : List.of("21.0 ", "24.0 ", "27.0 ", "30.0 ", "34.0 ")) {
            ply.notes().clear();
            ply.writeText(header, text(0) + text(1).replace(broken, number + " ") + text(2));
            Splats3d splats = ply.read();
            assertEquals(2, splats.count());
            assertIsRow(splats, 0, 0);
            assertIsRow(splats, 1, 2);
            assertEquals(1, ply.notes().size());
            assertTrue(ply.notes().get(0).contains("dropped 1 of 3 splats"), ply.notes().get(0));
        }
    }

    @Test
    void splatsWithoutARotationAreDroppedAndCounted() throws IOException {
        String none = text(1).replaceFirst("31.0 32.0 33.0 34.0", "0 0 0 0");
        ply.writeText(header("ascii", properties(2, "float", DEGREE_0)), none + text(0));
        Splats3d splats = ply.read();
        assertEquals(1, splats.count());
        assertIsRow(splats, 0, 0);
        assertTrue(ply.notes().get(0).contains("dropped 1 of 2 splats"), ply.notes().get(0));
    }

    @Test
    void numbersThatAreNotNeededMayBeAnything() throws IOException {
        List<String> names = new ArrayList<>(DEGREE_0);
        names.add("nx");
        String row = text(0).strip();
        ply.writeText(header("ascii", properties(1, "float", names)), row + " nan\n");
        assertIsRow(ply.read(), 0, 0);
        assertEquals(List.of(), ply.notes());
    }
}

package dev.resplat.splat.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.RealData;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.io.FormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GaussianPlyTest {
    private static final List<String> DEGREE_0 =
            List.of(
                    "x", "y", "z", "f_dc_0", "f_dc_1", "f_dc_2", "opacity", "scale_0", "scale_1",
                    "scale_2", "rot_0", "rot_1", "rot_2", "rot_3");

    @TempDir Path folder;

    private final List<String> notes = new ArrayList<>();

    private Path file() {
        return folder.resolve("scene.ply");
    }

    private Splats3d read() {
        return GaussianPly.read(file(), notes::add);
    }

    private static float[] normal(int count, int seed) {
        try (Scope scope = Scope.open()) {
            return new RandomStream(seed).normal(Devices.cpu(), Shape.of(count)).toFloats();
        }
    }

    private static Splats3d splats(int count, int degree) {
        return new Splats3d(
                degree,
                normal(3 * count, 1),
                normal(4 * count, 2),
                normal(3 * count, 3),
                normal(count, 4),
                normal(3 * count * Splats3d.terms(degree), 5));
    }

    private static void assertSame(Splats3d expected, Splats3d actual) {
        assertEquals(expected.degree(), actual.degree());
        assertArrayEquals(expected.means(), actual.means());
        assertArrayEquals(expected.quats(), actual.quats());
        assertArrayEquals(expected.logScales(), actual.logScales());
        assertArrayEquals(expected.opacityLogits(), actual.opacityLogits());
        assertArrayEquals(expected.sh(), actual.sh());
    }

    private void write(String header, byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(header.getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        Files.write(file(), bytes.toByteArray());
    }

    private static String header(String format, String vertex) {
        return "ply\nformat %s 1.0\n%send_header\n".formatted(format, vertex);
    }

    private static String properties(int count, String type, List<String> names) {
        StringBuilder text = new StringBuilder("element vertex " + count + "\n");
        for (String name : names) {
            text.append("property ").append(type).append(' ').append(name).append('\n');
        }
        return text.toString();
    }

    /** The value of a property in the tests: its place in {@link #DEGREE_0}, and ten per row. */
    private static double value(String name, int row) {
        return DEGREE_0.indexOf(name) + 1 + 20 * row;
    }

    private static void assertIsRow(Splats3d splats, int splat, int row) {
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

    private void assertProblem(String... parts) {
        String message = assertThrows(FormatException.class, this::read).getMessage();
        assertTrue(message.startsWith(file() + ": "), message);
        assertEquals(1, message.lines().count(), message);
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    // ---- What is written -------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"0, 5", "1, 5", "2, 1", "3, 2049", "4, 1024", "3, 0"})
    void whatIsWrittenIsReadBackWithItsBits(int degree, int count) {
        Splats3d splats = splats(count, degree);
        GaussianPly.write(file(), splats);
        assertSame(splats, read());
        assertEquals(List.of(), notes);
    }

    @Test
    void theFileIsThatOfThePaper() throws IOException {
        Splats3d splats = splats(2, 1);
        GaussianPly.write(file(), splats);
        byte[] bytes = Files.readAllBytes(file());
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
        GaussianPly.write(file(), splats(100, 0));
        GaussianPly.write(file(), splats(3, 2));
        assertEquals(3, read().count());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file()), files.toList());
        }
        Path nowhere = folder.resolve("nowhere/scene.ply");
        assertThrows(UncheckedIOException.class, () -> GaussianPly.write(nowhere, splats(3, 2)));
    }

    // ---- What is read ----------------------------------------------------------------------

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
            write(
                    header(
                            "binary_" + format,
                            properties(2, order == ByteOrder.BIG_ENDIAN ? alias : type, names)),
                    Arrays.copyOf(body.array(), body.position()));
            Splats3d splats = read();
            assertEquals(2, splats.count());
            assertEquals(0, splats.degree());
            assertIsRow(splats, 0, 0);
            assertIsRow(splats, 1, 1);
        }
        assertEquals(List.of(), notes);
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
        write(header("binary_little_endian", types), body.array());
        assertArrayEquals(new float[] {200, 60000, 4294967295f}, read().means());
    }

    private static String text(int... rows) {
        StringBuilder text = new StringBuilder();
        for (int row : rows) {
            for (String name : DEGREE_0) {
                text.append(value(name, row)).append(' ');
            }
            text.append('\n');
        }
        return text.toString();
    }

    private void writeText(String header, String text) throws IOException {
        write(header, text.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void textIsReadWithAnyEndsOfLinesAndBlanks(String end) throws IOException {
        String header = header("ascii", properties(2, "float", DEGREE_0));
        String body = "  " + text(0).replace(" ", " \t ") + "\n" + text(1).strip();
        writeText(header.replace("\n", end), body.replace("\n", end));
        Splats3d splats = read();
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
        writeText(
                header.formatted("ascii"),
                "1.5 2\n1.5 2\n1 3 10 20 30\n1 0\n2 8 9 " + text(1) + "3\n");
        assertIsRow(read(), 0, 1);

        ByteBuffer body = ByteBuffer.allocate(200).order(ByteOrder.BIG_ENDIAN);
        body.putDouble(1).put((byte) 1).putDouble(1).put((byte) 1);
        body.put((byte) 1).putInt(3).putShort((short) 1).putShort((short) 2).putShort((short) 3);
        body.put((byte) 1).putInt(0);
        body.put((byte) 2).putInt(8).putInt(9);
        for (String name : DEGREE_0) {
            body.putFloat((float) value(name, 1));
        }
        body.putFloat(3);
        write(header.formatted("binary_big_endian"), Arrays.copyOf(body.array(), body.position()));
        assertIsRow(read(), 0, 1);
        assertEquals(List.of(), notes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nan", "NaN", "-nan(ind)", "inf", "-inf", "Infinity", "1e60"})
    void splatsThatAreNotFiniteAreDroppedAndCounted(String number) throws IOException {
        String header = header("ascii", properties(3, "double", DEGREE_0));
        for (String broken : List.of("21.0 ", "24.0 ", "27.0 ", "30.0 ", "34.0 ")) {
            notes.clear();
            writeText(header, text(0) + text(1).replace(broken, number + " ") + text(2));
            Splats3d splats = read();
            assertEquals(2, splats.count());
            assertIsRow(splats, 0, 0);
            assertIsRow(splats, 1, 2);
            assertEquals(1, notes.size());
            assertTrue(notes.get(0).contains("dropped 1 of 3 splats"), notes.get(0));
        }
    }

    @Test
    void splatsWithoutARotationAreDroppedAndCounted() throws IOException {
        String none = text(1).replaceFirst("31.0 32.0 33.0 34.0", "0 0 0 0");
        writeText(header("ascii", properties(2, "float", DEGREE_0)), none + text(0));
        Splats3d splats = read();
        assertEquals(1, splats.count());
        assertIsRow(splats, 0, 0);
        assertTrue(notes.get(0).contains("dropped 1 of 2 splats"), notes.get(0));
    }

    @Test
    void numbersThatAreNotNeededMayBeAnything() throws IOException {
        List<String> names = new ArrayList<>(DEGREE_0);
        names.add("nx");
        String row = text(0).strip();
        writeText(header("ascii", properties(1, "float", names)), row + " nan\n");
        assertIsRow(read(), 0, 0);
        assertEquals(List.of(), notes);
    }

    @Test
    void bytesAfterTheEndAreIgnoredAndCounted() throws IOException {
        GaussianPly.write(file(), splats(4, 0));
        byte[] bytes = Files.readAllBytes(file());
        Files.write(file(), Arrays.copyOf(bytes, bytes.length + 9));
        assertSame(splats(4, 0), read());
        assertTrue(notes.get(0).contains("ignored 9 bytes"), notes.get(0));
    }

    // ---- Files that are something else -----------------------------------------------------

    @Test
    void aFileThatIsCutOffIsAnErrorWhereverThatIs() throws IOException {
        GaussianPly.write(file(), splats(3, 1));
        byte[] bytes = Files.readAllBytes(file());
        for (int length = 0; length < bytes.length; length++) {
            Files.write(file(), Arrays.copyOf(bytes, length));
            assertProblem();
        }
        assertEquals(List.of(), notes);
        String header = header("ascii", properties(2, "float", DEGREE_0));
        writeText(header, text(0) + "1 2 3");
        assertProblem("row 1 of \"vertex\" has 3 numbers, fewer");
        writeText(header, text(0) + "\n".repeat(99));
        assertProblem("ends in row 1 of 2 of \"vertex\": cut off");
    }

    @ParameterizedTest
    @ValueSource(longs = {101, 2147483648L, 999999999999999999L})
    void moreRowsThanTheFileHasAreAnErrorBeforeMemoryIsTaken(long count) throws IOException {
        for (String format : List.of("ascii", "binary_little_endian")) {
            String vertex = properties(0, "float", DEGREE_0).replace("vertex 0", "vertex " + count);
            writeText(header(format, vertex), text(0, 1));
            assertProblem("\"vertex\" has " + count + " rows of", "the number is wrong");
            String lists = "element face %d\nproperty list uchar int i\n".formatted(count);
            writeText(header(format, lists + properties(2, "float", DEGREE_0)), "");
            assertProblem("\"face\" has " + count + " rows of at least");
        }
    }

    @Test
    void listsWhoseLengthCannotBeAreErrors() throws IOException {
        String list = "element face 1\nproperty list int double i\n";
        String header = header("binary_big_endian", list + properties(1, "float", DEGREE_0));
        ByteBuffer body = ByteBuffer.allocate(100);
        body.putInt(0, -5);
        write(header, body.array());
        assertProblem("row 0 of \"face\" has a list \"i\" of length -5");
        body.putInt(0, Integer.MAX_VALUE);
        write(header, body.array());
        assertProblem("ends in row 0 of 1 of \"face\"");
        String text = header("ascii", list + properties(1, "float", DEGREE_0));
        writeText(text, "2147483647 1 2 3\n" + text(0));
        assertProblem("row 0 of \"face\" has 4 numbers, fewer");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ply | plie | does not begin",
                "format ascii 1.0 | format ascii 2.0 | \"format ascii 2.0\" of the PLY header must be",
                "format ascii 1.0 | format asciii 1.0 | must be ascii, binary_little_endian",
                "format ascii 1.0 | comment | has no line \"format\"",
                "element vertex 1 | element vertex | must be \"element NAME NUMBER\"",
                "element vertex 1 | element vertex -1 | must be \"element NAME NUMBER\"",
                "element vertex 1 | element vertex 1e3 | must be \"element NAME NUMBER\"",
                "element vertex 1 | element vertex 1152921504606846976 | more than 18 digits",
                "element vertex 1 | comment | comes before any element",
                "element vertex 1 | element points 1 | has no element \"vertex\"",
                "property float x | property x | must be \"property TYPE NAME\"",
                "property float x | property real x | has an unknown type",
                "property float x | property list float int x | a length that is no integer",
                "property float x | property list uchar int x | has no numbers x; it has",
                "property float x | property float y | was there before",
                "property float x | property float w | has no numbers x; it has \"w, y, z",
                "property float f_dc_1 | property float red | has no numbers f_dc_1; it has",
                "property float rot_3 | property float f_rest_0 | has 1 properties f_rest_*",
                "property float opacity | propertie float opacity | begins with no word of PLY",
                "end_header | comment | begins with no word of PLY"
            })
    void headersThatAreWrongAreErrors(String right, String wrong, String problem)
            throws IOException {
        String header = header("ascii", properties(1, "float", DEGREE_0));
        assertTrue(header.contains(right), header);
        writeText(header.replaceFirst("(?m)^" + right + "$", wrong), text(0));
        assertProblem(problem);
    }

    @Test
    void harmonicsWithAGapAreAnError() throws IOException {
        GaussianPly.write(file(), splats(2, 1));
        String text = Files.readString(file(), StandardCharsets.ISO_8859_1);
        writeText(text.replace("f_rest_4\n", "f_rest_9\n"), "");
        Files.writeString(
                file(), text.replace("f_rest_4\n", "f_rest_9\n"), StandardCharsets.ISO_8859_1);
        assertProblem("has no numbers f_rest_4");
    }

    @Test
    void numbersInTextThatAreNoneAreErrors() throws IOException {
        String header = header("ascii", properties(2, "float", DEGREE_0));
        writeText(header, text(0) + text(1).replace("25.0", "many"));
        assertProblem("row 1 of \"vertex\" has \"many\", which is no number");
        writeText(header, text(0) + text(1).replace("25.0", "\033[31m" + "z".repeat(1000)));
        assertProblem("has \"?[31m" + "z".repeat(75) + "...\", which is no number");
        writeText(header, text(0).strip() + " 9\n" + text(1));
        assertProblem("row 0 of \"vertex\" has 15 numbers, more than it has properties");
    }

    @Test
    void aPointCloudIsNotAScene() throws IOException {
        writeText(
                header("ascii", properties(1, "float", List.of("x", "y", "z", "red"))), "1 2 3 4");
        assertProblem("no scene of splats", "f_dc_0", "opacity", "it has \"x, y, z, red\"");
    }

    @Test
    void aHeaderWithoutEndIsNotReadForever() throws IOException {
        writeText("ply\n" + "comment nothing\n".repeat(100_000), "");
        assertProblem("a PLY header of more than");
    }

    // ---- Files of other programs -----------------------------------------------------------

    @Test
    void filesOfOtherProgramsAreRead() {
        Splats3d cut = GaussianPly.read(RealData.require("splats/pc_short.ply"), notes::add);
        assertEquals(100, cut.count());
        assertEquals(3, cut.degree());
        assertTrue(notes.get(0).contains("bytes after the last row"), notes.get(0));
        notes.clear();

        Splats3d grid =
                GaussianPly.read(RealData.require("splats/splatapult_test.ply"), notes::add);
        assertEquals(16, grid.count());
        for (int i = 0; i < grid.count(); i++) {
            double length = 0;
            for (int k = 0; k < 4; k++) {
                length += Math.pow(grid.quats()[4 * i + k], 2);
            }
            assertEquals(1, length, 1e-3);
        }
        Splats3d text =
                GaussianPly.read(RealData.require("splats/minimal/minimal_ascii.ply"), notes::add);
        Splats3d binary =
                GaussianPly.read(RealData.require("splats/minimal/minimal_binary.ply"), notes::add);
        assertArrayEquals(new float[] {0, 0, 0.5f, 0.1f, 0.1f, 1.2f, 0, 0, -0.1f}, text.means());
        assertSame(text, binary);
        assertEquals(List.of(), notes);
    }

    @Test
    void compressedPlyIsSaidToBeNone() {
        Path file = RealData.require("splats/biker.compressed.ply");
        String message =
                assertThrows(FormatException.class, () -> GaussianPly.read(file, notes::add))
                        .getMessage();
        assertTrue(message.contains("is compressed PLY"), message);
    }
}

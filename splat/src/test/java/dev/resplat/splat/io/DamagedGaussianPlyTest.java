package dev.resplat.splat.io;

import static dev.resplat.splat.io.SomePly.DEGREE_0;
import static dev.resplat.splat.io.SomePly.header;
import static dev.resplat.splat.io.SomePly.properties;
import static dev.resplat.splat.io.SomePly.splats;
import static dev.resplat.splat.io.SomePly.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PLY files that are cut off, say what cannot be, or are no splats. */
class DamagedGaussianPlyTest {
    @TempDir Path folder;
    private SomePly ply;

    @BeforeEach
    void begin() {
        ply = new SomePly(folder);
    }

    @Test
    void aFileThatIsCutOffIsAnErrorWhereverThatIs() throws IOException {
        GaussianPly.write(ply.path(), splats(3, 1));
        byte[] bytes = Files.readAllBytes(ply.path());
        for (int length = 0; length < bytes.length; length++) {
            Files.write(ply.path(), Arrays.copyOf(bytes, length));
            ply.assertProblem();
        }
        assertEquals(List.of(), ply.notes());
        String header = header("ascii", properties(2, "float", DEGREE_0));
        ply.writeText(header, text(0) + "1 2 3");
        ply.assertProblem("row 1 of \"vertex\" has 3 numbers, fewer");
        ply.writeText(header, text(0) + "\n".repeat(99));
        ply.assertProblem("ends in row 1 of 2 of \"vertex\": cut off");
    }

    @ParameterizedTest
    @ValueSource(longs = {101, 2147483648L, 999999999999999999L})
    void moreRowsThanTheFileHasAreAnErrorBeforeMemoryIsTaken(long count) throws IOException {
        for (String format : List.of("ascii", "binary_little_endian")) {
            String vertex = properties(0, "float", DEGREE_0).replace("vertex 0", "vertex " + count);
            ply.writeText(header(format, vertex), text(0, 1));
            ply.assertProblem("\"vertex\" has " + count + " rows of", "the number is wrong");
            String lists = "element face %d\nproperty list uchar int i\n".formatted(count);
            ply.writeText(header(format, lists + properties(2, "float", DEGREE_0)), "");
            ply.assertProblem("\"face\" has " + count + " rows of at least");
        }
    }

    @Test
    void listsWhoseLengthCannotBeAreErrors() throws IOException {
        String list = "element face 1\nproperty list int double i\n";
        String header = header("binary_big_endian", list + properties(1, "float", DEGREE_0));
        ByteBuffer body = ByteBuffer.allocate(100);
        body.putInt(0, -5);
        ply.write(header, body.array());
        ply.assertProblem("row 0 of \"face\" has a list \"i\" of length -5");
        body.putInt(0, Integer.MAX_VALUE);
        ply.write(header, body.array());
        ply.assertProblem("ends in row 0 of 1 of \"face\"");
        String text = header("ascii", list + properties(1, "float", DEGREE_0));
        ply.writeText(text, "2147483647 1 2 3\n" + text(0));
        ply.assertProblem("row 0 of \"face\" has 4 numbers, fewer");
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
        ply.writeText(header.replaceFirst("(?m)^" + right + "$", wrong), text(0));
        ply.assertProblem(problem);
    }

    @Test
    void harmonicsWithAGapAreAnError() throws IOException {
        GaussianPly.write(ply.path(), splats(2, 1));
        String text = Files.readString(ply.path(), StandardCharsets.ISO_8859_1);
        ply.writeText(text.replace("f_rest_4\n", "f_rest_9\n"), "");
        Files.writeString(
                ply.path(), text.replace("f_rest_4\n", "f_rest_9\n"), StandardCharsets.ISO_8859_1);
        ply.assertProblem("has no numbers f_rest_4");
    }

    @Test
    void numbersInTextThatAreNoneAreErrors() throws IOException {
        String header = header("ascii", properties(2, "float", DEGREE_0));
        ply.writeText(header, text(0) + text(1).replace("25.0", "many"));
        ply.assertProblem("row 1 of \"vertex\" has \"many\", which is no number");
        ply.writeText(header, text(0) + text(1).replace("25.0", "\033[31m" + "z".repeat(1000)));
        ply.assertProblem("has \"?[31m" + "z".repeat(75) + "...\", which is no number");
        ply.writeText(header, text(0).strip() + " 9\n" + text(1));
        ply.assertProblem("row 0 of \"vertex\" has 15 numbers, more than it has properties");
    }

    @Test
    void aPointCloudIsNotAScene() throws IOException {
        ply.writeText(
                header("ascii", properties(1, "float", List.of("x", "y", "z", "red"))), "1 2 3 4");
        ply.assertProblem("no scene of splats", "f_dc_0", "opacity", "it has \"x, y, z, red\"");
    }

    @Test
    void aHeaderWithoutEndIsNotReadForever() throws IOException {
        ply.writeText("ply\n" + "comment nothing\n".repeat(100_000), "");
        ply.assertProblem("a PLY header of more than");
    }
}

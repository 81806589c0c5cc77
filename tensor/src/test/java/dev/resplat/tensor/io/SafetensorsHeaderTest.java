package dev.resplat.tensor.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that are wrong; all come with 8 bytes of data. */
class SafetensorsHeaderTest {
    private static final String GOOD = "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}";

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                GOOD,
                " { 'a' :\n{ 'data_offsets' : [ 0 , 8 ],\t'shape':[ 2 ] ,'dtype':'F32' } } \r\n",
                "{'\\u0061':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'__metadata__':{}}",
            })
    void headersMayBeWrittenInManyWays(String header) {
        SafetensorsFile file = SafetensorsFile.open(write(header));
        assertEquals("F32[2]", file.get("a").toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | expected '{'",
                "[] | expected '{'",
                "{} | tensors end at data byte 0, data at 8",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]} | expected '}'",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}} | unexpected text",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],}} | expected '\"'",
                "{'a':{'dtype':'F32','shape':[2]}} | must have dtype, shape",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0]}} | must have dtype, shape",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8,8]}} | more than 2 numbers",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':1}} | unknown member",
                "{'a':{'dtype':'C64','shape':[1],'data_offsets':[0,8]}} | unknown dtype \"C64\"",
                "{'a':{'dtype':4,'shape':[2],'data_offsets':[0,8]}} | expected '\"'",
                "{'a':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}} | expected ']'",
                "{'a':{'dtype':'F32','shape':[02],'data_offsets':[0,8]}} | expected an integer",
                "{'a':{'dtype':'F32','shape':[2e0],'data_offsets':[0,8]}} | expected ']'",
                "{'a':{'dtype':'F32','shape':[],'data_offsets':[0,8]}} | do not fit the shape",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} | do not fit the shape",
                "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | dimension -2",
                "{'a':{'dtype':'F32','shape':[2147483648],'data_offsets':[0,8]}} | dimension 21474",
                "{'a':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,8]}} | 64"
                        + " bit",
                "{'a':{'dtype':'F32','shape':[65536,65536,65536,65536],'data_offsets':[0,0]}} |"
                        + " fit",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | do not fit the shape",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}} | do not fit the shape",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}} | end within 8",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | must begin at 0",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | end at data byte 4",
                "{'__metadata__':{'a':1}} | expected '\"'",
                "{'__metadata__':{'a':'1','a':'2'}} | duplicate key \"a\"",
                "{'__metadata__':'a'} | expected '{'",
                "{'a | string without end",
                "{'a\\ | unknown escape",
                "{'\\x61' | unknown escape",
                "{'\\u00g1' | hexadecimal",
                "{'\\ud83d' | surrogate",
            })
    void headersThatAreWrongAreExplained(String header, String explanation) {
        assertProblem(explanation, write(header));
    }

    @Test
    void tensorsMayNotOverlapOrLeaveHoles() {
        String two =
                "{'a':{'dtype':'U8','shape':[%d],'data_offsets':[0,%d]},"
                        + "'b':{'dtype':'U8','shape':[%d],'data_offsets':[%d,8]}}";
        assertProblem("must begin at 5", write(two.formatted(5, 5, 4, 4)));
        assertProblem("must begin at 3", write(two.formatted(3, 3, 4, 4)));
        assertEquals(2, SafetensorsFile.open(write(two.formatted(4, 4, 4, 4))).names().size());
    }

    @Test
    void tensorsOfOneNameAreRefused() {
        String entry = "'a':{'dtype':'U8','shape':[%d],'data_offsets':[%d,%d]}";
        String both = "{" + entry.formatted(4, 0, 4) + "," + entry.formatted(4, 4, 8) + "}";
        assertProblem("duplicate key \"a\"", write(both));
    }

    @Test
    void deepNestingIsRefusedAtItsFirstLevel() {
        assertProblem("expected an integer", write(GOOD.replace("[2]", "[".repeat(100_000))));
        assertProblem("expected '{'", write("{'a':" + "[".repeat(100_000)));
        assertProblem("header byte 6: expected '\"'", write("{'a':{" + "{'a':".repeat(100_000)));
    }

    @Test
    void invalidUtf8IsRefused() {
        byte[] header = GOOD.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        header[2] = (byte) 0xff;
        byte[] bytes = Fixtures.safetensors(header, 8);
        assertProblem("UTF-8", Fixtures.write(folder.resolve("a.safetensors"), bytes));
    }

    @Test
    void headersLongerThanTheFileAreRefused() {
        byte[] bytes = Fixtures.safetensors(GOOD.replace('\'', '"'), 8);
        for (int i = 0; i < 8; i++) {
            byte[] changed = bytes.clone();
            changed[i] = (byte) 0xff;
            Path file = Fixtures.write(folder.resolve("a.safetensors"), changed);
            assertProblem(i == 0 ? "header of 255 bytes" : " bytes in a file of ", file);
        }
    }

    @Test
    void everyPrefixIsCutOff() {
        byte[] whole = Fixtures.bytes("mixed.safetensors");
        Path file = folder.resolve("a.safetensors");
        for (int length = 0; length < whole.length; length++) {
            Fixtures.write(file, Arrays.copyOf(whole, length));
            assertThrows(FormatException.class, () -> SafetensorsFile.open(file));
        }
    }

    /** Writes a file whose header has double quotes in place of single ones. */
    private Path write(String header) {
        byte[] bytes = Fixtures.safetensors(header.replace('\'', '"'), 8);
        return Fixtures.write(folder.resolve("a.safetensors"), bytes);
    }

    private static void assertProblem(String problem, Path file) {
        String message =
                assertThrows(FormatException.class, () -> SafetensorsFile.open(file)).getMessage();
        assertTrue(message.startsWith(file + ": "), message);
        assertTrue(message.contains(problem), message);
    }
}

package dev.resplat.tensor.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads the part of JSON (RFC 8259) that a safetensors header is made of: objects, strings, and
 * arrays of integers.
 *
 * <p>The caller asks for what must come next and any other text is an error at its byte, so text
 * nests no deeper than the caller's own methods. Strict: UTF-8 must be valid, keys of an object
 * distinct, surrogates paired.
 */
final class Json {
    private static final int END = -1;
    private static final int MAX_DIGITS = 20;

    private final byte[] text;
    private final Object file;
    private int at;

    /** A reader of UTF-8 {@code text}, the header of {@code file}. */
    Json(byte[] text, Object file) {
        this.text = text;
        this.file = file;
    }

    /** Reads an object; {@code member} is given each key and must read its value. */
    void object(Consumer<String> member) {
        expect('{');
        if (accept('}')) {
            return;
        }
        Set<String> keys = new HashSet<>();
        do {
            String key = string();
            if (!keys.add(key)) {
                throw error("duplicate key " + FormatException.quote(key));
            }
            expect(':');
            member.accept(key);
        } while (accept(','));
        expect('}');
    }

    /** Reads an array of at most {@code limit} integers. */
    long[] integers(int limit) {
        expect('[');
        if (accept(']')) {
            return new long[0];
        }
        List<Long> values = new ArrayList<>();
        do {
            if (values.size() == limit) {
                throw error("more than " + limit + " numbers");
            }
            values.add(integer());
        } while (accept(','));
        expect(']');
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private long integer() {
        peek();
        int start = at;
        while (at < text.length && "-0123456789".indexOf(text[at]) >= 0) {
            at++;
        }
        int length = Math.min(at - start, MAX_DIGITS);
        String digits = new String(text, start, length, StandardCharsets.US_ASCII);
        if (!digits.matches("-?(0|[1-9][0-9]*)")) {
            throw error("expected an integer");
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw error("integer " + digits + " is outside 64 bits");
        }
    }

    /** Reads a string. */
    String string() {
        expect('"');
        StringBuilder value = new StringBuilder();
        while (true) {
            value.append(plainRun());
            if (at == text.length) {
                throw error("string without end");
            }
            if (text[at++] == '"') {
                break;
            }
            value.append(escape());
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            throw error("string with half of a surrogate pair");
        }
        return value.toString();
    }

    /** The text up to the next quote, backslash or end. */
    private CharSequence plainRun() {
        int start = at;
        while (at < text.length && text[at] != '"' && text[at] != '\\') {
            if (text[at] >= 0 && text[at] < ' ') {
                throw error("control character in a string");
            }
            at++;
        }
        try {
            ByteBuffer run = ByteBuffer.wrap(text, start, at - start);
            return StandardCharsets.UTF_8.newDecoder().decode(run);
        } catch (CharacterCodingException e) {
            throw error("invalid UTF-8 in the string that ends here");
        }
    }

    private char escape() {
        int escaped = at < text.length ? text[at++] : END;
        return switch (escaped) {
            case '"', '\\', '/' -> (char) escaped;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw error("unknown escape in a string");
        };
    }

    private char unicode() {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < text.length ? Character.digit(text[at++], 16) : END;
            if (digit < 0) {
                throw error("expected four hexadecimal digits after \\u");
            }
            unit = unit << 4 | digit;
        }
        return (char) unit;
    }

    /** Checks that only white space is left. */
    void end() {
        if (peek() != END) {
            throw error("unexpected text after the end");
        }
    }

    private void expect(char c) {
        if (!accept(c)) {
            throw error("expected '" + c + "'");
        }
    }

    /** Reads {@code c} if it comes next. */
    private boolean accept(char c) {
        boolean next = peek() == c;
        if (next) {
            at++;
        }
        return next;
    }

    /** The next byte that is not white space; stays there. */
    private int peek() {
        while (at < text.length && " \t\r\n".indexOf(text[at]) >= 0) {
            at++;
        }
        return at < text.length ? text[at] : END;
    }

    /** A problem at the byte that would be read next. */
    FormatException error(String problem) {
        return new FormatException(file, "header byte " + at + ": " + problem);
    }

    /**
     * Text as a JSON string, quotes included.
     *
     * @throws IllegalArgumentException if it has half of a surrogate pair
     */
    static String quote(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException(
                    FormatException.quote(text) + " has half of a surrogate pair");
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append("\\u00").append(c < 16 ? "0" : "").append(Integer.toHexString(c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}

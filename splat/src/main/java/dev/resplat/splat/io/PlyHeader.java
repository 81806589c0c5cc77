package dev.resplat.splat.io;

import dev.resplat.tensor.io.FormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The beginning of a PLY file: text that says what follows (Turk 1994).
 *
 * @param format how numbers are written
 * @param elements in the order of the file
 * @param bytes how long the header is
 */
record PlyHeader(Format format, List<Element> elements, long bytes) {
    private static final int MAX_BYTES = 1 << 20;

    /** Names are compared each with each. */
    private static final int MAX_NAMES = 1000;

    /** All numbers of so many digits are numbers of Java. */
    private static final int MAX_DIGITS = 18;

    /** How numbers are written. */
    enum Format {
        ASCII,
        BINARY_LITTLE_ENDIAN,
        BINARY_BIG_ENDIAN;

        /** How the bytes of a number in binary are ordered. */
        ByteOrder order() {
            return this == BINARY_BIG_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        }
    }

    /**
     * A table.
     *
     * @param name such as {@code vertex}
     * @param count rows
     * @param properties columns
     */
    record Element(String name, long count, List<Property> properties) {
        /** The fewest bytes that a row can have in a file. */
        long leastBytes(Format format) {
            long bytes = 0;
            for (Property property : properties) {
                // A digit and what separates it from the next; an empty list is its length.
                bytes +=
                        format == Format.ASCII
                                ? 2
                                : (property.isList() ? property.length() : property.type()).bytes();
            }
            return bytes;
        }

        /** Whether any column is of lists, so that rows differ in size. */
        boolean hasLists() {
            return properties.stream().anyMatch(Property::isList);
        }

        /** The column of a name, or -1. */
        int indexOf(String property) {
            for (int i = 0; i < properties.size(); i++) {
                if (properties.get(i).name().equals(property)) {
                    return i;
                }
            }
            return -1;
        }
    }

    /**
     * A column.
     *
     * @param name such as {@code x}
     * @param type of a value
     * @param length type of the length if values are lists, or null
     */
    record Property(String name, PlyType type, PlyType length) {
        /** Whether each row has a list here. */
        boolean isList() {
            return length != null;
        }
    }

    /** The element of a name, or null. */
    Element element(String name) {
        return elements.stream()
                .filter(element -> element.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /**
     * Ensures, before memory is taken, that the file can hold as many rows as it says.
     *
     * @param bytes of the file behind the header
     * @param notes takes a line about bytes behind the last row
     * @throws FormatException if it cannot
     */
    void requireSize(long bytes, Object file, Consumer<String> notes) {
        boolean ascii = format == Format.ASCII;
        // The last line of a text may have no end.
        long left = ascii ? bytes + 1 : bytes;
        boolean fixed = !ascii;
        for (PlyHeader.Element element : elements) {
            long rowBytes = element.leastBytes(format);
            if (rowBytes > 0 && element.count() > left / rowBytes) {
                throw new FormatException(
                        file,
                        ("%s has %d rows of %s%d bytes, but after the header there are only %d bytes:"
                                        + " cut off, or the number is wrong")
                                .formatted(
                                        FormatException.quote(element.name()),
                                        element.count(),
                                        ascii || element.hasLists() ? "at least " : "",
                                        rowBytes,
                                        bytes));
            }
            left -= element.count() * rowBytes;
            fixed &= !element.hasLists();
        }
        if (fixed && left > 0) {
            notes.accept("%s: ignored %d bytes after the last row".formatted(file, left));
        }
    }

    /**
     * Reads a header, and nothing behind it.
     *
     * @param in buffered
     * @throws FormatException if it is none
     */
    static PlyHeader read(InputStream in, Object file) throws IOException {
        return new Lines(in, file).header();
    }

    /** The lines of a header, read one after the other. */
    private static final class Lines {
        private final InputStream in;
        private final Object file;
        private final List<Element> elements = new ArrayList<>();
        private Format format;
        private int bytes;

        Lines(InputStream in, Object file) {
            this.in = in;
            this.file = file;
        }

        PlyHeader header() throws IOException {
            if (!"ply".equals(line(true))) {
                throw new FormatException(file, "does not begin with a line \"ply\": no PLY file");
            }
            for (String line = line(false); !line.equals("end_header"); line = line(false)) {
                String[] words = line.split("\\s+");
                switch (words[0]) {
                    case "", "comment", "obj_info" -> {}
                    case "format" -> format = format(words, line);
                    case "element" -> elements.add(element(words, line));
                    case "property" -> add(property(words, line), line);
                    default -> throw wrong(line, "begins with no word of PLY");
                }
            }
            if (format == null) {
                throw new FormatException(
                        file, "the header of the PLY file has no line \"format\"");
            }
            return new PlyHeader(format, List.copyOf(elements), bytes);
        }

        /** Without its end, which is LF or CR LF. */
        private String line(boolean first) throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0 || first && line.size() > "ply\r".length()) {
                    throw new FormatException(
                            file,
                            first
                                    ? "does not begin with a line \"ply\": no PLY file"
                                    : "the header of the PLY file has no end: cut off");
                }
                line.write(next);
                bytes++;
                if (bytes > MAX_BYTES) {
                    throw new FormatException(
                            file, "a PLY header of more than %d bytes".formatted(MAX_BYTES));
                }
            }
            bytes++;
            return line.toString(StandardCharsets.ISO_8859_1).strip();
        }

        private FormatException wrong(String line, String problem) {
            return new FormatException(
                    file,
                    "line %s of the PLY header %s".formatted(FormatException.quote(line), problem));
        }

        private Format format(String[] words, String line) {
            for (Format known : Format.values()) {
                if (line.matches(
                        "format\\s+" + known.name().toLowerCase(Locale.ROOT) + "\\s+1\\.0")) {
                    return known;
                }
            }
            throw wrong(
                    line, "must be ascii, binary_little_endian or binary_big_endian, version 1.0");
        }

        private Element element(String[] words, String line) {
            if (words.length != 3 || !words[2].matches("\\d+")) {
                throw wrong(line, "must be \"element NAME NUMBER\"");
            }
            if (words[2].length() > MAX_DIGITS) {
                throw wrong(line, "has a number of more than %d digits".formatted(MAX_DIGITS));
            }
            if (elements.size() == MAX_NAMES) {
                throw wrong(line, "is one element more than the %d allowed".formatted(MAX_NAMES));
            }
            if (elements.stream().anyMatch(element -> element.name().equals(words[1]))) {
                throw wrong(line, "has a name that was there before");
            }
            return new Element(words[1], Long.parseLong(words[2]), new ArrayList<>());
        }

        private Property property(String[] words, String line) {
            boolean list = words.length == 5 && words[1].equals("list");
            if (!list && words.length != 3) {
                throw wrong(
                        line, "must be \"property TYPE NAME\" or \"property list TYPE TYPE NAME\"");
            }
            PlyType type = PlyType.named(words[words.length - 2]);
            PlyType length = list ? PlyType.named(words[2]) : null;
            if (type == null || list && (length == null || !length.isInteger())) {
                throw wrong(line, "has an unknown type, or a length that is no integer");
            }
            return new Property(words[words.length - 1], type, length);
        }

        private void add(Property property, String line) {
            if (elements.isEmpty()) {
                throw wrong(line, "comes before any element");
            }
            Element element = elements.get(elements.size() - 1);
            if (element.properties().size() == MAX_NAMES) {
                throw wrong(line, "is one property more than the %d allowed".formatted(MAX_NAMES));
            }
            if (element.indexOf(property.name()) >= 0) {
                throw wrong(line, "has a name that was there before");
            }
            element.properties().add(property);
        }
    }
}

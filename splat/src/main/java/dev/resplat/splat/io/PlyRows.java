package dev.resplat.splat.io;

import dev.resplat.tensor.io.FormatException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** What follows the header of a PLY file: the rows of its elements, one after the other. */
abstract class PlyRows {
    private final Object file;

    /**
     * Rows of a file.
     *
     * @param file for messages
     */
    PlyRows(Object file) {
        this.file = file;
    }

    /**
     * Reads a row.
     *
     * @param values takes a number for each property of the element; lists are skipped and leave
     *     the element of the array as it was
     * @throws EOFException if the file ends before the row does
     * @throws IllegalArgumentException if the row is not what the element says
     */
    abstract void next(PlyHeader.Element element, double[] values) throws IOException;

    /**
     * Rows of a file.
     *
     * @param in behind the header; buffered
     * @param file for messages
     */
    static PlyRows of(PlyHeader.Format format, InputStream in, Object file) {
        return format == PlyHeader.Format.ASCII
                ? new AsciiPlyRows(in, file)
                : new BinaryPlyRows(in, format.order(), file);
    }

    /** All bytes that come next. */
    abstract InputStream rest();

    /** Skips all rows of the elements before one. */
    final void skipTo(PlyHeader.Element element, PlyHeader header) throws IOException {
        for (PlyHeader.Element before : header.elements()) {
            if (before == element) {
                return;
            }
            skip(before);
        }
    }

    /** Skips all rows of an element. */
    void skip(PlyHeader.Element element) throws IOException {
        if (element.properties().isEmpty()) {
            // Such rows are nothing, however many.
            return;
        }
        double[] ignored = new double[element.properties().size()];
        for (long row = 0; row < element.count(); row++) {
            read(element, row, ignored);
        }
    }

    /** As {@link #next}, with errors that say in which row. */
    final void read(PlyHeader.Element element, long row, double[] values) throws IOException {
        try {
            next(element, values);
        } catch (EOFException e) {
            throw cutOff(element, row);
        } catch (IllegalArgumentException e) {
            throw new FormatException(
                    file,
                    "row %d of %s %s"
                            .formatted(row, FormatException.quote(element.name()), e.getMessage()),
                    e);
        }
    }

    /** The error that the file ends in a row. */
    final FormatException cutOff(PlyHeader.Element element, long row) {
        return new FormatException(
                file,
                "ends in row %d of %d of %s: cut off"
                        .formatted(row, element.count(), FormatException.quote(element.name())));
    }
}

package dev.resplat.train.mesh.io;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines of an OBJ or MTL file, as the library wants them: with blanks for tabs, without what
 * follows numbers as a comment, and with names of pictures in one word. It knows which line was
 * read last, for messages, and whether there was one that draws something other than faces.
 */
final class ObjLines extends BufferedReader {
    private static final Set<String> OTHER_ELEMENTS =
            Set.of("l", "p", "curv", "curv2", "surf", "cstype");

    /** Stands for a blank in names of pictures, of which the library takes the last word else. */
    static final char BLANK = '\u0001';

    /** A picture: what it is for, its options, and its name. */
    private static final Pattern PICTURE =
            Pattern.compile(
                    "((?:map_\\w+|bump|norm|disp|decal|refl) +"
                            + "(?:-[a-z]+(?: +(?:[-+\\d.]+|on|off|[rgbmlz]|sphere|cube_\\w+))+ +)*)(.*)",
                    Pattern.CASE_INSENSITIVE);

    private int number;
    private String last = "";
    private boolean hasOtherElements;

    /** Whether the last line is one of numbers, or goes on with one. */
    private boolean numbers;

    ObjLines(Reader reader) {
        super(reader);
    }

    /** The number of the last line, from 1. */
    int number() {
        return number;
    }

    /** The beginning of the last line. */
    String last() {
        return last.length() > 60 ? last.substring(0, 60) + "..." : last;
    }

    /** Whether there were lines, points or curved surfaces. */
    boolean hasOtherElements() {
        return hasOtherElements;
    }

    @Override
    public String readLine() {
        String line;
        try {
            line = super.readLine();
        } catch (IOException e) {
            // Not to be taken for a line that is not understood.
            throw new UncheckedIOException(e);
        }
        if (line == null) {
            return null;
        }
        number++;
        line = line.replace('\t', ' ').replace("\uFEFF", "").strip();
        numbers = line.startsWith("f ") || line.startsWith("v") || numbers && last.endsWith("\\");
        if (numbers) {
            int comment = line.indexOf('#');
            line = comment < 0 ? line : line.substring(0, comment).strip();
        }
        last = line;
        Matcher picture = PICTURE.matcher(line);
        if (picture.matches()) {
            return picture.group(1) + picture.group(2).replace(' ', BLANK);
        }
        int blank = line.indexOf(' ');
        hasOtherElements |= blank > 0 && OTHER_ELEMENTS.contains(line.substring(0, blank));
        // The library drops what is before the backslash of a line that goes on, too.
        return line.endsWith("\\") ? line.substring(0, line.length() - 1) + " \\" : line;
    }
}

package dev.resplat.tensor.io;

/**
 * A file that is not what its format says: damaged, hostile, or of a kind that is not read.
 *
 * <p>The message is one line for a user: {@code FILE: what is wrong, where, what is allowed}.
 */
public final class FormatException extends RuntimeException {
    private static final int QUOTE_LIMIT = 80;

    /**
     * A problem in a file.
     *
     * @param file its path, or a text that also names the member of an archive
     * @param problem what is wrong, where, and what is allowed
     */
    public FormatException(Object file, String problem) {
        super(file + ": " + problem);
    }

    /**
     * A problem in a file that another exception found.
     *
     * @param file its path, or a text that also names the member of an archive
     * @param problem what is wrong, where, and what is allowed
     * @param cause the exception that found it
     */
    public FormatException(Object file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
    }

    /**
     * Text from a file, fit for a message: in quotes, one line, printable ASCII, at most 80
     * characters of it.
     *
     * @param text anything
     * @return the text in double quotes, with {@code ?} for what cannot be printed
     */
    public static String quote(String text) {
        String head = text.length() <= QUOTE_LIMIT ? text : text.substring(0, QUOTE_LIMIT) + "...";
        return '"' + head.replaceAll("[^ -~]", "?") + '"';
    }
}

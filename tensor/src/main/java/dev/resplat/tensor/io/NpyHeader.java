package dev.resplat.tensor.io;

import static dev.resplat.tensor.io.FormatException.quote;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The header of an npy file, a Python dictionary: {@code {'descr': '<f4', 'fortran_order': False,
 * 'shape': (2, 3), }}.
 *
 * @param order byte order of the elements
 * @param fortran true if the first index runs fastest
 */
record NpyHeader(DType dtype, ByteOrder order, boolean fortran, int[] dims) {
    private static final Set<String> KEYS = Set.of("descr", "fortran_order", "shape");

    private static final String EXAMPLE =
            "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";

    /** One {@code 'key': value,} whose value is a string, a truth value or a tuple of integers. */
    private static final Pattern MEMBER =
            Pattern.compile(
                    "\\G\\s*(['\"])(?<key>\\w+)\\1\\s*:\\s*"
                            + "(?<value>'[^']*'|\"[^\"]*\"|True|False|\\([0-9L,\\s]*\\))\\s*(,|$)");

    /** Byte order, then kind and size. */
    private static final Pattern DESCR = Pattern.compile("['\"]([<>|])([a-z][0-9])['\"]");

    /** A dimension; Python 2 wrote an L after some. */
    private static final Pattern DIM = Pattern.compile("\\s*([0-9]{1,10})L?\\s*");

    /**
     * Reads a header.
     *
     * @param text the dictionary and the white space that follows it
     * @param file for messages
     * @throws FormatException if it is not such a dictionary or the type of its elements is not
     *     read
     */
    static NpyHeader parse(String text, Object file) {
        Map<String, String> members = members(text.strip(), file);
        String descr = members.get("descr");
        DType dtype = dtype(descr, file);
        boolean big = descr.indexOf('>') >= 0;
        ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        String fortran = members.get("fortran_order");
        if (!Set.of("True", "False").contains(fortran)) {
            throw wrong("fortran_order", fortran, "True or False", file);
        }
        return new NpyHeader(dtype, order, fortran.equals("True"), dims(members, file));
    }

    private static Map<String, String> members(String text, Object file) {
        Map<String, String> members = new HashMap<>();
        int end = 0;
        if (text.startsWith("{") && text.endsWith("}")) {
            Matcher matcher = MEMBER.matcher(text).region(1, text.length() - 1);
            while (matcher.find()) {
                if (members.put(matcher.group("key"), matcher.group("value")) != null) {
                    throw wrong("key", matcher.group("key"), "each key once", file);
                }
                end = matcher.end();
            }
        }
        if (!members.keySet().equals(KEYS) || !text.substring(end).strip().equals("}")) {
            throw wrong("content", text, EXAMPLE, file);
        }
        return members;
    }

    private static DType dtype(String descr, Object file) {
        Matcher matcher = DESCR.matcher(descr);
        Optional<DType> dtype =
                matcher.matches() ? DType.ofNpyCode(matcher.group(2)) : Optional.empty();
        String allowed = "byte order < or > (| for one byte) and one of " + codes();
        return dtype.filter(type -> type.bytes() == 1 || !matcher.group(1).equals("|"))
                .orElseThrow(() -> wrong("descr", descr, allowed, file));
    }

    private static String codes() {
        return Arrays.stream(DType.values())
                .map(DType::npyCode)
                .filter(code -> !code.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static int[] dims(Map<String, String> members, Object file) {
        String shape = members.get("shape");
        String allowed = "a tuple of at most 32 integers from 0 to " + Integer.MAX_VALUE;
        if (!shape.startsWith("(")) {
            throw wrong("shape", shape, allowed, file);
        }
        String inside = shape.substring(1, shape.length() - 1).strip();
        if (inside.isEmpty()) {
            return new int[0];
        }
        // A comma at the end belongs to the tuple; a second one stays and is refused.
        String list = inside.endsWith(",") ? inside.substring(0, inside.length() - 1) : inside;
        String[] parts = list.split(",", -1);
        int[] dims = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            Matcher matcher = DIM.matcher(parts[i]);
            long dim = matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
            if (parts.length > HostArray.MAX_RANK || dim < 0 || dim > Integer.MAX_VALUE) {
                throw wrong("shape", shape, allowed, file);
            }
            dims[i] = (int) dim;
        }
        return dims;
    }

    private static FormatException wrong(String what, String value, String allowed, Object file) {
        String problem = what + " is " + quote(value) + ", expected " + allowed;
        return new FormatException(file, "npy header: " + problem);
    }

    /** The dictionary of a row-major, little-endian array, as NumPy writes it. */
    static String format(DType dtype, int[] dims) {
        String comma = dims.length == 1 ? "," : "";
        String shape =
                Arrays.stream(dims).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        String order = dtype.bytes() == 1 ? "|" : "<";
        return ("{'descr': '" + order + dtype.npyCode() + "', 'fortran_order': False, ")
                + ("'shape': (" + shape + comma + "), }");
    }
}

package dev.resplat.splat.io;

/**
 * A canonical prefix code of lossless WebP (RFC 9649, section 3.7.2): symbols have codes of their
 * lengths, in order of length and then of symbol, and the highest bit of a code comes first.
 */
final class PrefixCode {
    private static final int MAX_LENGTH = 15;
    private static final int LENGTHS = 19;

    /** In this order come the lengths of the codes of lengths. */
    private static final int[] ORDER = {
        17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    };

    /** Codes of at most this length are found at once. */
    private static final int FAST_BITS = 8;

    /** For the next bits, the symbol and its length as {@code symbol << 4 | length}; 0 for none. */
    private final int[] fast;

    /** How many codes there are of each length, and the symbols in the order of their codes. */
    private final int[] counts = new int[MAX_LENGTH + 1];

    private final int[] symbols;

    /** The symbol if there is only one, whose code has no bits; -1 otherwise. */
    private final int only;

    private PrefixCode(int[] lengths) {
        int used = 0;
        int last = 0;
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            counts[lengths[symbol]]++;
            if (lengths[symbol] > 0) {
                used++;
                last = symbol;
            }
        }
        counts[0] = 0;
        only = used == 1 ? last : -1;
        symbols = new int[used];
        fast = used > 1 ? new int[1 << FAST_BITS] : null;
        if (used > 1) {
            fill(lengths);
        } else if (used == 0) {
            throw new IllegalArgumentException("has a code without symbols");
        }
    }

    private void fill(int[] lengths) {
        int[] next = new int[MAX_LENGTH + 1];
        int[] place = new int[MAX_LENGTH + 1];
        int code = 0;
        int before = 0;
        for (int length = 1; length <= MAX_LENGTH; length++) {
            next[length] = code;
            place[length] = before;
            code = code + counts[length] << 1;
            before += counts[length];
        }
        if (code != 2 << MAX_LENGTH) {
            throw new IllegalArgumentException("has a code that is not complete");
        }
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            int length = lengths[symbol];
            if (length > 0) {
                symbols[place[length]++] = symbol;
                int bits = Integer.reverse(next[length]++) >>> Integer.SIZE - length;
                for (int i = bits; length <= FAST_BITS && i < fast.length; i += 1 << length) {
                    fast[i] = symbol << 4 | length;
                }
            }
        }
    }

    /** Reads the next symbol. */
    int symbol(WebpBits in) {
        if (only >= 0) {
            return only;
        }
        int found = fast[in.peek(FAST_BITS)];
        if (found != 0) {
            in.skip(found & 15);
            return found >>> 4;
        }
        int bits = in.peek(MAX_LENGTH);
        int code = 0;
        int first = 0;
        int place = 0;
        for (int length = 1; length <= MAX_LENGTH; length++) {
            code |= bits >>> length - 1 & 1;
            if (code - first < counts[length]) {
                in.skip(length);
                return symbols[place + code - first];
            }
            place += counts[length];
            first = first + counts[length] << 1;
            code <<= 1;
        }
        throw new IllegalArgumentException("has a code that is not complete");
    }

    /**
     * Reads a code.
     *
     * @param size of its alphabet
     */
    static PrefixCode read(WebpBits in, int size) {
        int[] lengths = new int[size];
        if (in.read(1) == 1) {
            int two = in.read(1);
            int first = in.read(in.read(1) == 1 ? 8 : 1);
            int second = two == 1 ? in.read(8) : first;
            if (Math.max(first, second) >= size) {
                throw new IllegalArgumentException("has a symbol that there is not");
            }
            lengths[first] = 1;
            lengths[second] = 1;
            return new PrefixCode(lengths);
        }
        int[] codes = new int[LENGTHS];
        int given = in.read(4) + 4;
        for (int i = 0; i < given; i++) {
            codes[ORDER[i]] = in.read(3);
        }
        PrefixCode code = new PrefixCode(codes);
        int left = in.read(1) == 0 ? size : 2 + in.read(2 + 2 * in.read(3));
        readLengths(in, code, left, lengths);
        return new PrefixCode(lengths);
    }

    private static void readLengths(WebpBits in, PrefixCode code, int most, int[] lengths) {
        int before = 8;
        int at = 0;
        for (int left = most; left > 0 && at < lengths.length; left--) {
            int symbol = code.symbol(in);
            if (symbol < 16) {
                lengths[at++] = symbol;
                before = symbol == 0 ? before : symbol;
                continue;
            }
            int repeat =
                    switch (symbol) {
                        case 16 -> 3 + in.read(2);
                        case 17 -> 3 + in.read(3);
                        default -> 11 + in.read(7);
                    };
            if (at + repeat > lengths.length) {
                throw new IllegalArgumentException("has more lengths of codes than symbols");
            }
            for (int i = 0; i < repeat; i++) {
                lengths[at++] = symbol == 16 ? before : 0;
            }
        }
    }
}

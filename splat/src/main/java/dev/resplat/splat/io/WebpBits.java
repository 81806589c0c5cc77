package dev.resplat.splat.io;

/** Bits of a lossless WebP image: the lowest of a byte comes first (RFC 9649, section 3). */
final class WebpBits {
    private final byte[] bytes;
    private final int end;
    private int next;
    private long held;
    private int count;

    /**
     * Bits of a part of an array.
     *
     * @param from its first byte
     * @param end the byte behind its last
     */
    WebpBits(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.next = from;
        this.end = end;
    }

    /**
     * The next bits as a number, the first lowest.
     *
     * @param bits 0 to 24
     * @throws IllegalArgumentException if there are not so many
     */
    int read(int bits) {
        int value = peek(bits);
        skip(bits);
        return value;
    }

    /** As {@link #read}, but the bits come again; behind the end come zeros. */
    int peek(int bits) {
        while (count < bits && next < end) {
            held |= (bytes[next++] & 0xffL) << count;
            count += Byte.SIZE;
        }
        return (int) (held & (1L << bits) - 1);
    }

    /**
     * Leaves bits out that were looked at.
     *
     * @throws IllegalArgumentException if there are not so many
     */
    void skip(int bits) {
        if (bits > count) {
            throw new IllegalArgumentException("ends too soon");
        }
        held >>>= bits;
        count -= bits;
    }
}

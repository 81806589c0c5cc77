package dev.resplat.splat.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Makes lossless WebP images for tests in the simplest way (RFC 9649, section 3): no transforms, no
 * copies, and codes of eight bits for all bytes.
 */
final class LosslessWebp {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int bits;
    private int held;

    private LosslessWebp() {}

    static byte[] of(int width, int height, int[] argb) {
        LosslessWebp image = new LosslessWebp();
        image.put(0x2f, 8);
        image.put(width - 1, 14);
        image.put(height - 1, 14);
        // There is alpha; version 0; no transform, no cache of colours, one group of codes.
        image.put(1, 1);
        image.put(0, 3 + 1 + 1 + 1);
        image.codes(256 + 24);
        image.codes(256);
        image.codes(256);
        image.codes(256);
        // Distances are not used: a code of one symbol, 0.
        image.put(0b0001, 4);
        for (int pixel : argb) {
            image.symbol(pixel >>> 8);
            image.symbol(pixel >>> 16);
            image.symbol(pixel);
            image.symbol(pixel >>> 24);
        }
        image.put(0, 8);
        return image.file();
    }

    /** 256 symbols of eight bits, and others of none: lengths are written with one bit each. */
    private void codes(int symbols) {
        put(0, 1);
        // Lengths of the codes of lengths 17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8: only 0 and 8.
        put(12 - 4, 4);
        for (int i = 0; i < 12; i++) {
            put(i == 2 || i == 11 ? 1 : 0, 3);
        }
        put(0, 1);
        for (int i = 0; i < symbols; i++) {
            put(i < 256 ? 1 : 0, 1);
        }
    }

    /** The code of a byte is the byte, from its highest bit on. */
    private void symbol(int value) {
        put(Integer.reverse(value << 24) & 0xff, 8);
    }

    private void put(int value, int count) {
        for (int i = 0; i < count; i++) {
            held |= (value >>> i & 1) << bits;
            bits++;
            if (bits == 8) {
                out.write(held);
                bits = 0;
                held = 0;
            }
        }
    }

    private byte[] file() {
        int length = out.size() + out.size() % 2;
        ByteBuffer file = ByteBuffer.allocate(20 + length).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(12 + length);
        file.put("WEBPVP8L".getBytes(StandardCharsets.US_ASCII)).putInt(out.size());
        return file.put(out.toByteArray()).array();
    }
}

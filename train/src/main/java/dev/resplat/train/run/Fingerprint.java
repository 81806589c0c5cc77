package dev.resplat.train.run;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * A number that differs between different things, but for bad luck: the CRC-32 of all that was
 * added, one after the other. It says whether results are still those of what is there now.
 */
public final class Fingerprint {
    private final CRC32 sum = new CRC32();

    /** Adds a text, and that it ends. */
    public Fingerprint add(String text) {
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        sum.update(0);
        return this;
    }

    /** Adds bytes, whose position stays where it is. */
    public Fingerprint add(ByteBuffer bytes) {
        sum.update(bytes.duplicate());
        return this;
    }

    /** Adds numbers, bit by bit. */
    public Fingerprint add(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length);
        bytes.asFloatBuffer().put(values);
        return add(bytes);
    }

    /** Adds numbers, bit by bit. */
    public Fingerprint add(double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * values.length);
        bytes.asDoubleBuffer().put(values);
        return add(bytes);
    }

    /** Adds numbers. */
    public Fingerprint add(int[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * values.length);
        bytes.asIntBuffer().put(values);
        return add(bytes);
    }

    /** Eight digits. */
    public String text() {
        return "%08x".formatted(sum.getValue());
    }
}

package dev.resplat.train.render;

import dev.resplat.train.image.Image;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * An animated PNG: the PNG of the first frame, and the data of those of the others in chunks {@code
 * fdAT} (PNG specification, third edition, 11.3.6).
 */
final class PngAnimation implements Animation {
    private static final int SIGNATURE_BYTES = 8;

    /** Of a chunk: its length and name before the data, its checksum behind. */
    private static final int FRAME_BYTES = 12;

    private static final int DELAY_PARTS = 100;

    private final DataOutputStream out;
    private final int frames;
    private final double framesPerSecond;
    private int count;
    private int sequence;

    PngAnimation(OutputStream out, int frames, double framesPerSecond) {
        this.out = new DataOutputStream(out);
        this.frames = frames;
        this.framesPerSecond = framesPerSecond;
    }

    @Override
    public void add(Image frame) throws IOException {
        if (count == frames) {
            throw new IllegalStateException("all %d frames are there".formatted(frames));
        }
        byte[] png = frame.png();
        if (count == 0) {
            out.write(png, 0, SIGNATURE_BYTES);
        }
        ByteBuffer chunks = ByteBuffer.wrap(png).position(SIGNATURE_BYTES).slice();
        boolean controlled = false;
        while (chunks.hasRemaining()) {
            ByteBuffer data = chunks.slice(chunks.position() + 8, chunks.getInt(chunks.position()));
            byte[] name = new byte[4];
            chunks.get(chunks.position() + 4, name);
            chunks.position(chunks.position() + FRAME_BYTES + data.capacity());
            switch (new String(name, StandardCharsets.US_ASCII)) {
                case "IHDR" -> begin(data);
                case "IDAT" -> {
                    if (!controlled) {
                        control(frame);
                        controlled = true;
                    }
                    data(data);
                }
                default -> {}
            }
        }
        count++;
    }

    private void begin(ByteBuffer header) throws IOException {
        if (count == 0) {
            write("IHDR", header);
            // Without end: zero times.
            write("acTL", ByteBuffer.allocate(8).putInt(frames).putInt(0).flip());
        }
    }

    private void control(Image frame) throws IOException {
        ByteBuffer control = ByteBuffer.allocate(26).putInt(sequence++);
        control.putInt(frame.width()).putInt(frame.height()).putInt(0).putInt(0);
        control.putShort((short) DELAY_PARTS);
        control.putShort((short) Math.round(DELAY_PARTS * framesPerSecond));
        // The frame stays until the next one replaces it.
        write("fcTL", control.put((byte) 0).put((byte) 0).flip());
    }

    private void data(ByteBuffer data) throws IOException {
        if (count == 0) {
            write("IDAT", data);
        } else {
            ByteBuffer numbered = ByteBuffer.allocate(4 + data.remaining());
            write("fdAT", numbered.putInt(sequence++).put(data).flip());
        }
    }

    private void write(String name, ByteBuffer data) throws IOException {
        byte[] bytes = new byte[4 + data.remaining()];
        System.arraycopy(name.getBytes(StandardCharsets.US_ASCII), 0, bytes, 0, 4);
        data.get(bytes, 4, bytes.length - 4);
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        out.writeInt(bytes.length - 4);
        out.write(bytes);
        out.writeInt((int) checksum.getValue());
    }

    @Override
    public void close() throws IOException {
        try (DataOutputStream closed = out) {
            write("IEND", ByteBuffer.allocate(0));
        }
    }
}

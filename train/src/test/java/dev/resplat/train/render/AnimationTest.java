package dev.resplat.train.render;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.image.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.NodeList;

class AnimationTest {
    private static final int WIDTH = 19;
    private static final int HEIGHT = 13;

    /** Of 247 pixels, so that a GIF has a colour for each. */
    private static Image frame(int number) {
        float[] colors = new float[3 * WIDTH * HEIGHT];
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            colors[3 * i] = i / 255f;
            colors[3 * i + 1] = (i * 7 + 40 * number) % 256 / 255f;
            colors[3 * i + 2] = number / 10f;
        }
        return new Image(WIDTH, HEIGHT, colors);
    }

    private static byte[] animation(Animation.Format format, int frames, double rate)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Animation animation = format.to(bytes, frames, rate)) {
            for (int i = 0; i < frames; i++) {
                animation.add(frame(i));
            }
        }
        return bytes.toByteArray();
    }

    private static void assertIsFrame(int number, BufferedImage image) {
        Image expected = frame(number);
        assertEquals(WIDTH, image.getWidth());
        assertEquals(HEIGHT, image.getHeight());
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                assertEquals(
                        Integer.toHexString(expected.rgb(x, y)),
                        Integer.toHexString(image.getRGB(x, y) & 0xffffff),
                        "frame %d at %d, %d".formatted(number, x, y));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theFirstFrameIsWhatAnyProgramShows(Animation.Format format) throws IOException {
        byte[] bytes = animation(format, 3, 24);
        assertIsFrame(0, ImageIO.read(new ByteArrayInputStream(bytes)));
    }

    // ---- GIF -------------------------------------------------------------------------------

    private static String attribute(IIOMetadataNode root, String node, String attribute) {
        NodeList nodes = root.getElementsByTagName(node);
        assertEquals(1, nodes.getLength(), node);
        return ((IIOMetadataNode) nodes.item(0)).getAttribute(attribute);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 7, 24, 29.97, 50})
    void aGifHasAllFramesForTheirTime(double rate) throws IOException {
        byte[] bytes = animation(Animation.Format.GIF, 9, rate);
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(bytes)));
        assertEquals(9, reader.getNumImages(true));
        int time = 0;
        for (int i = 0; i < 9; i++) {
            assertIsFrame(i, reader.read(i));
            IIOMetadataNode root =
                    (IIOMetadataNode)
                            reader.getImageMetadata(i).getAsTree("javax_imageio_gif_image_1.0");
            int delay = Integer.parseInt(attribute(root, "GraphicControlExtension", "delayTime"));
            assertEquals(100 / rate, delay, 1);
            time += delay;
            if (i == 0) {
                assertEquals("NETSCAPE", attribute(root, "ApplicationExtension", "applicationID"));
            }
        }
        assertEquals(900 / rate, time, 0.51);
        reader.dispose();
    }

    @Test
    void aGifOfMoreColorsIsNearThem() throws IOException {
        float[] colors = new float[3 * 64 * 64];
        for (int i = 0; i < 64 * 64; i++) {
            colors[3 * i] = i % 64 / 63f;
            colors[3 * i + 1] = i / 64 / 63f;
            colors[3 * i + 2] = 0.5f;
        }
        Image image = new Image(64, 64, colors);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Animation animation = Animation.Format.GIF.to(bytes, 1, 10)) {
            animation.add(image);
        }
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
        double sum = 0;
        for (int y = 0; y < 64; y++) {
            for (int x = 0; x < 64; x++) {
                int difference = (read.getRGB(x, y) >> 16 & 255) - (image.rgb(x, y) >> 16 & 255);
                sum += Math.abs(difference);
            }
        }
        assertTrue(sum / 4096 < 8, "levels apart: " + sum / 4096);
    }

    // ---- APNG ------------------------------------------------------------------------------

    private record Chunk(String name, byte[] data) {}

    /** The chunks of a PNG, whose checksums are right. */
    private static List<Chunk> chunks(byte[] png) {
        List<Chunk> chunks = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(png);
        assertEquals(0x89504e470d0a1a0aL, buffer.getLong());
        while (buffer.hasRemaining()) {
            byte[] data = new byte[buffer.getInt()];
            byte[] name = new byte[4];
            CRC32 checksum = new CRC32();
            checksum.update(png, buffer.position(), 4 + data.length);
            buffer.get(name).get(data);
            assertEquals((int) checksum.getValue(), buffer.getInt());
            chunks.add(new Chunk(new String(name, StandardCharsets.US_ASCII), data));
        }
        return chunks;
    }

    /** The PNG of a frame of an animation. */
    private static byte[] png(List<Chunk> chunks, int frame) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(8).putLong(0x89504e470d0a1a0aL).array());
        append(out, chunks.get(0));
        int number = -1;
        for (Chunk chunk : chunks) {
            if (chunk.name().equals("fcTL")) {
                number++;
            } else if (number == frame && chunk.name().equals("fdAT")) {
                byte[] data = new byte[chunk.data().length - 4];
                System.arraycopy(chunk.data(), 4, data, 0, data.length);
                append(out, new Chunk("IDAT", data));
            }
        }
        append(out, new Chunk("IEND", new byte[0]));
        return out.toByteArray();
    }

    private static void append(ByteArrayOutputStream out, Chunk chunk) {
        byte[] named = new byte[4 + chunk.data().length];
        System.arraycopy(chunk.name().getBytes(StandardCharsets.US_ASCII), 0, named, 0, 4);
        System.arraycopy(chunk.data(), 0, named, 4, chunk.data().length);
        CRC32 checksum = new CRC32();
        checksum.update(named);
        out.writeBytes(ByteBuffer.allocate(4).putInt(chunk.data().length).array());
        out.writeBytes(named);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6})
    void anApngHasAllFrames(int frames) throws IOException {
        List<Chunk> chunks = chunks(animation(Animation.Format.APNG, frames, 29.97));
        assertEquals("IHDR", chunks.get(0).name());
        assertEquals("acTL", chunks.get(1).name());
        assertArrayEquals(
                ByteBuffer.allocate(8).putInt(frames).putInt(0).array(), chunks.get(1).data());
        assertEquals("IEND", chunks.get(chunks.size() - 1).name());
        int sequence = 0;
        int controls = 0;
        for (Chunk chunk : chunks) {
            ByteBuffer data = ByteBuffer.wrap(chunk.data());
            if (chunk.name().equals("fcTL")) {
                controls++;
                assertEquals(26, data.capacity());
                assertEquals(sequence++, data.getInt());
                assertEquals(WIDTH, data.getInt());
                assertEquals(HEIGHT, data.getInt());
                assertEquals(0, data.getLong());
                assertEquals(100, data.getShort());
                assertEquals(2997, data.getShort());
                assertEquals(0, data.getShort());
            } else if (chunk.name().equals("fdAT")) {
                assertEquals(sequence++, data.getInt());
            } else if (chunk.name().equals("IDAT")) {
                assertEquals(1, controls, "the data of the first frame come after its control");
            }
        }
        assertEquals(frames, controls);
        for (int i = 1; i < frames; i++) {
            assertIsFrame(i, ImageIO.read(new ByteArrayInputStream(png(chunks, i))));
        }
    }

    @Test
    void moreFramesThanWereSaidAreAnError() throws IOException {
        Animation animation = Animation.Format.APNG.to(new ByteArrayOutputStream(), 1, 24);
        animation.add(frame(0));
        assertThrows(IllegalStateException.class, () -> animation.add(frame(1)));
    }
}

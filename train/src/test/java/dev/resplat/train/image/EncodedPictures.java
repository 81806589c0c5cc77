package dev.resplat.train.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Pictures in files of many formats, for tests that read them. */
final class EncodedPictures {
    /** How far a colour may be off that was stored without loss. */
    static final float EXACT = 1e-6f;

    private EncodedPictures() {}

    /** As Java writes it by default. */
    static byte[] encode(String format, BufferedImage picture) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(picture, format, bytes), format);
        return bytes.toByteArray();
    }

    static byte[] encode(String format, IIOImage image, ImageWriteParam param) throws IOException {
        return encode(writer(format), image, param);
    }

    static byte[] encode(ImageWriter writer, IIOImage image, ImageWriteParam param)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, image, param);
        }
        return bytes.toByteArray();
    }

    /** The first that there is for a format. */
    static ImageWriter writer(String format) {
        return ImageIO.getImageWritersByFormatName(format).next();
    }

    /** Colours that are all different. */
    static BufferedImage colorful(int type) {
        BufferedImage picture = new BufferedImage(24, 16, type);
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 24; x++) {
                picture.setRGB(x, y, 0xff000000 | 10 * x << 16 | 16 * y << 8 | 255 - 10 * x);
            }
        }
        return picture;
    }

    /** That a picture read is {@link #colorful}. */
    static void assertColorful(Image image, float tolerance) {
        assertEquals(24, image.width());
        assertEquals(16, image.height());
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 24; x++) {
                assertEquals(10 * x / 255f, image.at(x, y, 0), tolerance);
                assertEquals(16 * y / 255f, image.at(x, y, 1), tolerance);
                assertEquals((255 - 10 * x) / 255f, image.at(x, y, 2), tolerance);
            }
        }
    }

    /** A file that another program wrote. */
    static byte[] resource(String name) throws IOException {
        String path = "/dev/resplat/testdata/images/" + name;
        try (InputStream in = EncodedPictures.class.getResourceAsStream(path)) {
            return in.readAllBytes();
        }
    }

    /** A file with one part more. */
    static byte[] insert(byte[] file, int at, byte[] part) {
        return ByteBuffer.allocate(file.length + part.length)
                .put(file, 0, at)
                .put(part)
                .put(file, at, file.length - at)
                .array();
    }

    /** A chunk of a PNG, with its checksum. */
    static byte[] chunk(String name, byte[] content) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + content.length);
        chunk.putInt(content.length).put(name.getBytes(StandardCharsets.US_ASCII)).put(content);
        CRC32 sum = new CRC32();
        sum.update(chunk.array(), 4, 4 + content.length);
        return chunk.putInt((int) sum.getValue()).array();
    }

    /** A PNG with one chunk more, after the signature and chunk IHDR. */
    static byte[] withChunk(byte[] png, String name, byte[] content) {
        return insert(png, 8 + 12 + 13, chunk(name, content));
    }
}

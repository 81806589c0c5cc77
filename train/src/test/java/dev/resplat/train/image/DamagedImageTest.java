package dev.resplat.train.image;

import static dev.resplat.train.image.EncodedPictures.chunk;
import static dev.resplat.train.image.EncodedPictures.colorful;
import static dev.resplat.train.image.EncodedPictures.encode;
import static dev.resplat.train.image.EncodedPictures.resource;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.io.FormatException;
import dev.resplat.train.config.UserMistake;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no pictures, or no longer, or too large. */
final class DamagedImageTest {
    @TempDir private Path temporary;

    private Image read(String name, byte[] content) throws IOException {
        return ImageFile.read(Files.write(temporary.resolve(name), content), notice -> {});
    }

    private String damaged(String name, byte[] content) {
        String message =
                assertThrows(FormatException.class, () -> read(name, content), name).getMessage();
        assertTrue(message.contains(name), message);
        assertEquals(1, message.lines().count(), message);
        return message;
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "tiff", "bmp", "gif", "lossy.webp", "alpha.webp"})
    void aFileThatIsCutOffIsAMistake(String name) throws Exception {
        byte[] whole =
                name.endsWith("webp")
                        ? resource(name)
                        : encode(name, colorful(BufferedImage.TYPE_INT_RGB));
        // Of TIFF the end may be a part of the tags, of GIF the mark of the end.
        int last = whole.length - (name.equals("tiff") || name.equals("gif") ? 20 : 2);
        for (int length : new int[] {12, whole.length / 4, whole.length / 2, last}) {
            damaged("cut." + name, Arrays.copyOf(whole, length));
        }
    }

    @Test
    void aDamagedPngIsAMistakeWhereverItIsDamaged() throws Exception {
        byte[] whole = encode("png", colorful(BufferedImage.TYPE_INT_RGB));
        for (int i = 0; i < whole.length; i++) {
            byte[] copy = whole.clone();
            copy[i] ^= 4;
            damaged("damaged.png", copy);
        }
    }

    /** What has no checksums may be read with wrong colours, but must not end in another way. */
    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "tiff", "bmp", "gif", "lossy.webp", "alpha.webp"})
    void aDamagedFileIsReadOrIsAMistake(String name) throws Exception {
        byte[] whole =
                name.endsWith("webp")
                        ? resource(name)
                        : encode(name, colorful(BufferedImage.TYPE_INT_RGB));
        for (int i = 0; i < Math.min(whole.length, 500); i++) {
            byte[] copy = whole.clone();
            copy[i] ^= (byte) (1 << i % 8);
            try {
                read("damaged." + name, copy);
            } catch (FormatException | UserMistake e) {
                assertEquals(1, e.getMessage().lines().count(), e.getMessage());
            }
        }
    }

    @Test
    void aJpegWithAHoleIsAMistake() throws Exception {
        byte[] whole = encode("jpeg", colorful(BufferedImage.TYPE_INT_RGB));
        Arrays.fill(whole, whole.length - 60, whole.length - 20, (byte) 0xFF);
        damaged("hole.jpg", whole);
    }

    @Test
    void whatIsNoImageIsAMistake() {
        assertTrue(damaged("notes.png", "some notes".getBytes()).contains("PNG, JPEG, WebP"));
        damaged("empty.png", new byte[0]);
        damaged("one.png", new byte[1]);
        damaged("zeros.png", new byte[1000]);
    }

    @Test
    void whatIsNoFileIsAMistake() {
        for (Path path : List.of(temporary, temporary.resolve("nowhere.png"))) {
            String message =
                    assertThrows(UserMistake.class, () -> ImageFile.read(path, notice -> {}))
                            .getMessage();
            assertTrue(message.contains(path.toString()), message);
        }
    }

    @Test
    void aPictureThatIsTooLargeIsAMistakeBeforeItIsDecoded() throws Exception {
        byte[] png = encode("png", new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB));
        byte[] header = Arrays.copyOfRange(png, 16, 16 + 13);
        ByteBuffer.wrap(header).putInt(100_000).putInt(100_000);
        byte[] large = png.clone();
        System.arraycopy(chunk("IHDR", header), 0, large, 8, 25);
        String message =
                assertThrows(UserMistake.class, () -> read("large.png", large)).getMessage();
        assertTrue(message.contains("large.png: a picture of 100000 x 100000"), message);
    }
}

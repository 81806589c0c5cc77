package dev.resplat.train.image;

import static dev.resplat.train.image.EncodedPictures.EXACT;
import static dev.resplat.train.image.EncodedPictures.assertColorful;
import static dev.resplat.train.image.EncodedPictures.colorful;
import static dev.resplat.train.image.EncodedPictures.encode;
import static dev.resplat.train.image.EncodedPictures.insert;
import static dev.resplat.train.image.EncodedPictures.resource;
import static dev.resplat.train.image.EncodedPictures.withChunk;
import static dev.resplat.train.image.EncodedPictures.writer;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of all formats and kinds of pixels. */
final class ImageFileTest {
    @TempDir private Path temporary;

    private final List<String> notices = new ArrayList<>();

    private Image read(String name, byte[] content) throws IOException {
        return ImageFile.read(Files.write(temporary.resolve(name), content), notices::add);
    }

    // ---- Formats ---------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"png", "tiff", "bmp"})
    void losslessFormatsAreReadExactly(String format) throws Exception {
        // The name of the file does not matter.
        byte[] bytes = encode(format, colorful(BufferedImage.TYPE_INT_RGB));
        assertColorful(read("picture.jpg", bytes), EXACT);
        assertEquals(List.of(), notices);
    }

    @Test
    void interlacedPngAndProgressiveJpegAreRead() throws Exception {
        IIOImage picture = new IIOImage(colorful(BufferedImage.TYPE_INT_RGB), null, null);
        for (String format : List.of("png", "jpeg")) {
            ImageWriteParam param = writer(format).getDefaultWriteParam();
            param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            byte[] bytes = encode(format, picture, param);
            assertColorful(read("picture", bytes), format.equals("png") ? EXACT : 0.08f);
        }
    }

    @Test
    void aGifHasThePaletteThatItNeeds() throws Exception {
        BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(1, 0, 0x336699);
        Image image = read("a.gif", encode("gif", picture));
        assertArrayEquals(new float[] {0, 0, 0, 0.2f, 0.4f, 0.6f}, image.colors(), EXACT);
    }

    /** That of TwelveMonkeys for TIFF writes 8 bits only. */
    private static ImageWriter javasOwnWriter(String format) {
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format);
        ImageWriter writer = writers.next();
        while (!writer.getClass().getName().startsWith("com.sun.")) {
            writer = writers.next();
        }
        return writer;
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "tiff"})
    void sixteenBitsKeepTheirPrecision(String format) throws Exception {
        WritableRaster raster =
                Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, 2, 1, 3, null);
        raster.setPixels(0, 0, 2, 1, new int[] {12345, 12346, 1, 65534, 65535, 0});
        ComponentColorModel model =
                new ComponentColorModel(
                        ColorSpace.getInstance(ColorSpace.CS_sRGB),
                        false,
                        false,
                        ComponentColorModel.OPAQUE,
                        DataBuffer.TYPE_USHORT);
        IIOImage deep = new IIOImage(new BufferedImage(model, raster, false, null), null, null);
        Image image = read("deep", encode(javasOwnWriter(format), deep, null));
        float[] expected = {12345, 12346, 1, 65534, 65535, 0};
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i] / 65535, image.colors()[i], 1e-7);
        }
    }

    @ParameterizedTest
    @CsvSource({"png, 0", "tiff, 0", "jpeg, 0.005"})
    void greyStaysAsStored(String format, float tolerance) throws Exception {
        BufferedImage gray = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 64; i++) {
            gray.getRaster().setSample(i % 8, i / 8, 0, 100);
        }
        Image image = read("gray", encode(format, gray));
        for (float value : image.colors()) {
            assertEquals(100 / 255f, value, EXACT + tolerance);
        }
    }

    @Test
    void sixteenBitGreyKeepsItsPrecision() throws Exception {
        BufferedImage gray = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
        gray.getRaster().setSample(0, 0, 0, 12345);
        float value = 12345 / 65535f;
        assertArrayEquals(
                new float[] {value, value, value}, read("g", encode("png", gray)).colors(), 1e-7f);
    }

    @Test
    void webpIsRead() throws Exception {
        Image lossy = read("lossy.webp", resource("lossy.webp"));
        assertEquals(24, lossy.width());
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 24; x++) {
                assertEquals(10 * x / 255f, lossy.at(x, y, 0), 0.08);
                assertEquals(16 * y / 255f, lossy.at(x, y, 1), 0.08);
                assertEquals(128 / 255f, lossy.at(x, y, 2), 0.08);
            }
        }
        assertEquals(List.of(), notices);
        Image soft = read("alpha.webp", resource("alpha.webp"));
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 24; x++) {
                float alpha = (255 - 20 * Math.max(0, x - 12)) / 255f;
                float blue = x * y % 256 / 255f;
                assertEquals(1 + alpha * (10 * x / 255f - 1), soft.at(x, y, 0), EXACT);
                assertEquals(1 + alpha * (blue - 1), soft.at(x, y, 2), EXACT);
            }
        }
        assertEquals(1, notices.size());
    }

    /** Adobe's marker: four channels are inks, stored as what they leave white. */
    private static final byte[] ADOBE_CMYK = {
        (byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };

    @ParameterizedTest
    @CsvSource({"255, 255, 1, 1, 1", "0, 255, 0, 1, 1", "255, 0, 0, 0, 0"})
    void inksBecomeColors(int cyan, int black, float red, float green, float blue)
            throws Exception {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 8, 8, 4, null);
        for (int i = 0; i < 64; i++) {
            raster.setPixel(i % 8, i / 8, new int[] {cyan, 255, 255, black});
        }
        byte[] jpeg = encode("jpeg", new IIOImage(raster, null, null), null);
        Image image = read("inks.jpg", insert(jpeg, 2, ADOBE_CMYK));
        // How much an ink takes away depends on the profile that Java finds on the machine.
        assertEquals(red, image.at(0, 0, 0), 0.25);
        assertEquals(green, image.at(0, 0, 1), 0.4);
        assertEquals(blue, image.at(0, 0, 2), 0.25);
        assertEquals(1, notices.size(), notices.toString());
    }

    // ---- Transparency ----------------------------------------------------------------------

    @Test
    void whatIsTransparentLiesOnWhite() throws Exception {
        BufferedImage picture = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        picture.setRGB(0, 0, 0xff204060);
        picture.setRGB(1, 0, 0x33204060);
        picture.setRGB(2, 0, 0x00204060);
        Image image = read("soft.png", encode("png", picture));
        float fifth = 0.2f * 0x20 / 255f + 0.8f;
        assertEquals(0x20 / 255f, image.at(0, 0, 0), EXACT);
        assertEquals(fifth, image.at(1, 0, 0), EXACT);
        assertEquals(1, image.at(2, 0, 0), EXACT);
        assertEquals(1, notices.size());
        assertTrue(notices.get(0).contains("soft.png: what is transparent"), notices.get(0));
    }

    @Test
    void aPaletteMayHaveATransparentColor() throws Exception {
        byte[] ramp = {0, 51, 102, (byte) 153};
        IndexColorModel palette = new IndexColorModel(2, 4, ramp, ramp, ramp, 2);
        BufferedImage picture = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
        picture.getRaster().setPixels(0, 0, 4, 1, new int[] {0, 1, 2, 3});
        Image image = read("palette.png", encode("png", picture));
        assertEquals(0, image.at(0, 0, 0), EXACT);
        assertEquals(0.2f, image.at(1, 0, 1), EXACT);
        assertEquals(1, image.at(2, 0, 2), EXACT);
        assertEquals(0.6f, image.at(3, 0, 0), EXACT);
        assertEquals(1, notices.size());
    }

    @Test
    void aColorMayBeTransparent() throws Exception {
        byte[] png = encode("png", colorful(BufferedImage.TYPE_INT_RGB));
        byte[] first = {0, 0, 0, 0, 0, (byte) 255};
        Image image = read("key.png", withChunk(png, "tRNS", first));
        assertEquals(1, image.at(0, 0, 0), EXACT);
        assertEquals(10 / 255f, image.at(1, 0, 0), EXACT);
        assertEquals(1, notices.size());
    }
}

package dev.resplat.train.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.io.FormatException;
import dev.resplat.train.config.UserMistake;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageFileTest {
    private static final float EXACT = 1e-6f;

    @TempDir private Path temporary;

    private final List<String> notices = new ArrayList<>();

    private Image read(String name, byte[] content) throws IOException {
        return ImageFile.read(Files.write(temporary.resolve(name), content), notices::add);
    }

    private static byte[] encode(String format, BufferedImage picture) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(picture, format, bytes), format);
        return bytes.toByteArray();
    }

    private static ImageWriter writer(String format) {
        return ImageIO.getImageWritersByFormatName(format).next();
    }

    private static byte[] encode(String format, IIOImage image, ImageWriteParam param)
            throws IOException {
        return encode(writer(format), image, param);
    }

    private static byte[] encode(ImageWriter writer, IIOImage image, ImageWriteParam param)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, image, param);
        }
        return bytes.toByteArray();
    }

    /** Colours that are all different. */
    private static BufferedImage colorful(int type) {
        BufferedImage picture = new BufferedImage(24, 16, type);
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 24; x++) {
                picture.setRGB(x, y, 0xff000000 | 10 * x << 16 | 16 * y << 8 | 255 - 10 * x);
            }
        }
        return picture;
    }

    private static void assertColorful(Image image, float tolerance) {
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

    private static byte[] resource(String name) throws IOException {
        String path = "/dev/resplat/testdata/images/" + name;
        try (InputStream in = ImageFileTest.class.getResourceAsStream(path)) {
            return in.readAllBytes();
        }
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

    // ---- Orientation -----------------------------------------------------------------------

    /** Red where it is stored first, green to the right of that, blue below. */
    private static BufferedImage corners() {
        BufferedImage picture = new BufferedImage(32, 16, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 32; x++) {
                int rgb = y < 8 ? (x < 16 ? 0xff0000 : 0x00ff00) : x < 16 ? 0x0000ff : 0xffffff;
                picture.setRGB(x, y, rgb);
            }
        }
        return picture;
    }

    /** A TIFF file with the tag Orientation (274) and nothing else. */
    private static byte[] exif(int orientation) {
        return ByteBuffer.allocate(26)
                .put("MM\0*".getBytes(StandardCharsets.US_ASCII))
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 274)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0)
                .putInt(0)
                .array();
    }

    private static byte[] insert(byte[] file, int at, byte[] part) {
        return ByteBuffer.allocate(file.length + part.length)
                .put(file, 0, at)
                .put(part)
                .put(file, at, file.length - at)
                .array();
    }

    private static byte[] app1(byte[] exif) {
        return ByteBuffer.allocate(10 + exif.length)
                .putShort((short) 0xFFE1)
                .putShort((short) (8 + exif.length))
                .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
                .put(exif)
                .array();
    }

    private static byte[] chunk(String name, byte[] content) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + content.length);
        chunk.putInt(content.length).put(name.getBytes(StandardCharsets.US_ASCII)).put(content);
        CRC32 sum = new CRC32();
        sum.update(chunk.array(), 4, 4 + content.length);
        return chunk.putInt((int) sum.getValue()).array();
    }

    /** After the signature and chunk IHDR. */
    private static byte[] withChunk(byte[] png, String name, byte[] content) {
        return insert(png, 8 + 12 + 13, chunk(name, content));
    }

    /** Of the four corners, as letters: row by row. */
    private static String corners(Image image) {
        StringBuilder found = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            int x = (i % 2 * 2 + 1) * image.width() / 4;
            int y = (i / 2 * 2 + 1) * image.height() / 4;
            boolean red = image.at(x, y, 0) > 0.5;
            boolean green = image.at(x, y, 1) > 0.5;
            found.append(red && green ? 'w' : red ? 'r' : green ? 'g' : 'b');
        }
        return found.toString();
    }

    /** What EXIF says about the sides where the first row and the first column are. */
    @ParameterizedTest
    @CsvSource({
        "0, rgbw", "1, rgbw", "2, grwb", "3, wbgr", "4, bwrg", "5, rbgw", "6, brwg", "7, wgbr",
        "8, gwrb", "9, rgbw"
    })
    void picturesAreTurnedAsTheCameraNoted(int orientation, String expected) throws Exception {
        byte[] jpeg = insert(encode("jpeg", corners()), 2, app1(exif(orientation)));
        byte[] png = withChunk(encode("png", corners()), "eXIf", exif(orientation));
        for (Image image : List.of(read("turned.jpg", jpeg), read("turned.png", png))) {
            assertEquals(expected, corners(image));
            boolean upright = orientation < 5 || orientation > 8;
            assertEquals(upright ? 32 : 16, image.width());
            assertEquals(upright ? 16 : 32, image.height());
        }
    }

    @Test
    void webpAndTiffAreTurnedToo() throws Exception {
        Image webp = read("turned.webp", resource("turned.webp"));
        assertEquals(16, webp.width());
        assertEquals(24, webp.height());
        // The first row is the right side.
        assertEquals(230 / 255f, webp.at(15, 23, 0), EXACT);
        assertEquals(0, webp.at(15, 23, 1), EXACT);
        assertEquals("brwg", corners(read("turned.tif", tiffTurnedBy270())));
    }

    private static byte[] tiffTurnedBy270() throws IOException {
        IIOMetadata metadata =
                writer("tiff")
                        .getDefaultImageMetadata(
                                ImageTypeSpecifier.createFromRenderedImage(corners()), null);
        IIOMetadataNode root = new IIOMetadataNode("javax_imageio_1.0");
        IIOMetadataNode dimension = new IIOMetadataNode("Dimension");
        IIOMetadataNode orientation = new IIOMetadataNode("ImageOrientation");
        orientation.setAttribute("value", "Rotate270");
        dimension.appendChild(orientation);
        root.appendChild(dimension);
        metadata.mergeTree("javax_imageio_1.0", root);
        return encode("tiff", new IIOImage(corners(), null, metadata), null);
    }

    // ---- Colour ----------------------------------------------------------------------------

    /** The curve of IEC 61966-2-1. */
    private static double encoded(double linear) {
        return linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
    }

    private static final ICC_Profile LINEAR = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB);

    @Test
    void theProfileOfAPngIsApplied() throws Exception {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        chunk.writeBytes("linear\0\0".getBytes(StandardCharsets.US_ASCII));
        Deflater deflater = new Deflater();
        deflater.setInput(LINEAR.getData());
        deflater.finish();
        byte[] part = new byte[100_000];
        chunk.write(part, 0, deflater.deflate(part));
        byte[] png = encode("png", colorful(BufferedImage.TYPE_INT_RGB));
        assertLinear(read("linear.png", withChunk(png, "iCCP", chunk.toByteArray())));
    }

    @Test
    void theProfileOfATiffIsApplied() throws Exception {
        ComponentColorModel model =
                new ComponentColorModel(
                        new ICC_ColorSpace(LINEAR),
                        false,
                        false,
                        ComponentColorModel.OPAQUE,
                        DataBuffer.TYPE_BYTE);
        WritableRaster raster =
                Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 24, 16, 3, null);
        BufferedImage source = colorful(BufferedImage.TYPE_INT_RGB);
        raster.setPixels(0, 0, 24, 16, source.getRaster().getPixels(0, 0, 24, 16, (int[]) null));
        BufferedImage linear = new BufferedImage(model, raster, false, null);
        assertLinear(read("linear.tif", encode("tiff", linear)));
    }

    private static void assertLinear(Image image) {
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 24; x++) {
                assertEquals(encoded(10 * x / 255.0), image.at(x, y, 0), 0.005);
                assertEquals(encoded(16 * y / 255.0), image.at(x, y, 1), 0.005);
            }
        }
    }

    @Test
    void aProfileThatIsNoneIsIgnored() throws Exception {
        byte[] png = encode("png", colorful(BufferedImage.TYPE_INT_RGB));
        byte[] chunk = "name\0\0nonsense".getBytes(StandardCharsets.US_ASCII);
        assertColorful(read("odd.png", withChunk(png, "iCCP", chunk)), EXACT);
    }

    // ---- Mistakes --------------------------------------------------------------------------

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
                    assertThrows(UserMistake.class, () -> ImageFile.read(path, notices::add))
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

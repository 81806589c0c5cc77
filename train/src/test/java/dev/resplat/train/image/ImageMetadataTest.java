package dev.resplat.train.image;

import static dev.resplat.train.image.EncodedPictures.EXACT;
import static dev.resplat.train.image.EncodedPictures.assertColorful;
import static dev.resplat.train.image.EncodedPictures.colorful;
import static dev.resplat.train.image.EncodedPictures.encode;
import static dev.resplat.train.image.EncodedPictures.insert;
import static dev.resplat.train.image.EncodedPictures.resource;
import static dev.resplat.train.image.EncodedPictures.withChunk;
import static dev.resplat.train.image.EncodedPictures.writer;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What files say of their pictures: how the camera was held, and what its colours mean. */
final class ImageMetadataTest {
    @TempDir private Path temporary;

    private Image read(String name, byte[] content) throws IOException {
        return ImageFile.read(Files.write(temporary.resolve(name), content), notice -> {});
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

    private static byte[] app1(byte[] exif) {
        return ByteBuffer.allocate(10 + exif.length)
                .putShort((short) 0xFFE1)
                .putShort((short) (8 + exif.length))
                .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
                .put(exif)
                .array();
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
}

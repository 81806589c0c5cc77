package dev.resplat.train.image;

import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEG;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegment;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegmentUtil;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import dev.resplat.tensor.io.FormatException;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * What a file tells about its picture and decoders do not pass on.
 *
 * @param orientation how to turn it
 * @param profile the colour profile of a PNG, which ImageIO ignores; null if there is none, and for
 *     other formats
 */
record Extras(Orientation orientation, ICC_Profile profile) {
    private static final Extras NONE = new Extras(Orientation.NORMAL, null);

    private static final long PNG = 0x89504E470D0A1A0AL;
    private static final int JPEG_START = 0xFFD8;
    private static final int TIFF_LITTLE = 0x4949;
    private static final int TIFF_BIG = 0x4D4D;
    private static final int RIFF = 0x52494646;

    private static final int CHUNK_BYTES = 1 << 16;
    private static final byte[] EXIF_PREFIX = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

    /**
     * Reads a file of any format.
     *
     * @throws FormatException if it is a PNG or WebP that is damaged or cut off
     */
    static Extras read(ImageInputStream in, Path file) throws IOException {
        in.seek(0);
        in.setByteOrder(ByteOrder.BIG_ENDIAN);
        int start = in.readUnsignedShort();
        in.seek(0);
        if (start == JPEG_START) {
            return new Extras(inJpeg(in), null);
        }
        if (start == TIFF_LITTLE || start == TIFF_BIG) {
            return new Extras(inTiff(in), null);
        }
        if (start == RIFF >>> 16) {
            return new Extras(inExif(webpChunks(in, file).get("EXIF")), null);
        }
        if (start == PNG >>> 48) {
            Map<String, byte[]> chunks = pngChunks(in, file);
            return new Extras(inExif(chunks.get("eXIf")), profile(chunks.get("iCCP")));
        }
        return NONE;
    }

    // ---- Orientation -----------------------------------------------------------------------

    private static Orientation inJpeg(ImageInputStream in) throws IOException {
        List<JPEGSegment> segments = JPEGSegmentUtil.readSegments(in, JPEG.APP1, "Exif");
        if (segments.isEmpty()) {
            return Orientation.NORMAL;
        }
        try (InputStream data = segments.get(0).data()) {
            data.skipNBytes(1); // The name ends with two zeros, of which the library skips one.
            return inExif(data.readAllBytes());
        }
    }

    /** EXIF is a TIFF file without a picture. */
    private static Orientation inExif(byte[] exif) throws IOException {
        if (exif == null) {
            return Orientation.NORMAL;
        }
        boolean prefixed = Arrays.equals(exif, 0, Math.min(6, exif.length), EXIF_PREFIX, 0, 6);
        int skipped = prefixed ? EXIF_PREFIX.length : 0;
        return inTiff(
                new MemoryCacheImageInputStream(
                        new ByteArrayInputStream(exif, skipped, exif.length - skipped)));
    }

    private static Orientation inTiff(ImageInputStream in) {
        try {
            Entry entry = new TIFFReader().read(in).getEntryById(TIFF.TAG_ORIENTATION);
            return entry != null && entry.getValue() instanceof Number value
                    ? Orientation.of(value.intValue())
                    : Orientation.NORMAL;
        } catch (IOException | RuntimeException e) {
            // The picture itself may be intact.
            return Orientation.NORMAL;
        }
    }

    // ---- Chunks ----------------------------------------------------------------------------

    /** The chunks of a PNG (PNG specification, third edition, section 5), of which sums agree. */
    private static Map<String, byte[]> pngChunks(ImageInputStream in, Path file)
            throws IOException {
        Map<String, byte[]> chunks = new HashMap<>();
        in.seek(Long.BYTES);
        String name = "";
        while (!name.equals("IEND")) {
            long length = in.readUnsignedInt();
            CRC32 sum = new CRC32();
            byte[] type = new byte[4];
            in.readFully(type);
            sum.update(type);
            name = new String(type, StandardCharsets.ISO_8859_1);
            boolean kept = name.equals("eXIf") || name.equals("iCCP");
            byte[] content = content(in, length, kept, sum);
            if (in.readInt() != (int) sum.getValue()) {
                throw new FormatException(
                        file,
                        "damaged: the checksum of chunk "
                                + FormatException.quote(name)
                                + " is wrong");
            }
            if (kept) {
                chunks.put(name, content);
            }
        }
        return chunks;
    }

    /** Reads on by {@code length} bytes and returns them, unless they are only counted. */
    private static byte[] content(ImageInputStream in, long length, boolean kept, CRC32 sum)
            throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] part = new byte[CHUNK_BYTES];
        for (long left = length; left > 0; ) {
            int size = (int) Math.min(left, part.length);
            in.readFully(part, 0, size);
            sum.update(part, 0, size);
            if (kept) {
                content.write(part, 0, size);
            }
            left -= size;
        }
        return content.toByteArray();
    }

    /** The small chunks of a WebP (RFC 9649, section 2.3), which has no checksums. */
    private static Map<String, byte[]> webpChunks(ImageInputStream in, Path file)
            throws IOException {
        Map<String, byte[]> chunks = new HashMap<>();
        in.setByteOrder(ByteOrder.LITTLE_ENDIAN);
        in.seek(4);
        long end = 8 + in.readUnsignedInt();
        if (in.length() >= 0 && in.length() < end) {
            throw new FormatException(
                    file, "cut off: it has %d of its %d bytes".formatted(in.length(), end));
        }
        in.seek(12);
        while (in.getStreamPosition() + 8 <= end) {
            byte[] type = new byte[4];
            in.readFully(type);
            long length = in.readUnsignedInt();
            long next = in.getStreamPosition() + length + (length & 1);
            String name = new String(type, StandardCharsets.ISO_8859_1);
            if (name.equals("EXIF") && length <= CHUNK_BYTES) {
                chunks.put(name, content(in, length, true, new CRC32()));
            }
            in.seek(next);
        }
        in.setByteOrder(ByteOrder.BIG_ENDIAN);
        return chunks;
    }

    // ---- Colour profile --------------------------------------------------------------------

    /** Chunk iCCP: a name, a zero, the method zero, and the profile, deflated. */
    private static ICC_Profile profile(byte[] chunk) throws IOException {
        if (chunk == null) {
            return null;
        }
        int name = 0;
        while (name < chunk.length && chunk[name] != 0) {
            name++;
        }
        int begin = Math.min(name + 2, chunk.length);
        try (InputStream in =
                new InflaterInputStream(
                        new ByteArrayInputStream(chunk, begin, chunk.length - begin))) {
            return ICC_Profile.getInstance(in);
        } catch (IOException | IllegalArgumentException e) {
            // Programs show such a picture as if it had none.
            return null;
        }
    }
}

package dev.resplat.splat.io;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.resplat.tensor.io.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What is in the archive of a {@link Sog} file: a text and images, none larger than it may be. */
final class SogMembers {
    private static final String META = "meta.json";

    /** Three tables of 256 numbers and some names are a hundredth of it. */
    private static final int MAX_META = 1 << 20;

    /**
     * Pixels that images may have behind the last splat, besides as many again as there are splats.
     */
    private static final int SPARE_PIXELS = 1 << 16;

    /** A lossless image is no larger than its pixels, but for tables. */
    private static final int TABLES = 1 << 16;

    /** Labels have 16 bits; 64 kinds are a row. */
    private static final int MAX_PALETTE_ROWS = 1 << 10;

    private final ZipFile zip;
    private final Object file;

    /**
     * An image.
     *
     * @param argb at least as many pixels as were asked for, row after row
     */
    record Image(int width, int height, int[] argb) {}

    /** Members of an archive. */
    SogMembers(ZipFile zip, Object file) {
        this.zip = zip;
        this.file = file;
    }

    /** The text that says what the images are. */
    JsonNode meta() throws IOException {
        try {
            JsonNode meta =
                    new ObjectMapper()
                            .readTree(new String(bytes(META, MAX_META), StandardCharsets.UTF_8));
            if (meta != null && meta.isObject()) {
                return meta;
            }
        } catch (JacksonException e) {
            throw new FormatException(
                    source(META), "no JSON: " + FormatException.quote(e.getOriginalMessage()), e);
        }
        throw new FormatException(source(META), "no JSON object");
    }

    /** The name of an image, by what it is for. */
    String name(JsonNode meta, String key, int index) {
        JsonNode name = meta.path(key).path("files").path(index);
        if (!name.isTextual()) {
            throw new FormatException(source(META), "has no %s.files[%d]".formatted(key, index));
        }
        return name.asText();
    }

    private String source(String member) {
        return file + ", " + FormatException.quote(member);
    }

    /** The bytes of a member, which may be so many; no more memory is taken than there are. */
    private byte[] bytes(String name, long most) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new FormatException(
                    file, "has no member %s: no SOG file".formatted(FormatException.quote(name)));
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, most + 1));
            if (bytes.length > most) {
                throw new FormatException(
                        source(name),
                        "has more than the %d bytes that it may have".formatted(most));
            }
            return bytes;
        }
    }

    /**
     * An image with a pixel for each splat.
     *
     * @return as many pixels
     */
    Image image(String name, int splats) throws IOException {
        long most = 2L * splats + SPARE_PIXELS;
        Image image = decode(name, most, 0);
        if (image.argb.length < splats) {
            throw new FormatException(
                    source(name),
                    "has %d pixels for %d splats: it is of another scene, or the number in meta.json is wrong"
                            .formatted(image.argb.length, splats));
        }
        int[] used = new int[splats];
        System.arraycopy(image.argb, 0, used, 0, splats);
        return new Image(image.width, image.height, used);
    }

    /** An image of a given width. */
    Image palette(String name, int width) throws IOException {
        return decode(name, (long) width * MAX_PALETTE_ROWS, width);
    }

    private Image decode(String name, long most, int width) throws IOException {
        byte[] bytes = bytes(name, 4 * most + TABLES);
        try {
            LosslessWebpImage image = LosslessWebpImage.of(bytes);
            if ((long) image.width() * image.height() > most
                    || width > 0 && image.width() != width) {
                throw new IllegalArgumentException(
                        "has %d x %d pixels: at most %d, and %s of them in a row"
                                .formatted(
                                        image.width(),
                                        image.height(),
                                        most,
                                        width == 0 ? "any number" : width));
            }
            return new Image(image.width(), image.height(), image.argb());
        } catch (IllegalArgumentException e) {
            throw new FormatException(source(name), e.getMessage(), e);
        }
    }
}

package dev.resplat.train.image;

import dev.resplat.tensor.io.FormatException;
import dev.resplat.train.config.InputFile;
import dev.resplat.train.config.UserMistake;
import java.awt.Dimension;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads photographs: PNG, JPEG, WebP, TIFF, BMP and GIF, through {@link ImageIO} and the
 * TwelveMonkeys plug-ins, upright and in sRGB.
 *
 * <p>ImageIO decodes; what it leaves out is done here: the orientation that a camera noted, colour
 * profiles at 16 bits, and errors for files that are damaged, of which the decoders show the part
 * that is left.
 */
public final class ImageFile {
    private static final List<String> FORMATS =
            List.of("png", "jpeg", "webp", "tiff", "bmp", "gif");
    private static final String FORMAT_NAMES = "PNG, JPEG, WebP, TIFF, BMP or GIF";

    /** At the peak: 16-bit RGBA as decoded, the result, and the same turned. */
    private static final long BYTES_PER_PIXEL = 40;

    /** What decoders say and carry on; of "extraneous bytes" before a marker nothing is lost. */
    private static final Pattern DAMAGE =
            Pattern.compile("(?i)(premature|truncated|corrupt(?!.*extraneous)|unexpected end)");

    private static final Pattern COLOR = Pattern.compile("(?i)colors may");

    private ImageFile() {}

    /**
     * The picture in a file; of several the first.
     *
     * <p>What is transparent lies on white.
     *
     * @param notice takes a line for each thing that was done to the picture and that a user may
     *     want to know
     * @throws UserMistake if there is no such file, or it is too large for the memory
     * @throws FormatException if it is damaged or in another format
     */
    public static Image read(Path file, Consumer<String> notice) {
        Pixels pixels = read(file, true, notice);
        if (pixels.alpha() != null) {
            notice.accept(file + ": what is transparent lies on white");
        }
        return pixels.onWhite();
    }

    /**
     * The pixels of a picture with their alpha.
     *
     * @param upright whether it is turned as the camera noted; else it stays as it is stored
     * @param notice takes a line for each thing that was done to the picture and that a user may
     *     want to know
     * @throws UserMistake if there is no such file, or it is too large for the memory
     * @throws FormatException if it is damaged or in another format
     */
    public static Pixels read(Path file, boolean upright, Consumer<String> notice) {
        return open(file, (reader, in) -> read(reader, in, file, upright, notice));
    }

    /**
     * The pixels of a picture that is in memory.
     *
     * @param name what it is called in messages
     * @param upright whether it is turned as the camera noted; else it stays as it is stored
     * @param notice takes a line for each thing that was done to the picture and that a user may
     *     want to know
     * @throws UserMistake if it is too large for the memory
     * @throws FormatException if it is damaged or in another format
     */
    public static Pixels read(byte[] bytes, Path name, boolean upright, Consumer<String> notice) {
        return open(
                () -> new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes)),
                name,
                (reader, in) -> read(reader, in, name, upright, notice));
    }

    /**
     * The size of a picture, which is not decoded for that.
     *
     * @param upright whether it is turned as the camera noted; else it stays as it is stored
     * @throws UserMistake if there is no such file
     * @throws FormatException if it is damaged or in another format
     */
    public static Dimension size(Path file, boolean upright) {
        return open(
                file,
                (reader, in) -> {
                    boolean swapped = upright && Extras.read(in, file).orientation().swapsAxes();
                    in.seek(0);
                    reader.setInput(in);
                    Dimension stored = new Dimension(reader.getWidth(0), reader.getHeight(0));
                    return swapped ? new Dimension(stored.height, stored.width) : stored;
                });
    }

    /** What is done with an open file. */
    private interface Task<T> {
        T apply(ImageReader reader, ImageInputStream in) throws IOException;
    }

    /** Where a picture comes from. */
    private interface Source {
        ImageInputStream open() throws IOException;
    }

    private static <T> T open(Path file, Task<T> task) {
        InputFile.require(file, "an image: " + FORMAT_NAMES);
        return open(() -> ImageIO.createImageInputStream(file.toFile()), file, task);
    }

    private static <T> T open(Source source, Path file, Task<T> task) {
        ImageIO.setUseCache(false);
        try (ImageInputStream in = source.open()) {
            ImageReader reader = reader(in, file);
            try {
                return task.apply(reader, in);
            } finally {
                reader.dispose();
            }
        } catch (UserMistake | FormatException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Decoders meet damaged files with exceptions of any kind.
            throw new FormatException(
                    file,
                    "damaged, cut off, or of a kind that cannot be read (%s)".formatted(reason(e)),
                    e);
        }
    }

    private static ImageReader reader(ImageInputStream in, Path file) {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (isOneOf(FORMATS, reader)) {
                return reader;
            }
        }
        throw new FormatException(file, "not an image, which is " + FORMAT_NAMES);
    }

    private static boolean isOneOf(List<String> formats, ImageReader reader) {
        return Arrays.stream(reader.getOriginatingProvider().getFormatNames())
                .anyMatch(name -> formats.contains(name.toLowerCase(Locale.ROOT)));
    }

    private static Pixels read(
            ImageReader reader,
            ImageInputStream in,
            Path file,
            boolean upright,
            Consumer<String> notice)
            throws IOException {
        Extras extras = Extras.read(in, file);
        in.seek(0);
        reader.setInput(in);
        reader.addIIOReadWarningListener(
                (source, warning) -> {
                    if (DAMAGE.matcher(warning).find()) {
                        throw new FormatException(file, "damaged or cut off (" + warning + ")");
                    }
                    if (COLOR.matcher(warning).find()) {
                        notice.accept(file + ": " + warning);
                    }
                });
        Image.requireMemory(reader.getWidth(0), reader.getHeight(0), file, BYTES_PER_PIXEL);
        BufferedImage decoded = reader.read(0);
        Pixels pixels = Pixels.of(decoded, extras.profile());
        return upright ? extras.orientation().upright(pixels) : pixels;
    }

    private static String reason(Exception e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof EOFException) {
            return "it ends too early";
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}

package dev.resplat.splat.io;

import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.io.AtomicFile;
import dev.resplat.tensor.io.FormatException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Scenes of splats in files of any format, which the name or the first bytes of a file tell. */
public final class SplatFile {
    /** As many bytes of a file without any mark are looked at. */
    private static final int HEAD_BYTES = 1 << 13;

    private static final int BUFFER_BYTES = 1 << 18;

    private static final byte[] PLY = "ply".getBytes(StandardCharsets.US_ASCII);

    private SplatFile() {}

    // ---- Reading ---------------------------------------------------------------------------

    /**
     * Reads a scene, in the order of the file.
     *
     * @param notes takes a line about each thing that was left out
     * @throws FormatException when the file is of no format that is known, or damaged: says what is
     *     wrong with it
     * @throws UncheckedIOException when it cannot be read
     */
    public static Splats3d read(Path file, Consumer<String> notes) {
        try (InputStream in = open(file)) {
            return read(in, Files.size(file), file, notes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e, e);
        }
    }

    /**
     * Reads a scene.
     *
     * @param in with marks
     * @param bytes of the file
     */
    static Splats3d read(InputStream in, long bytes, Path file, Consumer<String> notes)
            throws IOException {
        return switch (format(in, bytes, file)) {
            case PLY, COMPRESSED_PLY -> {
                PlyHeader header = PlyHeader.read(in, file);
                long rest = bytes - header.bytes();
                yield CompressedPly.isOne(header)
                        ? CompressedPly.read(header, in, rest, file, notes)
                        : GaussianPly.read(header, in, rest, file, notes);
            }
            case SPZ -> Spz.read(in, bytes, file, notes);
            case SPLAT -> DotSplat.read(in, bytes, file, notes);
            case KSPLAT -> KSplat.read(in, bytes, file, notes);
            case SOG -> Sog.read(file, notes);
        };
    }

    private static InputStream open(Path file) throws IOException {
        return new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
    }

    /**
     * The format of a file: what its first bytes say; where they say nothing, its name. A {@code
     * .splat} file has no mark, but numbers that may look like one: of it the name says more.
     *
     * @throws FormatException when neither is of a format that is known
     * @throws UncheckedIOException when it cannot be read
     */
    public static SplatFormat format(Path file) {
        try (InputStream in = open(file)) {
            SplatFormat format = format(in, Files.size(file), file);
            if (format != SplatFormat.PLY) {
                return format;
            }
            return CompressedPly.isOne(PlyHeader.read(in, file))
                    ? SplatFormat.COMPRESSED_PLY
                    : SplatFormat.PLY;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e, e);
        }
    }

    /** As {@link #format(Path)}, but {@link SplatFormat#PLY} for both formats of PLY. */
    private static SplatFormat format(InputStream in, long bytes, Path file) throws IOException {
        in.mark(HEAD_BYTES);
        byte[] head = in.readNBytes(HEAD_BYTES);
        in.reset();
        Optional<SplatFormat> named = SplatFormat.named(file);
        if (named.equals(Optional.of(SplatFormat.SPLAT)) && DotSplat.mayBe(head, bytes, true)) {
            return SplatFormat.SPLAT;
        }
        Optional<SplatFormat> known = marked(head, bytes).or(() -> named);
        if (known.isPresent()) {
            return known.get() == SplatFormat.COMPRESSED_PLY ? SplatFormat.PLY : known.get();
        }
        if (DotSplat.mayBe(head, bytes, false)) {
            return SplatFormat.SPLAT;
        }
        throw new FormatException(
                file,
                "neither its first bytes nor its name are of a format that is read: "
                        + Arrays.stream(SplatFormat.values())
                                .map(SplatFormat::extension)
                                .collect(Collectors.joining(", ")));
    }

    /** The format whose mark a file begins with. */
    private static Optional<SplatFormat> marked(byte[] head, long size) {
        if (head.length < Integer.BYTES) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        boolean gzip = Short.toUnsignedInt(bytes.getShort(0)) == Spz.GZIP_MAGIC;
        if (gzip || bytes.getInt(0) == Spz.MAGIC) {
            return Optional.of(SplatFormat.SPZ);
        }
        if (bytes.getInt(0) == Sog.ZIP_MAGIC) {
            return Optional.of(SplatFormat.SOG);
        }
        if (KSplat.isOne(bytes, size)) {
            return Optional.of(SplatFormat.KSPLAT);
        }
        boolean ply =
                Arrays.equals(head, 0, PLY.length, PLY, 0, PLY.length)
                        && (head[PLY.length] == '\n' || head[PLY.length] == '\r');
        return ply ? Optional.of(SplatFormat.PLY) : Optional.empty();
    }

    // ---- Writing ---------------------------------------------------------------------------

    /**
     * Writes a scene in the format that the name of the file says; replaces the file as a whole.
     *
     * @throws IllegalArgumentException as {@link #require}
     * @throws UncheckedIOException when it cannot be written
     */
    public static void write(Path file, Splats3d splats) {
        write(file, splats, note -> {});
    }

    /**
     * Ensures that a scene can be written into a file of this name.
     *
     * @throws IllegalArgumentException when the name says no format that is written, the format
     *     cannot hold the scene, or there is nothing in it: a file without splats would be of no
     *     use, and some formats have none
     */
    public static void require(Path file, Splats3d splats) {
        SplatFormat format = writtenFormat(file);
        if (splats.count() == 0) {
            throw new IllegalArgumentException(
                    "%s: not written, as there is no splat in the scene".formatted(file));
        }
        if (format == SplatFormat.SPZ) {
            SpzWriter.require(splats);
        }
    }

    /**
     * Writes a scene in the format that the name of the file says; replaces the file as a whole.
     *
     * @param notes takes a line about what the format has no room for
     * @throws IllegalArgumentException as {@link #require}
     * @throws UncheckedIOException when it cannot be written
     */
    public static void write(Path file, Splats3d splats, Consumer<String> notes) {
        require(file, splats);
        SplatFormat format = writtenFormat(file);
        if (splats.degree() > format.writtenDegree()) {
            notes.accept(
                    "%s: harmonics above degree %d are left out, which %s has no room for"
                            .formatted(file, format.writtenDegree(), format.title()));
        }
        AtomicFile.write(
                file,
                out -> {
                    switch (format) {
                        case PLY -> GaussianPly.write(out, splats);
                        case COMPRESSED_PLY -> CompressedPlyWriter.write(out, splats);
                        case SPZ -> SpzWriter.write(out, splats);
                        case SPLAT -> DotSplat.write(out, splats);
                        default -> throw new AssertionError(format);
                    }
                });
    }

    /**
     * The format that is written into a file of this name.
     *
     * @throws IllegalArgumentException when the name says none that is written
     */
    public static SplatFormat writtenFormat(Path file) {
        Optional<SplatFormat> named = SplatFormat.named(file);
        return named.filter(SplatFormat::isWritten)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "%s: %s; scenes are written into files whose names end with %s"
                                                .formatted(
                                                        file,
                                                        named.map(f -> f.title() + " is only read")
                                                                .orElse("no format of scenes"),
                                                        String.join(
                                                                ", ",
                                                                SplatFormat.writtenExtensions()))));
    }
}

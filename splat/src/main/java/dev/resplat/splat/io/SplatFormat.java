package dev.resplat.splat.io;

import dev.resplat.splat.Splats3d;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The formats of files of scenes; docs/formats.md has what each of them keeps. */
public enum SplatFormat {
    /** {@link CompressedPly}; before {@link #PLY}, whose extension is the end of this one's. */
    COMPRESSED_PLY(
            ".compressed.ply", "compressed PLY of PlayCanvas", CompressedPlyWriter.MAX_DEGREE),
    /** {@link GaussianPly}. */
    PLY(".ply", "PLY of 3D Gaussian Splatting", Splats3d.MAX_DEGREE),
    /** {@link Spz}. */
    SPZ(".spz", "SPZ of Niantic", Splats3d.MAX_DEGREE),
    /** {@link DotSplat}. */
    SPLAT(".splat", ".splat of antimatter15", 0),
    /** {@link KSplat}; not written. */
    KSPLAT(".ksplat", ".ksplat of GaussianSplats3D", -1),
    /** {@link Sog}; not written. */
    SOG(".sog", "SOG of PlayCanvas", -1);

    private final String extension;
    private final String title;
    private final int writtenDegree;

    SplatFormat(String extension, String title, int writtenDegree) {
        this.extension = extension;
        this.title = title;
        this.writtenDegree = writtenDegree;
    }

    /** How names of such files end, with the dot. */
    public String extension() {
        return extension;
    }

    /** Its name for people. */
    public String title() {
        return title;
    }

    /** Whether such files are written, too. */
    public boolean isWritten() {
        return writtenDegree >= 0;
    }

    /** The largest degree of harmonics that is written, or -1. */
    public int writtenDegree() {
        return writtenDegree;
    }

    /** The extensions of all formats that are written. */
    public static List<String> writtenExtensions() {
        return Arrays.stream(values())
                .filter(SplatFormat::isWritten)
                .map(SplatFormat::extension)
                .toList();
    }

    /** The format that the name of a file says; upper case is as lower case. */
    public static Optional<SplatFormat> named(Path file) {
        Path name = file.getFileName();
        String lower = name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> lower.endsWith(format.extension))
                .findFirst();
    }
}

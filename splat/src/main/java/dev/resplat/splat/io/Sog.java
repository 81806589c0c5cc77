package dev.resplat.splat.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.io.FormatException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads scenes from {@code .sog} files, versions 1 and 2 (PlayCanvas user manual, "The SOG format";
 * version 1 as the code of splat-transform reads it).
 *
 * <p>A zip archive has {@code meta.json} and images, in which each splat has one pixel, row after
 * row. Centres are 16 bits in two images, between limits of {@code sign(x) log(1 + |x|)}; rotations
 * are the {@link SmallestThree} of w, x, y, z as bytes, with 252 and the largest as fourth; scales,
 * colours and harmonics are bytes that a table of 256 numbers explains (version 2), or are between
 * limits (version 1). Harmonics are those of at most 65,536 kinds, and a kind for each splat.
 *
 * <p>Numbers are in the frame of the PLY file that they were made of.
 */
final class Sog {
    /** "PK" and the two bytes of a member. */
    static final int ZIP_MAGIC = 0x04034b50;

    private static final int LARGEST = 252;

    /** Kinds of harmonics in a row of their image. */
    private static final int KINDS = 64;

    private final SogMembers members;
    private final JsonNode meta;
    private final int count;
    private final int degree;
    private final boolean first;
    private final Object file;

    /** Made once there are images of so many pixels. */
    private FileSplats splats;

    private Sog(SogMembers members, JsonNode meta, long bytes, Object file) {
        this.members = members;
        this.meta = meta;
        this.file = file;
        JsonNode version = meta.path("version");
        first = version.isMissingNode();
        if (!first && version.asInt() != 2) {
            throw new FormatException(
                    file,
                    "meta.json has the \"version\" %s: read are 2, and SOG 1, which has no \"version\""
                            .formatted(FormatException.quote(version.toString())));
        }
        JsonNode number = first ? meta.path("means").path("shape").path(0) : meta.path("count");
        if (!number.canConvertToLong() || !number.isIntegralNumber() || number.asLong() < 0) {
            throw new FormatException(
                    file,
                    "meta.json must say how many splats there are, as a whole number in %s, which is %s"
                            .formatted(
                                    first ? "\"means.shape[0]\"" : "\"count\"",
                                    number.isMissingNode()
                                            ? "missing"
                                            : FormatException.quote(number.toString())));
        }
        long said = number.asLong();
        // Six lossless images of what was measured have several bytes for a splat.
        if (said > bytes) {
            throw new FormatException(
                    file,
                    "meta.json says %d splats, which cannot be in the %d bytes of the file: cut off, or the number is wrong"
                            .formatted(said, bytes));
        }
        degree = degree();
        FileSplats.requireRoom(degree, said, 4 * Integer.BYTES, file);
        count = (int) said;
    }

    /**
     * Reads a scene, in the order of the file.
     *
     * @param notes takes a line about splats that were dropped
     * @throws FormatException when the file is not such a file: says what is wrong with it
     */
    static Splats3d read(Path file, Consumer<String> notes) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            SogMembers members = new SogMembers(zip, file);
            Sog sog = new Sog(members, members.meta(), Files.size(file), file);
            sog.centers();
            sog.rotations();
            sog.scales();
            sog.colors();
            if (sog.degree > 0) {
                sog.harmonics();
            }
            return sog.splats.splats(file, notes);
        } catch (ZipException | EOFException e) {
            throw new FormatException(file, "not an intact zip archive: " + e.getMessage(), e);
        }
    }

    private int degree() {
        JsonNode harmonics = meta.path("shN");
        if (harmonics.isMissingNode() || harmonics.isNull()) {
            return 0;
        }
        if (!first) {
            int bands = harmonics.path("bands").asInt(-1);
            return requireDegree(bands);
        }
        int numbers = harmonics.path("shape").path(1).asInt(-1);
        for (int d = 0; d <= 3; d++) {
            if (numbers == 3 * (Splats3d.terms(d) - 1)) {
                return d;
            }
        }
        return requireDegree(-1);
    }

    private int requireDegree(int bands) {
        if (bands < 0 || bands > 3) {
            throw new FormatException(file, "has harmonics of a degree that is not 0 to 3");
        }
        return bands;
    }

    /** The pixels of all splats in an image: alpha, red, green, blue from the highest byte on. */
    private int[] pixels(String name, int index) throws IOException {
        return members.image(members.name(meta, name, index), count).argb();
    }

    /** A byte of a pixel: 0 is red, 3 the alpha. */
    private static int channel(int argb, int channel) {
        return argb >>> (channel == 3 ? 24 : 16 - 8 * channel) & 0xff;
    }

    private double number(String name, String key, int index) {
        JsonNode number = meta.path(name).path(key);
        number = number.isArray() ? number.path(index) : number;
        if (!number.isNumber()) {
            throw new FormatException(
                    file, "meta.json has no number %s.%s[%d]".formatted(name, key, index));
        }
        return number.asDouble();
    }

    private void centers() throws IOException {
        int[] low = pixels("means", 0);
        int[] high = pixels("means", 1);
        splats = new FileSplats(degree, count);
        for (int axis = 0; axis < 3; axis++) {
            double least = number("means", "mins", axis);
            double range = number("means", "maxs", axis) - least;
            for (int i = 0; i < count; i++) {
                int code = channel(low[i], axis) | channel(high[i], axis) << 8;
                double log = least + range * code / 65535;
                splats.means[3 * i + axis] = (float) (Math.signum(log) * Math.expm1(Math.abs(log)));
            }
        }
    }

    private void rotations() throws IOException {
        int[] pixels = pixels("quats", 0);
        for (int i = 0; i < pixels.length; i++) {
            int largest = channel(pixels[i], 3) - LARGEST;
            if (largest < 0) {
                // No rotation is said; the length of zero leaves the splat out.
                continue;
            }
            int channel = 0;
            for (int k = 0; k < 4; k++) {
                if (k != largest) {
                    double part = channel(pixels[i], channel++) / 255.0;
                    splats.quats[4 * i + k] = (float) ((2 * part - 1) * SmallestThree.MOST);
                }
            }
            SmallestThree.restore(splats.quats, 4 * i, largest);
        }
    }

    private void scales() throws IOException {
        int[] pixels = pixels("scales", 0);
        for (int axis = 0; axis < 3; axis++) {
            float[] values = values("scales", axis);
            for (int i = 0; i < pixels.length; i++) {
                splats.logScales[3 * i + axis] = values[channel(pixels[i], axis)];
            }
        }
    }

    private void colors() throws IOException {
        int[] pixels = pixels("sh0", 0);
        int width = 3 * Splats3d.terms(degree);
        for (int channel = 0; channel < 3; channel++) {
            float[] values = values("sh0", channel);
            for (int i = 0; i < pixels.length; i++) {
                splats.sh[width * i + channel] = values[channel(pixels[i], channel)];
            }
        }
        float[] logits = first ? values("sh0", 3) : null;
        for (int i = 0; i < pixels.length; i++) {
            int alpha = channel(pixels[i], 3);
            splats.opacityLogits[i] = first ? logits[alpha] : SplatBytes.logit((byte) alpha);
        }
    }

    private void harmonics() throws IOException {
        int rest = Splats3d.terms(degree) - 1;
        float[] values = values("shN", 0);
        SogMembers.Image kinds = members.palette(members.name(meta, "shN", 0), KINDS * rest);
        int[] labels = pixels("shN", 1);
        int width = 3 * (rest + 1);
        for (int i = 0; i < labels.length; i++) {
            int kind = channel(labels[i], 0) | channel(labels[i], 1) << 8;
            int pixel = kind / KINDS * kinds.width() + kind % KINDS * rest;
            if (kind / KINDS >= kinds.height()) {
                throw new FormatException(
                        file,
                        "splat %d has harmonics of kind %d, which there is not".formatted(i, kind));
            }
            for (int term = 0; term < rest; term++) {
                int argb = kinds.argb()[pixel + term];
                for (int channel = 0; channel < 3; channel++) {
                    splats.sh[width * i + 3 * (term + 1) + channel] =
                            values[channel(argb, channel)];
                }
            }
        }
    }

    /** What the 256 bytes of a channel stand for. */
    private float[] values(String name, int channel) {
        float[] values = new float[256];
        if (first) {
            double least = number(name, "mins", channel);
            double range = number(name, "maxs", channel) - least;
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (least + range * i / 255);
            }
            return values;
        }
        // Some programs have written no first number: it goes on from the second as the rest does.
        boolean none = meta.path(name).path("codebook").path(0).isNull();
        for (int i = none ? 1 : 0; i < values.length; i++) {
            values[i] = (float) number(name, "codebook", i);
        }
        if (none) {
            values[0] = values[1] + (values[1] - values[255]) / 255;
        }
        return values;
    }
}

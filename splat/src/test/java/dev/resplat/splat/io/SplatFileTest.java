package dev.resplat.splat.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.RealData;
import dev.resplat.tensor.io.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scenes in files of all formats: which format it is, and that what is read looks as what was. */
class SplatFileTest {
    @TempDir Path folder;
    private final List<String> notes = new ArrayList<>();

    private Path file(String name) {
        return folder.resolve(name);
    }

    private Splats3d again(String name, Splats3d splats) {
        SplatFile.write(file(name), splats, notes::add);
        return SplatFile.read(file(name), notes::add);
    }

    // ---- There and back --------------------------------------------------------------------

    /** Floats stay what they are; of a small format the bound is what its documentation says. */
    @ParameterizedTest
    @CsvSource({
        ".ply, 0, 1000",
        ".ply, 3, 1000",
        ".compressed.ply, 0, 52",
        ".compressed.ply, 1, 50",
        ".compressed.ply, 3, 45",
        ".splat, 0, 58",
        ".spz, 0, 48",
        ".spz, 1, 48",
        ".spz, 3, 48",
        ".spz, 4, 48"
    })
    void whatIsReadLooksAsWhatWasWritten(String extension, int degree, double least) {
        Splats3d splats = SomeScene.splats(700, degree, 5);
        Splats3d read = again("scene" + extension, splats);
        assertEquals(degree, read.degree());
        assertEquals(700, read.count());
        double psnr = SomeScene.psnr(splats, read, 4);
        assertTrue(psnr >= least, extension + ": " + psnr + " dB");
        assertEquals(List.of(), notes);
    }

    /** Steps of the numbers are those that the writers say. */
    @ParameterizedTest
    @CsvSource({
        "a.ply, 0, 0, 0, 0, 0, 0",
        "a.compressed.ply, 1.2e-3, 9e-4, 2.5e-3, 0.00197, 0.0059, 0.0157",
        "a.splat, 0, 1e-6, 1e-2, 0.00197, 0.007, 0",
        "a.spz, 1.54e-5, 0.0313, 2.5e-3, 0.00197, 0.0132, 0.004"
    })
    void numbersAreOffByNoMoreThanHalfAStep(
            String name,
            double mean,
            double logScale,
            double quat,
            double opacity,
            double first,
            double rest) {
        int degree = name.equals("a.splat") ? 0 : 2;
        Splats3d splats = SomeScene.splats(1501, degree, 9);
        Splats3d read = again(name, splats);
        int[] order =
                name.equals("a.compressed.ply")
                        ? MortonOrder.of(splats.means(), CompressedPly.CHUNK)
                        : null;
        int terms = Splats3d.terms(degree);
        for (int i = 0; i < read.count(); i++) {
            int from = order == null ? i : order[i];
            assertNear(mean, splats.means(), read.means(), 3 * from, 3 * i, 3);
            assertNear(logScale, splats.logScales(), read.logScales(), 3 * from, 3 * i, 3);
            int sh = 3 * terms * from;
            int shRead = 3 * terms * i;
            assertNear(first, splats.sh(), read.sh(), sh, shRead, 3);
            assertNear(rest, splats.sh(), read.sh(), sh + 3, shRead + 3, 3 * (terms - 1));
            assertEquals(
                    opacity(splats.opacityLogits()[from]),
                    opacity(read.opacityLogits()[i]),
                    opacity);
            assertTrue(angle(splats.quats(), 4 * from, read.quats(), 4 * i) <= quat);
        }
    }

    private static void assertNear(
            double tolerance, float[] expected, float[] actual, int from, int at, int count) {
        for (int i = 0; i < count; i++) {
            assertEquals(expected[from + i], actual[at + i], tolerance);
        }
    }

    private static double opacity(float logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    /** The sine of half the angle between two rotations. */
    private static double angle(float[] a, int i, float[] b, int j) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int k = 0; k < 4; k++) {
            dot += (double) a[i + k] * b[j + k];
            aa += (double) a[i + k] * a[i + k];
            bb += (double) b[j + k] * b[j + k];
        }
        return Math.sqrt(Math.max(0, 1 - dot * dot / (aa * bb)));
    }

    @ParameterizedTest
    @EnumSource
    void sizesThatAreOddAreWritten(SplatFormat format) {
        if (!format.isWritten()) {
            return;
        }
        for (int count : new int[] {1, 255, 256, 257}) {
            int degree = Math.min(1, format.writtenDegree());
            Splats3d splats = SomeScene.splats(count, degree, count);
            assertEquals(count, again("scene" + format.extension(), splats).count());
        }
        assertEquals(List.of(), notes);
    }

    /** Some formats have no file without splats, so that there is none of any. */
    @ParameterizedTest
    @EnumSource
    void aSceneWithoutSplatsIsNotWritten(SplatFormat format) throws IOException {
        Path file = Files.writeString(file("none" + format.extension()), "before");
        assertThrows(
                IllegalArgumentException.class,
                () -> SplatFile.write(file, SomeScene.splats(0, 1, 1)));
        assertEquals("before", Files.readString(file));
    }

    /** Values that no code stands for are held at the last one that does. */
    @ParameterizedTest
    @ValueSource(strings = {".compressed.ply", ".splat", ".spz"})
    void whatIsBeyondTheCodesIsHeld(String extension) {
        Splats3d extreme =
                new Splats3d(
                        0,
                        new float[] {1e5f, -3, 0, 1e-9f, 2, 5},
                        new float[] {0, 0, 0, -2, 1e-9f, 0, -1e-9f, 0},
                        new float[] {-30, 0, 3, 1, 20, -100},
                        new float[] {60, -60},
                        new float[] {100, -100, 0, 1, 2, 3});
        Splats3d read = again("scene" + extension, extreme);
        assertEquals(2, read.count());
        assertEquals(List.of(), notes);
    }

    // ---- Which format ----------------------------------------------------------------------

    @Test
    void theFirstBytesSayTheFormatWhateverTheName() throws IOException {
        for (String name : List.of("a.ply", "a.compressed.ply", "a.splat", "a.spz")) {
            SplatFile.write(file(name), SomeScene.splats(40, 0, 1));
            SplatFormat format = SplatFormat.named(file(name)).orElseThrow();
            for (String other : List.of("noname", "a.b.txt", "b.PLY")) {
                if (format != SplatFormat.SPLAT || !other.equals("b.PLY")) {
                    Files.copy(file(name), file(other));
                    assertEquals(format, SplatFile.format(file(other)));
                    assertEquals(40, SplatFile.read(file(other), notes::add).count());
                    Files.delete(file(other));
                }
            }
        }
        assertEquals(SplatFormat.COMPRESSED_PLY, SplatFormat.named(file("X.Compressed.PLY")).get());
        assertTrue(SplatFormat.named(file("ply")).isEmpty());
    }

    /** The first number of a splat may look like the mark of gzip, SPZ or zip. */
    @ParameterizedTest
    @ValueSource(ints = {0x3f408b1f, 0x5053474e, 0x04034b50})
    void theNameOfAFileWithoutAMarkSaysMoreThanItsFirstBytes(int mark) {
        Splats3d splats = SomeScene.splats(40, 0, 1);
        splats.means()[0] = Float.intBitsToFloat(mark);
        assertArrayEquals(splats.means(), again("a.splat", splats).means());
        assertEquals(SplatFormat.SPLAT, SplatFile.format(file("a.splat")));
    }

    /** Headers that went through a text editor of another system. */
    @Test
    void linesOfHeadersMayEndInTwoCharacters() throws IOException {
        for (String name : List.of("a.ply", "a.compressed.ply")) {
            SplatFile.write(file(name), SomeScene.splats(300, 1, 1));
            String text = Files.readString(file(name), StandardCharsets.ISO_8859_1);
            int end = text.indexOf("end_header\n") + "end_header\n".length();
            String other = text.substring(0, end).replace("\n", "\r\n") + text.substring(end);
            Splats3d before = SplatFile.read(file(name), notes::add);
            Files.writeString(file("b.ply"), other, StandardCharsets.ISO_8859_1);
            Splats3d after = SplatFile.read(file("b.ply"), notes::add);
            assertArrayEquals(before.means(), after.means());
            assertArrayEquals(before.sh(), after.sh());
        }
        assertEquals(List.of(), notes);
    }

    @Test
    void filesOfNoFormatSayWhichThereAre() throws IOException {
        Files.writeString(file("notes.txt"), "This is not a scene, only some text of 49 bytes.");
        String message =
                assertThrows(
                                FormatException.class,
                                () -> SplatFile.read(file("notes.txt"), notes::add))
                        .getMessage();
        assertTrue(message.contains(".ply") && message.contains(".spz"), message);
        Splats3d one = SomeScene.splats(1, 0, 1);
        String written =
                assertThrows(
                                IllegalArgumentException.class,
                                () -> SplatFile.write(file("scene.obj"), one))
                        .getMessage();
        assertTrue(written.endsWith("names end with .compressed.ply, .ply, .spz, .splat"), written);
        for (String name : List.of("a.sog", "a.ksplat")) {
            String read =
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> SplatFile.write(file(name), one))
                            .getMessage();
            assertTrue(read.contains("is only read"), read);
        }
    }

    // ---- Writing ---------------------------------------------------------------------------

    @Test
    void whatIsLeftOutIsSaid() {
        Splats3d splats = SomeScene.splats(30, 4, 3);
        assertEquals(0, again("a.splat", splats).degree());
        assertEquals(3, again("a.compressed.ply", splats).degree());
        assertEquals(2, notes.size());
        assertTrue(notes.get(0).contains("harmonics above degree 0 are left out"), notes.get(0));
        assertTrue(notes.get(1).contains("harmonics above degree 3 are left out"), notes.get(1));
        double psnr =
                SomeScene.psnr(
                        SomeScene.upTo(0, splats), SplatFile.read(file("a.splat"), notes::add), 4);
        assertTrue(psnr > 50, "" + psnr);
    }

    @Test
    void aSceneThatDoesNotFitLeavesTheFileAsItWas() throws IOException {
        Splats3d small = SomeScene.splats(3, 0, 1);
        SplatFile.write(file("a.spz"), small);
        byte[] before = Files.readAllBytes(file("a.spz"));
        Splats3d large = small.inWorld(new double[3], 1e7);
        String message =
                assertThrows(
                                IllegalArgumentException.class,
                                () -> SplatFile.write(file("a.spz"), large))
                        .getMessage();
        assertTrue(message.contains("SPZ has no centres beyond 4194304"), message);
        assertArrayEquals(before, Files.readAllBytes(file("a.spz")));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
        Splats3d wide = small.inWorld(new double[3], 1e6);
        assertArrayEquals(wide.means(), again("a.spz", wide).means(), 0.5f);
    }

    /** Checked by count and degree alone, before there is memory for so many. */
    @Test
    void whatNoArrayHoldsIsRefused() {
        Splats3d.requireArrays(28_633_115, 4);
        String message =
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Splats3d.requireArrays(28_700_000, 4))
                        .getMessage();
        assertTrue(message.contains("at most 28633115"), message);
        // Nine bytes of a centre, 72 of harmonics.
        assertEquals((Integer.MAX_VALUE - 8) / 9, new SpzHeader(4, 1, 0, 12, 0).most());
        assertEquals((Integer.MAX_VALUE - 8) / 72, new SpzHeader(4, 1, 4, 12, 0).most());
        ByteBuffer header = ByteBuffer.allocate(112).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(Spz.MAGIC).putInt(4).putInt(240_000_000).put((byte) 0).put((byte) 12);
        String many =
                assertThrows(FormatException.class, () -> SpzHeader.of(header, "a.spz"))
                        .getMessage();
        assertTrue(many.startsWith("a.spz: 240000000 splats"), many);
    }

    @Test
    void neighboursComeTogether() {
        float[] points = SomeScene.splats(5000, 0, 2).means();
        // one far away, as real scenes have them
        points[300] = 1e6f;
        int[] order = MortonOrder.of(points, 256);
        int[] sorted = order.clone();
        Arrays.sort(sorted);
        double size = 0;
        for (int i = 0; i < order.length; i++) {
            assertEquals(i, sorted[i]);
            if (i > 0 && order[i] != 100 && order[i - 1] != 100) {
                for (int k = 0; k < 3; k++) {
                    size += Math.abs(points[3 * order[i] + k] - points[3 * order[i - 1] + k]);
                }
            }
        }
        // Points of no order are 2.4 apart along all axes together.
        assertTrue(size / order.length < 0.4, "" + size / order.length);
    }

    // ---- Files of other programs -----------------------------------------------------------

    @Test
    void twoFilesOfOtherProgramsAreTheSameScene() {
        Splats3d ply = SplatFile.read(RealData.require("splats/biker.compressed.ply"), notes::add);
        Splats3d spz = SplatFile.read(RealData.require("splats/biker.spz"), notes::add);
        assertEquals(152_746, ply.count());
        assertEquals(152_746, spz.count());
        double[] middle = {-0.1, -1.6, 0};
        double psnr = SomeScene.psnr(ply.inWorld(middle, 1), spz.inWorld(middle, 1), 4);
        assertTrue(psnr > 50, psnr + " dB");
        // Not because both are empty: the frame of one is not that of the other.
        Splats3d turned = ply.inWorld(middle, 1).inWorld(new double[] {0, 0.3, 0}, 1);
        assertTrue(SomeScene.psnr(turned, spz.inWorld(middle, 1), 4) < 30);
        assertEquals(List.of(), notes);
        for (String name : List.of("b.compressed.ply", "b.spz", "b.splat")) {
            double again =
                    SomeScene.psnr(ply.inWorld(middle, 1), again(name, ply.inWorld(middle, 1)), 4);
            assertTrue(again > 45, name + ": " + again + " dB");
        }
    }

    /**
     * Four splats at x, z = -1, 0 of deviation 0.1. The files of version 2 were not turned into the
     * axes of SPZ when they were made, and have other colours.
     */
    @ParameterizedTest
    @CsvSource({
        "minimal.splat, 1, 0.5908",
        "minimal-raw.spz, -1, 1.1111",
        "minimal-v2.spz, -1, 1.1111",
        "minimal-v3.spz, 1, 0.5882",
        "minimal-v4.spz, 1, 0.5882"
    })
    void smallFilesOfOtherProgramsAreRead(String name, float z, float color) {
        Splats3d splats = SplatFile.read(RealData.require("splats/minimal/" + name), notes::add);
        assertEquals(4, splats.count());
        assertEquals(0, splats.degree());
        float[] means = {-1, 0, -z, 0, 0, -z, -1, 0, 0, 0, 0, 0};
        assertArrayEquals(means, splats.means());
        for (int i = 0; i < 4; i++) {
            assertEquals(0.1, Math.exp(splats.logScales()[3 * i]), 2e-3);
            assertEquals(0.9, opacity(splats.opacityLogits()[i]), 0.003);
            assertEquals(i % 2 == 0 ? -color : color, splats.sh()[3 * i], 1e-4);
            assertEquals(i < 2 ? -color : color, splats.sh()[3 * i + 1], 1e-4);
            assertEquals(0, splats.sh()[3 * i + 2], 0.02);
        }
        assertEquals(List.of(), notes);
    }
}

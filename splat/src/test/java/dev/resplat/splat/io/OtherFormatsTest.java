package dev.resplat.splat.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.RealData;
import dev.resplat.tensor.io.FormatException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Formats that are read and not written: .ksplat and SOG. */
class OtherFormatsTest {
    @TempDir Path folder;
    private final List<String> notes = new ArrayList<>();

    private Splats3d read(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.write(file, bytes);
        return SplatFile.read(file, notes::add);
    }

    private String problem(String name, byte[] bytes) {
        return assertThrows(FormatException.class, () -> read(name, bytes)).getMessage();
    }

    // ---- ksplat ----------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "0, 0, 55",
        "0, 2, 55",
        "1, 1, 55",
        "1, 2, 55",
        "2, 0, 55",
        "2, 1, 50",
        "2, 2, 50",
        "2, 3, 50"
    })
    void allLevelsOfKsplatLookTheSame(int level, int degree, double least) throws IOException {
        Splats3d splats = SomeScene.splats(301, degree, 7);
        // A name that says nothing: the first bytes do.
        Splats3d read = read("scene", KSplatFile.of(splats, level));
        assertEquals(301, read.count());
        assertEquals(degree, read.degree());
        double psnr = SomeScene.psnr(splats, read, 4);
        assertTrue(psnr > least, psnr + " dB");
        float step = level == 0 ? 0 : 4f / 2 / 32767 * 0.51f;
        assertArrayEquals(splats.means(), read.means(), step);
        assertArrayEquals(splats.quats(), read.quats(), level == 0 ? 0 : 3e-4f);
        assertEquals(List.of(), notes);
    }

    @Test
    void theKsplatFileOfAnotherProgramIsRead() {
        Splats3d splats =
                SplatFile.read(RealData.require("splats/minimal/minimal.ksplat"), notes::add);
        Splats3d same =
                SplatFile.read(RealData.require("splats/minimal/minimal.splat"), notes::add);
        assertArrayEquals(same.means(), splats.means());
        assertArrayEquals(same.logScales(), splats.logScales());
        assertArrayEquals(same.sh(), splats.sh());
        assertArrayEquals(same.opacityLogits(), splats.opacityLogits());
        assertEquals(List.of(), notes);
    }

    @Test
    void ksplatOfOtherKindsIsRefused() {
        byte[] bytes = KSplatFile.of(SomeScene.splats(90, 0, 7), 1);
        bytes[20] = 3;
        assertTrue(problem("a.ksplat", bytes).contains("compressed with level 3"));
        bytes[20] = 1;
        bytes[1] = 2;
        assertTrue(problem("a.ksplat", bytes).contains("is .ksplat 0.2"));
        bytes[1] = 1;
        bytes[16]++;
        assertTrue(problem("a.ksplat", bytes).contains("says that it has 91 splats"));
        bytes[16]--;
        bytes[4096 + 8] = 1;
        assertTrue(problem("a.ksplat", bytes).contains("is in no bucket"));
    }

    // ---- SOG -------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"1, 0", "1, 1", "1, 2", "1, 3", "2, 0", "2, 1", "2, 2", "2, 3"})
    void bothVersionsOfSogLookTheSame(int version, int degree) throws IOException {
        Splats3d splats = SomeScene.splats(301, degree, 7);
        Splats3d read = read("scene", SogArchive.of(splats, version));
        assertEquals(301, read.count());
        assertEquals(degree, read.degree());
        double psnr = SomeScene.psnr(splats, read, 4);
        // Scales have steps of 6 / 255, as those of SPZ have 1 / 16.
        assertTrue(psnr > 45, psnr + " dB");
        assertArrayEquals(splats.means(), read.means(), 1.2e-4f);
        assertArrayEquals(splats.logScales(), read.logScales(), 0.0119f);
        assertEquals(List.of(), notes);
    }

    @Test
    void losslessWebpIsDecodedExactly() throws IOException {
        for (String name : List.of("tiny", "mid", "tiny-dof")) {
            Path png = RealData.require("splats/golden-render/" + name + ".png");
            Path webp = RealData.require("splats/golden-render/" + name + ".webp");
            BufferedImage expected = ImageIO.read(png.toFile());
            LosslessWebpImage actual = LosslessWebpImage.of(Files.readAllBytes(webp));
            assertEquals(expected.getWidth(), actual.width());
            assertEquals(expected.getHeight(), actual.height());
            assertArrayEquals(argb(expected), actual.argb());
        }
    }

    private static int[] argb(BufferedImage image) {
        int width = image.getWidth();
        return image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
    }

    @ParameterizedTest
    @ValueSource(strings = {"count\":30", "files\":[\"low", "codebook\":[null,", "version\":2"})
    void metaThatIsWrongIsRefused(String right) throws IOException {
        byte[] bytes = SogArchive.of(SomeScene.splats(30, 0, 7), 2);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains(right));
        char[] wrong = right.toCharArray();
        wrong[1] = '#';
        String message =
                problem(
                        "a.sog",
                        text.replace(right, new String(wrong))
                                .getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(1, message.lines().count());
    }

    @Test
    void whatMetaMustSayIsSaid() throws IOException {
        byte[] bytes = SogArchive.of(SomeScene.splats(30, 0, 7), 2);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String[][] cases = {
            {"\"version\":2", "\"version\":1", "the \"version\" \"1\": read are 2, and SOG 1"},
            {"\"count\":30", "\"c#unt\":30", "\"count\", which is missing"},
            {"\"count\":30", "\"count\":-3", "\"count\", which is \"-3\""},
        };
        for (String[] each : cases) {
            assertTrue(text.contains(each[0]));
            String message = problem("a.sog", latin(text.replace(each[0], each[1])));
            assertTrue(message.contains(each[2]), message);
        }
    }

    /** One colour, many pixels: few bytes that would become many. */
    @Test
    void largeImagesOfNothingAreNotUnpacked() throws IOException {
        byte[] bytes = SogArchive.of(SomeScene.splats(30, 0, 7), 2);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String many = text.replace("\"count\":30", "\"count\":99");
        assertTrue(problem("a.sog", latin(many)).contains("30 pixels for 99 splats"));
        int image = text.indexOf("VP8L");
        byte[] large = bytes.clone();
        for (int i = 9; i < 12; i++) {
            large[image + i] = -1;
        }
        assertTrue(problem("a.sog", large).contains("at most 65596"), problem("a.sog", large));
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}

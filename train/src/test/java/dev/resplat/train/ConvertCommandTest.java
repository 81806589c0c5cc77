package dev.resplat.train;

import static dev.resplat.splat.SameSplats.assertSameSplats;
import static dev.resplat.train.Commands.assertMistake;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Splats3d;
import dev.resplat.splat.edit.Axes;
import dev.resplat.splat.edit.ColorMatrix;
import dev.resplat.splat.edit.Gamma;
import dev.resplat.splat.edit.HarmonicsDegree;
import dev.resplat.splat.edit.Merge;
import dev.resplat.splat.edit.Region;
import dev.resplat.splat.edit.Selection;
import dev.resplat.splat.edit.Similarity;
import dev.resplat.splat.io.GaussianPly;
import dev.resplat.tensor.RealData;
import dev.resplat.train.scene.NamedCamera;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command convert. */
final class ConvertCommandTest {
    @TempDir private Path temporary;

    private static Splats3d splats(int n, int degree, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] arrays = new float[5][];
        int[] widths = {3, 4, 3, 1, 3 * Splats3d.terms(degree)};
        for (int a = 0; a < arrays.length; a++) {
            arrays[a] = new float[n * widths[a]];
            for (int i = 0; i < arrays[a].length; i++) {
                arrays[a][i] = (float) (2 * random.nextDouble() - 1);
            }
        }
        return new Splats3d(degree, arrays[0], arrays[1], arrays[2], arrays[3], arrays[4]);
    }

    private Path write(String name, Splats3d splats) {
        Path file = temporary.resolve(name);
        GaussianPly.write(file, splats);
        return file;
    }

    private static Splats3d read(Path file) {
        return GaussianPly.read(file, note -> {});
    }

    private static Outcome convert(Object... arguments) {
        List<String> all = new ArrayList<>(List.of("convert"));
        Arrays.stream(arguments).map(Object::toString).forEach(all::add);
        return Outcome.of(all);
    }

    @Test
    void withoutEditsItIsACopy() {
        Path in = write("in.ply", splats(37, 2, 1));
        Path out = temporary.resolve("a folder/that is new/out.ply");
        Outcome outcome = convert(in, out);
        assertEquals(0, outcome.code(), outcome.err());
        assertEquals(
                "splats    %s, 37 splats with harmonics of degree 2%n".formatted(out),
                outcome.out());
        assertEquals("", outcome.err());
        assertSameSplats(read(in), read(out));
    }

    @Test
    void editsAreDoneInTheOrderInWhichTheyAreGiven() {
        Splats3d scene = splats(301, 3, 2);
        Path in = write("in.ply", scene);
        Path out = temporary.resolve("out.ply");
        Outcome outcome =
                convert(
                        "--move",
                        "-1,0,0.5",
                        in,
                        "--scale=2",
                        out,
                        "--move",
                        "0,0,-1",
                        "--crop-sphere",
                        "-2,0,0,1.5",
                        "--rotate",
                        "0,1,0,30",
                        "--opacity",
                        "0.3:");
        assertEquals(0, outcome.code(), outcome.err());
        Similarity first =
                Similarity.translation(-1, 0, 0.5)
                        .then(Similarity.scaling(2))
                        .then(Similarity.translation(0, 0, -1));
        Splats3d expected = Similarity.translation(-1, 0, 0.5).apply(scene);
        expected = Similarity.scaling(2).apply(expected);
        expected = Similarity.translation(0, 0, -1).apply(expected);
        assertArrayEquals(first.apply(scene).means(), expected.means(), 1e-5f);
        expected = Selection.inside(expected, new Region.Sphere(new double[] {-2, 0, 0}, 1.5));
        expected = Similarity.turn(new double[] {0, 1, 0}, Math.toRadians(30)).apply(expected);
        int cropped = expected.count();
        expected = Selection.byOpacity(expected, 0.3, 1);
        assertTrue(expected.count() > 10 && expected.count() < cropped);
        assertSameSplats(expected, read(out));
        assertTrue(
                outcome.err()
                        .startsWith(
                                "%d of 301 splats stay after --crop-sphere '-2,0,0,1.5'"
                                        .formatted(cropped)),
                outcome.err());
    }

    @Test
    void everyEditIsThere() {
        Splats3d scene = splats(200, 1, 3);
        Path in = write("in.ply", scene);
        Path out = temporary.resolve("out.ply");
        double[] low = {-0.5, -1, -1};
        double[] high = {1, 0.5, 1};
        Region box = new Region.Box(low, high);
        Region sphere = new Region.Sphere(new double[] {0.5, 0, 0}, 0.8);
        Object[][] cases = {
            {"--axes=opencv:opengl", Axes.OPENCV.to(Axes.OPENGL).apply(scene)},
            {"--axes=z-up:opencv", Axes.Z_UP.to(Axes.OPENCV).apply(scene)},
            {"--crop-box=-0.5,-1,-1,1,0.5,1", Selection.inside(scene, box)},
            {"--cut-box=-0.5,-1,-1,1,0.5,1", Selection.outside(scene, box)},
            {"--crop-sphere=0.5,0,0,0.8", Selection.inside(scene, sphere)},
            {"--cut-sphere=0.5,0,0,0.8", Selection.outside(scene, sphere)},
            {"--opacity=0.3:0.6", Selection.byOpacity(scene, 0.3, 0.6)},
            {"--splat-size=:2", Selection.bySize(scene, 0, 2)},
            {"--max-splats=50", Selection.mostImportant(scene, 50)},
            {"--degree=0", HarmonicsDegree.of(scene, 0)},
            {"--degree=4", HarmonicsDegree.of(scene, 4)},
            {"--exposure=-1.5", ColorMatrix.exposure(-1.5).apply(scene)},
            {"--brightness=0.1", ColorMatrix.brightness(0.1).apply(scene)},
            {"--contrast=1.2", ColorMatrix.contrast(1.2).apply(scene)},
            {"--saturation=0", ColorMatrix.saturation(0).apply(scene)},
            {"--gamma=1.4", Gamma.apply(scene, 1.4)},
        };
        for (Object[] each : cases) {
            Outcome outcome = convert(in, out, each[0]);
            assertEquals(0, outcome.code(), outcome.err());
            assertSameSplats((Splats3d) each[1], read(out));
        }
    }

    @Test
    void severalScenesBecomeOneAndOneOfThemMayBeReplaced() {
        Splats3d a = splats(20, 0, 4);
        Splats3d b = splats(30, 2, 5);
        Path first = write("a.ply", a);
        Path second = write("b.ply", b);
        Outcome outcome = convert(first, second, first);
        assertEquals(0, outcome.code(), outcome.err());
        assertSameSplats(Merge.of(List.of(a, b)), read(first));
        assertSameSplats(b, read(second));
    }

    /** What viewers show, up to what formats round. */
    @ParameterizedTest
    @ValueSource(strings = {"compressed.ply", "spz", "splat"})
    void theNameSaysTheFormat(String ending) {
        Splats3d scene = splats(64, 2, 8);
        Path in = write("in.ply", scene);
        Path packed = temporary.resolve("packed." + ending);
        Outcome there = convert(in, packed);
        assertEquals(0, there.code(), there.err());
        boolean plain = ending.equals("splat");
        assertEquals(plain, there.err().contains("harmonics above degree 0"), there.err());
        Path back = temporary.resolve("back.ply");
        Outcome again = convert(packed, back);
        assertEquals(0, again.code(), again.err());
        Splats3d read = read(back);
        assertEquals(64, read.count());
        assertEquals(plain ? 0 : 2, read.degree());
        Outcome info = Outcome.of(List.of("info", packed.toString()));
        assertTrue(info.out().contains("64 splats"), info.out());
        assertFalse(info.out().contains("PLY of 3D"), info.out());
    }

    @Test
    void mistakesLeaveWhatWasThere() throws IOException {
        Path in = write("in.ply", splats(20, 0, 6));
        Path out = Files.writeString(temporary.resolve("out.ply"), "before");
        assertMistake(convert(in, out, "--crop-sphere=9,9,9,1"), "none of the 20 splats", "info");
        assertMistake(convert(in, out, "--max-splats=0"), "--max-splats '0'", "none of the 20");
        assertMistake(
                convert(in, out, "--scale=1e39"), "--scale '1e39'", "too much", "not a finite");
        Path damaged = Files.writeString(temporary.resolve("damaged.ply"), "ply\nformat x\n");
        assertMistake(convert(in, damaged, out), "damaged.ply");
        assertMistake(convert(in, temporary), "is a directory");
        assertMistake(convert(in, "out.usdz"), "out.usdz", ".spz");
        assertMistake(convert(temporary, out), "--cameras");
        Path below = in.resolve("out.ply");
        assertMistake(convert(in, below), "cannot write", "is a file");
        assertEquals("before", Files.readString(out));
        try (var files = Files.list(temporary)) {
            assertEquals(3, files.count());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--axes=opencv",
                "--axes=opencv:vulkan",
                "--rotate=0,0,0,90",
                "--rotate=1,0,0",
                "--scale=0",
                "--scale=-1",
                "--scale=large",
                "--scale=2d",
                "--scale=0x1p3",
                "--exposure=1e4",
                "--brightness=1e308",
                "--max-splats=ten",
                "--max-splats=99999999999",
                "--degree=1.0",
                "--move=1,2",
                "--move=1,2,NaN",
                "--crop-box=0,0,0,1,1,-1",
                "--crop-sphere=0,0,0,-1",
                "--cut-sphere=0,0,0",
                "--opacity=0.5",
                "--opacity=:",
                "--opacity=0.6:0.5",
                "--splat-size=a:b",
                "--max-splats=1.5",
                "--max-splats=-1",
                "--degree=5",
                "--gamma=0",
                "--exposure=Infinity",
                "--cameras=blender"
            })
    void aWrongValueIsNamedBeforeAnythingIsRead(String option) {
        Outcome outcome = convert("nowhere.ply", "out.ply", option);
        String name = option.substring(0, option.indexOf('='));
        assertMistake(outcome, "resplat convert: ", name);
        assertFalse(outcome.err().contains("nowhere"), outcome.err());
    }

    /** Not even over the file that it is of: its splats may only have had numbers that are none. */
    @Test
    void anEmptySceneIsNotWritten() throws IOException {
        Path in = write("in.ply", splats(0, 1, 7));
        byte[] before = Files.readAllBytes(in);
        for (Path out : List.of(in, temporary.resolve("new/out.splat"))) {
            assertMistake(convert(in, out, "--rotate=1,1,1,3"), "no splat");
        }
        assertArrayEquals(before, Files.readAllBytes(in));
        assertFalse(Files.exists(temporary.resolve("new")), "no folder is made in vain");
    }

    @Test
    void whatIsDroppedIsSaidAndWhatTheFileHas() {
        Path in = write("in.ply", splats(20, 4, 6));
        Path out = temporary.resolve("out.splat");
        Outcome outcome = convert(in, out, "--splat-size=:9", "--max-splats=20", "--scale=2");
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(
                outcome.err()
                        .startsWith(
                                "all 20 splats stay after --splat-size ':9'%nall 20 splats stay after --max-splats '20'%n"
                                        .formatted()),
                outcome.err());
        assertFalse(outcome.err().contains("--scale"), outcome.err());
        assertEquals(
                "splats    %s, 20 splats with harmonics of degree 0%n".formatted(out),
                outcome.out());
    }

    @Test
    void namesThatAreNoFilesAreRefused() {
        Path in = write("in.ply", splats(20, 0, 6));
        assertMistake(convert("", "out.ply"), "empty");
        assertMistake(convert(in, "https://example.org/a.ply"), "is an address");
        assertFalse(Files.exists(Path.of("https:")));
        assertMistake(convert(in, "b.sog"), "is only read", ".spz");
        assertMistake(convert(in, "--opacity=0.05::", "out.ply"), "--opacity '0.05::': must be");
        Path device = Path.of("/dev/zero");
        if (Files.exists(device)) {
            assertMistake(convert(device, "out.ply"), "no regular file", "save");
            Path link = temporary.resolve("link.ply");
            assertDoesNotThrow(() -> Files.createSymbolicLink(link, device));
            assertMistake(convert(in, link), "no regular file");
            assertDoesNotThrow(() -> Files.delete(link));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"transforms", "COLMAP"})
    void camerasOfASceneAreConverted(String format) {
        Path scene = RealData.require("posed/templeSparseRing");
        Path out = temporary.resolve("cameras");
        Outcome outcome = convert("--cameras", format, scene, out);
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.out().startsWith("cameras   " + out), outcome.out());
        assertTrue(outcome.out().contains("16 cameras"), outcome.out());
        List<NamedCamera> expected = NamedCamera.read(scene, note -> {});
        List<NamedCamera> actual = NamedCamera.read(out, note -> {});
        assertEquals(16, actual.size());
        for (int i = 0; i < 16; i++) {
            assertEquals(expected.get(i).name(), actual.get(i).name());
            assertArrayEquals(
                    expected.get(i).camera().worldToCamera(),
                    actual.get(i).camera().worldToCamera(),
                    1e-9);
        }
    }

    @Test
    void camerasAreNotEdited() {
        assertMistake(
                convert("nowhere", "out", "--cameras=colmap", "--scale=2"),
                "--scale '2'",
                "splats");
        assertMistake(convert("nowhere", "there", "out", "--cameras=colmap"), "one scene");
        assertMistake(convert("nowhere", "out", "--cameras=colmap"), "nowhere");
    }
}

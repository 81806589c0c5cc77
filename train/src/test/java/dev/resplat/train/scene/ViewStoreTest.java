package dev.resplat.train.scene;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.config.UserMistake;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ViewStoreTest {
    private static final int W = 31;
    private static final int H = 22;
    private static final Crop CROP = Crop.middle(W, H, 12, 10).orElseThrow();
    private static final double[] POSE = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};

    @TempDir private Path folder;

    private View view;

    /** A view with all that a view can have. */
    @BeforeEach
    void write() {
        BufferedImage picture = new BufferedImage(W, H, BufferedImage.TYPE_INT_ARGB);
        BufferedImage depth = new BufferedImage(W, H, BufferedImage.TYPE_USHORT_GRAY);
        BufferedImage mask = new BufferedImage(W, H, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < W * H; i++) {
            picture.setRGB(i % W, i / W, (i * 7 & 255) << 24 | SceneFiles.rgb(3, i % W, i / W));
            depth.getRaster().setSample(i % W, i / W, 0, 500 + i);
            mask.setRGB(i % W, i / W, i % 11 == 0 ? 0 : 0xffffff);
        }
        SceneFiles.write(picture, folder.resolve("image.png"));
        SceneFiles.write(depth, folder.resolve("depth.png"));
        SceneFiles.write(mask, folder.resolve("mask.png"));
        Lens lens = Lens.radial(0.02, -0.01);
        Calibration photo = new Calibration(W, H, 40, 41, 15, 11, lens);
        view =
                new View(
                        "v",
                        folder.resolve("image.png"),
                        false,
                        photo,
                        Undistortion.pinhole(photo, "test").camera(POSE),
                        Optional.of(folder.resolve("mask.png")),
                        Optional.of(new DepthFile(folder.resolve("depth.png"), 0.001)),
                        Split.UNKNOWN);
    }

    private ViewStore store(long budget) {
        return new ViewStore(budget, folder.resolve("cache"), note -> {});
    }

    private static void same(ViewPixels expected, ViewPixels actual) {
        assertArrayEquals(expected.colors(), actual.colors());
        assertArrayEquals(expected.alpha(), actual.alpha());
        assertArrayEquals(expected.mask(), actual.mask());
        assertArrayEquals(expected.depth(), actual.depth());
        assertEquals(expected.camera().toString(), actual.camera().toString());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve("cache"))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void pixelsAreTheSameFromMemoryDiskAndPhotographs() throws IOException {
        ViewPixels plain = new ViewStore(0).load(view, CROP);
        assertEquals(12 * 10, plain.depth().length);
        ViewStore first = store(1 << 20);
        same(plain, first.load(view, CROP));
        same(plain, first.load(view, CROP));
        assertEquals(new ViewStore.Counts(1, 0, 1), first.counts());
        assertEquals(12 * 10 * (3 + 1 + 1 + 4), first.bytesKept());
        ViewStore second = store(1 << 20);
        same(plain, second.load(view, CROP));
        same(plain, second.load(view, CROP));
        assertEquals(new ViewStore.Counts(1, 1, 0), second.counts());
        assertEquals(1, files().size());
    }

    @Test
    void theLeastRecentlyUsedAreForgotten() {
        int one = 12 * 10 * 9;
        ViewStore store = new ViewStore(2 * one);
        List<View> views = new ArrayList<>();
        for (int n = 0; n < 3; n++) {
            Path copy = folder.resolve(n + ".png");
            SceneFiles.picture(copy, n, W, H);
            views.add(
                    new View(
                            "v" + n,
                            copy,
                            false,
                            view.photo(),
                            view.camera(),
                            view.mask(),
                            view.depth(),
                            Split.UNKNOWN));
        }
        for (int n : new int[] {0, 1, 0, 2, 0, 1}) {
            store.load(views.get(n), CROP);
            assertTrue(store.bytesKept() <= 2 * one, store.bytesKept() + " bytes");
        }
        // The second is forgotten for the third, and decoded again.
        assertEquals(new ViewStore.Counts(2, 0, 4), store.counts());
    }

    @Test
    void damagedFilesAreMadeAgain() throws IOException {
        ViewPixels plain = new ViewStore(0).load(view, CROP);
        store(0).load(view, CROP);
        Path file = files().get(0);
        byte[] whole = Files.readAllBytes(file);
        List<byte[]> damaged = new ArrayList<>();
        for (int at = 0; at < whole.length; at += 13) {
            byte[] wrong = whole.clone();
            wrong[at] ^= 0x10;
            damaged.add(wrong);
        }
        damaged.add(new byte[0]);
        damaged.add(Arrays.copyOf(whole, 7));
        damaged.add(Arrays.copyOf(whole, whole.length - 1));
        damaged.add(Arrays.copyOf(whole, whole.length + 1));
        for (byte[] bytes : damaged) {
            Files.write(file, bytes);
            ViewStore store = store(0);
            same(plain, store.load(view, CROP));
            assertEquals(new ViewStore.Counts(0, 0, 1), store.counts());
            assertArrayEquals(whole, Files.readAllBytes(file));
        }
    }

    @Test
    void whatChangesIsDecodedAgain() throws IOException {
        store(0).load(view, CROP);
        store(0).load(view, Crop.middle(W, H, 10, 12).orElseThrow());
        assertEquals(2, files().size());
        ViewStore store = store(0);
        store.load(view, CROP);
        assertEquals(1, store.counts().disk());
        for (String name : List.of("image.png", "depth.png", "mask.png")) {
            Files.setLastModifiedTime(folder.resolve(name), FileTime.fromMillis(12345));
            store.load(view, CROP);
        }
        assertEquals(new ViewStore.Counts(0, 1, 3), store.counts());
        assertEquals(5, files().size());
    }

    @Test
    void severalUseOneFolder() throws IOException {
        ViewPixels plain = new ViewStore(0).load(view, CROP);
        List<ViewStore> stores = List.of(store(0), store(0), store(0), store(0));
        IntStream.range(0, 40)
                .parallel()
                .forEach(i -> same(plain, stores.get(i % 4).load(view, CROP)));
        assertEquals(1, files().size());
    }

    @Test
    void draftsOfProcessesThatWereKilledAreRemoved() throws IOException {
        store(0);
        Path old = SceneFiles.text(folder.resolve("cache/drafts/view1.part"), "x");
        Path young = SceneFiles.text(folder.resolve("cache/drafts/view2.part"), "x");
        Files.setLastModifiedTime(old, FileTime.fromMillis(12345));
        store(0);
        assertFalse(Files.exists(old));
        assertTrue(Files.exists(young));
    }

    @Test
    void aFolderThatCannotBeMadeIsAMistake() {
        Path file = SceneFiles.text(folder.resolve("file"), "x");
        assertThrows(UserMistake.class, () -> new ViewStore(0, file.resolve("cache"), note -> {}));
    }

    /** Who fills the disk, or takes the folder away, loses the cache and nothing else. */
    @Test
    void whatCannotBeKeptIsSaidOnce() throws IOException {
        List<String> said = new ArrayList<>();
        ViewStore store = new ViewStore(0, folder.resolve("cache"), said::add);
        Files.delete(folder.resolve("cache/drafts"));
        for (int i = 0; i < 3; i++) {
            store.load(view, CROP);
        }
        assertEquals(new ViewStore.Counts(0, 0, 3), store.counts());
        assertEquals(1, said.size(), said.toString());
    }
}

package dev.resplat.train.views;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.data.DataShare;
import dev.resplat.train.data.ImageSource;
import dev.resplat.train.data.ProceduralImages;
import dev.resplat.train.image.Image;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ViewPicturesTest {
    /** A source that tells which scenes were asked for. */
    private static final class Asked implements ViewSource {
        final Set<String> names = new HashSet<>();
        private final Walls walls = new Walls(20, true);

        Asked(long count) {
            walls.count = count;
        }

        @Override
        public ViewSet training(long number, int width, int height) {
            ViewSet set = walls.training(number, width, height);
            names.add(set.name());
            return set;
        }

        @Override
        public long count() {
            return walls.count;
        }

        @Override
        public String name() {
            return "asked";
        }
    }

    @Test
    void aNumberIsAPictureAndItsSequenceBeginsWithIt() {
        ViewPictures pictures = new ViewPictures(new Walls(20, true));
        Image one = pictures.training(5, 24);
        assertEquals(24, one.width());
        assertEquals(24, one.height());
        List<Image> frames = pictures.sequence(5, 24, 3);
        assertArrayEquals(one.colors(), frames.get(0).colors());
        assertFalse(Arrays.equals(one.colors(), frames.get(2).colors()));
        assertFalse(Arrays.equals(one.colors(), pictures.training(6, 24).colors()));
        assertArrayEquals(
                one.colors(), new ViewPictures(new Walls(20, true)).training(5, 24).colors());
        assertEquals("views of walls", pictures.name());
    }

    @Test
    void heldOutScenesAreNeverTrainedOn() {
        for (long count : new long[] {40, Long.MAX_VALUE}) {
            Asked asked = new Asked(count);
            List<Image> heldOut = new ViewPictures(asked).heldOut(100);
            assertEquals(count == 40 ? 5 : 64, heldOut.size());
            Set<String> held = new HashSet<>(asked.names);
            asked.names.clear();
            ViewPictures pictures = new ViewPictures(asked);
            if (count == 40) {
                // The number 3 is a scene that is held out: another one is shown.
                assertArrayEquals(
                        pictures.training(3, 16).colors(),
                        new ViewPictures(asked).training(3, 16).colors());
                assertTrue(held.contains("wall3"));
            } else {
                for (int number = 0; number < 20; number++) {
                    pictures.training(number, 16);
                }
                asked.names.retainAll(held);
                assertEquals(Set.of(), asked.names);
            }
        }
    }

    @Test
    void oneSceneIsDividedByItsViews() {
        Walls one = new Walls(20, true);
        one.count = 1;
        one.damaged = Set.of();
        assertEquals(3, new ViewPictures(one).heldOut(100).size());
        assertEquals(2, new ViewPictures(one).heldOut(2).size());
        assertEquals(16, new ViewPictures(one).training(9, 16).width());
    }

    @Test
    void damagedViewsAreReplaced() {
        Walls walls = new Walls(3, true);
        walls.damaged = Set.of(0, 1, 2);
        ViewPictures pictures = new ViewPictures(walls);
        assertArrayEquals(
                pictures.training(7, 16).colors(),
                new ViewPictures(walls).training(7, 16).colors());
        assertTrue(pictures.heldOut(64).size() >= 32);
    }

    @Test
    void whatIsGivenAsDataIsAFolderOrASeed() {
        DataShare synthetic = choice("synthetic:7").shares().get(0);
        assertEquals(Optional.of(7L), synthetic.synthetic());
        assertEquals(Optional.empty(), synthetic.folder());
        assertEquals(List.of(Path.of("photos")), choice("photos").folders());
        assertTrue(choice("painted").shares().get(0).isPainted());
        assertEquals(
                new ProceduralImages(4).name(),
                PictureData.open(choice("painted"), 4, note -> {}).name());
        DataShare wrong = choice("synthetic:x").shares().get(0);
        UserMistake mistake = assertThrows(UserMistake.class, wrong::synthetic);
        assertEquals(
                "--data synthetic:x: after synthetic: comes the seed, a whole number, as in synthetic:7",
                mistake.getMessage());
        DataShare unsaid = choice("synthetic").shares().get(0);
        assertEquals(
                "--data synthetic: the seed of the scenes is missing, as in synthetic:7",
                assertThrows(UserMistake.class, unsaid::folder).getMessage());
        DataChoice none = DataChoice.of(Optional.empty());
        assertTrue(none.threads() >= 1 && none.threads() <= 4);
        assertEquals(new ProceduralImages(4).name(), PictureData.open(none, 4, note -> {}).name());
        assertThrows(
                UserMistake.class, () -> PictureData.open(choice("no such folder"), 1, n -> {}));
    }

    @Test
    void scenesOfTheLibraryArePictures() {
        ImageSource pictures = PictureData.open(choice("synthetic:3"), 1, note -> {});
        assertEquals("views of synthetic scenes of seed 3", pictures.name());
        Image image = pictures.training(2, 32);
        Image again = PictureData.open(choice("synthetic:3"), 9, n -> {}).training(2, 32);
        assertArrayEquals(image.colors(), again.colors());
        assertFalse(Arrays.equals(image.colors(), pictures.training(3, 32).colors()));
        List<Image> heldOut = pictures.heldOut(2);
        assertEquals(2, heldOut.size());
        assertSame(heldOut.get(0), pictures.heldOut(1).get(0));
    }

    private static DataChoice choice(String data) {
        return DataChoice.of(Optional.of(data));
    }
}

package dev.resplat.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.resplat.tensor.RealData;
import dev.resplat.train.image.Image;
import dev.resplat.train.image.ImageFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is said of photographs, on photographs. */
final class PhotographsTest {
    @Test
    void photographsAreInsideTheBands() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(RealData.require("images2d/kodak"))) {
            files = all.filter(f -> f.toString().endsWith(".png")).sorted().toList();
        }
        List<Image> crops = new ArrayList<>();
        Draws draws = new Draws(1, Draws.Purpose.TRAINING, 5);
        for (Path file : files) {
            Photograph photograph = Photograph.of(ImageFile.read(file, notice -> {}));
            for (int i = 0; i < 40; i++) {
                int x = draws.below(photograph.width() - 127);
                int y = draws.below(photograph.height() - 127);
                crops.add(photograph.window(x, y, 128, 128));
            }
        }
        Bands.PHOTOGRAPHS.require(PictureStatistics.of(crops));
    }

    @Test
    void cropsOfPhotographsMoveSlowly() {
        List<String> notes = new ArrayList<>();
        PhotographFolder photographs =
                PhotographFolder.open(RealData.require("images2d/kodak"), notes::add);
        assertEquals(List.of(), notes);
        assertEquals(768 * 512, pixels(photographs.heldOut(100).get(0)));
        SlowMotion.require(photographs);
    }

    private static int pixels(Image image) {
        return image.width() * image.height();
    }
}

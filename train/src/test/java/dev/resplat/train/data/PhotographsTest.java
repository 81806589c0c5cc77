package dev.resplat.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.RealData;
import dev.resplat.train.image.Image;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of photographs, on photographs. */
final class PhotographsTest {
    @Test
    void photographsAreInsideTheBands() {
        Path folder = RealData.require("images2d/kodak");
        List<String> notes = new ArrayList<>();
        PhotographFolder photographs = PhotographFolder.open(folder, notes::add);
        assertEquals(List.of(), notes);
        List<Image> crops = new ArrayList<>();
        Draws draws = new Draws(1, Draws.Purpose.TRAINING, 5);
        for (Photograph photograph : photographs.all()) {
            for (int i = 0; i < 40; i++) {
                int x = draws.below(photograph.width() - 127);
                int y = draws.below(photograph.height() - 127);
                crops.add(photograph.window(x, y, 128, 128));
            }
        }
        Bands.PHOTOGRAPHS.require(PictureStatistics.of(crops));
        SlowMotion.require(photographs);
        assertTrue(photographs.heldOut(100).size() >= 2);
    }
}

package dev.resplat.train.image;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class BuiltInPictureTest {
    @Test
    void itHasContrast() {
        Image picture = BuiltInPicture.paint(24, 16);
        float least = 1;
        float most = 0;
        for (float value : picture.colors()) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        assertTrue(least >= 0 && least < 0.2 && most <= 1 && most > 0.9, least + " " + most);
    }
}

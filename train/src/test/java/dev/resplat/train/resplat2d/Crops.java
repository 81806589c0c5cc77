package dev.resplat.train.resplat2d;

import dev.resplat.train.data.ImageSource;
import dev.resplat.train.data.ProceduralImages;
import dev.resplat.train.image.Image;
import java.util.List;
import java.util.stream.IntStream;

/** Painted pictures, of which also those held out are small, so that tests are fast. */
record Crops(int size) implements ImageSource {
    private static final ProceduralImages PAINTED = new ProceduralImages(1);
    private static final int HELD_OUT = 1 << 30;

    @Override
    public Image training(long number, int size) {
        return PAINTED.training(number, size);
    }

    @Override
    public List<Image> sequence(long number, int size, int frames) {
        return PAINTED.sequence(number, size, frames);
    }

    @Override
    public List<Image> heldOut(int most) {
        return IntStream.range(0, most)
                .mapToObj(i -> PAINTED.training(HELD_OUT + i, size))
                .toList();
    }

    @Override
    public String name() {
        return "crops";
    }
}

package dev.resplat.train.data;

import dev.resplat.train.image.Image;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures painted by this program with the statistics of photographs: things in front of each
 * other whose sizes follow a power law ("dead leaves": Matheron 1968; Lee, Mumford and Huang 2001,
 * "Occlusion models for natural images"), with textures of 1/f noise, shades, shadows, blur of what
 * is not in focus, and the noise of a sensor.
 *
 * <p>A picture is a window of an imagined photograph of 768 x 512 pixels: things are as large in
 * small crops as in large ones.
 */
public final class ProceduralImages implements ImageSource {
    private static final int HELD_OUT_WIDTH = 384;
    private static final int HELD_OUT_HEIGHT = 256;
    private static final int HELD_OUT = 64;

    private final long seed;

    /** Sources of different seeds have different pictures. */
    public ProceduralImages(long seed) {
        this.seed = seed;
    }

    @Override
    public Image training(long number, int size) {
        return sequence(number, size, 1).get(0);
    }

    @Override
    public List<Image> sequence(long number, int size, int frames) {
        Scene scene =
                new Composer(size, size, new Draws(seed, Draws.Purpose.TRAINING, number)).scene();
        Draws noise = new Draws(seed, Draws.Purpose.NOISE, number);
        List<Image> result = new ArrayList<>(frames);
        for (int frame = 0; frame < frames; frame++) {
            result.add(scene.frame(frame, noise));
        }
        return result;
    }

    /**
     * {@inheritDoc} There are 64, of 384 x 256 pixels, the same for every seed, painted from
     * numbers of their own.
     */
    @Override
    public List<Image> heldOut(int most) {
        List<Image> result = new ArrayList<>();
        for (int i = 0; i < Math.min(most, HELD_OUT); i++) {
            Draws draws = new Draws(0, Draws.Purpose.HELD_OUT, i);
            Scene scene = new Composer(HELD_OUT_WIDTH, HELD_OUT_HEIGHT, draws).scene();
            result.add(scene.frame(0, draws));
        }
        return result;
    }

    @Override
    public String name() {
        return "procedural pictures of seed " + seed;
    }
}

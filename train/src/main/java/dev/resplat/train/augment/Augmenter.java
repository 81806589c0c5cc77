package dev.resplat.train.augment;

import dev.resplat.train.data.Draws;
import dev.resplat.train.image.Srgb;
import dev.resplat.train.scene.ViewPixels;
import java.util.List;

/**
 * Changes examples: first the world and what is said of cameras, then light on its way to the file
 * in the order in which it is made: the light of the scene, the lens, the exposure, the noise of
 * the sensor and the white balance, all in linear light; then what is lost in the file; and last
 * the unit of length. Only between these is anything clipped. Safe for use by several threads.
 *
 * <p>Each augmentation has random numbers of its own, so that turning one on or off leaves the
 * others as they are.
 */
public final class Augmenter {
    /** At most so many augmentations. */
    private static final int ROOM = 16;

    private final boolean targetsVary;
    private final long seed;
    private final List<Augmentation> ofWorld;
    private final List<Augmentation> ofLight;
    private final List<Augmentation> ofFile;
    private final List<Augmentation> ofUnits;

    /** With a seed of its own random numbers. */
    public Augmenter(AugmentationConfig config, long seed) {
        this.seed = seed;
        targetsVary = config.targetsVary();
        ofWorld = List.of(config.flip(), config.poses());
        ofLight =
                List.of(
                        config.lighting(),
                        config.blur(),
                        config.exposure(),
                        config.noise(),
                        config.whiteBalance());
        ofFile = List.of(config.jpeg());
        ofUnits = List.of(config.scale());
    }

    /**
     * The views of an example as they are to be learned from; their pixels are changed in place.
     *
     * @param views of one size, context views first
     * @param context how many are context views
     * @param number of the example: the same number, the same changes
     */
    public List<ViewPixels> apply(List<ViewPixels> views, int context, long number) {
        Shots shots = new Shots(views, context, targetsVary);
        all(ofWorld, 0, shots, number, false);
        all(ofLight, ofWorld.size(), shots, number, true);
        int before = ofWorld.size() + ofLight.size();
        all(ofFile, before, shots, number, false);
        all(ofUnits, before + ofFile.size(), shots, number, false);
        return shots.views();
    }

    private void all(
            List<Augmentation> augmentations, int first, Shots shots, long number, boolean linear) {
        boolean changed = false;
        for (int i = 0; i < augmentations.size(); i++) {
            Augmentation augmentation = augmentations.get(i);
            Draws draws = new Draws(seed, Draws.Purpose.AUGMENTATION, number * ROOM + first + i);
            if (!draws.chance(augmentation.probability())) {
                continue;
            }
            if (linear && !changed) {
                for (int v = 0; v < shots.count(); v++) {
                    Srgb.decode(shots.colors(v));
                }
            }
            augmentation.apply(shots, draws);
            changed = true;
        }
        if (linear && changed) {
            for (int v = 0; v < shots.count(); v++) {
                Srgb.encode(shots.colors(v));
            }
        }
    }
}

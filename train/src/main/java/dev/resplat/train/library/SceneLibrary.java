package dev.resplat.train.library;

import dev.resplat.train.data.ImageSource;
import java.util.Optional;

/**
 * Scenes of triangles, numbered: the same seed, configuration, photographs and number give the same
 * scene on every machine. Safe for use by several threads, which share the textures.
 */
public final class SceneLibrary {
    /** Changes whenever the same seed and number give another scene. */
    public static final int VERSION = 2;

    private final long seed;
    private final LibraryConfig config;
    private final TexturePool pool;

    /** A library whose pictures, on walls and elsewhere, are painted. */
    public SceneLibrary(long seed, LibraryConfig config) {
        this(seed, config, Optional.empty());
    }

    /**
     * A library.
     *
     * @param photographs where half of the pictures on walls and elsewhere come from; all are
     *     painted if it is empty
     */
    public SceneLibrary(long seed, LibraryConfig config, Optional<ImageSource> photographs) {
        this.seed = seed;
        this.config = config;
        this.pool = new TexturePool(seed, photographs);
    }

    /** What scenes are drawn from. */
    public long seed() {
        return seed;
    }

    /**
     * A scene.
     *
     * @param number 0 or more; those of different numbers are independent of each other
     */
    public LibraryScene scene(long number) {
        return scene(number, Plan.draw(config, seed, number));
    }

    /** A scene that is to be something. */
    public LibraryScene scene(long number, Plan plan) {
        return LibraryScene.build(config, seed, number, plan, pool);
    }

    /** What a scene is to be, which is known before it is built. */
    public Plan plan(long number) {
        return Plan.draw(config, seed, number);
    }
}

package dev.resplat.train.data;

import dev.resplat.tensor.Philox;
import dev.resplat.tensor.RandomStream;

/**
 * The random numbers of one picture or step, from a counter: they depend on the seed, the purpose
 * and the number of that picture or step only. Not safe for use by several threads.
 */
public final class Draws {
    /** Numbers of different purposes are independent of each other. */
    public enum Purpose {
        TRAINING,
        MOTION,
        NOISE,
        HELD_OUT,
        /** How a step of training goes. */
        STEP,
        /** Which pictures come with a second frame. */
        FRAMES,
        /** Where splats of a scene begin. */
        FIRST_SPLATS,
        /** In which order photographs of a scene are looked at. */
        VIEWS,
        /** Which splats of a scene are taken. */
        SPLATS,
        /** What is behind a scene. */
        BACKGROUND,
        /** In which order scenes of a folder come. */
        SCENES,
        /** Which views of a scene an evaluation looks at. */
        PAIRS,
        /** Which views of a scene are an example. */
        EXAMPLES,
        /** How an example is changed. */
        AUGMENTATION,
        /** From which of several sources a scene is. */
        MIXTURE,
        /** What a scene of the library is to be. */
        LIBRARY_PLAN,
        /** Its geometry. */
        LIBRARY_GEOMETRY,
        /** What its surfaces are like. */
        LIBRARY_MATERIALS,
        /** Its lights. */
        LIBRARY_LIGHTS,
        /** Where its cameras are. */
        LIBRARY_CAMERAS,
        /** Textures of its surfaces. */
        TEXTURES,
        /** Which scenes of a source are taken, where some are wanted more than others. */
        TARGETS,
        /** At which depths pixels become splats. */
        DEPTHS,
        /** Which windows of views are made worse, and how. */
        DEGRADATIONS,
        /** How often a step of training refines. */
        REFINEMENTS,
        /** How large the views of a step of training are. */
        SIZES
    }

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long key;
    private final long number;
    private final int[] block = new int[4];
    private final double[] pair = new double[2];
    private int index;
    private int used = 4;

    /** Those of a number, such as that of a picture or a step. */
    public Draws(long seed, Purpose purpose, long number) {
        key = key(seed, purpose);
        this.number = number;
    }

    /**
     * The same numbers on a device: what {@link #uniform} of number 0 gives one after the other is
     * the first draw of this stream.
     */
    public static RandomStream stream(long seed, Purpose purpose) {
        return new RandomStream(key(seed, purpose));
    }

    private static long key(long seed, Purpose purpose) {
        return seed + GOLDEN * (purpose.ordinal() + 1);
    }

    int word() {
        if (used == 4) {
            Philox.block(block, key, number, index++);
            used = 0;
        }
        return block[used++];
    }

    /** 64 random bits, for instance as the seed of other draws. */
    public long bits() {
        return (long) word() << 32 | word() & 0xFFFFFFFFL;
    }

    /** Uniform in [0, 1). */
    public float uniform() {
        return (float) Philox.uniform(word());
    }

    /** Uniform between two numbers. */
    public float range(float from, float to) {
        return from + (to - from) * uniform();
    }

    /** Between two positive numbers, its logarithm uniform. */
    public float logRange(float from, float to) {
        return (float) (from * StrictMath.exp(uniform() * StrictMath.log(to / from)));
    }

    /** From a normal distribution. */
    public float normal(float mean, float deviation) {
        Philox.normals(new int[] {word(), word()}, 0, pair);
        return mean + deviation * (float) pair[0];
    }

    /** One of 0 to n - 1. */
    public int below(int n) {
        return (int) (((word() & 0xFFFFFFFFL) * n) >>> 32);
    }

    /** True so often; never if zero, always if one. */
    public boolean chance(double probability) {
        return uniform() < probability;
    }
}

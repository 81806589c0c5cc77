package dev.resplat.tensor;

/**
 * A reproducible sequence of draws: the k-th draw from a seed is the same on every device, whatever
 * was drawn before and however many threads draw. Not safe for use by several threads.
 */
public final class RandomStream {
    private final long seed;
    private long draw;

    /** The stream of this seed from its first draw. */
    public RandomStream(long seed) {
        this(seed, 0);
    }

    /**
     * The stream of this seed from draw number {@code draw}: resumes what a checkpoint recorded.
     */
    public RandomStream(long seed, long draw) {
        this.seed = seed;
        this.draw = draw;
    }

    /** The seed. */
    public long seed() {
        return seed;
    }

    /** The number of draws made. */
    public long draws() {
        return draw;
    }

    /** Uniform in {@code [0, 1)}. */
    public Tensor uniform(Device device, Shape shape) {
        Tensor y = Tensor.empty(device, ElementType.REAL, shape);
        device.kernels(RandomKernels.class).uniform(y.buffer(), shape.size(), seed, draw++);
        return y;
    }

    /** Standard normal. */
    public Tensor normal(Device device, Shape shape) {
        Tensor y = Tensor.empty(device, ElementType.REAL, shape);
        device.kernels(RandomKernels.class).normal(y.buffer(), shape.size(), seed, draw++);
        return y;
    }
}

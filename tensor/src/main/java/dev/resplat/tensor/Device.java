package dev.resplat.tensor;

import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;

/**
 * Something that holds buffers and computes on them: the double-precision reference, the CPU, a
 * GPU.
 *
 * <p>A device hands out small <em>kernel families</em>, interfaces named {@code ...Kernels}, looked
 * up by class. It provides those of this module itself; other modules add families of their own
 * through {@link KernelProvider}. A device knows no gradients, shapes or scopes.
 */
public abstract class Device {
    private final String name;
    private final BufferPool reals = new BufferPool(c -> newBuffer(ElementType.REAL, c));
    private final BufferPool ints = new BufferPool(c -> newBuffer(ElementType.INT32, c));
    private final Map<Class<?>, Object> families = new ConcurrentHashMap<>();

    protected Device(String name) {
        this.name = name;
    }

    /**
     * How the device is called on the command line: {@code reference}, {@code cpu}, {@code
     * opencl:0}.
     */
    public final String name() {
        return name;
    }

    /** One line for people: hardware, vector width, cores, memory. */
    public abstract String description();

    /** More about it for people: what, and how much of it; in the order in which to read it. */
    public Map<String, String> details() {
        return Map.of();
    }

    /** Whether it is hardware of its own, beside the CPU. */
    public boolean isAccelerator() {
        return false;
    }

    /**
     * New memory for exactly {@code capacity} elements.
     *
     * @throws DeviceMemoryException (or OutOfMemoryError) when there is none; it is tried again
     *     after what waits for reuse has been given up
     */
    protected abstract Buffer newBuffer(ElementType type, int capacity);

    /** This device's own kernels of a family, if it has them. */
    protected abstract <K> Optional<K> ownKernels(Class<K> family);

    /** Copies {@code n} elements from the host, rounding to the device's precision. */
    public abstract void upload(double[] source, Buffer target, int n);

    /** Copies {@code n} elements from the host. */
    public abstract void upload(float[] source, Buffer target, int n);

    /** Copies {@code n} elements from the host. */
    public abstract void upload(int[] source, Buffer target, int n);

    /** Copies {@code n} elements to the host. */
    public abstract void download(Buffer source, double[] target, int n);

    /** Copies {@code n} elements to the host, rounding to {@code float}. */
    public abstract void download(Buffer source, float[] target, int n);

    /** Copies {@code n} elements to the host. */
    public abstract void download(Buffer source, int[] target, int n);

    /**
     * What has gone to and from the device, and how many kernels have run, since the program began;
     * empty where nothing has to go anywhere, and nothing is counted.
     */
    public Optional<Traffic> traffic() {
        return Optional.empty();
    }

    /**
     * Runs {@code task} for 0, 1, ..., count - 1, on several threads at once where kernels of this
     * device may be called so, else one after the other; each task on one thread, with all kernels
     * that it calls. Tasks open {@linkplain Scope scopes} of their own, and write only what is
     * their own.
     *
     * <p>When a task throws, tasks not yet begun are left out, and the exception of the lowest
     * numbered task that failed is thrown here.
     */
    public void concurrently(int count, IntConsumer task) {
        for (int i = 0; i < count; i++) {
            task.accept(i);
        }
    }

    /** Waits until everything that was asked of the device is done: for those who measure time. */
    public void await() {}

    /**
     * The kernels of a family.
     *
     * @throws MissingKernelsException when neither the device nor any provider has them
     */
    public final <K> K kernels(Class<K> family) {
        Object found = families.get(family);
        if (found == null) {
            found = findKernels(family);
            families.put(family, found);
        }
        return family.cast(found);
    }

    private <K> K findKernels(Class<K> family) {
        Optional<K> own = ownKernels(family);
        if (own.isPresent()) {
            return own.get();
        }
        for (KernelProvider provider : ServiceLoader.load(KernelProvider.class)) {
            Optional<K> provided = provider.kernels(this, family);
            if (provided.isPresent()) {
                return provided.get();
            }
        }
        throw new MissingKernelsException(this, family);
    }

    /** Hands out a buffer for at least {@code size} elements, with arbitrary contents. */
    public final Buffer allocate(ElementType type, int size) {
        try {
            return pool(type).take(size);
        } catch (OutOfMemoryError | DeviceMemoryException e) {
            // What waits for reuse is the first thing to give up.
            trim();
            return retry(type, size);
        }
    }

    private Buffer retry(ElementType type, int size) {
        try {
            return pool(type).take(size);
        } catch (OutOfMemoryError e) {
            throw new DeviceMemoryException(
                    "device "
                            + name
                            + " is out of memory: asked for "
                            + size
                            + " elements with "
                            + bytesInUse() / (1 << 20)
                            + " MiB in use; use fewer or smaller tensors,"
                            + " or give the program more memory (java -Xmx...)");
        }
    }

    /** Takes a buffer back for reuse. */
    public final void release(Buffer buffer) {
        pool(buffer.type()).give(buffer);
    }

    /** Bytes handed out and not yet released. */
    public final long bytesInUse() {
        return reals.bytesInUse() + ints.bytesInUse();
    }

    /**
     * The most that {@link #bytesInUse} has been since {@link #forgetMostBytes}, or a little more:
     * real and whole numbers are counted apart.
     */
    public final long mostBytesInUse() {
        return reals.mostBytesInUse() + ints.mostBytesInUse();
    }

    /** Begins anew to find out {@link #mostBytesInUse}. */
    public final void forgetMostBytes() {
        reals.forgetMost();
        ints.forgetMost();
    }

    /** Bytes that wait for reuse. */
    public final long bytesPooled() {
        return reals.bytesPooled() + ints.bytesPooled();
    }

    /** Gives back to the system what waits for reuse. */
    public final void trim() {
        reals.trim();
        ints.trim();
    }

    /**
     * From now on fills every buffer with NaN (integers: the smallest) before handing it out, so
     * that a kernel that leaves part of its output unwritten is found out. For tests.
     */
    public final Device poisonBuffers() {
        reals.poisonFromNowOn();
        ints.poisonFromNowOn();
        return this;
    }

    private BufferPool pool(ElementType type) {
        return type == ElementType.REAL ? reals : ints;
    }

    @Override
    public final String toString() {
        return name;
    }
}

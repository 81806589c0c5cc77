package dev.resplat.opencl;

import static org.jocl.CL.CL_MEM_READ_WRITE;
import static org.jocl.CL.CL_MIGRATE_MEM_OBJECT_CONTENT_UNDEFINED;
import static org.jocl.CL.clCreateBuffer;
import static org.jocl.CL.clCreateCommandQueue;
import static org.jocl.CL.clCreateContext;
import static org.jocl.CL.clEnqueueCopyBuffer;
import static org.jocl.CL.clEnqueueMigrateMemObjects;
import static org.jocl.CL.clEnqueueReadBuffer;
import static org.jocl.CL.clEnqueueWriteBuffer;
import static org.jocl.CL.clFinish;
import static org.jocl.CL.clReleaseMemObject;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.DeviceException;
import dev.resplat.tensor.DeviceMemoryException;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.MatmulKernels;
import dev.resplat.tensor.Traffic;
import dev.resplat.tensor.Tunable;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_mem;
import org.jocl.cl_platform_id;

/**
 * A device of OpenCL, 1.2 or later: floats and 32-bit integers in its own memory, kernels in one
 * queue, in the order in which they are called. Used by one thread at a time.
 */
public final class ClDevice extends Device implements Tunable {
    /** So much of the memory may be taken: drivers need some, and the screen may, too. */
    private static final double USABLE = 0.95;

    private final cl_platform_id platform;
    private final cl_device_id id;
    private final ClFacts facts;
    private final ProgramCache cache;
    private final Map<Source, ClProgram> programs = new HashMap<>();
    private final Map<Class<?>, Object> families;
    private final TileChoice tiles;
    private final boolean mixed;
    private cl_context context;
    private cl_command_queue queue;
    private long bytesTaken;
    private long uploads;
    private long uploadedBytes;
    private long downloads;
    private long downloadedBytes;
    private long kernels;

    /** What a program is made of. */
    private record Source(String resource, Map<String, String> constants) {}

    /**
     * A device that has done nothing yet.
     *
     * @param mixed whether operands of products are stored in half precision
     */
    ClDevice(
            String name,
            cl_platform_id platform,
            cl_device_id id,
            ClFacts facts,
            ProgramCache cache,
            boolean mixed) {
        super(name);
        this.platform = platform;
        this.id = id;
        this.facts = facts;
        this.cache = cache;
        this.mixed = mixed;
        this.tiles = new TileChoice(facts.kind());
        this.families = ClFamilies.of(this);
    }

    /** What it says about itself. */
    ClFacts facts() {
        return facts;
    }

    /** Whether operands of products are halves in local memory; all else, and sums, are floats. */
    boolean isMixed() {
        return mixed;
    }

    @Override
    public Optional<Traffic> traffic() {
        return Optional.of(
                new Traffic(uploads, uploadedBytes, downloads, downloadedBytes, kernels));
    }

    /** Whether it is hardware of its own, and not the CPU under another name. */
    @Override
    public boolean isAccelerator() {
        return facts.kind() != ClFacts.Kind.CPU;
    }

    @Override
    public String description() {
        return "%s, %d compute units, driver %s%s"
                .formatted(
                        facts.name(),
                        facts.computeUnits(),
                        facts.driver(),
                        mixed ? ", products of half precision" : "");
    }

    @Override
    public Map<String, String> details() {
        return facts.described();
    }

    // ---- Tiles -----------------------------------------------------------------------------

    /** What products of a kind are cut into. */
    ProductTiles tiles(ProductKind kind) {
        return tiles.get(kind);
    }

    /**
     * Takes the tiles that were tuned, if there are any.
     *
     * @return a line for people if there is something wrong with them
     */
    Optional<String> readTiles() {
        return cache.readTiles(facts, tiles);
    }

    @Override
    public void tune(Consumer<String> report) {
        ClTuning tuning = new ClTuning(this, (ClMatmul) kernels(MatmulKernels.class), report);
        for (ProductKind kind : ProductKind.values()) {
            tiles.set(kind, tuning.fastest(kind));
        }
        tiles.lines().forEach(report);
        report.accept(cache.writeTiles(facts, tiles));
        trim();
    }

    // ---- Programs --------------------------------------------------------------------------

    /**
     * A program, compiled when it is first asked for.
     *
     * @param resource such as {@code matmul.cl}
     * @param constants macros by name
     */
    ClProgram program(String resource, Map<String, String> constants) {
        Source source = new Source(resource, constants);
        ClProgram program = programs.get(source);
        if (program == null) {
            program = new ClProgram(this, context(), id, cache, resource, constants);
            programs.put(new Source(resource, Map.copyOf(constants)), program);
        }
        return program;
    }

    /** What has been asked for, as {@code file/kernel}, and its local memory, at most, in bytes. */
    Map<String, Long> localBytes() {
        Map<String, Long> bytes = new HashMap<>();
        programs.forEach(
                (source, program) ->
                        program.localBytes()
                                .forEach(
                                        (name, own) ->
                                                bytes.merge(
                                                        source.resource + "/" + name,
                                                        own,
                                                        Math::max)));
        return bytes;
    }

    @Override
    protected <K> Optional<K> ownKernels(Class<K> family) {
        return Optional.ofNullable(family.cast(families.get(family)));
    }

    /** Everything is put into it. */
    cl_command_queue queue() {
        context();
        return queue;
    }

    private cl_context context() {
        if (context == null) {
            cl_context_properties properties = new cl_context_properties();
            properties.addProperty(org.jocl.CL.CL_CONTEXT_PLATFORM, platform);
            cl_device_id[] ids = {id};
            context = ask(() -> clCreateContext(properties, 1, ids, null, null, null));
            queue = ask(() -> clCreateCommandQueue(context, id, 0, null));
        }
        return context;
    }

    /**
     * Calls the driver.
     *
     * @throws DeviceException when it refuses, perhaps because of a kernel that ran before
     */
    <T> T ask(Supplier<T> call) {
        try {
            return call.get();
        } catch (CLException e) {
            throw new DeviceException(
                    "%s has failed (%s): it may be out of memory, or a kernel took so long that the driver ended it; use fewer splats or smaller pictures, see docs/gpu.md, or use --device cpu"
                            .formatted(name(), e.getMessage()),
                    e);
        }
    }

    @Override
    public void await() {
        ask(() -> clFinish(queue()));
    }

    void launched() {
        kernels++;
    }

    // ---- Memory ----------------------------------------------------------------------------

    @Override
    protected Buffer newBuffer(ElementType type, int capacity) {
        long bytes = (long) Float.BYTES * capacity;
        if (bytes > facts.maxAllocation()) {
            throw new DeviceMemoryException(
                    String.format(
                            Locale.ROOT,
                            "%s makes no buffer of %.3f GB: at most %.3f GB"
                                    + " (CL_DEVICE_MAX_MEM_ALLOC_SIZE); use fewer splats or smaller"
                                    + " pictures, or --device cpu",
                            name(),
                            bytes / 1e9,
                            facts.maxAllocation() / 1e9));
        }
        if (bytesTaken + bytes > USABLE * facts.memory()) {
            throw full(bytes);
        }
        cl_mem memory = null;
        try {
            memory = clCreateBuffer(context(), CL_MEM_READ_WRITE, bytes, null, null);
            touch(memory);
        } catch (CLException e) {
            if (memory != null) {
                clReleaseMemObject(memory);
            }
            throw full(bytes);
        }
        bytesTaken += bytes;
        return new ClBuffer(this, type, capacity, memory);
    }

    /** Some drivers take memory when it is first used: if there is none, that shows here. */
    private void touch(cl_mem memory) {
        long what = CL_MIGRATE_MEM_OBJECT_CONTENT_UNDEFINED;
        clEnqueueMigrateMemObjects(queue(), 1, new cl_mem[] {memory}, what, 0, null, null);
    }

    /** Waits first: only then is memory free again that is given back. */
    private DeviceMemoryException full(long bytes) {
        await();
        return new DeviceMemoryException(
                String.format(
                        Locale.ROOT,
                        "%s is out of memory: asked for %.3f GB with %.1f of %.1f GB taken; use"
                                + " fewer splats or smaller pictures, or --device cpu",
                        name(),
                        bytes / 1e9,
                        bytesTaken / 1e9,
                        facts.memory() / 1e9));
    }

    void gaveBack(long bytes) {
        bytesTaken -= bytes;
    }

    /** Copies the first n elements of one buffer to another on the device. */
    void copy(Buffer source, Buffer target, int n) {
        copy(source, 0, target, 0, n);
    }

    /** Copies n elements from a place in one buffer to a place in another on the device. */
    void copy(Buffer source, int from, Buffer target, int to, int n) {
        if (n > 0) {
            ask(
                    () ->
                            clEnqueueCopyBuffer(
                                    queue(),
                                    ClBuffer.of(source),
                                    ClBuffer.of(target),
                                    (long) Float.BYTES * from,
                                    (long) Float.BYTES * to,
                                    (long) Float.BYTES * n,
                                    0,
                                    null,
                                    null));
        }
    }

    /** Element i of integers, on the host: waits for all that was put into the queue. */
    int element(Buffer source, int i) {
        int[] value = new int[1];
        read(source, i, Pointer.to(value), 1);
        return value[0];
    }

    /**
     * Every element gets these bits; by a kernel, because Oclgrind 21.10 takes clEnqueueFillBuffer
     * for a write of the first element.
     */
    void fill(ClBuffer buffer, int bits) {
        program("elementwise.cl", Map.of())
                .kernel("fillInts")
                .buffers(buffer)
                .ints(bits, buffer.capacity())
                .run(buffer.capacity());
    }

    @Override
    public void upload(double[] source, Buffer target, int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) source[i];
        }
        upload(values, target, n);
    }

    @Override
    public void upload(float[] source, Buffer target, int n) {
        write(Pointer.to(source), target, n);
    }

    @Override
    public void upload(int[] source, Buffer target, int n) {
        write(Pointer.to(source), target, n);
    }

    /**
     * Waits before it writes, as {@link #read} does: while JOCL transfers an array of Java, no
     * garbage is collected, so that there must be nothing else left to wait for.
     */
    private void write(Pointer source, Buffer target, int n) {
        if (n > 0) {
            long bytes = (long) Float.BYTES * n;
            cl_mem memory = ClBuffer.of(target);
            await();
            ask(() -> clEnqueueWriteBuffer(queue, memory, true, 0, bytes, source, 0, null, null));
            uploads++;
            uploadedBytes += bytes;
        }
    }

    @Override
    public void download(Buffer source, double[] target, int n) {
        float[] values = new float[n];
        download(source, values, n);
        for (int i = 0; i < n; i++) {
            target[i] = values[i];
        }
    }

    @Override
    public void download(Buffer source, float[] target, int n) {
        read(source, 0, Pointer.to(target), n);
    }

    @Override
    public void download(Buffer source, int[] target, int n) {
        read(source, 0, Pointer.to(target), n);
    }

    private void read(Buffer source, int first, Pointer target, int n) {
        if (n > 0) {
            long from = (long) Float.BYTES * first;
            long bytes = (long) Float.BYTES * n;
            cl_mem memory = ClBuffer.of(source);
            await();
            ask(() -> clEnqueueReadBuffer(queue, memory, true, from, bytes, target, 0, null, null));
            downloads++;
            downloadedBytes += bytes;
        }
    }
}

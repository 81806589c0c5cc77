package dev.resplat.opencl;

import static org.jocl.CL.CL_PROGRAM_BINARIES;
import static org.jocl.CL.CL_PROGRAM_BINARY_SIZES;
import static org.jocl.CL.CL_PROGRAM_BUILD_LOG;
import static org.jocl.CL.clBuildProgram;
import static org.jocl.CL.clCreateKernel;
import static org.jocl.CL.clCreateProgramWithBinary;
import static org.jocl.CL.clCreateProgramWithSource;
import static org.jocl.CL.clGetProgramBuildInfo;
import static org.jocl.CL.clGetProgramInfo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_context;
import org.jocl.cl_device_id;
import org.jocl.cl_program;

/**
 * OpenCL C of a resource beside this class, compiled for a device with constants of its caller, so
 * that Java and OpenCL cannot disagree about them.
 */
final class ClProgram {
    private static final String OPTIONS = "-cl-std=CL1.2";
    private static final Pattern INCLUDE = Pattern.compile("(?m)^#include \"(.+)\"$");

    private static final Pattern UNROLL = Pattern.compile("(?m)^ *#pragma unroll$");

    private final ClDevice device;
    private final cl_device_id id;
    private final cl_program program;
    private final Map<String, ClKernel> kernels = new HashMap<>();

    /**
     * Compiles, or takes what was compiled earlier from the disk.
     *
     * @param resource such as {@code matmul.cl}
     * @param constants macros by name, which the source can use; a name may have arguments
     * @throws ClBuildException when it does not compile
     */
    ClProgram(
            ClDevice device,
            cl_context context,
            cl_device_id id,
            ProgramCache cache,
            String resource,
            Map<String, String> constants) {
        this.device = device;
        this.id = id;
        String source = source(resource, constants, device.isAccelerator());
        String key = cache.key(device.facts(), source + OPTIONS);
        Optional<cl_program> known = cache.get(key).flatMap(b -> fromBinary(context, b));
        program = known.orElseGet(() -> fromSource(context, cache, resource, source));
        if (known.isEmpty()) {
            binary().ifPresent(binary -> cache.put(key, binary));
        }
    }

    /**
     * The source with its constants in front, sorted by name.
     *
     * @param unrolled whether loops are to be: a CPU wins nothing, and its compiler takes minutes
     */
    static String source(String resource, Map<String, String> constants, boolean unrolled) {
        StringBuilder text = new StringBuilder();
        constants.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(
                        constant ->
                                text.append("#define ")
                                        .append(constant.getKey())
                                        .append(' ')
                                        .append(constant.getValue())
                                        .append('\n'));
        String all = text.append(text(resource)).toString();
        return unrolled ? all : UNROLL.matcher(all).replaceAll("");
    }

    /** A resource, with those that its lines {@code #include "other.cl"} name in their place. */
    private static String text(String resource) {
        try (InputStream in = ClProgram.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + resource);
            }
            String own = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return INCLUDE.matcher(own)
                    .replaceAll(line -> Matcher.quoteReplacement(text(line.group(1))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private cl_program fromSource(
            cl_context context, ProgramCache cache, String resource, String source) {
        String[] text = {source};
        long[] length = {source.length()};
        cl_program made =
                device.ask(() -> clCreateProgramWithSource(context, 1, text, length, null));
        try {
            build(made);
        } catch (CLException e) {
            String log = device.ask(() -> log(made));
            throw ClBuildException.of(device.name(), resource, source, log, cache.log(resource), e);
        }
        return made;
    }

    /** Empty if this driver does not take it. */
    private Optional<cl_program> fromBinary(cl_context context, byte[] binary) {
        try {
            cl_program made =
                    clCreateProgramWithBinary(
                            context,
                            1,
                            new cl_device_id[] {id},
                            new long[] {binary.length},
                            new byte[][] {binary},
                            new int[1],
                            null);
            build(made);
            return Optional.of(made);
        } catch (CLException e) {
            return Optional.empty();
        }
    }

    private void build(cl_program made) {
        clBuildProgram(made, 1, new cl_device_id[] {id}, OPTIONS, null, null);
    }

    private String log(cl_program made) {
        long[] size = new long[1];
        clGetProgramBuildInfo(made, id, CL_PROGRAM_BUILD_LOG, 0, null, size);
        byte[] text = new byte[(int) size[0]];
        clGetProgramBuildInfo(made, id, CL_PROGRAM_BUILD_LOG, text.length, Pointer.to(text), null);
        return new String(text, StandardCharsets.UTF_8).replace("\0", "").strip();
    }

    /** Empty if this driver does not give it away. */
    private Optional<byte[]> binary() {
        try {
            long[] size = new long[1];
            clGetProgramInfo(
                    program, CL_PROGRAM_BINARY_SIZES, Sizeof.size_t, Pointer.to(size), null);
            byte[] binary = new byte[(int) size[0]];
            Pointer to = Pointer.to(binary);
            clGetProgramInfo(program, CL_PROGRAM_BINARIES, Sizeof.POINTER, Pointer.to(to), null);
            return Optional.of(binary);
        } catch (CLException e) {
            return Optional.empty();
        }
    }

    /** The kernels that were asked for, and the local memory of the last run of each, in bytes. */
    Map<String, Long> localBytes() {
        Map<String, Long> bytes = new HashMap<>();
        kernels.forEach((name, kernel) -> bytes.put(name, kernel.localBytes()));
        return bytes;
    }

    /** The kernel of this name, to be given all of its arguments. */
    ClKernel kernel(String name) {
        return kernels.computeIfAbsent(
                        name,
                        n ->
                                device.ask(
                                        () ->
                                                new ClKernel(
                                                        device,
                                                        id,
                                                        clCreateKernel(program, n, null),
                                                        n)))
                .anew();
    }
}

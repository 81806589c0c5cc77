package dev.resplat.opencl;

import dev.resplat.tensor.ConvolutionKernels;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * Leaves out cases whose extents have a larger product than {@code resplat.opencl.most}: a
 * simulator would take hours for them. JUnit asks it in {@code opencl/oclgrind.sh} only.
 */
public final class CasesOfASize implements InvocationInterceptor {
    private static final long MOST = Long.getLong("resplat.opencl.most", Long.MAX_VALUE);

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> test,
            ExtensionContext context)
            throws Throwable {
        long size =
                test.getArguments().stream()
                        .flatMapToInt(CasesOfASize::extents)
                        .mapToLong(extent -> Math.max(extent, 1))
                        .reduce(1, Math::multiplyExact);
        if (size > MOST) {
            invocation.skip();
            throw new TestAbortedException(
                    "%s: %,d is more than %,d".formatted(context.getDisplayName(), size, MOST));
        }
        invocation.proceed();
    }

    private static IntStream extents(Object argument) {
        if (argument instanceof int[] dims) {
            return Arrays.stream(dims);
        }
        if (argument instanceof ConvolutionKernels.Size s) {
            return IntStream.of(
                    s.batch(),
                    s.outHeight(),
                    s.outWidth(),
                    s.outChannels(),
                    s.window().height(),
                    s.window().width(),
                    s.groupChannels());
        }
        return argument instanceof Integer extent ? IntStream.of(extent) : IntStream.empty();
    }
}

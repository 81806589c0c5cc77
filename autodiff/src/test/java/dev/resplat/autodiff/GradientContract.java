package dev.resplat.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.SortKernels.Order;
import dev.resplat.tensor.Sorting;
import dev.resplat.tensor.Tensor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Every public operation of some classes against finite differences, in double on the reference
 * device: an operation without a case is a failure.
 */
public abstract class GradientContract {
    protected final Device device = GradientCheck.device().poisonBuffers();
    private final List<Class<?>> ops;
    private final List<DynamicTest> cases = new ArrayList<>();
    private final TreeSet<String> covered = new TreeSet<>();
    private RandomStream random;
    @RegisterExtension final InScope scope = InScope.on(device);

    /** What checks these classes of operations. */
    protected GradientContract(Class<?>... ops) {
        this.ops = List.of(ops);
    }

    /** Adds the cases, by {@link #gradient}. */
    protected abstract void addCases();

    @BeforeEach
    void open() {
        random = new RandomStream(7);
    }

    @TestFactory
    Stream<DynamicTest> everyGradientIsRight() {
        addCases();
        return cases.stream();
    }

    @Test
    void everyOperationHasACase() {
        addCases();
        TreeSet<String> missing = new TreeSet<>();
        for (Class<?> type : ops) {
            for (Method method : type.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers())
                        && Modifier.isStatic(method.getModifiers())) {
                    missing.add(type.getSimpleName() + "." + method.getName());
                }
            }
        }
        missing.removeAll(covered);
        assertEquals(new TreeSet<>(), missing, "operations without a line in this test");
    }

    /** Adds a case; {@code name} starts with the operation as {@code Class.method}. */
    protected final void gradient(String name, Function<Var[], Var> f, Tensor... inputs) {
        covered.add(name.split(" ")[0]);
        cases.add(DynamicTest.dynamicTest(name, () -> GradientCheck.check(f, inputs)));
    }

    protected final Tensor normal(int... dims) {
        return random.normal(device, Shape.of(dims));
    }

    /** Between 0.5 and 1.5. */
    protected final Tensor positive(int... dims) {
        return random.uniform(device, Shape.of(dims)).add(0.5);
    }

    /** No two elements closer than a tenth, in random order, none near zero. */
    protected final Tensor distinct(int... dims) {
        Shape shape = Shape.of(dims);
        Tensor order = Sorting.sort(normal(shape.size()), Order.ASCENDING).index().toReal();
        return order.add(0.5).mul(0.2).add(-0.1 * shape.size()).reshape(shape);
    }

    protected final Tensor ints(Shape shape, int... values) {
        return Tensor.ofInts(device, shape, values);
    }
}

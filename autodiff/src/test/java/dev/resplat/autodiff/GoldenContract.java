package dev.resplat.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Golden;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.cpu.CpuDevice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The cases of a file of golden values, and their gradients, against PyTorch in double: a case of
 * the file that is not run is a failure.
 */
public abstract class GoldenContract {
    /** A device and how closely it must agree. */
    protected record Subject(Device device, double tolerance) {}

    private static final List<Subject> SUBJECTS =
            List.of(
                    new Subject(GradientCheck.device().poisonBuffers(), 1e-12),
                    new Subject(new CpuDevice(2).poisonBuffers(), 4e-6),
                    new Subject(CpuDevice.scalar(1).poisonBuffers(), 4e-6));

    /** An operation on real variables and int32 tensors. */
    protected interface Op {
        Var apply(Var[] x, Tensor[] index);
    }

    private final Golden golden;
    private final Map<String, Op> cases = new LinkedHashMap<>();

    /** The cases of a file such as {@code core/ops.safetensors}, written by {@code Cases}. */
    protected GoldenContract(String file) {
        golden = Golden.open(file);
    }

    /** Adds a case of the file. */
    protected final void add(String name, Op op) {
        cases.put(name, op);
    }

    @TestFactory
    Stream<DynamicTest> casesAgreeWithPyTorch() {
        return onEveryDevice(cases.keySet(), this::run);
    }

    @Test
    void everyCaseOfTheFileIsRun() {
        assertEquals(golden.cases(), new TreeSet<>(cases.keySet()));
    }

    /** A test for each device and name. */
    protected static Stream<DynamicTest> onEveryDevice(
            Iterable<String> names, BiConsumer<Subject, String> body) {
        List<DynamicTest> tests = new ArrayList<>();
        for (Subject subject : SUBJECTS) {
            names.forEach(name -> tests.add(test(subject, name, body)));
        }
        return tests.stream();
    }

    private static DynamicTest test(
            Subject subject, String name, BiConsumer<Subject, String> body) {
        return DynamicTest.dynamicTest(
                name + " on " + subject.device.description(),
                () -> {
                    try (Scope scope = Scope.open()) {
                        body.accept(subject, name);
                    }
                    assertEquals(0, subject.device.bytesInUse());
                });
    }

    private void run(Subject subject, String name) {
        Var[] x = new Var[golden.count(name + "/x")];
        for (int i = 0; i < x.length; i++) {
            x[i] = Var.parameter(golden.tensor(subject.device, name + "/x" + i));
        }
        Tensor[] index = new Tensor[golden.count(name + "/i")];
        for (int i = 0; i < index.length; i++) {
            index[i] = golden.tensor(subject.device, name + "/i" + i);
        }
        Var y = cases.get(name).apply(x, index);
        golden.check(name + "/y", y.value(), subject.tolerance);
        if (golden.has(name + "/u")) {
            Gradients gradients = y.backward(golden.tensor(subject.device, name + "/u"));
            for (int i = 0; i < x.length; i++) {
                golden.check(name + "/g" + i, gradients.of(x[i]), subject.tolerance);
            }
        }
    }
}

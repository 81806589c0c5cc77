package dev.resplat.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.reference.ReferenceDevice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try")
class ScopeTest {
    private final Device device = new ReferenceDevice().poisonBuffers();

    @AfterEach
    void nothingIsInUse() {
        assertEquals(0, device.bytesInUse());
    }

    private Tensor tensor(double... values) {
        return Tensor.of(device, Shape.of(values.length), values);
    }

    @Test
    void closingFreesAllTensors() {
        Tensor x;
        try (Scope scope = Scope.open()) {
            x = tensor(1, 2);
            tensor(3);
            assertTrue(device.bytesInUse() > 0);
            assertFalse(x.isFreed());
        }
        assertTrue(x.isFreed());
        assertEquals("real[2] (freed)", x.toString());
    }

    @Test
    void keptTensorsMoveOneScopeOut() {
        try (Scope outer = Scope.open()) {
            Tensor kept;
            Tensor lost;
            try (Scope inner = Scope.open()) {
                Tensor before = tensor(1);
                kept = inner.keep(tensor(2));
                lost = tensor(3);
                assertFalse(before.isFreed());
            }
            assertTrue(lost.isFreed());
            assertEquals(2, kept.item());
            assertThrows(IllegalStateException.class, () -> outer.keep(kept));
        }
    }

    @Test
    void keepingChecksTheOwner() {
        try (Scope outer = Scope.open()) {
            Tensor x = tensor(1);
            try (Scope inner = Scope.open()) {
                String message =
                        assertThrows(IllegalArgumentException.class, () -> inner.keep(x))
                                .getMessage();
                assertTrue(message.contains("real[1]@reference does not belong"), message);
                Tensor y = tensor(2);
                inner.keep(y);
                assertThrows(IllegalArgumentException.class, () -> inner.keep(y));
            }
        }
    }

    @Test
    void keepingFromTheRootIsAnErrorAndChangesNothing() {
        try (Scope root = Scope.open()) {
            Tensor x = tensor(1);
            assertThrows(IllegalStateException.class, () -> root.keep(x));
            assertEquals(1, x.item());
        }
    }

    @Test
    void useAfterCloseIsAnErrorThatNamesTheShape() {
        Tensor x;
        try (Scope scope = Scope.open()) {
            x = tensor(1, 2, 3);
        }
        String message = assertThrows(IllegalStateException.class, x::toDoubles).getMessage();
        assertTrue(message.contains("freed tensor of shape [3]"), message);
        assertTrue(message.contains("keep"), message);
        try (Scope scope = Scope.open()) {
            Tensor y = tensor(1, 2, 3);
            assertThrows(IllegalStateException.class, () -> x.add(y));
            assertThrows(IllegalStateException.class, () -> y.add(x));
            assertThrows(IllegalStateException.class, () -> x.reshape(3, 1));
            assertThrows(IllegalArgumentException.class, () -> scope.keep(x));
        }
    }

    @Test
    void tensorsNeedAScope() {
        String message = assertThrows(IllegalStateException.class, () -> tensor(1)).getMessage();
        assertTrue(message.contains("Scope.open()"), message);
    }

    @Test
    void scopesCloseInnermostFirst() {
        Scope outer = Scope.open();
        Scope inner = Scope.open();
        String message = assertThrows(IllegalStateException.class, outer::close).getMessage();
        assertTrue(message.contains("innermost first"), message);
        inner.close();
        inner.close();
        outer.close();
        outer.close();
    }

    @Test
    void scopesCloseOnTheirOwnThread() throws InterruptedException {
        try (Scope scope = Scope.open()) {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread other =
                    new Thread(
                            () -> {
                                try {
                                    scope.close();
                                } catch (IllegalStateException e) {
                                    thrown.set(e);
                                }
                            });
            other.start();
            other.join();
            assertTrue(thrown.get() instanceof IllegalStateException);
        }
    }

    @Test
    void freedTensorsLeaveTheirScopeInAnyOrder() {
        try (Scope scope = Scope.open()) {
            List<Tensor> tensors = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                tensors.add(tensor(i));
            }
            Collections.shuffle(tensors, new Random(1));
            for (Tensor x : tensors.subList(0, 60)) {
                x.free();
                x.free();
                assertTrue(x.isFreed());
            }
            double sum = 0;
            for (Tensor x : tensors.subList(60, 100)) {
                sum += x.item();
            }
            assertTrue(sum > 0);
            assertEquals(40 * 16 * 8, device.bytesInUse());
        }
    }

    @Test
    void aliasesShareElementsAndAreFreedOnTheirOwn() {
        try (Scope outer = Scope.open()) {
            Tensor view;
            try (Scope inner = Scope.open()) {
                Tensor x = tensor(1, 2, 3, 4);
                view = inner.keep(x.reshape(2, 2));
                Tensor alias = x.alias();
                assertSame(x.buffer(), view.buffer());
                x.free();
                assertArrayEquals(new double[] {1, 2, 3, 4}, alias.toDoubles());
            }
            assertArrayEquals(new double[] {1, 2, 3, 4}, view.toDoubles());
            view.free();
            assertEquals(0, device.bytesInUse());
        }
    }

    @Test
    void computeFreesIntermediateResults() {
        try (Scope scope = Scope.open()) {
            Tensor x = tensor(1, 2);
            long before = device.bytesInUse();
            Tensor y = Scope.compute(() -> x.add(1).mul(2).add(3));
            assertEquals(2 * before, device.bytesInUse());
            assertArrayEquals(new double[] {7, 9}, y.toDoubles());
            assertSame(x, Scope.compute(() -> x));
        }
    }

    @Test
    void anExceptionInsideAScopeFreesToo() {
        assertThrows(
                ArithmeticException.class,
                () -> {
                    try (Scope scope = Scope.open()) {
                        tensor(1);
                        throw new ArithmeticException();
                    }
                });
        assertThrows(
                ShapeException.class,
                () -> {
                    try (Scope scope = Scope.open()) {
                        tensor(1, 2).add(tensor(1, 2, 3));
                    }
                });
    }
}

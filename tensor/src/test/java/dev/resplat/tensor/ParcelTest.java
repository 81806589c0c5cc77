package dev.resplat.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.cpu.CpuDevice;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try")
class ParcelTest {
    private final Device device = new CpuDevice(4).poisonBuffers();

    @AfterEach
    void nothingIsInUse() {
        assertEquals(0, device.bytesInUse());
    }

    private Parcel packed(double value) {
        try (Scope scope = Scope.open()) {
            Tensor ints = Tensor.ofInts(device, Shape.of(2), 1, (int) value);
            return Parcel.of(List.of(Tensor.full(device, Shape.of(3, 1), value), ints));
        }
    }

    @Test
    void tensorsOfOtherThreadsAreUnpackedHere() {
        Parcel[] parcels = new Parcel[20];
        device.concurrently(parcels.length, i -> parcels[i] = packed(i));
        try (Scope scope = Scope.open()) {
            for (int i = 0; i < parcels.length; i++) {
                List<Tensor> tensors = parcels[i].unpack();
                assertTrue(scope.owns(tensors.get(0)));
                assertEquals(Shape.of(3, 1), tensors.get(0).shape());
                assertArrayEquals(new double[] {i, i, i}, tensors.get(0).toDoubles());
                assertArrayEquals(new int[] {1, i}, tensors.get(1).toInts());
                assertTrue(parcels[i].unpack().isEmpty());
                parcels[i].close();
                assertEquals(i, tensors.get(0).toDoubles()[0]);
            }
        }
    }

    @Test
    void whatIsNotUnpackedIsFreedByClosing() {
        try (Parcel parcel = packed(1)) {
            assertTrue(device.bytesInUse() > 0);
            assertThrows(IllegalStateException.class, parcel::unpack);
        }
    }

    @Test
    void manyThreadsShareATensor() {
        try (Scope scope = Scope.open()) {
            Tensor shared = Tensor.full(device, Shape.of(5), 2);
            device.concurrently(
                    64,
                    i -> {
                        for (int n = 0; n < 1000; n++) {
                            try (Scope inner = Scope.open()) {
                                shared.reshape(5, 1).alias();
                            }
                        }
                    });
            assertEquals(10, shared.sum().item());
        }
    }
}

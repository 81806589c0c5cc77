package dev.resplat.train.optimize;

import static dev.resplat.splat.SameSplats.assertSameSplats;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.optim.Adam;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.io.HostArray;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Splats in host memory and as parameters: rows stay together with what is known of them. */
final class ParametersTest {
    private static final Adam.Config ADAM = Adam.Config.adam();

    private final Device device = new CpuDevice(1);

    /** Numbers that tell part, row and column. */
    private static Splats3d splats(int n, int degree) {
        return new Splats3d(
                degree,
                numbered(n, 3, 1),
                numbered(n, 4, 2),
                numbered(n, 3, 3),
                numbered(n, 1, 4),
                numbered(n, 3 * Splats3d.terms(degree), 5));
    }

    private static float[] numbered(int n, int width, int part) {
        float[] values = new float[n * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = part + 0.1f * (i / width) + 0.001f * (i % width);
        }
        return values;
    }

    @Test
    void aCloudHasWhatFilesHave() {
        for (int degree = 0; degree <= 2; degree++) {
            Splats3d splats = splats(3, degree);
            Cloud cloud = Cloud.of(splats);
            assertEquals(3 * 3 * (Splats3d.terms(degree) - 1), cloud.part(Part.SH_REST).length);
            assertSameSplats(splats, cloud.splats());
        }
    }

    @Test
    void rowsAreTakenTogether() {
        Cloud before = Cloud.of(splats(3, 1));
        int[] from = {2, 0, 2};
        for (Part part : Part.values()) {
            int width = part.width(1);
            float[] after = before.rows(part, from);
            assertEquals(3 * width, after.length);
            for (int i = 0; i < 3; i++) {
                assertArrayEquals(row(before.part(part), width, from[i]), row(after, width, i));
            }
        }
    }

    private static float[] row(float[] values, int width, int row) {
        return Arrays.copyOfRange(values, row * width, (row + 1) * width);
    }

    @Test
    void aRaisedDegreeBeginsWithZeros() {
        Splats3d before = splats(2, 1);
        try (Parameters parameters = new Parameters(device, Cloud.of(before), ADAM)) {
            parameters.raise(2);
            Splats3d after = parameters.cloud().splats();
            assertEquals(2, after.degree());
            assertArrayEquals(before.means(), after.means());
            for (int i = 0; i < 2; i++) {
                float[] sh = row(after.sh(), 27, i);
                assertArrayEquals(row(before.sh(), 12, i), Arrays.copyOf(sh, 12));
                assertArrayEquals(new float[15], Arrays.copyOfRange(sh, 12, 27));
            }
        }
        assertEquals(0, device.bytesInUse());
    }

    /** One step whose gradients are one more than the values. */
    private static void step(Parameters parameters) {
        try (Scope scope = Scope.open()) {
            Var loss = null;
            for (Part part : Part.values()) {
                Var x = parameters.get(part);
                if (x.shape().size() > 0) {
                    Var term = x.add(2).mul(x).sum().mul(0.5);
                    loss = loss == null ? term : loss.add(term);
                }
            }
            Gradients gradients = loss.backward();
            for (Part part : Part.values()) {
                parameters.step(part, gradients, 0.01);
            }
        }
    }

    /** A copy of the whole state. */
    private static Map<String, HostArray> arrays(Parameters parameters) {
        Map<String, HostArray> arrays = new HashMap<>();
        parameters.state().forEach((name, source) -> arrays.put(name, source.array()));
        return arrays;
    }

    /** The arrays of Adam of a part, without the number of steps. */
    private static Map<String, HostArray> memories(Parameters parameters, Part part) {
        Map<String, HostArray> memories =
                State.part("adam." + part.key() + ".", arrays(parameters));
        memories.remove("steps");
        assertTrue(memories.isEmpty() || memories.size() == 2, memories.keySet().toString());
        return memories;
    }

    private static int steps(Parameters parameters, Part part) {
        return State.get("adam." + part.key() + ".steps", arrays(parameters)).toInts()[0];
    }

    @Test
    void memoriesFollowTheirRows() {
        try (Parameters parameters = new Parameters(device, Cloud.of(splats(3, 1)), ADAM)) {
            step(parameters);
            step(parameters);
            Map<Part, Map<String, HostArray>> before = new HashMap<>();
            for (Part part : Part.values()) {
                before.put(part, memories(parameters, part));
            }
            int[] rows = {2, 0, 0, 1};
            int[] memories = {2, -1, 0, -1};
            float[] logits = {1, 2, 3, 4};
            Edit edit = new Edit(rows, memories, Map.of(Part.OPACITY_LOGITS, logits));
            Edited expected = Edited.of(edit, parameters.cloud());
            parameters.apply(edit);
            assertEquals(4, parameters.count());
            assertSameSplats(expected.cloud().splats(), parameters.cloud().splats());
            assertArrayEquals(logits, parameters.cloud().part(Part.OPACITY_LOGITS));
            for (Part part : Part.values()) {
                assertEquals(2, steps(parameters, part));
                int width = part.width(1);
                memories(parameters, part)
                        .forEach(
                                (name, array) -> {
                                    float[] old = before.get(part).get(name).toFloats();
                                    assertNotEquals(0, old[0], part + " " + name);
                                    assertArrayEquals(
                                            known(old, width, memories),
                                            array.toFloats(),
                                            part + " " + name);
                                });
            }
            step(parameters);
            assertEquals(3, steps(parameters, Part.MEANS));
        }
        assertEquals(0, device.bytesInUse());
    }

    /** Rows of an array, zeros where there is none. */
    private static float[] known(float[] old, int width, int[] memories) {
        float[] rows = new float[memories.length * width];
        for (int i = 0; i < memories.length; i++) {
            if (memories[i] >= 0) {
                System.arraycopy(old, memories[i] * width, rows, i * width, width);
            }
        }
        return rows;
    }

    @Test
    void memoriesOfARaisedDegreeStayWithTheirTerms() {
        try (Parameters parameters = new Parameters(device, Cloud.of(splats(2, 0)), ADAM)) {
            step(parameters);
            assertEquals(0, parameters.degree());
            assertTrue(memories(parameters, Part.SH_REST).isEmpty());
            parameters.raise(1);
            assertEquals(1, parameters.degree());
            assertEquals(0, steps(parameters, Part.SH_REST), "these terms are new");
            assertEquals(1, steps(parameters, Part.SH0));
            step(parameters);
            Map<String, HostArray> before = memories(parameters, Part.SH_REST);
            parameters.raise(2);
            memories(parameters, Part.SH_REST)
                    .forEach(
                            (name, array) -> {
                                float[] old = before.get(name).toFloats();
                                for (int i = 0; i < 2; i++) {
                                    float[] wide = row(array.toFloats(), 24, i);
                                    assertNotEquals(0, old[9 * i]);
                                    assertArrayEquals(
                                            Arrays.copyOf(row(old, 9, i), 24), wide, name);
                                }
                            });
            assertEquals(1, steps(parameters, Part.SH_REST));
            step(parameters);
        }
    }

    @Test
    void aCheckpointGoesOnWithTheSameBits() {
        try (Parameters first = new Parameters(device, Cloud.of(splats(3, 1)), ADAM)) {
            step(first);
            Map<String, HostArray> state = arrays(first);
            try (Parameters second = Parameters.of(device, ADAM, state)) {
                step(second);
                Map<String, HostArray> after = arrays(second);
                second.close();
                step(first);
                assertEquals(arrays(first).keySet(), after.keySet());
                arrays(first).forEach((name, array) -> assertEquals(array, after.get(name), name));
                assertFalse(state.get("splats.means").equals(after.get("splats.means")));
            }
        }
    }

    @Test
    void aCheckpointThatDoesNotFitIsRefused() {
        Map<String, HostArray> state;
        try (Parameters parameters = new Parameters(device, Cloud.of(splats(3, 1)), ADAM)) {
            state = arrays(parameters);
        }
        for (String name : state.keySet()) {
            Map<String, HostArray> less = new HashMap<>(state);
            less.remove(name);
            if (!name.equals("splats.sh_rest")) {
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Parameters.of(device, ADAM, less),
                        name);
            }
        }
        Map<String, HostArray> shorter = new HashMap<>(state);
        shorter.put("splats.quats", HostArray.of(new float[8], 2, 4));
        assertThrows(IllegalArgumentException.class, () -> Parameters.of(device, ADAM, shorter));
    }

    @Test
    void nothingMayBeLeft() {
        try (Parameters parameters = new Parameters(device, Cloud.of(splats(2, 1)), ADAM)) {
            step(parameters);
            parameters.apply(new Edit(new int[0], new int[0], Map.of()));
            assertEquals(0, parameters.count());
            assertEquals(0, parameters.cloud().splats().count());
            try (Parameters restored = Parameters.of(device, ADAM, arrays(parameters))) {
                assertEquals(0, restored.count());
                assertEquals(1, restored.degree());
            }
        }
    }
}

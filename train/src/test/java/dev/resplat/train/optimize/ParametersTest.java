package dev.resplat.train.optimize;

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

    private static void assertSame(Splats3d expected, Splats3d actual) {
        assertEquals(expected.degree(), actual.degree());
        assertArrayEquals(expected.means(), actual.means());
        assertArrayEquals(expected.quats(), actual.quats());
        assertArrayEquals(expected.logScales(), actual.logScales());
        assertArrayEquals(expected.opacityLogits(), actual.opacityLogits());
        assertArrayEquals(expected.sh(), actual.sh());
    }

    @Test
    void aCloudHasWhatFilesHave() {
        for (int degree = 0; degree <= 2; degree++) {
            Splats3d splats = splats(3, degree);
            Cloud cloud = Cloud.of(splats);
            assertEquals(3 * 3 * (Splats3d.terms(degree) - 1), cloud.part(Part.SH_REST).length);
            assertSame(splats, cloud.splats());
        }
    }

    @Test
    void rowsAreTakenTogether() {
        Splats3d before = splats(3, 1);
        Splats3d after = Cloud.of(before).rows(new int[] {2, 0, 2}).splats();
        assertEquals(3, after.count());
        int[] from = {2, 0, 2};
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(row(before.means(), 3, from[i]), row(after.means(), 3, i));
            assertArrayEquals(row(before.quats(), 4, from[i]), row(after.quats(), 4, i));
            assertArrayEquals(row(before.logScales(), 3, from[i]), row(after.logScales(), 3, i));
            assertEquals(before.opacityLogits()[from[i]], after.opacityLogits()[i]);
            assertArrayEquals(row(before.sh(), 12, from[i]), row(after.sh(), 12, i));
        }
    }

    private static float[] row(float[] values, int width, int row) {
        return Arrays.copyOfRange(values, row * width, (row + 1) * width);
    }

    @Test
    void aRaisedDegreeBeginsWithZeros() {
        Splats3d before = splats(2, 1);
        Splats3d after = Cloud.of(before).raised(2).splats();
        assertEquals(2, after.degree());
        for (int i = 0; i < 2; i++) {
            float[] sh = row(after.sh(), 27, i);
            assertArrayEquals(row(before.sh(), 12, i), Arrays.copyOf(sh, 12));
            assertArrayEquals(new float[15], Arrays.copyOfRange(sh, 12, 27));
        }
    }

    /** One step whose gradients are the values. */
    private static void step(Parameters parameters) {
        try (Scope scope = Scope.open()) {
            Var loss = null;
            for (Part part : Part.values()) {
                Var x = parameters.get(part);
                if (x.shape().size() > 0) {
                    Var term = x.mul(x).sum().mul(0.5);
                    loss = loss == null ? term : loss.add(term);
                }
            }
            Gradients gradients = loss.backward();
            for (Part part : Part.values()) {
                parameters.step(part, gradients, 0.01);
            }
        }
    }

    /** The arrays of Adam of a part, without the number of steps. */
    private static Map<String, HostArray> memories(Parameters parameters, Part part) {
        Map<String, HostArray> memories =
                State.part("adam." + part.key() + ".", parameters.state());
        memories.remove("steps");
        assertTrue(memories.isEmpty() || memories.size() == 2, memories.keySet().toString());
        return memories;
    }

    private static int steps(Parameters parameters, Part part) {
        return State.get("adam." + part.key() + ".steps", parameters.state()).toInts()[0];
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
            Cloud cloud = parameters.cloud().rows(rows);
            parameters.apply(new Edit(cloud, memories));
            assertEquals(4, parameters.count());
            assertSame(cloud.splats(), parameters.cloud().splats());
            for (Part part : Part.values()) {
                assertEquals(2, steps(parameters, part));
                int width = part.width(1);
                memories(parameters, part)
                        .forEach(
                                (name, array) -> {
                                    float[] old = before.get(part).get(name).toFloats();
                                    assertNotEquals(0, old[0], part + " " + name);
                                    assertArrayEquals(
                                            Cloud.rows(old, width, memories),
                                            array.toFloats(),
                                            part + " " + name);
                                });
            }
            step(parameters);
            assertEquals(3, steps(parameters, Part.MEANS));
        }
        assertEquals(0, device.bytesInUse());
    }

    @Test
    void memoriesOfARaisedDegreeStayWithTheirTerms() {
        try (Parameters parameters = new Parameters(device, Cloud.of(splats(2, 0)), ADAM)) {
            step(parameters);
            assertEquals(0, parameters.degree());
            assertTrue(memories(parameters, Part.SH_REST).isEmpty());
            parameters.apply(new Edit(parameters.cloud().raised(1), new int[] {0, 1}));
            assertEquals(1, parameters.degree());
            assertEquals(0, steps(parameters, Part.SH_REST), "these terms are new");
            assertEquals(1, steps(parameters, Part.SH0));
            step(parameters);
            Map<String, HostArray> before = memories(parameters, Part.SH_REST);
            parameters.apply(new Edit(parameters.cloud().raised(2), new int[] {0, 1}));
            memories(parameters, Part.SH_REST)
                    .forEach(
                            (name, array) ->
                                    assertArrayEquals(
                                            Cloud.widened(before.get(name).toFloats(), 2, 9, 24),
                                            array.toFloats()));
            assertEquals(1, steps(parameters, Part.SH_REST));
            step(parameters);
        }
    }

    @Test
    void aCheckpointGoesOnWithTheSameBits() {
        try (Parameters first = new Parameters(device, Cloud.of(splats(3, 1)), ADAM)) {
            step(first);
            Map<String, HostArray> state = first.state();
            try (Parameters second = Parameters.of(device, ADAM, state)) {
                step(second);
                Map<String, HostArray> after = second.state();
                second.close();
                step(first);
                assertEquals(first.state().keySet(), after.keySet());
                first.state().forEach((name, array) -> assertEquals(array, after.get(name), name));
                assertFalse(state.get("splats.means").equals(after.get("splats.means")));
            }
        }
    }

    @Test
    void aCheckpointThatDoesNotFitIsRefused() {
        Map<String, HostArray> state;
        try (Parameters parameters = new Parameters(device, Cloud.of(splats(3, 1)), ADAM)) {
            state = parameters.state();
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
            parameters.apply(new Edit(parameters.cloud().rows(new int[0]), new int[0]));
            assertEquals(0, parameters.count());
            assertEquals(0, parameters.cloud().splats().count());
        }
    }
}

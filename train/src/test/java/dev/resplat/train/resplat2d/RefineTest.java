package dev.resplat.train.resplat2d;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.train.image.Image;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One step of the recurrent head. */
class RefineTest {
    private static final int N = 30;
    private static final Image PICTURE = Small.waves(33, 26);

    private final Device device = new CpuDevice(2).poisonBuffers();
    @RegisterExtension final InScope scope = InScope.on(device);

    private static Resplat2d.Step step(Resplat2d model, int number) {
        Resplat2d.Subject subject = model.look(PICTURE);
        State state = subject.begin(N, 5);
        return subject.refine(number, state, subject.render(state));
    }

    @Test
    void aHeadThatHasLearnedNothingChangesNothing() {
        Resplat2d model = Small.untrained(device, Small.config(1, 0, Small.ALL));
        Resplat2d.Subject subject = model.look(PICTURE);
        State state = subject.begin(N, 5);
        Resplat2d.Step step = subject.refine(0, state, subject.render(state));
        assertArrayEquals(
                state.splats().value().toFloats(), step.state().splats().value().toFloats());
        assertArrayEquals(
                state.memory().value().toFloats(), step.state().memory().value().toFloats());
        assertArrayEquals(new float[N * Column.COUNT], step.moves().value().toFloats());
        assertEquals(0, step.replaced());
    }

    @Test
    void butForWhatIsRemovedAndAdded() {
        Resplat2d model = Small.untrained(device, Small.config(1, 0.1, Small.ALL));
        Resplat2d.Subject subject = model.look(PICTURE);
        State state = subject.begin(N, 5);
        Resplat2d.Step step = subject.refine(0, state, subject.render(state));
        assertEquals(3, step.replaced());
        assertEquals(3, different(state, step.state()));
        float[] memory = step.state().memory().value().toFloats();
        int forgotten = 0;
        for (int s = 0; s < N; s++) {
            forgotten += memory[2 * s] == 0 && memory[2 * s + 1] == 0 ? 1 : 0;
        }
        assertEquals(3, forgotten);
    }

    private static int different(State one, State two) {
        float[] a = one.splats().value().toFloats();
        float[] b = two.splats().value().toFloats();
        int different = 0;
        for (int at = 0; at < a.length; at += Column.COUNT) {
            different += Arrays.equals(a, at, at + 10, b, at, at + 10) ? 0 : 1;
        }
        return different;
    }

    /** Those with the most error under them. */
    @ParameterizedTest
    @CsvSource({"0.001, 1", "0.1, 3", "0.5, 15", "0.51, 16", "0.7, 21", "0.8, 24", "1, 30"})
    void asManyAsAreSelectedMove(double selected, int expected) {
        Resplat2d model = Small.scattered(device, Small.config(selected, 0, Small.ALL));
        Resplat2d.Subject subject = model.look(PICTURE);
        State state = subject.begin(N, 5);
        Rendering rendering = subject.render(state);
        Resplat2d.Step step = subject.refine(0, state, rendering);
        assertEquals(expected, step.chosen());
        assertEquals(expected, different(state, step.state()));
        double[] energies =
                Feedback.of(state.splats().value(), rendering, subject.target())
                        .energies()
                        .toDoubles();
        double[] sorted = energies.clone();
        Arrays.sort(sorted);
        double least = sorted[N - expected];
        float[] moves = step.moves().value().toFloats();
        for (int s = 0; s < N; s++) {
            boolean moved = false;
            for (int c = 0; c < Column.COUNT; c++) {
                float move = moves[s * Column.COUNT + c];
                moved |= move != 0;
                assertTrue(Math.abs(move) <= 1, "move " + move);
            }
            assertEquals(energies[s] >= least, moved, "splat " + s);
        }
    }

    @Test
    void eachPartMatters() {
        List<NetworkConfig.Parts> parts =
                List.of(
                        Small.ALL,
                        new NetworkConfig.Parts(false, true, true, 1),
                        new NetworkConfig.Parts(true, false, true, 1),
                        new NetworkConfig.Parts(true, true, false, 1),
                        new NetworkConfig.Parts(false, false, false, 1));
        float[][] moves = new float[parts.size()][];
        for (int i = 0; i < moves.length; i++) {
            Resplat2d model = Small.scattered(device, Small.config(1, 0.1, parts.get(i)));
            moves[i] = step(model, 0).moves().value().toFloats();
            for (float move : moves[i]) {
                assertTrue(Float.isFinite(move), "move " + move);
            }
            for (int j = 0; j < i; j++) {
                assertFalse(Arrays.equals(moves[i], moves[j]), parts.get(i).toString());
            }
        }
    }

    /** Without a memory it does not matter what a state remembers. */
    @Test
    void whoHasNoMemoryForgets() {
        NetworkConfig.Parts parts = new NetworkConfig.Parts(true, false, true, 1);
        Resplat2d model = Small.scattered(device, Small.config(1, 0, parts));
        Resplat2d.Subject subject = model.look(PICTURE);
        State state = subject.begin(N, 5);
        State other = new State(state.splats(), state.memory().add(3));
        float[] one = subject.refine(0, state, subject.render(state)).moves().value().toFloats();
        float[] two = subject.refine(0, other, subject.render(other)).moves().value().toFloats();
        assertArrayEquals(one, two);
    }

    @Test
    void theFirstStepsMayHaveHeadsOfTheirOwn() {
        NetworkConfig.Parts parts = new NetworkConfig.Parts(true, true, true, 3);
        Resplat2d untied = Small.scattered(device, Small.config(1, 0, parts));
        float[][] moves = new float[5][];
        for (int i = 0; i < moves.length; i++) {
            moves[i] = step(untied, i).moves().value().toFloats();
        }
        assertFalse(Arrays.equals(moves[0], moves[1]));
        assertFalse(Arrays.equals(moves[1], moves[2]));
        assertArrayEquals(moves[2], moves[3]);
        assertArrayEquals(moves[2], moves[4]);
        Resplat2d tied = Small.scattered(device, Small.config(1, 0, Small.ALL));
        assertArrayEquals(
                step(tied, 0).moves().value().toFloats(), step(tied, 4).moves().value().toFloats());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void roundSplatsStayRoundUnlessTheyMayBeEllipses(boolean ellipses) {
        NetworkConfig config = new NetworkConfig(3, 6, 2, 3, 1, 0, ellipses, Small.ALL);
        float[] rows = step(Small.scattered(device, config), 0).state().splats().value().toFloats();
        boolean stretched = false;
        for (int at = 0; at < rows.length; at += Column.COUNT) {
            stretched |= rows[at + Column.STRETCH] != 0 || rows[at + Column.STRETCH + 1] != 0;
        }
        assertEquals(ellipses, stretched);
    }
}

package dev.resplat.nn;

import dev.resplat.tensor.OptimizerKernels;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves of buffers that forward passes of this thread ask for, written down to be made later.
 *
 * <p>Forward passes on several threads must not move the same buffers at once, nor in an order that
 * is left to chance. So each is recorded, and one thread {@linkplain #apply makes} the moves of all
 * of them, one recording after the other. What reads the buffers meanwhile sees them as they were.
 */
public final class BufferUpdates implements AutoCloseable {
    private static final ThreadLocal<BufferUpdates> RECORDING = new ThreadLocal<>();

    private record Move(Tensor buffer, double kept, double[] values) {}

    private final List<Move> moves = new ArrayList<>();
    private final BufferUpdates outer;

    private BufferUpdates(BufferUpdates outer) {
        this.outer = outer;
    }

    /** Begins to record what this thread asks for, until it is closed on the same thread. */
    public static BufferUpdates record() {
        BufferUpdates updates = new BufferUpdates(RECORDING.get());
        RECORDING.set(updates);
        return updates;
    }

    /** {@code buffer = kept buffer + (1 - kept) values}: now, or later if it is recorded. */
    static void follow(Tensor buffer, double kept, Tensor values) {
        BufferUpdates recording = RECORDING.get();
        if (recording == null) {
            move(buffer, kept, values);
        } else {
            // buffers are small, and what belongs to no scope needs not be freed
            recording.moves.add(new Move(buffer, kept, values.toDoubles()));
        }
    }

    private static void move(Tensor buffer, double kept, Tensor values) {
        buffer.device()
                .kernels(OptimizerKernels.class)
                .movingAverage(kept, buffer.buffer(), values.buffer(), buffer.shape().size());
    }

    /** Makes what was recorded happen, in its order; once. */
    public void apply() {
        try (Scope scope = Scope.open()) {
            for (Move m : moves) {
                move(m.buffer, m.kept, Tensor.of(m.buffer.device(), m.buffer.shape(), m.values));
            }
        }
        moves.clear();
    }

    /** Ends the recording. */
    @Override
    public void close() {
        if (outer == null) {
            RECORDING.remove();
        } else {
            RECORDING.set(outer);
        }
    }
}

package dev.resplat.tensor.cpu;

import dev.resplat.tensor.ConvolutionKernels.Size;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Convolutions whose groups have one input channel each, and their adjoints, without matrix
 * products: a vector is one pixel of as many channels, and loops such as {@link DepthwiseLoops}
 * slide along rows.
 *
 * <p>A task is a tile of outputs for one vector of channels. Where there are many tiles, tasks of
 * one tile run on one thread, because neighbouring vectors of channels share cache lines. What it
 * sees of the source is copied first, with zeros for the padding, so that the loops know no borders
 * and read memory in order.
 */
final class Depthwise {
    private static final int L = MicroKernels.L;
    private static final int PIXELS = DepthwiseLoops.PIXELS;
    private static final int TILE_ROWS = 16;
    private static final int TILE_COLUMNS = 64;

    /** Tiles that keep the threads busy without those of each vector of channels. */
    private static final int MANY_TILES = 16;

    private final Phase phase;
    private final float[] source;
    private final float[] weight;
    private final float[] target;
    private final int kernelWidth;

    /** Output channels for each input channel of the convolution. */
    private final int multiplier;

    private final boolean adjoint;
    private final int sourceChannels;
    private final int weightChannels;
    private final int channels;

    /** How many channels of the source one channel of the target sees. */
    private final int passes;

    private final int tilesDown;
    private final int tilesAcross;
    private final int blocks;
    private final int rowTaps;
    private final int taps;

    /** Rows and columns of the source that a whole tile sees. */
    private final int tileHeight;

    private final int tileWidth;

    /**
     * A phase of a convolution or of its adjoint.
     *
     * @param target what is computed by {@link #run}; for {@link #gradWeight} the gradient of it
     */
    Depthwise(
            Size s, Phase phase, float[] source, float[] weight, float[] target, boolean adjoint) {
        this.phase = phase;
        this.source = source;
        this.weight = weight;
        this.target = target;
        this.adjoint = adjoint;
        kernelWidth = s.window().width();
        multiplier = s.groupOutChannels();
        sourceChannels = adjoint ? s.outChannels() : s.channels();
        channels = adjoint ? s.channels() : s.outChannels();
        weightChannels = s.outChannels();
        passes = adjoint ? multiplier : 1;
        tilesDown = Chunks.count(phase.y().count(), TILE_ROWS);
        tilesAcross = Chunks.count(phase.x().count(), TILE_COLUMNS);
        blocks = Chunks.count(channels, L);
        rowTaps = phase.x().offsets().length;
        taps = phase.taps();
        tileHeight = reach(phase.y(), Math.min(TILE_ROWS, phase.y().count()));
        tileWidth = reach(phase.x(), padded(Math.min(TILE_COLUMNS, phase.x().count())));
    }

    private static int padded(int count) {
        return (count + PIXELS - 1) / PIXELS * PIXELS;
    }

    /** From the first pixel of the source that some outputs see to the last, both included. */
    private static int reach(Phase.Axis axis, int outputs) {
        int n = axis.offsets().length;
        return n == 0
                ? 0
                : (outputs - 1) * axis.stride() + axis.offsets()[n - 1] - axis.offsets()[0] + 1;
    }

    /** Working memory of one thread, kept from call to call. */
    static final class Scratch {
        private final Task task = new Task();
        private final float[] line = new float[TILE_COLUMNS * L];
        private final float[] start = new float[L];
        private final float[] grads = new float[TILE_ROWS * TILE_COLUMNS * L];
        private float[] tile = {};
        private float[] weights = {};

        private void reserve(int tileSize, int weightSize) {
            if (tile.length < tileSize) {
                tile = new float[tileSize];
            }
            if (weights.length < weightSize) {
                weights = new float[weightSize];
            }
        }
    }

    /** A tile of outputs and a block of channels: where it begins and how much of it there is. */
    private static final class Task {
        private int map;
        private int i;
        private int j;
        private int rows;
        private int columns;
        private int channel;
        private int valid;
    }

    /** Task t, in memory that the thread keeps. */
    private Task task(int t, Scratch scratch) {
        Task task = scratch.task;
        task.map = t / blocks / tilesAcross / tilesDown;
        task.i = t / blocks / tilesAcross % tilesDown * TILE_ROWS;
        task.j = t / blocks % tilesAcross * TILE_COLUMNS;
        task.rows = Math.min(TILE_ROWS, phase.y().count() - task.i);
        task.columns = Math.min(TILE_COLUMNS, phase.x().count() - task.j);
        task.channel = t % blocks * L;
        task.valid = Math.min(L, channels - task.channel);
        return task;
    }

    private int tasks() {
        return phase.batch() * tilesDown * tilesAcross * blocks;
    }

    // ---- Convolution and adjoint -------------------------------------------------------------

    /** Computes all outputs of the phase. */
    void run(float[] bias, Workers workers, ThreadLocal<Scratch> scratches) {
        int grain = tasks() >= MANY_TILES * blocks ? blocks : 1;
        workers.forRanges(
                tasks(),
                grain,
                (from, to) -> {
                    for (int t = from; t < to; t++) {
                        run(t, bias, scratches.get());
                    }
                });
    }

    private void run(int t, float[] bias, Scratch scratch) {
        Task task = task(t, scratch);
        int tileSize = tileHeight * tileWidth * L;
        scratch.reserve(passes * tileSize, passes * taps * L);
        for (int pass = 0; taps > 0 && pass < passes; pass++) {
            copyTile(task, pass, scratch.tile, pass * tileSize);
            copyWeights(task, pass, scratch.weights, pass * taps * L);
        }
        Arrays.fill(scratch.start, 0f);
        if (bias != null) {
            System.arraycopy(bias, task.channel, scratch.start, 0, task.valid);
        }
        for (int r = 0; r < task.rows; r++) {
            begin(scratch.start, scratch.line, padded(task.columns));
            for (int pass = 0; taps > 0 && pass < passes; pass++) {
                DepthwiseLoops.row(
                        phase.x(),
                        scratch.tile,
                        pass * tileSize + r * phase.y().stride() * tileWidth * L,
                        phase.y().dilation() * tileWidth * L,
                        phase.y().offsets().length,
                        scratch.weights,
                        pass * taps * L,
                        scratch.line,
                        padded(task.columns));
            }
            store(task, r, scratch.line);
        }
    }

    private static void begin(float[] start, float[] line, int count) {
        FloatVector value = FloatVector.fromArray(MicroKernels.S, start, 0);
        for (int j = 0; j < count; j++) {
            value.intoArray(line, j * L);
        }
    }

    private void store(Task task, int r, float[] line) {
        Phase.Axis x = phase.x();
        int at = pixel(task, r) * channels + task.channel;
        int step = x.step() * channels;
        if (task.valid == L) {
            for (int j = 0; j < task.columns; j++) {
                FloatVector.fromArray(MicroKernels.S, line, j * L).intoArray(target, at + j * step);
            }
            return;
        }
        for (int j = 0; j < task.columns; j++) {
            for (int c = 0; c < task.valid; c++) {
                target[at + j * step + c] = line[j * L + c];
            }
        }
    }

    /** The first pixel of the target in row r of a tile. */
    private int pixel(Task task, int r) {
        Phase.Axis y = phase.y();
        Phase.Axis x = phase.x();
        int row = task.map * phase.targetHeight() + y.first() + (task.i + r) * y.step();
        return row * phase.targetWidth() + x.first() + task.j * x.step();
    }

    private void copyWeights(Task task, int pass, float[] to, int at) {
        int[] rows = phase.y().taps();
        int[] columns = phase.x().taps();
        for (int tap = 0; tap < taps; tap++) {
            int from = rows[tap / rowTaps] * kernelWidth + columns[tap % rowTaps];
            for (int c = 0; c < task.valid; c++) {
                int channel = task.channel + c;
                int column = adjoint ? channel * multiplier + pass : channel;
                to[at + tap * L + c] = weight[from * weightChannels + column];
            }
        }
    }

    /** Copies what a tile sees; beyond the map, and from the last output on, there are zeros. */
    private void copyTile(Task task, int pass, float[] to, int at) {
        int top = task.i * phase.y().stride() + phase.y().offsets()[0];
        int left = task.j * phase.x().stride() + phase.x().offsets()[0];
        int height = reach(phase.y(), task.rows);
        int width = reach(phase.x(), task.columns);
        int padded = reach(phase.x(), padded(task.columns));
        int before = Math.min(width, Math.max(0, -left));
        int inside = Math.max(0, Math.min(width, phase.sourceWidth() - left) - before);
        for (int r = 0; r < height; r++) {
            int out = at + r * tileWidth * L;
            int row = top + r;
            if (row < 0 || row >= phase.sourceHeight()) {
                Arrays.fill(to, out, out + padded * L, 0f);
                continue;
            }
            int end = before + inside;
            Arrays.fill(to, out, out + before * L, 0f);
            Arrays.fill(to, out + end * L, out + padded * L, 0f);
            int pixel = (task.map * phase.sourceHeight() + row) * phase.sourceWidth();
            int from = (pixel + left + before) * sourceChannels;
            if (multiplier == 1) {
                copyPixels(source, from, sourceChannels, task, to, out + before * L, inside);
            } else {
                gatherPixels(from, task, pass, to, out + before * L, inside);
            }
        }
    }

    /** Copies a block of channels of {@code count} neighbouring pixels. */
    private static void copyPixels(
            float[] from, int at, int step, Task task, float[] to, int out, int count) {
        int first = at + task.channel;
        if (task.valid == L) {
            for (int j = 0; j < count; j++) {
                FloatVector.fromArray(MicroKernels.S, from, first + j * step)
                        .intoArray(to, out + j * L);
            }
            return;
        }
        for (int j = 0; j < count; j++) {
            for (int c = 0; c < task.valid; c++) {
                to[out + j * L + c] = from[first + j * step + c];
            }
        }
    }

    /** The same where several channels of one side belong to one of the other. */
    private void gatherPixels(int from, Task task, int pass, float[] to, int out, int count) {
        for (int j = 0; j < count; j++) {
            for (int c = 0; c < task.valid; c++) {
                int channel = task.channel + c;
                int column = adjoint ? channel * multiplier + pass : channel / multiplier;
                to[out + j * L + c] = source[from + j * sourceChannels + column];
            }
        }
    }

    // ---- Gradient of the weights -------------------------------------------------------------

    /** Elements of the partial sums, one for each task. */
    int partialSize() {
        return tasks() * taps * L;
    }

    /**
     * Computes the gradient of the weights, where the target is the gradient of the outputs: one
     * partial sum for each tile, which are added in their order.
     *
     * @param partials has room for {@link #partialSize} elements
     */
    void gradWeight(
            float[] gradWeight, float[] partials, Workers workers, ThreadLocal<Scratch> scratches) {
        workers.forEach(tasks(), t -> grad(t, partials, scratches.get()));
        workers.forEach(taps, tap -> sum(tap, gradWeight, partials));
    }

    private void grad(int t, float[] partials, Scratch scratch) {
        Task task = task(t, scratch);
        int to = t * taps * L;
        scratch.reserve(tileHeight * tileWidth * L, 0);
        copyTile(task, 0, scratch.tile, 0);
        int count = padded(task.columns);
        float[] grads = scratch.grads;
        for (int r = 0; r < task.rows; r++) {
            int at = pixel(task, r) * channels;
            copyPixels(target, at, channels, task, grads, r * count * L, task.columns);
            Arrays.fill(grads, (r * count + task.columns) * L, (r + 1) * count * L, 0f);
        }
        Arrays.fill(partials, to, to + taps * L, 0f);
        int pitch = tileWidth * L;
        for (int u = 0; u < phase.y().offsets().length; u++) {
            for (int r = 0; r < task.rows; r++) {
                int row = r * phase.y().stride() + u * phase.y().dilation();
                DepthwiseGradLoops.row(
                        phase.x(),
                        scratch.tile,
                        row * pitch,
                        grads,
                        r * count * L,
                        count,
                        partials,
                        to + u * rowTaps * L);
            }
        }
    }

    private void sum(int tap, float[] gradWeight, float[] partials) {
        int at = tap * channels;
        Arrays.fill(gradWeight, at, at + channels, 0f);
        for (int t = 0; t < tasks(); t++) {
            int channel = t % blocks * L;
            int valid = Math.min(L, channels - channel);
            int from = (t * taps + tap) * L;
            for (int c = 0; c < valid; c++) {
                gradWeight[at + channel + c] += partials[from + c];
            }
        }
    }
}

package dev.resplat.tensor.cpu;

import dev.resplat.tensor.FeatureMaps;
import java.util.Arrays;

/**
 * Feature maps cut among the threads for kernels that add to pixels in any order of places: each
 * task owns some channels of some rows of one map, and goes through all that may add to them. So
 * every sum has one order, however many parts there are.
 */
final class MapParts {
    /** Channels that a part at least has, where there are as many. */
    private static final int CHANNELS = 32;

    private MapParts() {}

    /** What is done for a part: {@code rows} and {@code channels} from those given on. */
    interface Task {
        void run(int map, int row, int rows, int channel, int channels);
    }

    /** Runs the task for parts that together are all maps, whole maps if there are enough. */
    static void forEach(Workers workers, FeatureMaps maps, Task task) {
        if (maps.size() == 0) {
            return;
        }
        int wanted = (workers.parallelism() + maps.n() - 1) / maps.n();
        int blocks = Math.min(wanted, Math.max(1, maps.c() / CHANNELS));
        int bands = Math.min((wanted + blocks - 1) / blocks, maps.h());
        workers.forEach(
                maps.n() * blocks * bands,
                i -> {
                    int block = i / bands % blocks;
                    int channel = channel(block, blocks, maps.c());
                    int row = (int) ((long) maps.h() * (i % bands) / bands);
                    int end = (int) ((long) maps.h() * (i % bands + 1) / bands);
                    int channels = channel(block + 1, blocks, maps.c()) - channel;
                    task.run(i / (blocks * bands), row, end - row, channel, channels);
                });
    }

    /** Where a block of channels begins: at whole cache lines. */
    private static int channel(int block, int blocks, int c) {
        return block == blocks ? c : (int) ((long) c * block / blocks) & -16;
    }

    /** Zeros in some channels of some rows, counted through all maps. */
    static void clear(float[] X, FeatureMaps maps, int row, int rows, int channel, int channels) {
        for (int pixel = row * maps.w(); pixel < (row + rows) * maps.w(); pixel++) {
            int at = pixel * maps.c() + channel;
            Arrays.fill(X, at, at + channels, 0);
        }
    }
}

package dev.resplat.tensor;

import static dev.resplat.tensor.KernelCheck.normal;

import dev.resplat.tensor.SamplingKernels.Padding;
import org.junit.jupiter.api.Test;

/** What every device's {@link SamplingKernels} must do: agree with the reference. */
public abstract class SamplingKernelsContract {
    private static final boolean[] BOTH = {false, true};

    /** Channels around the vector width. */
    private static final int[] CHANNELS = {1, 2, 3, 4, 7, 8, 15, 16, 17, 33, 64};

    /** Maps, rows, columns, and rows and columns of the result. */
    private static final int[][] SIZES = {
        {0, 3, 4, 5, 6},
        {1, 1, 1, 1, 1},
        {2, 1, 1, 3, 5},
        {2, 5, 4, 1, 1},
        {3, 7, 5, 7, 5},
        {2, 3, 4, 6, 8},
        {1, 6, 8, 3, 4},
        {1, 23, 31, 7, 67},
        {1, 64, 3, 13, 2}
    };

    private final KernelCheck check = new KernelCheck(device(), 3e-6);

    /** The device under test. */
    protected abstract Device device();

    private interface Case {
        void run(String what, FeatureMaps maps, boolean alignCorners);
    }

    private static void forSizes(Case test) {
        for (int[] s : SIZES) {
            for (int c : CHANNELS) {
                for (boolean corners : BOTH) {
                    FeatureMaps maps = new FeatureMaps(s[0], s[1], s[2], s[3], s[4], c);
                    test.run(maps + (corners ? " corners" : ""), maps, corners);
                }
            }
        }
    }

    private static SamplingKernels of(Device device) {
        return device.kernels(SamplingKernels.class);
    }

    @Test
    void resizeBilinear() {
        forSizes(
                (what, maps, corners) -> {
                    double[] x = normal(1, maps.size());
                    double[] g = normal(2, maps.outSize());
                    check.writes(
                            "resizeBilinear " + what,
                            maps.outSize(),
                            (d, b) -> of(d).resizeBilinear(b[1], b[0], maps, corners),
                            x);
                    check.times(3)
                            .writes(
                                    "resizeBilinearGrad " + what,
                                    maps.size(),
                                    (d, b) -> of(d).resizeBilinearGrad(b[1], b[0], maps, corners),
                                    g);
                });
    }

    /** Places within and without; then those that are special. */
    private static double[] grid(FeatureMaps maps) {
        double[] grid = normal(3, maps.n() * maps.outH() * maps.outW() * 2);
        double inf = Double.POSITIVE_INFINITY;
        double[] special = {-1, 1, 0, -2, 3, 1e30, -1e30, inf, -inf, Double.NaN, 1.125, -0.75};
        for (int i = 0; i < grid.length; i += 3) {
            grid[i] = special[i / 3 % special.length];
        }
        return grid;
    }

    @Test
    void gridSample() {
        forSizes(
                (what, maps, corners) -> {
                    for (Padding padding : Padding.values()) {
                        gridSample(what + " " + padding, maps, padding, corners);
                    }
                });
    }

    private void gridSample(String what, FeatureMaps maps, Padding padding, boolean corners) {
        double[] x = normal(1, maps.size());
        double[] g = normal(2, maps.outSize());
        double[] grid = grid(maps);
        check.writes(
                "gridSample " + what,
                maps.outSize(),
                (d, b) -> of(d).gridSample(b[1], b[2], b[0], maps, padding, corners),
                x,
                grid);
        // Many points meet at a pixel of the border.
        check.times(10)
                .writes(
                        "gridSampleGradX " + what,
                        maps.size(),
                        (d, b) -> of(d).gridSampleGradX(b[1], b[2], b[0], maps, padding, corners),
                        grid,
                        g);
        // The slope is multiplied by half the extent.
        check.times(100)
                .writes(
                        "gridSampleGradGrid " + what,
                        grid.length,
                        (d, b) ->
                                of(d).gridSampleGradGrid(
                                                b[1], b[2], b[3], b[0], maps, padding, corners),
                        x,
                        grid,
                        g);
    }

    /** A pixel that is no number spoils the outputs that see it, and no others. */
    @Test
    void notANumber() {
        for (int c : new int[] {1, 3, 16, 20}) {
            FeatureMaps maps = new FeatureMaps(1, 4, 5, 7, 9, c);
            double[] x = normal(1, maps.size());
            x[7 * c] = Double.NaN;
            x[12 * c + c - 1] = Double.POSITIVE_INFINITY;
            for (boolean corners : BOTH) {
                check.writes(
                        "resizeBilinear",
                        maps.outSize(),
                        (d, b) -> of(d).resizeBilinear(b[1], b[0], maps, corners),
                        x);
                for (Padding padding : Padding.values()) {
                    check.writes(
                            "gridSample",
                            maps.outSize(),
                            (d, b) -> of(d).gridSample(b[1], b[2], b[0], maps, padding, corners),
                            x,
                            normal(3, 2 * 7 * 9));
                }
            }
        }
    }
}

package dev.resplat.autodiff;

import dev.resplat.tensor.SamplingKernels.Padding;
import dev.resplat.tensor.Window;

/** Pooling, interpolation and sampling at the places of a grid. */
class SampleGradientTest extends GradientContract {
    private static final boolean[] BOTH = {false, true};

    SampleGradientTest() {
        super(Sample.class, Pool.class);
    }

    @Override
    protected void addCases() {
        for (boolean corners : BOTH) {
            resize("up", 3, 2, 7, 5, corners);
            resize("down", 7, 5, 3, 2, corners);
            resize("to one pixel", 4, 5, 1, 1, corners);
            resize("of one pixel", 1, 1, 3, 2, corners);
            for (Padding padding : Padding.values()) {
                // Places within and without the map; kinks are unlikely.
                gradient(
                        "Sample.gridSample " + padding + " " + corners,
                        x -> Sample.gridSample(x[0], x[1], padding, corners),
                        normal(2, 5, 4, 3),
                        normal(2, 3, 6, 2));
            }
        }
        for (boolean ceil : BOTH) {
            pool("", Window.of(2, 2).stride(2), ceil);
            pool(" overlapping", Window.of(3, 3).stride(2).padding(1), ceil);
            pool(" oblong", Window.of(2, 3).stride(1, 2).padding(1, 0), ceil);
            pool(" dilated", Window.of(2, 3).stride(2).dilation(2, 1), ceil);
        }
        gradient("Pool.max", x -> Pool.max(x[0], Window.of(3, 3)), distinct(1, 4, 5, 2));
    }

    private void resize(String name, int h, int w, int outH, int outW, boolean corners) {
        gradient(
                "Sample.resizeBilinear " + name + " " + corners,
                x -> Sample.resizeBilinear(x[0], outH, outW, corners),
                normal(2, h, w, 3));
    }

    private void pool(String name, Window window, boolean ceil) {
        gradient(
                "Pool.max" + name + " " + ceil,
                x -> Pool.max(x[0], window, ceil),
                distinct(2, 6, 7, 3));
        for (boolean count : BOTH) {
            gradient(
                    "Pool.average" + name + " " + ceil + " " + count,
                    x -> Pool.average(x[0], window, ceil, count),
                    normal(2, 6, 7, 3));
        }
    }
}

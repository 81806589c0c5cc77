package dev.resplat.autodiff;

import dev.resplat.tensor.SamplingKernels.Padding;
import dev.resplat.tensor.Window;
import java.util.Locale;

/** Pooling, resizing, grid sampling and pixel shuffles; cases as in generate_sampling.py. */
class SampleGoldenTest extends GoldenContract {
    private static final boolean[] BOTH = {false, true};

    SampleGoldenTest() {
        super("networks/sampling.safetensors");
        for (boolean corners : BOTH) {
            resize("up", 6, 8, corners);
            resize("up odd", 7, 8, corners);
            resize("down", 4, 3, corners);
            resize("down odd", 4, 5, corners);
            resize("same", 4, 3, corners);
            resize("to one", 1, 1, corners);
            resize("of one", 3, 2, corners);
            for (Padding padding : Padding.values()) {
                String name = "grid " + padding.name().toLowerCase(Locale.ROOT);
                add(
                        name + (corners ? " corners" : ""),
                        (x, i) -> Sample.gridSample(x[0], x[1], padding, corners));
            }
        }
        Window three = Window.of(3, 3).stride(2);
        pool("2", Window.of(2, 2).stride(2), false);
        pool("3 stride 2", three, false);
        pool("3 stride 2 ceil", three, true);
        pool("3 stride 2 padding", three.padding(1), false);
        pool("3 stride 2 padding ceil", three.padding(1), true);
        pool("2 stride 3 padding ceil", Window.of(2, 2).stride(3).padding(1), true);
        pool("oblong", Window.of(2, 3).stride(1, 2).padding(1, 0), false);
        add("max dilated", (x, i) -> Pool.max(x[0], Window.of(3, 3).padding(1).dilation(2)));
        add("max ties", (x, i) -> Pool.max(x[0], three));
        add("max not a number", (x, i) -> Pool.max(x[0], three));
        add("pixel shuffle", (x, i) -> Layout.pixelShuffle(x[0], 3));
        add("pixel unshuffle", (x, i) -> Layout.pixelUnshuffle(x[0], 2));
    }

    private void resize(String name, int height, int width, boolean corners) {
        add(
                "resize " + name + (corners ? " corners" : ""),
                (x, i) -> Sample.resizeBilinear(x[0], height, width, corners));
    }

    private void pool(String name, Window window, boolean ceil) {
        add("max " + name, (x, i) -> Pool.max(x[0], window, ceil));
        for (boolean count : BOTH) {
            add(
                    "average " + name + (count ? " counting" : ""),
                    (x, i) -> Pool.average(x[0], window, ceil, count));
        }
    }
}

package dev.resplat.autodiff;

import dev.resplat.tensor.Window;

/** Convolutions as PyTorch defines them, and their gradients. */
class ConvolutionGoldenTest extends GoldenContract {
    ConvolutionGoldenTest() {
        super("networks/convolution.safetensors");
        convolutions();
        adjoints();
    }

    private void convolutions() {
        Window three = Window.of(3, 3);
        conv2d("plain", three, 1);
        conv2d("bias", three, 1);
        conv2d("one by one", Window.of(1, 1), 1);
        conv2d("padding", three.padding(1), 1);
        conv2d("uneven kernel", Window.of(2, 5).padding(1, 2), 1);
        conv2d("stride", three.stride(2).padding(1), 1);
        conv2d("uneven stride", Window.of(3, 4).stride(3, 2).padding(0, 1), 1);
        conv2d("dilation", Window.of(3, 2).dilation(2, 3).padding(2, 1), 1);
        conv2d("all at once", Window.of(3, 2).stride(2, 3).dilation(1, 2).padding(2, 1), 2);
        conv2d("groups", three.padding(1), 3);
        conv2d("depthwise", three.padding(1), 3);
        conv2d("depthwise large kernel", Window.of(7, 7).padding(3), 2);
        conv2d("depthwise multiplier", Window.of(3, 5).stride(2).padding(1, 2), 3);
        conv2d("one channel", three.padding(1), 1);
        conv2d("wide", three.padding(1), 1);
    }

    private void conv2d(String name, Window window, int groups) {
        add(
                name,
                (x, i) ->
                        x.length == 2
                                ? Convolution.conv2d(x[0], x[1], window, groups)
                                : Convolution.conv2d(x[0], x[1], x[2], window, groups));
    }

    private void adjoints() {
        Window four = Window.of(4, 4).stride(2).padding(1);
        transposed("plain", Window.of(3, 3), 1, 0, 0);
        transposed("stride", four, 1, 0, 0);
        transposed("output padding", Window.of(3, 3).stride(2).padding(1), 1, 1, 1);
        Window window = Window.of(2, 3).stride(3, 2).dilation(2, 1).padding(1, 2);
        transposed("all at once", window, 2, 2, 1);
        transposed("depthwise", four, 3, 0, 0);
        transposed("gaps", Window.of(2, 1).stride(3), 1, 0, 0);
    }

    private void transposed(
            String name, Window window, int groups, int outputPaddingY, int outputPaddingX) {
        add(
                "transposed " + name,
                (x, i) ->
                        x.length == 2
                                ? Convolution.conv2dTransposed(
                                        x[0], x[1], window, groups, outputPaddingY, outputPaddingX)
                                : Convolution.conv2dTransposed(
                                        x[0],
                                        x[1],
                                        x[2],
                                        window,
                                        groups,
                                        outputPaddingY,
                                        outputPaddingX));
    }
}

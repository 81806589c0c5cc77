package dev.resplat.autodiff;

import dev.resplat.tensor.Window;

/** Convolutions with every part of their geometry, and transposed. */
class ConvolutionGradientTest extends GradientContract {
    ConvolutionGradientTest() {
        super(Convolution.class);
    }

    @Override
    protected void addCases() {
        Window plain = Window.of(3, 2);
        Window padded = Window.of(2, 3).padding(1);
        Window strided = Window.of(3, 3).stride(2, 3).padding(1, 2);
        Window dilated = Window.of(2, 3).stride(2, 1).dilation(1, 2).padding(0, 2);
        for (Window window : new Window[] {plain, padded, strided, dilated}) {
            convolution(window, 2, 3, 1);
            convolution(window, 4, 6, 2);
            convolution(window, 3, 3, 3);
            convolution(window, 2, 4, 2);
        }
        convolution(Window.of(1, 1), 3, 2, 1);
        convolution(Window.of(1, 1).stride(2), 1, 1, 1);
    }

    private void convolution(Window window, int in, int out, int groups) {
        int kH = window.height();
        int kW = window.width();
        String what = " " + window + ", " + in + " to " + out + ", groups " + groups;
        gradient(
                "Convolution.conv2d" + what,
                x -> Convolution.conv2d(x[0], x[1], window, groups),
                normal(2, 5, 4, in),
                normal(kH, kW, in / groups, out));
        gradient(
                "Convolution.conv2d with bias" + what,
                x -> Convolution.conv2d(x[0], x[1], x[2], window, groups),
                normal(1, 4, 5, in),
                normal(kH, kW, in / groups, out),
                normal(out));
        int outputPaddingY = window.strideY() - 1;
        int outputPaddingX = window.strideX() - 1;
        gradient(
                "Convolution.conv2dTransposed" + what,
                x -> Convolution.conv2dTransposed(x[0], x[1], window, groups, outputPaddingY, 0),
                normal(1, 3, 4, out),
                normal(kH, kW, in / groups, out));
        gradient(
                "Convolution.conv2dTransposed with bias" + what,
                x ->
                        Convolution.conv2dTransposed(
                                x[0], x[1], x[2], window, groups, 0, outputPaddingX),
                normal(1, 2, 4, out),
                normal(kH, kW, in / groups, out),
                normal(in));
    }
}

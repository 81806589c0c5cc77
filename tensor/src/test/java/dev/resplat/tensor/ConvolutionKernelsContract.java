package dev.resplat.tensor;

import static dev.resplat.tensor.KernelCheck.normal;

import dev.resplat.tensor.ConvolutionKernels.Size;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every device's {@link ConvolutionKernels} must do: agree with the reference. */
public abstract class ConvolutionKernelsContract {
    private final KernelCheck check = new KernelCheck(device(), 1.5e-6);

    /** The device under test. */
    protected abstract Device device();

    private static ConvolutionKernels of(Device device) {
        return device.kernels(ConvolutionKernels.class);
    }

    @ParameterizedTest
    @MethodSource
    void channelsAroundTheVectorWidth(Size size) {
        agree(size);
    }

    static List<Size> channelsAroundTheVectorWidth() {
        List<Size> sizes = new ArrayList<>();
        Window window = Window.of(3, 3).padding(1);
        for (int channels : new int[] {1, 2, 3, 5, 8, 15, 16, 17, 31, 33}) {
            sizes.add(size(2, 5, 7, channels, 3, 1, window));
            sizes.add(size(1, 6, 5, 3, channels, 1, window));
        }
        sizes.add(size(1, 5, 3, 67, 65, 1, window));
        sizes.add(size(1, 4, 4, 20, 131, 1, window));
        return sizes;
    }

    @ParameterizedTest
    @MethodSource
    void oneTap(Size size) {
        agree(size);
    }

    static List<Size> oneTap() {
        List<Size> sizes = new ArrayList<>();
        Window window = Window.of(1, 1);
        sizes.add(size(1, 1, 1, 1, 1, 1, window));
        sizes.add(size(3, 7, 5, 19, 34, 1, window));
        sizes.add(size(1, 9, 9, 300, 7, 1, window));
        sizes.add(size(2, 7, 6, 8, 8, 1, window.stride(2, 3)));
        sizes.add(size(2, 7, 6, 8, 8, 1, window.padding(2, 1)));
        return sizes;
    }

    @ParameterizedTest
    @MethodSource
    void everyGeometry(Size size) {
        agree(size);
    }

    static List<Size> everyGeometry() {
        List<Size> sizes = new ArrayList<>();
        for (int strideY = 1; strideY <= 3; strideY++) {
            for (int strideX = 1; strideX <= 3; strideX++) {
                for (int dilation = 1; dilation <= 2; dilation++) {
                    Window window = Window.of(3, 2).stride(strideY, strideX).dilation(dilation, 1);
                    sizes.add(size(1, 9, 8, 3, 5, 1, window));
                    sizes.add(size(1, 9, 8, 4, 6, 2, window.padding(2, 1)));
                    sizes.add(size(1, 9, 8, 17, 17, 17, window.padding(1, 2)));
                    sizes.add(size(1, 9, 8, 5, 10, 5, window.dilation(1, dilation).padding(1, 3)));
                }
            }
        }
        sizes.add(size(2, 6, 9, 2, 3, 1, Window.of(4, 4).stride(2).padding(1)));
        sizes.add(size(1, 3, 4, 2, 3, 1, Window.of(2, 2).padding(5)));
        sizes.add(size(1, 12, 11, 3, 20, 1, Window.of(7, 7).stride(2).padding(3)));
        sizes.add(size(1, 2, 50, 3, 4, 1, Window.of(1, 5).padding(0, 2)));
        sizes.add(size(1, 50, 2, 3, 4, 1, Window.of(5, 1).padding(2, 0)));
        return sizes;
    }

    @ParameterizedTest
    @MethodSource
    void depthwise(Size size) {
        agree(size);
    }

    static List<Size> depthwise() {
        List<Size> sizes = new ArrayList<>();
        for (int channels : new int[] {1, 3, 16, 33}) {
            for (int width : new int[] {3, 5, 7, 4, 9}) {
                Window window = Window.of(3, width).padding(1, width / 2);
                sizes.add(size(2, 5, 21, channels, channels, channels, window));
            }
        }
        sizes.add(size(1, 37, 70, 4, 4, 4, Window.of(7, 7).padding(3)));
        sizes.add(size(1, 9, 9, 6, 18, 6, Window.of(3, 3).padding(1)));
        sizes.add(size(1, 9, 9, 40, 80, 40, Window.of(3, 3).padding(1).stride(2)));
        sizes.add(size(1, 20, 21, 5, 5, 5, Window.of(5, 5).padding(2).stride(2)));
        sizes.add(size(1, 20, 21, 5, 5, 5, Window.of(3, 3).padding(4).dilation(4)));
        return sizes;
    }

    @ParameterizedTest
    @MethodSource
    void groups(Size size) {
        agree(size);
    }

    static List<Size> groups() {
        List<Size> sizes = new ArrayList<>();
        Window window = Window.of(3, 3).padding(1);
        sizes.add(size(1, 6, 5, 12, 8, 4, window));
        sizes.add(size(1, 6, 5, 34, 51, 17, window));
        sizes.add(size(2, 7, 7, 40, 36, 2, window.stride(2)));
        return sizes;
    }

    /** Several tiles of pixels, blocks of depth and partial sums. */
    @ParameterizedTest
    @MethodSource
    void largerMaps(Size size) {
        agree(size);
    }

    static List<Size> largerMaps() {
        List<Size> sizes = new ArrayList<>();
        sizes.add(size(2, 29, 31, 16, 20, 1, Window.of(3, 3).padding(1)));
        sizes.add(size(1, 40, 41, 8, 5, 1, Window.of(3, 3).stride(2).padding(1)));
        sizes.add(size(1, 7, 8, 150, 40, 1, Window.of(2, 2)));
        return sizes;
    }

    /** Enough channels and pixels for tiles of outputs, which extents may cut off. */
    @ParameterizedTest
    @MethodSource
    void squareWindowsOfManyChannels(Size size) {
        agree(size);
    }

    static List<Size> squareWindowsOfManyChannels() {
        List<Size> sizes = new ArrayList<>();
        Window window = Window.of(3, 3);
        sizes.add(size(1, 14, 16, 64, 32, 1, window));
        sizes.add(size(2, 13, 15, 33, 65, 1, window.padding(1)));
        sizes.add(size(1, 12, 17, 48, 67, 1, window.padding(2)));
        sizes.add(size(1, 17, 14, 35, 32, 1, window.padding(0, 2)));
        sizes.add(size(1, 9, 10, 32, 33, 1, window.padding(4)));
        sizes.add(size(1, 14, 15, 300, 33, 1, window.padding(1)));
        sizes.add(size(1, 15, 14, 32, 290, 1, window.padding(1)));
        sizes.add(size(13, 2, 8, 32, 33, 1, window.padding(1)));
        sizes.add(size(13, 9, 2, 33, 32, 1, window.padding(1)));
        sizes.add(size(3, 1, 32, 40, 32, 1, window.padding(2, 1)));
        sizes.add(size(3, 32, 1, 32, 40, 1, window.padding(1, 2)));
        sizes.add(size(3, 3, 34, 40, 32, 1, window));
        sizes.add(size(60, 1, 1, 32, 33, 1, window.padding(1)));
        sizes.add(size(60, 1, 1, 32, 33, 1, window.padding(2)));
        sizes.add(size(60, 2, 2, 33, 32, 1, window.padding(1)));
        sizes.add(size(0, 13, 15, 33, 65, 1, window.padding(1)));
        return sizes;
    }

    @ParameterizedTest
    @MethodSource
    void emptyMaps(Size size) {
        agree(size);
    }

    static List<Size> emptyMaps() {
        List<Size> sizes = new ArrayList<>();
        Window window = Window.of(3, 3).padding(1);
        sizes.add(size(0, 5, 7, 3, 4, 1, window));
        sizes.add(size(0, 5, 7, 4, 4, 4, window));
        sizes.add(size(2, 5, 7, 0, 4, 1, window));
        sizes.add(size(2, 5, 7, 3, 0, 1, window));
        sizes.add(size(2, 0, 3, 3, 4, 1, Window.of(2, 2).padding(1)));
        sizes.add(size(2, 0, 3, 4, 4, 4, Window.of(2, 2).padding(1)));
        return sizes;
    }

    private static Size size(
            int batch, int height, int width, int in, int out, int groups, Window window) {
        return new Size(
                batch,
                height,
                width,
                in,
                window.outHeight(height),
                window.outWidth(width),
                out,
                groups,
                window);
    }

    /** All kernels agree with the reference. */
    private void agree(Size s) {
        Window window = s.window();
        int xSize = s.batch() * s.height() * s.width() * s.channels();
        int wSize = window.height() * window.width() * s.groupChannels() * s.outChannels();
        int ySize = s.batch() * s.outHeight() * s.outWidth() * s.outChannels();
        double[] x = normal(1, xSize);
        double[] w = normal(2, wSize);
        double[] g = normal(3, ySize);
        int taps = window.height() * window.width();
        KernelCheck check = ofSums(taps * s.groupChannels());
        check.writes("conv2d " + s, ySize, (d, b) -> of(d).conv2d(s, b[1], b[2], null, b[0]), x, w);
        check.writes(
                "conv2d with bias " + s,
                ySize,
                (d, b) -> of(d).conv2d(s, b[1], b[2], b[3], b[0]),
                x,
                w,
                normal(4, s.outChannels()));
        check = ofSums(taps * s.groupOutChannels());
        check.writes(
                "conv2dGradX " + s,
                xSize,
                (d, b) -> of(d).conv2dGradX(s, b[1], b[2], null, b[0]),
                g,
                w);
        check.writes(
                "conv2dGradX with bias " + s,
                xSize,
                (d, b) -> of(d).conv2dGradX(s, b[1], b[2], b[3], b[0]),
                g,
                w,
                normal(5, s.channels()));
        check = ofSums(s.batch() * s.outHeight() * s.outWidth());
        check.writes(
                "conv2dGradWeight " + s,
                wSize,
                (d, b) -> of(d).conv2dGradWeight(s, b[1], b[2], b[0]),
                x,
                g);
    }

    /**
     * Roundings of a sum add up like the steps of a random walk; in a long sum they are themselves
     * larger, as they are roundings of larger numbers.
     */
    private KernelCheck ofSums(int terms) {
        return check.times(2 + Math.max(Math.sqrt(terms), terms / 25.0));
    }
}

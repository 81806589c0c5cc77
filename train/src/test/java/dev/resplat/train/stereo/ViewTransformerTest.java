package dev.resplat.train.stereo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ViewTransformerTest {
    private static final int C = 4;

    private final Device reference = GradientCheck.device().poisonBuffers();
    @RegisterExtension final InScope scope = InScope.on(reference);

    /** Windows are nothing but a mask over all pixels. */
    @ParameterizedTest
    @CsvSource({
        "4, 8, 2, false, 1",
        "4, 8, 2, true, 1",
        "6, 4, 2, true, 2",
        "9, 6, 3, true, 2",
        "6, 6, 3, false, 3",
        "5, 3, 1, true, 2"
    })
    void windowsHideWhatIsNotInThem(int h, int w, int count, boolean shifted, int each) {
        int images = 4;
        ViewAttention layer = new ViewAttention(new RandomStream(1), reference, C, 2);
        Var x = noise(2, images, h * w);
        Var target = noise(3, images, h * w);
        int[] others = new int[images * each];
        for (int i = 0; i < others.length; i++) {
            others[i] = (i / each + 1 + i % each) % images;
        }
        Tensor views = Tensor.ofInts(reference, Shape.of(others.length), others);

        Windows windows = new Windows(h, w, count);
        Windows.Order order = windows.ofLayer(shifted ? 1 : 0);
        Var there =
                layer.forward(
                        windows.arranged(x, Windows.Order.PIXELS, order),
                        windows.arranged(target, Windows.Order.PIXELS, order),
                        windows.all(),
                        views,
                        windows.mask(reference, order, each));
        Var y = windows.arranged(there, order, Windows.Order.PIXELS);

        boolean moves = shifted && count > 1;
        double[] mask = new double[h * w * each * h * w];
        for (int q = 0; q < h * w; q++) {
            for (int k = 0; k < each * h * w; k++) {
                boolean rows = together(q / w, k % (h * w) / w, h / count, moves);
                boolean columns = together(q % w, k % w, w / count, moves);
                mask[q * each * h * w + k] = rows && columns ? 0 : Double.NEGATIVE_INFINITY;
            }
        }
        Tensor hidden = Tensor.of(reference, Shape.of(h * w, each * h * w), mask);
        Var expected = layer.forward(x, target, 1, views, hidden);
        assertArrayEquals(expected.value().toDoubles(), y.value().toDoubles(), 1e-12);
    }

    /** Windows begin at multiples of their extent, or half of it later, and at the edge. */
    private static boolean together(int a, int b, int extent, boolean shifted) {
        int shift = shifted ? extent / 2 : 0;
        return Math.floorDiv(a - shift, extent) == Math.floorDiv(b - shift, extent);
    }

    private Var noise(int seed, int... dims) {
        int[] all = Arrays.copyOf(dims, dims.length + 1);
        all[dims.length] = C;
        return Var.constant(new RandomStream(seed).normal(reference, Shape.of(all)));
    }

    @Test
    void largeMapsHaveMoreWindows() {
        assertEquals(4, Windows.of(4, 96, 2).all());
        assertEquals(16, Windows.of(4, 100, 2).all());
        assertEquals(64, Windows.of(8, 200, 2).all());
        assertEquals(4, Windows.of(6, 200, 2).all());
        assertEquals(144, Windows.of(12, 120, 12).all());
        assertThrows(IllegalArgumentException.class, () -> Windows.of(5, 8, 2));
    }

    @Test
    void gradientsOfOrders() {
        Windows windows = new Windows(6, 4, 2);
        GradientCheck.check(
                x ->
                        windows.arranged(
                                windows.arranged(x[0], Windows.Order.PIXELS, Windows.Order.SHIFTED),
                                Windows.Order.SHIFTED,
                                Windows.Order.WINDOWS),
                noise(4, 2, 24).value());
    }

    /** In a window of 2 rows and 4 columns, worked out by hand. */
    @Test
    void positionsAreSinesOfThePlaceInTheWindow() {
        Tensor places = SinePositions.of(reference, 4, 8, 2, 8);
        assertEquals(Shape.of(1, 4, 8, 8), places.shape());
        double[] x = places.toDoubles();
        for (int row : new int[] {0, 2}) {
            for (int column : new int[] {1, 5}) {
                double down = 2 * Math.PI / 2;
                double right = 2 * Math.PI * 2 / 4;
                double[] expected = {
                    Math.sin(down),
                    Math.cos(down),
                    Math.sin(down / 100),
                    Math.cos(down / 100),
                    Math.sin(right),
                    Math.cos(right),
                    Math.sin(right / 100),
                    Math.cos(right / 100)
                };
                int at = (row * 8 + column) * 8;
                assertArrayEquals(expected, Arrays.copyOfRange(x, at, at + 8), 1e-6);
            }
        }
    }

    /** Others are seen as they were before the layer, so what one view gets does not go on. */
    @Test
    void aLayerCarriesFeaturesToTheNextViewOnly() {
        StereoConfig.Views config = new StereoConfig.Views(1, 2, 1);
        ViewTransformer layer =
                new ViewTransformer(new RandomStream(1), reference, config, C, false);
        NearestViews chain = new NearestViews(1, new int[] {1, 2, 0});
        double[] x = noise(2, 3, 4, 4).value().toDoubles();
        double[] before = through(layer, x, chain);
        // The last pixel of view 2 moves: views 1 and 2 see that, 0 does not.
        x[3 * 16 * C - 1] += 1;
        double[] after = through(layer, x, chain);
        int size = 16 * C;
        assertArrayEquals(Arrays.copyOf(before, size), Arrays.copyOf(after, size), 0);
        // In view 1 only what is in the same window: the lower right 2 x 2 pixels.
        for (int p = 0; p < 16; p++) {
            boolean inside = p / 4 >= 2 && p % 4 >= 2;
            int at = size + p * C;
            assertEquals(inside, before[at] != after[at], "pixel " + p);
        }
    }

    private double[] through(ViewTransformer layer, double[] x, NearestViews views) {
        Tensor features = Tensor.of(reference, Shape.of(3, 4, 4, C), x);
        return layer.forward(Var.constant(features), views).value().toDoubles();
    }
}

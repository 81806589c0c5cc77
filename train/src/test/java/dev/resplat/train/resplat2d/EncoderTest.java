package dev.resplat.train.resplat2d;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the encoder sees, and where. */
class EncoderTest {
    private final Device device = new ReferenceDevice().poisonBuffers();
    @RegisterExtension final InScope scope = InScope.on(device);

    private Encoder encoder() {
        return new Encoder(new RandomStream(2), device, Small.config(0.5, 0, Small.ALL));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 7", "7, 1", "4, 4", "13, 10", "19, 23", "32, 5"})
    void featuresOfPicturesOfAnySize(int width, int height) {
        Tensor picture = Small.map(device, Small.waves(width, height));
        Var features = encoder().look(picture);
        assertEquals(Shape.of(1, (height + 3) / 4, (width + 3) / 4, 3), features.shape());
        Tensor splats = Small.splats(device, Small.rows(5, width, height));
        Tensor at = Encoder.at(features, splats).value();
        assertEquals(Shape.of(5, 3), at.shape());
        for (double value : at.toDoubles()) {
            assertTrue(Double.isFinite(value), "feature " + value);
        }
    }

    /** Features that tell where they are: centred at every fourth pixel. */
    @ParameterizedTest
    @CsvSource({"1, 1", "5, 7", "6, 1", "4, 12"})
    void featuresBetweenPlacesAreLinear(int width, int height) {
        double[] ramp = new double[2 * width * height];
        for (int i = 0; i < width * height; i++) {
            ramp[2 * i] = 4 * (i % width) + 0.5;
            ramp[2 * i + 1] = 4 * (i / width) + 0.5;
        }
        Tensor features = Tensor.of(device, Shape.of(1, height, width, 2), ramp);
        double[] rows = Small.rows(20, 4 * width, 4 * height);
        rows[0] = -100;
        rows[Column.COUNT + 1] = 1e5;
        Tensor at = Encoder.at(Var.constant(features), Small.splats(device, rows)).value();
        double[] actual = at.toDoubles();
        for (int s = 0; s < 20; s++) {
            double x = rows[s * Column.COUNT];
            double y = rows[s * Column.COUNT + 1];
            assertEquals(Math.min(Math.max(x, 0.5), 4 * width - 3.5), actual[2 * s], 1e-9);
            assertEquals(Math.min(Math.max(y, 0.5), 4 * height - 3.5), actual[2 * s + 1], 1e-9);
        }
    }

    /** That is where the features really are: they see as far to one side as to the other. */
    @Test
    void aFeatureIsCentredAtEveryFourthPixel() {
        Encoder encoder = encoder();
        int size = 81;
        int pixel = 40;
        double[] picture = new double[3 * size * size];
        double[] before = encoder.look(picture(picture, size)).value().toDoubles();
        picture[3 * (pixel * size + pixel)] = 1;
        double[] after = encoder.look(picture(picture, size)).value().toDoubles();
        int first = Integer.MAX_VALUE;
        int last = 0;
        for (int i = 0; i < before.length; i++) {
            if (before[i] != after[i]) {
                first = Math.min(first, i / 3 % 21);
                last = Math.max(last, i / 3 % 21);
            }
        }
        assertTrue(first < 10 && first > 0, "first " + first);
        assertEquals(pixel / 4, (first + last) / 2.0);
    }

    private Tensor picture(double[] colors, int size) {
        return Tensor.of(device, Shape.of(size, size, 3), colors);
    }

    @Test
    void untrainedItLeavesSplatsWhereTheyArePlaced() {
        Encoder encoder = encoder();
        Tensor picture = Small.map(device, Small.waves(13, 10));
        double[] rows = Small.rows(6, 13, 10);
        Tensor splats = Small.splats(device, rows);
        State state = encoder.propose(encoder.look(picture), picture, splats, true);
        assertArrayEquals(rows, state.splats().value().toDoubles(), 1e-12);
        assertEquals(Shape.of(6, 2), state.memory().shape());
    }

    /** Features have gradients, places have not. */
    @Test
    void gradientsOfFeatures() {
        Tensor splats = Small.splats(device, Small.rows(6, 17, 9));
        Tensor features = new RandomStream(1).normal(device, Shape.of(1, 3, 5, 2));
        GradientCheck.check(v -> Encoder.at(v[0], splats), features);
    }
}

package dev.resplat.splat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.splat.Rasterizer.Options;
import dev.resplat.splat.Rasterizer.Rendering;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.cpu.CpuDevice;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a rendered view must be, whatever renders it. */
class RenderingTest {
    private static final Device DEVICE = new CpuDevice(2);
    private static final float[] BLACK = new float[3];
    private static final Camera CAMERA = InFront.camera(60, 44);

    @RegisterExtension final InScope scope = InScope.on(DEVICE);

    private static Rendering render(Splats3d splats, Options options) {
        return Rasterizer.render(Gaussians.of(DEVICE, splats), CAMERA, options);
    }

    private static Options options(BlendMode mode, boolean antialiased) {
        return new Options(mode, 0, antialiased, Options.BLUR, Options.NEAR, BLACK, false);
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    @Test
    void aBackgroundIsWhatSplatsDoNotHide() {
        Splats3d splats = InFront.splats(80, 1, 0.15);
        Rendering onBlack = render(splats, Options.of(1));
        float[] black = onBlack.image().value().toFloats();
        float[] alpha = onBlack.alpha().toFloats();
        float[] color = {0.25f, 1, 0.625f};
        Rendering onColor = render(splats, Options.of(1).on(color));
        float[] image = onColor.image().value().toFloats();
        assertArrayEquals(alpha, onColor.alpha().toFloats());
        double most = 0;
        for (int i = 0; i < image.length; i++) {
            most = Math.max(most, alpha[i / 3]);
            float expected = black[i] + (1 - alpha[i / 3]) * color[i % 3];
            assertEquals(expected, image[i], 1e-5, "element " + i);
        }
        assertTrue(most > 0.9, "something is seen: " + most);
    }

    /** A splat that is smaller than a pixel has the same light in an image of half the size. */
    @ParameterizedTest
    @EnumSource(
            value = BlendMode.class,
            names = {"ADDITIVE", "ALPHA"})
    void antialiasedSplatsKeepTheirEnergy(BlendMode mode) {
        // a quarter of a pixel, between pixels
        Splats3d splats = InFront.one(4, 0.25 * 4 / 60, 20, 1, 1, 1);
        Camera half = CAMERA.resized(30, 22);
        double[] light = new double[4];
        for (int i = 0; i < 4; i++) {
            boolean small = i % 2 == 1;
            Options options = options(mode, i < 2);
            light[i] = sum(splats.render(DEVICE, small ? half : CAMERA, options));
            light[i] *= small ? 4 : 1;
        }
        // without the weights below 1/255, of which the small image has more
        double tolerance = mode == BlendMode.ALPHA ? 0.15 : 0.02;
        assertEquals(1, light[1] / light[0], tolerance);
        // 3 channels of 2 pi sigma^2
        assertEquals(3 * 2 * Math.PI / 16, light[0], tolerance * light[0]);
        assertTrue(light[3] / light[2] > 3, "else it grows: " + light[3] / light[2]);
    }

    @Test
    void aNormalizedImageIsAMeanOfColors() {
        Splats3d red = InFront.one(3, 0.4, 1, 0.75f, 0.25f, 0);
        Splats3d blue = InFront.one(5, 0.4, -1, 0.25f, 0.25f, 1);
        Splats3d both = red.and(blue);
        Options options = options(BlendMode.NORMALIZED, false);
        Rendering y = render(both, options);
        float[] image = y.image().value().toFloats();
        int middle = 22 * 60 + 30;
        // half a pixel beside the centres of both
        double[] mean = new double[3];
        double total = 0;
        for (int s = 0; s < 2; s++) {
            double depth = s == 0 ? 3 : 5;
            double variance = Math.pow(60 * 0.4 / depth, 2) + Options.BLUR;
            double logit = s == 0 ? 1 : -1;
            double weight = Math.exp(-0.25 / variance) / (1 + Math.exp(-logit));
            total += weight;
            for (int c = 0; c < 3; c++) {
                double color = 0.5 + Harmonics.DC * both.sh()[3 * s + c];
                mean[c] += weight * color;
            }
        }
        for (int c = 0; c < 3; c++) {
            double expected = mean[c] / (total + BlendMode.EPSILON);
            assertEquals(expected, image[3 * middle + c], 1e-3, "channel " + c);
        }
        assertEquals(total, y.alpha().toFloats()[middle], 1e-3);
        float[] swapped = render(blue.and(red), options).image().value().toFloats();
        assertArrayEquals(image, swapped, 1e-5f, "there is no order");
    }

    /** All colours are a sum over splats, so what they count is a sum over pixels. */
    @ParameterizedTest
    @EnumSource(BlendMode.class)
    void weightsAreWhatSplatsCount(BlendMode mode) {
        Splats3d splats = InFront.splats(80, 0, 0.15);
        float[] ones = new float[3 * 80];
        Arrays.fill(ones, (float) (0.5 / Harmonics.DC));
        Splats3d white =
                new Splats3d(
                        0,
                        splats.means(),
                        splats.quats(),
                        splats.logScales(),
                        splats.opacityLogits(),
                        ones);
        Rendering y = render(white, options(mode, false));
        float[] weights = y.weights().toFloats();
        assertEquals(80, weights.length);
        double light = sum(y.image().value().toFloats()) / 3;
        assertTrue(light > 100, "light " + light);
        assertEquals(light, sum(weights), 1e-4 * light);
        if (mode == BlendMode.ALPHA) {
            assertEquals(sum(y.alpha().toFloats()), sum(weights), 1e-4 * light);
            Splats3d wall = InFront.one(2, 50, 30, 0, 0, 0).and(white);
            float[] hidden = render(wall, options(mode, false)).weights().toFloats();
            assertEquals(60 * 44, hidden[0], 3, "the wall fills the image");
            assertTrue(sum(hidden) - hidden[0] < 0.01 * hidden[0], "and hides the rest");
        }
    }

    @Test
    void aDepthIsThatOfWhatIsSeen() {
        Splats3d near = InFront.one(3, 0.1, 0, 1, 1, 1);
        Splats3d far = InFront.one(5, 3, 30, 1, 1, 1);
        float[] depth = render(near.and(far), Options.of(0).depth()).depth().value().toFloats();
        assertEquals(44 * 60, depth.length);
        assertEquals(5, depth[0], 1e-4, "in the corner there is the far one");
        int middle = 22 * 60 + 30;
        double alpha = 0.5 * Math.exp(-0.25 / (4 + Options.BLUR));
        double back = (1 - alpha) * BlendMode.MAX_ALPHA;
        double expected = (3 * alpha + 5 * back) / (alpha + back);
        assertEquals(expected, depth[middle], 1e-3);
        float[] alone = render(near, Options.of(0).depth()).depth().value().toFloats();
        assertEquals(3, alone[middle], 1e-4, "what is translucent is as far");
        assertEquals(0, alone[0], "nothing is there");
        float[] white = render(near, Options.of(0).on(1, 1, 1).depth()).depth().value().toFloats();
        assertArrayEquals(alone, white, 1e-5f, "a background has no depth");
    }

    @Test
    void whatIsNearerThanTheLeastDepthIsNotThere() {
        Splats3d splats = InFront.one(3, 0.1, 2, 1, 1, 1);
        Options o = Options.of(0);
        Options near = new Options(o.mode(), 0, false, o.blur(), 3.01, BLACK, false);
        assertEquals(0, sum(splats.render(DEVICE, CAMERA, near)));
        assertTrue(sum(splats.render(DEVICE, CAMERA, o)) > 1);
    }

    @Test
    void imagesOfSeveralViewsAreThoseOfEach() {
        Splats3d splats = InFront.splats(80, 1, 0.15);
        double[] aside = CAMERA.worldToCamera().clone();
        aside[3] = -0.4;
        List<Camera> cameras = List.of(CAMERA, CAMERA.at(aside), CAMERA.cropped(3, -2, 60, 44));
        Options options = Options.of(1).on(1, 0, 0.5f);
        float[] all =
                Rasterizer.images(Gaussians.of(DEVICE, splats), cameras, options)
                        .value()
                        .toFloats();
        int size = 3 * 60 * 44;
        assertEquals(3 * size, all.length);
        for (int v = 0; v < 3; v++) {
            float[] alone = splats.render(DEVICE, cameras.get(v), options);
            assertArrayEquals(alone, Arrays.copyOfRange(all, v * size, (v + 1) * size));
        }
    }
}

package dev.resplat.train.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.optim.Adam;
import dev.resplat.nn.vision.Lpips;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RealData;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LPIPS with published weights against values of other programs. */
final class LpipsTest {
    private static Lpips squeeze(Device device) {
        var file = RealData.require("lpips/lpips_squeeze_v0.1.safetensors");
        return Lpips.squeeze(device, SafetensorsFile.open(file).all());
    }

    private static JsonNode expected() throws IOException {
        return new ObjectMapper().readTree(RealData.require("lpips/expected.json").toFile());
    }

    /** Colours from 0 to 1, {@code [1, H, W, 3]}. */
    private static Tensor picture(Device device, String name) throws IOException {
        BufferedImage read = ImageIO.read(RealData.require(name).toFile());
        int w = read.getWidth();
        int h = read.getHeight();
        double[] colors = new double[3 * w * h];
        for (int i = 0; i < colors.length; i++) {
            int pixel = i / 3;
            int rgb = read.getRGB(pixel % w, pixel / w);
            colors[i] = (rgb >> 16 - 8 * (i % 3) & 255) / 255.0;
        }
        return Tensor.of(device, Shape.of(1, h, w, 3), colors);
    }

    private static double[] numbers(JsonNode list) {
        double[] numbers = new double[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = list.get(i).asDouble();
        }
        return numbers;
    }

    @Test
    void thePairsOfThePackageHaveTheirPublishedDistances() throws IOException {
        Device device = Devices.cpu();
        try (Scope scope = Scope.open()) {
            Lpips lpips = squeeze(device);
            for (JsonNode pair : expected().get("pairs")) {
                Var a = Var.constant(picture(device, "lpips/" + pair.get("a").asText()));
                Var b = Var.constant(picture(device, "lpips/" + pair.get("b").asText()));
                double[] layers = numbers(pair.get("layers"));
                List<Var> depths = lpips.depths(a, b);
                assertEquals(layers.length, depths.size());
                for (int i = 0; i < layers.length; i++) {
                    assertEquals(layers[i], depths.get(i).value().item(), 2e-6, "depth " + i);
                }
                assertEquals(
                        pair.get("lpips_squeeze").asDouble(),
                        lpips.forward(a, b).value().item(),
                        5e-6);
            }
        }
    }

    @Test
    void pairsOfTid2013HaveTheDistancesOfAnotherProgram() throws IOException {
        Device device = Devices.cpu();
        JsonNode json =
                new ObjectMapper().readTree(RealData.require("metrics/expected.json").toFile());
        try (Scope scope = Scope.open()) {
            Lpips lpips = squeeze(device);
            for (JsonNode pair : json.get("pairs")) {
                String name = pair.get("name").asText() + ".png";
                Var a = Var.constant(picture(device, "metrics/ref/" + name));
                Var b = Var.constant(picture(device, "metrics/dist/" + name));
                double distance = pair.get("ours_numpy").get("lpips_squeeze_v01").asDouble();
                assertEquals(distance, lpips.forward(a, b).value().item(), 5e-6, name);
            }
        }
    }

    @Test
    void noiseOfTheMersenneTwisterHasItsPublishedDistances() throws IOException {
        MersenneTwister random = new MersenneTwister(42);
        double[] a = noise(random);
        double[] b = noise(random);
        double[] distances = numbers(expected().get("mt19937_seed42").get("values"));
        checkNoise(Devices.cpu(), a, b, distances, 5e-6);
        checkNoise(GradientCheck.device(), a, b, distances, 1e-9);
    }

    private static void checkNoise(
            Device device, double[] a, double[] b, double[] distances, double tolerance) {
        try (Scope scope = Scope.open()) {
            Lpips lpips = squeeze(device);
            Var distance = lpips.forward(channelsLast(device, a), channelsLast(device, b));
            assertArrayEquals(distances, distance.value().toDoubles(), tolerance);
        }
    }

    private static double[] noise(MersenneTwister random) {
        double[] values = new double[2 * 3 * 100 * 100];
        for (int i = 0; i < values.length; i++) {
            values[i] = (random.next() & 0xffffff) / (double) (1 << 24);
        }
        return values;
    }

    private static Var channelsLast(Device device, double[] values) {
        Tensor first = Tensor.of(device, Shape.of(2, 3, 100, 100), values);
        return Var.constant(Arranging.permute(first, 0, 2, 3, 1));
    }

    @Test
    void asAMetricItNamesItsTrunk() throws IOException {
        Path file = RealData.require("lpips/lpips_squeeze_v0.1.safetensors");
        Device device = Devices.cpu();
        try (Scope scope = Scope.open()) {
            Perceptual metric = Perceptual.read(file, device);
            assertEquals("lpips_squeeze", metric.name());
            JsonNode pair = expected().get("pairs").get(0);
            Image a = image(picture(device, "lpips/" + pair.get("a").asText()));
            Image b = image(picture(device, "lpips/" + pair.get("b").asText()));
            assertEquals(pair.get("lpips_squeeze").asDouble(), metric.of(a, b), 5e-6);
            assertEquals(0, metric.of(a, a));
        }
    }

    private static Image image(Tensor picture) {
        Shape s = picture.shape();
        return new Image(s.dim(2), s.dim(1), picture.toFloats());
    }

    @Test
    void aFileThatHasNoWeightsIsAMistake(@TempDir Path folder) {
        Path other = folder.resolve("other.safetensors");
        SafetensorsFile.write(other, Map.of("w", HostArray.of(new float[1], 1)), Map.of());
        mistake(other, "no weights of LPIPS; needed is features.12.squeeze.weight");
        Path part = folder.resolve("part.safetensors");
        HostArray array = HostArray.of(new float[1], 1);
        SafetensorsFile.write(part, Map.of("features.28.weight", array), Map.of());
        mistake(part, "lin4.model.1.weight");
        mistake(folder.resolve("none.safetensors"), "none.safetensors");
    }

    private static void mistake(Path file, String message) {
        try (Scope scope = Scope.open()) {
            Device device = Devices.cpu();
            Exception e = assertThrows(UserMistake.class, () -> Perceptual.read(file, device));
            assertTrue(e.getMessage().contains(message), e.getMessage());
        }
    }

    @Test
    void itIsALossThatPullsPicturesTogether() throws IOException {
        Device device = Devices.cpu();
        try (Scope scope = Scope.open()) {
            Lpips lpips = squeeze(device);
            Var target = Var.constant(crop(picture(device, "lpips/ex_ref.png")));
            Var x = Var.parameter(crop(picture(device, "lpips/ex_p1.png")));
            Adam optimizer = new Adam(Map.of("x", x), Adam.Config.adam());
            double before = lpips.forward(x, target).value().item();
            for (int i = 0; i < 10; i++) {
                optimizer.step(lpips.forward(x, target).sum().backward(), 0.003);
            }
            double after = lpips.forward(x, target).value().item();
            assertTrue(after < 0.7 * before, before + " to " + after);
            assertEquals(0, lpips.parameterCount());
        }
    }

    private static Tensor crop(Tensor picture) {
        return Arranging.slice(Arranging.slice(picture, 1, 0, 48), 2, 0, 48);
    }

    /** Matsumoto and Nishimura 1998: the generator MT19937. */
    private static final class MersenneTwister {
        private static final int N = 624;
        private static final int M = 397;

        private final int[] state = new int[N];
        private int at = N;

        MersenneTwister(int seed) {
            state[0] = seed;
            for (int i = 1; i < N; i++) {
                state[i] = 1812433253 * (state[i - 1] ^ state[i - 1] >>> 30) + i;
            }
        }

        int next() {
            if (at == N) {
                for (int i = 0; i < N; i++) {
                    int y = state[i] & 0x80000000 | state[(i + 1) % N] & 0x7fffffff;
                    state[i] = state[(i + M) % N] ^ y >>> 1 ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
                }
                at = 0;
            }
            int y = state[at++];
            y ^= y >>> 11;
            y ^= y << 7 & 0x9d2c5680;
            y ^= y << 15 & 0xefc60000;
            return y ^ y >>> 18;
        }
    }
}

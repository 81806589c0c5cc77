package dev.resplat.train.resplat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.nn.StateDict;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.UserMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RenderFeaturesTest {
    @TempDir Path folder;
    private final Device device = new CpuDevice(2);
    @RegisterExtension final InScope scope = InScope.on(device);

    /** Weights of a network in our layout; norms have seen something. */
    private Map<String, HostArray> ours(int width) {
        Map<String, HostArray> arrays =
                StateDict.of(RenderFeatures.network(new RandomStream(3), device, width));
        RandomStream random = new RandomStream(4);
        arrays.replaceAll(
                (name, array) -> {
                    if (array.dims().length != 1) {
                        return array;
                    }
                    float[] values = random.uniform(device, Shape.of(array.dims())).toFloats();
                    for (int i = 0; i < values.length; i++) {
                        values[i] += name.endsWith("var") || name.endsWith("weight") ? 0.5f : -0.5f;
                    }
                    return HostArray.of(values, array.dims());
                });
        return arrays;
    }

    /** The same as PyTorch has them. */
    private static Map<String, HostArray> theirs(Map<String, HostArray> ours) {
        Map<String, HostArray> arrays = new LinkedHashMap<>();
        ours.forEach(
                (name, array) -> {
                    int[] d = array.dims();
                    if (d.length != 4) {
                        arrays.put(name, array);
                        return;
                    }
                    float[] from = array.toFloats();
                    float[] to = new float[from.length];
                    for (int i = 0; i < from.length; i++) {
                        int out = i % d[3];
                        int in = i / d[3] % d[2];
                        int tap = i / d[3] / d[2];
                        to[(out * d[2] + in) * d[0] * d[1] + tap] = from[i];
                    }
                    arrays.put(name, HostArray.of(to, d[3], d[2], d[0], d[1]));
                });
        return arrays;
    }

    private Path file(Map<String, HostArray> arrays) {
        Path file = folder.resolve("weights.safetensors");
        SafetensorsFile.write(file, arrays, Map.of());
        return file;
    }

    private Tensor images(int n, int height, int width) {
        return new RandomStream(5).uniform(device, Shape.of(n, height, width, 3));
    }

    @Test
    void featuresAreThoseOfASlowComputation() {
        int height = 18;
        int width = 27;
        Map<String, HostArray> weights = theirs(ours(4));
        RenderFeatures features = RenderFeatures.read(file(weights), device);
        Tensor images = images(2, height, width);
        float[] found = features.of(images, 5, 6).toFloats();
        assertEquals(16, features.channels());
        float[] all = images.toFloats();
        for (int n = 0; n < 2; n++) {
            float[] image = new float[3 * height * width];
            System.arraycopy(all, n * image.length, image, 0, image.length);
            double[][][][] maps = new SlowTrunk(weights).features(image, height, width);
            int channel = 0;
            for (double[][][] part : maps) {
                for (double[][] map : part) {
                    for (int p = 0; p < 30; p++) {
                        double expected = SlowTrunk.resized(map, p / 6, p % 6, 5, 6);
                        assertEquals(
                                expected,
                                found[(n * 30 + p) * 16 + channel],
                                1e-4 * (1 + Math.abs(expected)),
                                "channel " + channel);
                    }
                    channel++;
                }
            }
            assertEquals(16, channel);
        }
    }

    /** With all that torchvision has besides. */
    @Test
    void aFileOfTorchvisionIsRead() {
        Map<String, HostArray> weights = theirs(ours(64));
        weights.put("bn1.num_batches_tracked", HostArray.of(new long[] {7}));
        weights.put("layer3.0.conv1.weight", HostArray.of(new float[4], 1, 4, 1, 1));
        weights.put("layer4.1.bn2.running_var", HostArray.of(new float[4], 4));
        weights.put("fc.weight", HostArray.of(new float[4], 2, 2));
        weights.put("fc.bias", HostArray.of(new float[2], 2));
        RenderFeatures features = RenderFeatures.read(file(weights), device);
        assertEquals(256, features.channels());
        Tensor x = images(1, 32, 32);
        Tensor found = features.of(x, 8, 8);
        assertEquals(Shape.of(1, 8, 8, 256), found.shape());
        RenderFeatures same = RenderFeatures.of("ours", ours(64), device);
        assertArrayEquals(same.of(x, 8, 8).toFloats(), found.toFloats());
    }

    /** Seven filters: both layouts begin and end with the same number. */
    @Test
    void layoutsAreToldFromEachOther() {
        Tensor x = images(1, 16, 16);
        float[] a = RenderFeatures.of("ours", ours(7), device).of(x, 4, 4).toFloats();
        float[] b = RenderFeatures.of("theirs", theirs(ours(7)), device).of(x, 4, 4).toFloats();
        assertArrayEquals(a, b);
    }

    @Test
    void filesOfSomethingElseAreMistakes() throws IOException {
        refused(folder.resolve("none.safetensors"), "there is no file");
        Path text = folder.resolve("text.safetensors");
        Files.writeString(text, "not at all weights of anything");
        refused(text, "text.safetensors");
        refused(file(Map.of("weight", HostArray.of(new float[3], 3))), "lacks conv1.weight: give");
        Map<String, HostArray> weights = theirs(ours(4));
        weights.put("conv1.weight", HostArray.of(new float[4 * 9 * 3], 4, 3, 3, 3));
        refused(file(weights), "conv1.weight that is F32[4, 3, 3, 3]");
        Map<String, HostArray> deeper = theirs(ours(4));
        deeper.put("layer1.2.conv1.weight", deeper.get("layer1.1.conv1.weight"));
        refused(file(deeper), "it has layer1.2.conv1.weight");
        Map<String, HostArray> less = theirs(ours(4));
        less.remove("layer2.1.bn2.bias");
        refused(file(less), "it lacks layer2.1.bn2.bias");
        Map<String, HostArray> wider = theirs(ours(4));
        wider.put("layer1.0.conv2.weight", HostArray.of(new float[5 * 4 * 9], 5, 4, 3, 3));
        refused(file(wider), "layer1.0.conv2.weight is");
        Map<String, HostArray> damaged = theirs(ours(4));
        damaged.put("bn1.bias", HostArray.of(new float[] {0, Float.NaN, 0, 0}, 4));
        refused(file(damaged), "bn1.bias has a weight of NaN");
        refused(folder, "best.safetensors");
    }

    private void refused(Path file, String message) {
        UserMistake e = assertThrows(UserMistake.class, () -> RenderFeatures.read(file, device));
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }

    @Test
    void whatAreNoImagesIsNamed() {
        RenderFeatures features = RenderFeatures.of("ours", ours(4), device);
        Tensor grey = images(1, 16, 16).reshape(1, 16, 48, 1);
        ShapeException e = assertThrows(ShapeException.class, () -> features.of(grey, 4, 4));
        assertTrue(e.getMessage().contains("[N, H, W, 3]"), e.getMessage());
    }
}

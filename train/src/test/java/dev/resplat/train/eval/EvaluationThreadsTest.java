package dev.resplat.train.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.resplat.splat.Splats2d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.train.image.BuiltInPicture;
import dev.resplat.train.image.Image;
import dev.resplat.train.reconstruct.Look;
import dev.resplat.train.reconstruct.Observation;
import dev.resplat.train.resplat2d.SomeWeights;
import dev.resplat.train.resplat2d.Weights;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Splats and metrics have the same bits for any number of threads. */
final class EvaluationThreadsTest {
    private static final Image TARGET = BuiltInPicture.paint(60, 40);

    @TempDir private Path temporary;

    private static List<Look> looks(Weights weights, Device device) {
        try (Scope scope = Scope.open();
                Observation observation = new Observation(weights.on(device), device)) {
            observation.begin(TARGET, 150, 1);
            return observation.eachDepth(3);
        }
    }

    @Test
    void bitsDoNotDependOnThreads() {
        Weights weights = Weights.of(SomeWeights.write(temporary.resolve("best.safetensors")));
        List<Look> expected = looks(weights, new CpuDevice(1));
        for (int threads : new int[] {2, 3, 5}) {
            List<Look> actual = looks(weights, new CpuDevice(threads));
            for (int d = 0; d < expected.size(); d++) {
                Splats2d splats = expected.get(d).splats();
                Splats2d others = actual.get(d).splats();
                assertArrayEquals(splats.means(), others.means());
                assertArrayEquals(splats.logScales(), others.logScales());
                assertArrayEquals(splats.weights(), others.weights());
                assertArrayEquals(splats.colors(), others.colors());
                assertEquals(
                        expected.get(d).figures().quality(), actual.get(d).figures().quality());
            }
        }
    }
}

package dev.resplat.train.resplat;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.Config;
import dev.resplat.train.synthesis.ContextViews;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files with the names and shapes of the authors' checkpoints, and other numbers, and small models
 * that read them.
 */
final class SomeCheckpoint {
    /** One of each, as small as it can be. */
    private static final List<String> SMALL =
            List.of(
                    "network.stereo.convolutions.first=4",
                    "network.stereo.convolutions.second=8",
                    "network.stereo.convolutions.last=16",
                    "network.stereo.transformer.layers=2",
                    "network.stereo.transformer.windows=1",
                    "network.stereo.transformer.expansion=1",
                    "network.stereo.mono.patch=8",
                    "network.stereo.mono.image=32",
                    "network.stereo.mono.width=64",
                    "network.stereo.mono.layers=4",
                    "network.stereo.mono.heads=2",
                    "network.stereo.mono.hidden=20",
                    "network.stereo.mono.taken=[0,1,2,3]",
                    "network.stereo.candidates=6",
                    "network.stereo.regressor={width: 8, levels: 3, headWidth: 4, groups: 4}",
                    "network.points.width=16",
                    "network.points.blocks=1",
                    "network.points.inner=6",
                    "network.update.state=32",
                    "network.update.blocks=1",
                    "network.update.inner=6");

    /** What the network for RealEstate10K has otherwise. */
    static final String RE10K =
            "network.points.downscale=2 network.points.perPoint=4"
                    + " network.stereo.convolutions.downscale=4";

    private final Device device;
    private final Path folder;

    /**
     * @param folder where files are written
     */
    SomeCheckpoint(Device device, Path folder) {
        this.device = device;
        this.folder = folder;
    }

    static ResplatNetwork network(String... changes) {
        return Config.named("resplat-small")
                .with(SMALL)
                .with(List.of(changes))
                .as(ResplatConfig.class)
                .network();
    }

    Resplat model(ResplatNetwork network, RenderFeatures trunk) {
        return new Resplat(new RandomStream(1), device, network, trunk, pass -> 1);
    }

    /** One that sees as much as theirs does. */
    RenderFeatures trunk() {
        return new RenderFeatures(RenderFeatures.network(new RandomStream(2), device, 64));
    }

    /** Other numbers for each array, small enough to be used. */
    Map<String, HostArray> arrays(ResplatNetwork network) {
        Map<String, HostArray> arrays = new LinkedHashMap<>();
        RandomStream random = new RandomStream(7);
        PublishedNames.of(network)
                .forEach(
                        (name, dims) -> {
                            try (Scope own = Scope.open()) {
                                Tensor values = random.uniform(device, Shape.of(dims)).mul(0.05);
                                arrays.put(name, HostArray.of(values.toFloats(), dims));
                            }
                        });
        return arrays;
    }

    Path written(Map<String, HostArray> arrays) {
        Path path = folder.resolve("its file.safetensors");
        SafetensorsFile.write(path, arrays, Map.of());
        return path;
    }

    /** Cameras with the axes of the world. */
    ContextViews context(int size) {
        Tensor images = new RandomStream(3).uniform(device, Shape.of(1, 2, size, size, 3));
        double[] left = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
        double[] right = left.clone();
        right[3] = -0.5;
        List<Camera> cameras =
                List.of(
                        new Camera(size, size, size, size, size / 2.0, size / 2.0, left),
                        new Camera(size, size, size, size, size / 2.0, size / 2.0, right));
        return new ContextViews(images, List.of(cameras), new double[] {1}, new double[] {10});
    }

    static HostArray zeros(int... dims) {
        return HostArray.of(new float[Shape.of(dims).size()], dims);
    }
}

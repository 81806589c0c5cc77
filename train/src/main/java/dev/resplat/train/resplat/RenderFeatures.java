package dev.resplat.train.resplat;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.Mode;
import dev.resplat.nn.PyTorch;
import dev.resplat.nn.StateDict;
import dev.resplat.nn.vision.ResNet;
import dev.resplat.nn.vision.ResidualBlock.Norm;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Sampling;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.InputFile;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.loop.WeightsFile;
import dev.resplat.train.synthesis.PublishedArrays;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a frozen residual network sees in images: how that differs between a render and the image it
 * should be tells a model what to change (Xu et al. 2025, "ReSplat", section on the rendering
 * error).
 *
 * <p>The network is the first half of a ResNet-18 (He et al. 2016), and its features those of the
 * first convolution, before its norm, and of the first two stages. Its weights are of ImageNet, as
 * torchvision has them, where users have them; those that come with the program were learned from
 * scenes that it makes.
 *
 * <p>Nothing here is trained and no gradients flow. It belongs to the scope in which it was made,
 * and may be used by several threads.
 */
public final class RenderFeatures {
    /** The name of the weights that come with the program, and of the model that they are of. */
    public static final String BUILT_IN = "trunk";

    /** What stands before the names of torchvision in published weights of ReSplat. */
    static final String PUBLISHED = "update_feature";

    /** What torchvision normalises colours by, for weights of ImageNet. */
    private static final double[] MEAN = {0.485, 0.456, 0.406};

    private static final double[] DEVIATION = {0.229, 0.224, 0.225};

    private static final int STAGES = 2;
    private static final String FIRST = "conv1.weight";

    /** What a ResNet-18 has beside what is used here. */
    private static final Pattern UNUSED = Pattern.compile("(layer[34]|fc)\\..*");

    private static final String KIND =
            "a ResNet-18 with the names of torchvision in safetensors, or the directory of a training of '%s'"
                    .formatted(BUILT_IN);

    private final ResNet trunk;
    private final int channels;

    /**
     * Of a network as it is.
     *
     * @param trunk of two stages, with batch norms
     */
    public RenderFeatures(ResNet trunk) {
        this.trunk = trunk;
        channels = trunk.widths().stream().mapToInt(w -> w).sum();
    }

    /** With the weights that come with the program. */
    public static RenderFeatures builtIn(Device device) {
        WeightsFile file = WeightsFile.named(BUILT_IN, List.of(BUILT_IN));
        return of(file.source(), file.arrays(), device);
    }

    /**
     * With the weights of a file.
     *
     * @param path safetensors with the names of torchvision, or published weights of ReSplat, which
     *     have them as well; or the directory or the best weights of a training of {@code trunk}
     * @throws UserMistake when there are no such weights
     */
    public static RenderFeatures read(Path path, Device device) {
        Path file = Files.isDirectory(path) ? path.resolve(WeightsFile.BEST) : path;
        InputFile.require(file, KIND);
        try {
            Map<String, HostArray> arrays = SafetensorsFile.open(file).all();
            Map<String, HostArray> theirs =
                    PyTorch.below(PUBLISHED, PublishedArrays.ofEncoder(arrays));
            return of(file.toString(), theirs.isEmpty() ? arrays : theirs, device);
        } catch (FormatException | UncheckedIOException e) {
            throw new UserMistake(e.getMessage(), e);
        }
    }

    /**
     * With weights by the names of torchvision, in the layout of PyTorch or ours; how wide the
     * network is, they tell. What a whole ResNet-18 has besides is left out.
     *
     * @param source where they were found, for messages
     * @throws UserMistake when they are not those of such a network
     */
    public static RenderFeatures of(String source, Map<String, HostArray> arrays, Device device) {
        HostArray first = arrays.get(FIRST);
        int[] dims = first == null ? new int[4] : first.dims();
        boolean isTheirs = dims.length == 4 && dims[1] == 3 && dims[2] == 7 && dims[3] == 7;
        boolean isOurs = dims.length == 4 && dims[0] == 7 && dims[1] == 7 && dims[2] == 3;
        int width = isTheirs ? dims[0] : isOurs ? dims[3] : 0;
        if (width == 0) {
            String why =
                    first == null
                            ? "lacks " + FIRST
                            : "has a %s that is %s".formatted(FIRST, first);
            throw new UserMistake("%s %s: give %s".formatted(source, why, KIND));
        }
        ResNet trunk = network(new RandomStream(0), device, width);
        Map<String, HostArray> used = new LinkedHashMap<>(arrays);
        used.keySet().removeIf(name -> UNUSED.matcher(name).matches());
        Map<String, HostArray> ours = isTheirs ? PyTorch.weights(trunk, used) : used;
        checkFits(source, StateDict.compare(trunk, ours));
        checkFinite(source, ours);
        StateDict.load(trunk, ours, StateDict.Fit.EXACT);
        return new RenderFeatures(trunk);
    }

    /** A network whose features these are, as it begins. */
    public static ResNet network(RandomStream random, Device device, int width) {
        return new ResNet(random, device, ResNet.Depth.RESNET18, 3, width, STAGES, Norm.BATCH);
    }

    private static void checkFits(String source, StateDict.Report report) {
        List<String> problems = new ArrayList<>();
        add(problems, "it lacks ", report.missing());
        add(problems, "it has ", report.unexpected());
        add(problems, "", report.wrongShape());
        if (!problems.isEmpty()) {
            throw new UserMistake(
                    "%s is of another network: %s; give %s"
                            .formatted(source, String.join(", ", problems), KIND));
        }
    }

    private static void add(List<String> problems, String what, List<String> names) {
        if (!names.isEmpty()) {
            int more = names.size() - 1;
            problems.add(what + names.get(0) + (more > 0 ? " and %d more".formatted(more) : ""));
        }
    }

    private static void checkFinite(String source, Map<String, HostArray> arrays) {
        arrays.forEach(
                (name, array) -> {
                    for (float value : array.toFloats()) {
                        if (!Float.isFinite(value)) {
                            throw new UserMistake(
                                    "%s is damaged: %s has a weight of %s; give another file"
                                            .formatted(source, name, value));
                        }
                    }
                });
    }

    /** The number of features of a place: 256 of a ResNet-18. */
    public int channels() {
        return channels;
    }

    /**
     * Colours as the network expects them: minus a mean, divided by a deviation.
     *
     * @param images colours from 0 to 1, {@code [N, H, W, 3]}
     */
    public static Tensor normalized(Tensor images) {
        double[] gains = new double[3];
        double[] offsets = new double[3];
        for (int c = 0; c < 3; c++) {
            gains[c] = 1 / DEVIATION[c];
            offsets[c] = -MEAN[c] / DEVIATION[c];
        }
        return Scope.compute(
                () -> {
                    Tensor gain = Tensor.of(images.device(), Shape.of(3), gains);
                    Tensor offset = Tensor.of(images.device(), Shape.of(3), offsets);
                    return images.mul(gain).add(offset);
                });
    }

    /**
     * The features of images, all brought to one size by bilinear interpolation that leaves the
     * centres of corner pixels where they are.
     *
     * @param images colours from 0 to 1, {@code [N, H, W, 3]}
     * @param height of the result
     * @param width of the result
     * @return {@code [N, height, width, channels()]}: those of the first convolution, then of the
     *     first and the second stage
     */
    public Tensor of(Tensor images, int height, int width) {
        Shape shape = images.shape();
        if (shape.rank() != 4 || shape.dim(3) != 3) {
            throw new ShapeException("RenderFeatures: images must be [N, H, W, 3], is " + shape);
        }
        return Scope.compute(
                () -> {
                    Var x = Var.constant(normalized(images));
                    Tensor[] parts =
                            trunk.convolvedAndFeatures(x, Mode.EVALUATION).stream()
                                    .map(
                                            f ->
                                                    Sampling.resizeBilinear(
                                                            f.value(), height, width, true))
                                    .toArray(Tensor[]::new);
                    return Arranging.concat(3, parts);
                });
    }
}

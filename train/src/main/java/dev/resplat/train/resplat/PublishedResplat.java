package dev.resplat.train.resplat;

import dev.resplat.nn.PyTorch;
import dev.resplat.nn.StateDict;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.InputFile;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.stereo.DepthNetwork;
import dev.resplat.train.synthesis.PublishedArrays;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Weights that the authors of ReSplat trained (Xu et al. 2025), as a network here has them: the
 * state dict of a checkpoint that refines, written as safetensors.
 *
 * <p>Names are kept, but for those of the vision transformer. Beside the axes of matrices only the
 * order of the numbers of splats is another, {@link InitialSplats#published} and {@link
 * SplatRows#published}: what is done to numbers that a layer sees or makes is done to its weights.
 * The frozen network is read from the same file, by {@link RenderFeatures#read}.
 *
 * <p>Models differ in their widths, which a file tells, and in how images become features and
 * points: {@link #config}.
 */
public final class PublishedResplat {
    private static final String BASE = "resplat-small";
    private static final String DEPTH = "depth_predictor.";
    private static final String HEAD = "gaussian_head.2.";
    private static final String SEEN = "update_module.0.linear.weight";
    private static final String CHANGES = "update_head.6.";

    /** What is in the frozen network, or is a constant that no result depends on. */
    private static final Pattern LEFT_OUT =
            Pattern.compile(
                    Pattern.quote(RenderFeatures.PUBLISHED)
                            + "\\..*|gaussian_adapter\\..*|.*\\.(mask_token|num_batches_tracked)");

    private static final String KIND =
            "a state dict of ReSplat in safetensors, of a checkpoint that refines";

    private PublishedResplat() {}

    /** Whether a file has arrays of these names and does not say of which model they are. */
    public static boolean areIn(SafetensorsFile file) {
        return PublishedArrays.have(file, HEAD + "weight")
                || PublishedArrays.have(file, CHANGES + "weight");
    }

    /**
     * The configuration of the model that a file has: {@code resplat-small}, with the widths of the
     * file and its frozen network.
     *
     * @throws UserMistake when the file has not what tells them
     * @throws FormatException when the file is damaged
     */
    public static ResplatConfig config(Path file) {
        InputFile.require(file, KIND);
        Map<String, HostArray> arrays = PublishedArrays.ofEncoder(SafetensorsFile.open(file).all());
        Sizes sizes = new Sizes(file, arrays);
        List<String> changes = new ArrayList<>();
        int tokens = sizes.of(DEPTH + "pretrained.cls_token", 2);
        boolean large = tokens > 768;
        changes.add("network.stereo.mono.width=" + tokens);
        changes.add("network.stereo.mono.heads=" + tokens / 64);
        changes.add("network.stereo.mono.hidden=" + 4 * tokens);
        changes.add("network.stereo.mono.layers=" + (large ? 24 : 12));
        changes.add("network.stereo.mono.taken=" + (large ? "[4,11,17,23]" : "[2,5,8,11]"));
        // Behind images of half the extent there are 64 channels; at 4 another 96 are not smaller.
        int halves = sizes.of(DEPTH + "upsampler.concat_projects.0.weight", 1) - tokens / 8;
        changes.add("network.stereo.convolutions.downscale=" + (halves > 64 ? 4 : 8));
        changes.add("network.points.width=" + sizes.of("proj.bias", 0));
        ResplatConfig small = Config.named(BASE).as(ResplatConfig.class);
        int each = small.network().splats().numbers() - 1;
        int perPoint = sizes.of(HEAD + "bias", 0) / each;
        int side = (int) Math.round(Math.sqrt(perPoint));
        int colors = sizes.of("update_rgb_error_proj.0.weight", 1);
        changes.add("network.points.perPoint=" + perPoint);
        changes.add("network.points.downscale=" + side * (int) Math.round(Math.sqrt(colors / 3.0)));
        sizes.of(RenderFeatures.PUBLISHED + ".conv1.weight", 0);
        changes.add("network.update.trunk='" + file.toString().replace("'", "''") + "'");
        return Config.named(BASE).with(changes).as(ResplatConfig.class);
    }

    /** What shapes tell. */
    private record Sizes(Path file, Map<String, HostArray> arrays) {
        int of(String name, int axis) {
            HostArray array = arrays.get(name);
            if (array == null || array.dims().length <= axis) {
                throw new UserMistake(
                        "%s has no weights of a whole ReSplat: %s is %s; give %s"
                                .formatted(file, name, array == null ? "missing" : array, KIND));
            }
            return array.dims()[axis];
        }
    }

    /**
     * The arrays of a file in our layout and with our names, each of which the model has, with its
     * shape. The frozen network is not among them.
     *
     * @param file the state dict in safetensors, with or without {@code encoder.} before its names
     * @throws UserMistake when they are not all weights of the model, and nothing else
     * @throws FormatException when the file is damaged
     */
    public static Map<String, HostArray> read(Path file, Resplat model) {
        InputFile.require(file, KIND);
        Map<String, HostArray> arrays =
                PyTorch.weights(model, named(SafetensorsFile.open(file).all()));
        StateDict.Report report = StateDict.compare(model, arrays);
        if (!report.exact()) {
            throw new UserMistake(
                    "%s has not the weights of this network: %s; give %s"
                            .formatted(file, PublishedArrays.differences(report), KIND));
        }
        ResplatNetwork network = model.config();
        int degree = network.splats().degree();
        int[] first = InitialSplats.published(degree, network.points().perPoint());
        int[] moved = SplatRows.published(degree);
        for (String part : List.of("weight", "bias")) {
            arrays.computeIfPresent(HEAD + part, (name, array) -> columns(array, first));
            arrays.computeIfPresent(CHANGES + part, (name, array) -> columns(array, moved));
        }
        arrays.computeIfPresent(SEEN, (name, array) -> rows(array, moved));
        return arrays;
    }

    /** Those that the model has, by our names, still in PyTorch's layout. */
    private static Map<String, HostArray> named(Map<String, HostArray> arrays) {
        Map<String, HostArray> named = new LinkedHashMap<>();
        PublishedArrays.ofEncoder(arrays)
                .forEach(
                        (name, array) -> {
                            if (!LEFT_OUT.matcher(name).matches()) {
                                named.put(name(name), array);
                            }
                        });
        return named;
    }

    /** Our name of a parameter of the authors' encoder. */
    static String name(String theirs) {
        return theirs.startsWith(DEPTH)
                ? DEPTH + DepthNetwork.nameOf(theirs.substring(DEPTH.length()))
                : theirs;
    }

    /** {@code [..., n]} in another order: what is there stands at {@code order[i]} in theirs. */
    private static HostArray columns(HostArray array, int[] order) {
        float[] x = array.toFloats();
        float[] y = new float[x.length];
        for (int i = 0; i < y.length; i++) {
            int column = i % order.length;
            y[i] = x[i - column + order[column]];
        }
        return HostArray.of(y, array.dims());
    }

    /** {@code [n and more, width]}: the same of the first rows. */
    private static HostArray rows(HostArray array, int[] order) {
        int width = array.dims()[1];
        float[] x = array.toFloats();
        float[] y = x.clone();
        for (int i = 0; i < order.length; i++) {
            System.arraycopy(x, order[i] * width, y, i * width, width);
        }
        return HostArray.of(y, array.dims());
    }
}

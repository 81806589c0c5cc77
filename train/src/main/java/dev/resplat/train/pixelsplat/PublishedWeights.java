package dev.resplat.train.pixelsplat;

import dev.resplat.nn.Layer;
import dev.resplat.nn.PyTorch;
import dev.resplat.nn.StateDict;
import dev.resplat.nn.vision.VisionTransformer;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.InputFile;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.synthesis.PublishedArrays;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Weights that the authors of pixelSplat trained (Charatan et al. 2024), as a network here has
 * them.
 *
 * <p>They are published as checkpoints of PyTorch Lightning; the state dict of one, written as
 * safetensors, is what is read. Names are kept, but for the vision transformer, which has DINO's
 * there, and for what is in another place here. Beside the axes of matrices only {@linkplain
 * PublishedNumbers quaternions and harmonics} are changed: heads take all else as published.
 */
public final class PublishedWeights {
    private static final String DINO = "backbone.dino.";
    private static final String RESNET = "backbone.resnet_backbone.";
    private static final String OPACITY = "to_opacity.";
    private static final String NUMBERS = "to_gaussians.1.";

    /** Constants that old checkpoints have, and counts, which nothing depends on. */
    private static final Pattern CONSTANT =
            Pattern.compile(
                    "gaussian_adapter\\..*|.*\\.epipolar_sampler\\..*"
                            + "|.*\\.(frequencies|phases|num_batches_tracked)");

    /** What PyTorch's networks have and nobody uses: the last stages and the classifier. */
    private static final Pattern UNUSED =
            Pattern.compile(Pattern.quote(RESNET) + "model\\.(layer\\d+|fc)\\..*");

    /** The network of each query, before it became attention alone. */
    private static final Pattern FIRST_VERSION =
            Pattern.compile(
                    "epipolar_transformer\\.transformer\\.layers\\.\\d+\\.1\\.fn\\.layers\\..*");

    private PublishedWeights() {}

    /** Whether a file has arrays of these names and does not say of which model they are. */
    public static boolean areIn(SafetensorsFile file) {
        return PublishedArrays.have(file, NUMBERS + "weight");
    }

    /**
     * The arrays of a file in our layout and with our names, each of which the model has, with its
     * shape.
     *
     * @param file the state dict in safetensors, with or without {@code encoder.} before its names
     * @throws UserMistake when they are not all weights of the model, and nothing else
     * @throws FormatException when the file is damaged
     */
    public static Map<String, HostArray> read(Path file, PixelSplat model) {
        return read(file, model, model.config().depth().surfaces());
    }

    /**
     * The same for any model of these names.
     *
     * @param surfaces whose numbers stand one after the other in the result of {@code to_gaussians}
     */
    static Map<String, HostArray> read(Path file, Layer model, int surfaces) {
        InputFile.require(file, "a state dict of pixelSplat in safetensors");
        Map<String, HostArray> arrays =
                PyTorch.weights(model, named(SafetensorsFile.open(file).all()));
        Set<String> buffers = model.buffers().keySet();
        arrays.keySet()
                .removeIf(
                        name ->
                                UNUSED.matcher(name).matches()
                                        && !model.parameters().containsKey(name)
                                        && !buffers.contains(name));
        StateDict.Report report = StateDict.compare(model, arrays);
        if (report.unexpected().stream().anyMatch(FIRST_VERSION.asMatchPredicate())) {
            throw new UserMistake(
                    "%s has weights of the first version of the article, with two more convolutions in each layer of epipolar attention: give a checkpoint of the later one"
                            .formatted(file));
        }
        if (!report.exact()) {
            throw new UserMistake(
                    "%s has not the weights of this network: %s; give the configuration that they were trained with, as configs/pixelsplat-re10k.yaml is for re10k.ckpt"
                            .formatted(file, PublishedArrays.differences(report)));
        }
        for (String part : List.of("weight", "bias")) {
            arrays.computeIfPresent(
                    NUMBERS + part, (name, array) -> PublishedNumbers.turned(array, surfaces));
        }
        return arrays;
    }

    /** Those of the encoder by our names, still in PyTorch's layout. */
    private static Map<String, HostArray> named(Map<String, HostArray> arrays) {
        Map<String, HostArray> named = new LinkedHashMap<>();
        PublishedArrays.ofEncoder(arrays)
                .forEach(
                        (name, array) -> {
                            if (!CONSTANT.matcher(name).matches()) {
                                named.put(name(name), array);
                            }
                        });
        return named;
    }

    /**
     * Our name of a parameter or buffer of the authors' encoder. Where they use a residual network
     * only, it is the backbone there, and a part of it here; opacities that are predicted are a
     * part of the head here.
     */
    static String name(String theirs) {
        if (theirs.startsWith(DINO)) {
            return DINO + VisionTransformer.nameOfDino(theirs.substring(DINO.length()));
        }
        for (String part : List.of("model.", "projections.")) {
            if (theirs.startsWith("backbone." + part)) {
                return RESNET + theirs.substring("backbone.".length());
            }
        }
        return theirs.startsWith(OPACITY) ? "depth_predictor." + theirs : theirs;
    }
}

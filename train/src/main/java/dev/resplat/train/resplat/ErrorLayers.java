package dev.resplat.train.resplat;

import dev.resplat.autodiff.Checkpoint;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.LayerList;
import dev.resplat.nn.LayerNorm;
import dev.resplat.nn.Linear;
import dev.resplat.nn.NamedLayers;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.train.resplat.ResplatNetwork.UpdateConfig.Combine;
import java.util.ArrayList;
import java.util.List;

/**
 * From errors of features and of colours to what each point is told: {@code features +
 * norm(linear(colors))}, or both beside each other, or one of both as it is; then blocks of
 * attention of all errors of a scene to each other. Nothing, where neither is used.
 */
final class ErrorLayers {
    private final int width;
    private final Linear linear;
    private final LayerNorm norm;
    private final List<GlobalBlock> blocks = new ArrayList<>();

    /**
     * @param features channels of the frozen network; not used without features
     * @param colors numbers of a cell
     */
    ErrorLayers(
            Named names,
            RandomStream random,
            Device device,
            ResplatNetwork.UpdateConfig config,
            int features,
            int colors) {
        boolean added = config.features() && config.colors() && config.combine() == Combine.ADD;
        width =
                added
                        ? features
                        : (config.features() ? features : 0) + (config.colors() ? colors : 0);
        if (added) {
            NamedLayers both = names.add("update_rgb_error_proj", new NamedLayers());
            linear = both.add("0", new Linear(random, device, colors, features));
            norm = both.add("1", new LayerNorm(device, features, NeighborBlock.EPSILON));
        } else {
            linear = null;
            norm = null;
        }
        if (width > 0) {
            LayerList<GlobalBlock> list = names.add("update_error_attn", new LayerList<>());
            for (int i = 0; i < config.attendAll(); i++) {
                blocks.add(list.add(new GlobalBlock(random, device, width, true)));
            }
        }
    }

    /** Numbers that each point is told; may be 0. */
    int width() {
        return width;
    }

    /**
     * What points are told, {@code [B V, H, W, width]}; null if that is nothing.
     *
     * @param again whether blocks are computed again in the backward pass
     */
    Var forward(RenderError.Errors errors, int scenes, boolean again) {
        if (width == 0) {
            return null;
        }
        Var told = combined(errors);
        for (GlobalBlock block : blocks) {
            told =
                    again
                            ? Checkpoint.of(x -> block.forward(x[0], scenes), told)
                            : block.forward(told, scenes);
        }
        return told;
    }

    private Var combined(RenderError.Errors errors) {
        if (errors.features() == null || errors.colors() == null) {
            return Var.constant(errors.features() == null ? errors.colors() : errors.features());
        }
        Var features = Var.constant(errors.features());
        Var colors = Var.constant(errors.colors());
        return linear == null
                ? Layout.concat(3, features, colors)
                : features.add(norm.forward(linear.forward(colors)));
    }
}

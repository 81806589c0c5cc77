package dev.resplat.train.stereo;

import dev.resplat.autodiff.Checkpoint;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Layer;
import dev.resplat.nn.LayerList;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;

/**
 * Lets views look at themselves and at each other, so that features of what is the same become
 * alike (Xu et al. 2023, "Unifying flow, stereo and depth estimation", 3.2; for several views Xu et
 * al. 2025, "DepthSplat", 3.1).
 *
 * <p>In each layer a view looks at its own window, and then at that window of other views as they
 * were before the layer. A view that is alone sees itself instead.
 */
final class ViewTransformer extends Layer {
    private final int width;
    private final int windows;
    private final boolean checkpoint;
    private final LayerList<Looks> layers;

    ViewTransformer(
            RandomStream random,
            Device device,
            StereoConfig.Views config,
            int width,
            boolean checkpoint) {
        this.width = width;
        this.checkpoint = checkpoint;
        windows = config.windows();
        layers = child("layers", new LayerList<>());
        for (int i = 0; i < config.layers(); i++) {
            layers.add(new Looks(random, device, width, config.expansion()));
        }
    }

    /** At itself, then at others. */
    private static final class Looks extends Layer {
        private final ViewAttention self;
        private final ViewAttention cross;

        Looks(RandomStream random, Device device, int width, int expansion) {
            self = child("self_attn", new ViewAttention(random, device, width, 0));
            cross = child("cross_attn_ffn", new ViewAttention(random, device, width, expansion));
        }
    }

    /**
     * @param features {@code [B V, h, w, width]} of each view on its own; h and w are filled by the
     *     windows
     * @param views which look at which
     * @return of the same shape
     */
    Var forward(Var features, NearestViews views) {
        Shape s = features.shape();
        Device device = features.device();
        int height = s.dim(1);
        int across = s.dim(2);
        // Positions are those in the windows of small images, however many windows there are.
        Tensor places = SinePositions.of(device, height, across, windows, width);
        Windows cut = Windows.of(height, across, windows);
        Tensor others = views.alone() ? null : views.all(device);
        Var tokens = features.add(Var.constant(places)).reshape(s.dim(0), height * across, width);
        Tensor hiddenSelf = cut.mask(device, cut.ofLayer(1), 1);
        Tensor hiddenCross = cut.mask(device, cut.ofLayer(1), Math.max(1, views.each()));
        Windows.Order order = Windows.Order.PIXELS;
        int i = 0;
        for (Looks layer : layers) {
            boolean shifted = cut.ofLayer(i) == Windows.Order.SHIFTED;
            tokens = cut.arranged(tokens, order, cut.ofLayer(i));
            order = cut.ofLayer(i);
            Tensor self = shifted ? hiddenSelf : null;
            Tensor cross = shifted ? hiddenCross : null;
            tokens =
                    checkpoint
                            ? Checkpoint.of(
                                    x -> look(layer, x[0], cut.all(), others, self, cross), tokens)
                            : look(layer, tokens, cut.all(), others, self, cross);
            i++;
        }
        return cut.arranged(tokens, order, Windows.Order.PIXELS).reshape(s.dims());
    }

    private static Var look(
            Looks layer, Var x, int windows, Tensor others, Tensor self, Tensor cross) {
        Var seen = layer.self.forward(x, x, windows, null, self);
        return layer.cross.forward(seen, x, windows, others, cross);
    }
}

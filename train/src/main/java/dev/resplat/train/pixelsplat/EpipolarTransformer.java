package dev.resplat.train.pixelsplat;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Index;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Sample;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Conv2d;
import dev.resplat.nn.ConvTranspose2d;
import dev.resplat.nn.Layer;
import dev.resplat.nn.LayerList;
import dev.resplat.nn.LayerNorm;
import dev.resplat.nn.Linear;
import dev.resplat.nn.NamedLayers;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.SamplingKernels.Padding;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;
import dev.resplat.train.synthesis.ContextViews;
import java.util.List;

/**
 * Lets images of a scene look at each other along epipolar lines, so that features come to know at
 * which depth a pixel has its match, in the scale of the cameras (pixelSplat, section 4.1).
 *
 * <p>Features are made smaller. Then in each layer a pixel looks at features of the other images on
 * its epipolar lines, each with the depth that it would be a match for, and pixels of an image at
 * each other. At the end features have their size again.
 *
 * <p>Layers are named as in the authors' code, for their weights. Its first version, on which much
 * was built that is public, has two convolutions after the attention in an image; the later one,
 * whose weights are published, keeps that attention with its own shortcut: {@code x + n +
 * self_attention(n)} with {@code n = norm(x)}. The later one was compared in four public copies,
 * which agree, also in the name {@code fn.self_attention}. There are differences: it learned an
 * embedding for each of three and more views, drawn at random, which is not here, as views have no
 * order; rays that differ by less than a quarter of a degree it takes as meeting far away, while
 * depths are exact here; and of a ray that another image shows only before near or behind far,
 * nothing is seen here.
 */
public final class EpipolarTransformer extends Layer {
    private final EpipolarConfig config;
    private final int features;
    private final Conv2d downscaler;
    private final ConvTranspose2d upscaler;
    private final Conv2d widen;
    private final Conv2d refine;
    private final Linear depthEncoding;
    private final LayerList<Block> blocks;

    /** A layer: looking at the other images, and then in the image. */
    private static final class Block extends Layer {
        private final LayerNorm norm0;
        private final CrossAttention cross;
        private final LayerNorm norm1;
        private final ImageAttention self;

        Block(RandomStream random, Device device, EpipolarConfig config, int features) {
            NamedLayers first = child("0", new NamedLayers());
            norm0 = first.add("norm", new LayerNorm(device, features, ImageAttention.EPSILON));
            cross =
                    first.add(
                            "fn",
                            new CrossAttention(
                                    random, device, features, config.heads(), config.headWidth()));
            NamedLayers second = child("1", new NamedLayers());
            norm1 = second.add("norm", new LayerNorm(device, features, ImageAttention.EPSILON));
            self =
                    second.add("fn", new NamedLayers())
                            .add(
                                    "self_attention",
                                    new ImageAttention(
                                            random, device, config.selfAttention(), features));
        }

        /**
         * @param x {@code [N, h, w, C]}
         * @param seen {@code [N h w, K, C + W]}
         */
        Var forward(Var x, Var seen, Linear encoding) {
            Shape s = x.shape();
            Var pixels = norm0.forward(x).reshape(-1, s.dim(3));
            x = x.add(cross.forward(pixels, seen, encoding).reshape(s.dims()));
            Var own = norm1.forward(x);
            return x.add(own).add(self.forward(own));
        }
    }

    /**
     * Where pixels look: the lines of all scenes, ready for the device.
     *
     * @param scenes the lines of each
     * @param maps int32 {@code [B V (V-1)]}, the image that is looked at, for each image and each
     *     other view of it
     * @param places {@code [B V (V-1), Q, S, 2]}
     * @param waves the encoded depths, {@code [B V Q, (V-1) S, W]}; null if there are none
     */
    public record Lines(List<EpipolarGeometry> scenes, Tensor maps, Tensor places, Tensor waves) {}

    /**
     * How much pixels look where.
     *
     * @param weights the mean of all heads, {@code [B V, rows, columns, (V-1) S]}; places of one
     *     other view after those of another; the sum for a pixel is 1
     * @param scenes the places and depths, for each scene
     */
    public record Attended(Tensor weights, List<EpipolarGeometry> scenes) {}

    /**
     * With the initial values of its layers.
     *
     * @param features of a pixel, C
     */
    public EpipolarTransformer(
            RandomStream random, Device device, EpipolarConfig config, int features) {
        this.config = config;
        this.features = features;
        int scale = config.downscale();
        Window tile = Window.of(scale, scale).stride(scale);
        int kernel = config.refineKernel();
        Window around = Window.of(kernel, kernel).padding(kernel / 2);
        int waves = PositionalEncoding.width(1, config.octaves());
        depthEncoding =
                waves == 0
                        ? null
                        : child("depth_encoding", new NamedLayers())
                                .add("1", new Linear(random, device, waves, features));
        blocks = child("transformer", new NamedLayers()).add("layers", new LayerList<>());
        for (int i = 0; i < config.layers(); i++) {
            blocks.add(new Block(random, device, config, features));
        }
        downscaler = child("downscaler", new Conv2d(random, device, features, features, tile));
        upscaler = child("upscaler", new ConvTranspose2d(random, device, features, features, tile));
        NamedLayers refinement = child("upscale_refinement", new NamedLayers());
        widen = refinement.add("0", new Conv2d(random, device, features, 2 * features, around));
        refine = refinement.add("2", new Conv2d(random, device, 2 * features, features, around));
    }

    /**
     * Features that know of the other images.
     *
     * @param x {@code [B V, H, W, C]}, H and W multiples of {@link EpipolarConfig#multiple}
     * @param context the cameras and depths of the B scenes of V views
     * @return of the same shape
     */
    public Var forward(Var x, ContextViews context) {
        return forward(x, lines(x, context));
    }

    /**
     * The same with lines that are there already: a pure function of x and parameters, as {@link
     * dev.resplat.autodiff.Checkpoint} needs one.
     */
    public Var forward(Var x, Lines lines) {
        Var small = downscaler.forward(x);
        Var seen = seen(small, lines);
        for (Block block : blocks) {
            small = block.forward(small, seen, depthEncoding);
        }
        Var large = upscaler.forward(small);
        return large.add(refine.forward(Elementwise.gelu(widen.forward(large))));
    }

    /** How much pixels look where in the last layer; arguments as for {@link #forward}. */
    public Attended attended(Tensor x, ContextViews context) {
        try (Scope scope = Scope.open()) {
            Lines lines = lines(Var.constant(x), context);
            Var small = downscaler.forward(Var.constant(x));
            Var seen = seen(small, lines);
            Tensor weights = null;
            for (Block block : blocks) {
                Tensor pixels = block.norm0.forward(small).value().reshape(-1, features);
                weights = block.cross.weights(pixels, seen.value(), depthEncoding);
                small = block.forward(small, seen, depthEncoding);
            }
            Shape s = small.shape();
            Tensor byPixel = weights.reshape(s.dim(0), s.dim(1), s.dim(2), -1);
            return new Attended(scope.keep(byPixel), lines.scenes);
        }
    }

    /**
     * The lines of all pixels, in the scope that is open.
     *
     * @param x the features that will be given, for their size and device
     */
    public Lines lines(Var x, ContextViews context) {
        Shape s = x.shape();
        int scenes = context.scenes();
        int views = context.views();
        int multiple = config.multiple();
        if (s.rank() != 4
                || s.dim(0) != scenes * views
                || s.dim(1) % multiple != 0
                || s.dim(2) % multiple != 0
                || s.dim(3) != features) {
            throw new ShapeException(
                    ("EpipolarTransformer: x must be [%d, H, W, %d] with H and W multiples of %d,"
                                    + " is %s")
                            .formatted(scenes * views, features, multiple, s));
        }
        int rows = s.dim(1) / config.downscale();
        int columns = s.dim(2) / config.downscale();
        EpipolarGeometry[] lines = new EpipolarGeometry[scenes];
        for (int b = 0; b < scenes; b++) {
            lines[b] =
                    EpipolarGeometry.of(
                            context.cameras().get(b),
                            rows,
                            columns,
                            config.samples(),
                            context.near()[b],
                            context.far()[b]);
        }
        return upload(x.device(), List.of(lines));
    }

    private Lines upload(Device device, List<EpipolarGeometry> scenes) {
        EpipolarGeometry first = scenes.get(0);
        int views = first.views();
        int others = views - 1;
        int pixels = first.rows() * first.columns();
        int samples = first.samples();
        int lines = scenes.size() * views * others;
        int[] maps = new int[lines];
        float[] places = new float[lines * pixels * samples * 2];
        float[] depths = new float[lines * pixels * samples];
        for (int b = 0; b < scenes.size(); b++) {
            float[] from = scenes.get(b).places();
            System.arraycopy(from, 0, places, b * from.length, from.length);
            for (int v = 0; v < views; v++) {
                for (int o = 0; o < others; o++) {
                    int line = (b * views + v) * others + o;
                    maps[line] = b * views + (o < v ? o : o + 1);
                    int at = (b * views + v) * pixels * others + o;
                    copyDepths(scenes.get(b), v * others + o, depths, at, others);
                }
            }
        }
        Tensor waves = null;
        if (config.octaves() > 0) {
            // Waves are many times more than depths, so they are made where they are wanted.
            Tensor along = Tensor.of(device, Shape.of(depths.length, 1), depths);
            int width = PositionalEncoding.width(1, config.octaves());
            waves =
                    PositionalEncoding.of(along, config.octaves())
                            .reshape(scenes.size() * views * pixels, others * samples, width);
        }
        return new Lines(
                scenes,
                Tensor.ofInts(device, Shape.of(lines), maps),
                Tensor.of(device, Shape.of(lines, pixels, samples, 2), places),
                waves);
    }

    /** Those of a pair of views, to where all that a pixel looks at stands together. */
    private static void copyDepths(
            EpipolarGeometry scene, int pair, float[] to, int at, int stride) {
        int pixels = scene.rows() * scene.columns();
        int samples = scene.samples();
        for (int q = 0; q < pixels; q++) {
            System.arraycopy(
                    scene.disparities(),
                    (pair * pixels + q) * samples,
                    to,
                    (at + q * stride) * samples,
                    samples);
        }
    }

    /** What lies on the lines: {@code [B V Q, (V-1) S, C + W]}. */
    private Var seen(Var small, Lines lines) {
        Shape s = lines.places.shape();
        int others = lines.scenes.get(0).views() - 1;
        int pixels = s.dim(1);
        int samples = s.dim(2);
        int images = s.dim(0) / others;
        Var maps = Index.gatherRows(small, lines.maps);
        Var sampled = Sample.gridSample(maps, Var.constant(lines.places), Padding.ZEROS, false);
        if (others > 1) {
            sampled =
                    Layout.permute(
                            sampled.reshape(images, others, pixels, samples, features),
                            0,
                            2,
                            1,
                            3,
                            4);
        }
        sampled = sampled.reshape(images * pixels, others * samples, features);
        return lines.waves == null ? sampled : Layout.concat(2, sampled, Var.constant(lines.waves));
    }
}

package dev.resplat.train.stereo;

import dev.resplat.autodiff.Checkpoint;
import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Sample;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Conv2d;
import dev.resplat.nn.Layer;
import dev.resplat.nn.Mode;
import dev.resplat.nn.NamedLayers;
import dev.resplat.nn.vision.VisionTransformer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;
import dev.resplat.train.synthesis.ContextViews;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * How far away pixels of several views are (Xu et al. 2025, "ReSplat", 3.1, which has it from
 * "DepthSplat" by the same): features of each view, which are told to each other; how well they
 * match at each candidate of depth; probabilities of the candidates, and the mean of their
 * logarithms; and the same at the full resolution.
 *
 * <p>Names of parameters are those of the authors' {@code depth_predictor}, but for those in the
 * vision transformer, see {@link #nameOf}. Unlike theirs, every camera has its own intrinsics, and
 * images may be upright.
 */
public final class DepthNetwork extends Layer {
    private static final double[] MEAN = {0.485, 0.456, 0.406};
    private static final double[] DEVIATION = {0.229, 0.224, 0.225};
    private static final String MONO = "pretrained.";

    /** Tokens of the vision transformer are brought to this part of images. */
    private static final int TOKEN = 8;

    private final StereoConfig config;
    private final boolean checkpoint;
    private final ConvolutionEncoder encoder;
    private final ViewTransformer transformer;
    private final MonoBranch mono;
    private final CostRegressor regressor;
    private final Conv2d shortcut;
    private final CandidateHead head;
    private final DepthUpsampler upsampler;

    /**
     * Begins with small random weights; depth is not refined at first.
     *
     * @param checkpoint whether all parts are computed again in the backward pass instead of being
     *     kept, for less memory
     */
    public DepthNetwork(
            RandomStream random, Device device, StereoConfig config, boolean checkpoint) {
        this.config = config;
        this.checkpoint = checkpoint;
        int last = config.convolutions().last();
        int width = config.regressor().width();
        encoder =
                child(
                        "backbone",
                        new ConvolutionEncoder(random, device, config.convolutions(), checkpoint));
        transformer =
                child(
                        "transformer",
                        new ViewTransformer(
                                random, device, config.transformer(), last, checkpoint));
        mono =
                config.mono().used()
                        ? new MonoBranch(random, device, config.mono(), checkpoint)
                        : null;
        if (mono != null) {
            child("pretrained", mono.transformer());
        }
        int seen = config.candidates() + 2 * last + (mono == null ? 0 : config.mono().width());
        regressor = first("regressor", new CostRegressor(random, device, seen, config.regressor()));
        shortcut =
                first(
                        "regressor_residual",
                        new Conv2d(random, device, seen, width, Window.of(1, 1)));
        head = first("depth_head", new CandidateHead(random, device, width, config.candidates()));
        upsampler =
                config.upsample()
                        ? child("upsampler", new DepthUpsampler(random, device, config))
                        : null;
    }

    /** The authors have lists of them, one for each scale, of which there is one. */
    private <L extends Layer> L first(String name, L layer) {
        return child(name, new NamedLayers()).add("0", layer);
    }

    /** What it is made of. */
    public StereoConfig config() {
        return config;
    }

    /**
     * The name here of a parameter of the authors' {@code depth_predictor}: those of the vision
     * transformer are renamed, all others are the same.
     */
    public static String nameOf(String theirs) {
        return theirs.startsWith(MONO)
                ? MONO + VisionTransformer.nameOfDino(theirs.substring(MONO.length()))
                : theirs;
    }

    /**
     * Depth of all views.
     *
     * @param context extents multiples of {@link StereoConfig#multiple}; any number of views
     * @param mode makes no difference: there is nothing here that changes with training but weights
     * @throws IllegalArgumentException if extents are not, or near and far are no depths
     */
    public Depths forward(ContextViews context, Mode mode) {
        int height = context.height();
        int width = context.width();
        config.requireExtents(height, width);
        Candidates candidates = new Candidates(context.near(), context.far(), config.candidates());
        NearestViews views = NearestViews.of(context.cameras(), config.neighbors());
        Var images = Var.constant(normalized(context.flat()));

        List<Var> seen = encoder.forward(images);
        Var own = seen.get(2);
        Var matched = transformer.forward(own, views);
        List<Var> tokens = mono == null ? List.of() : mono.forward(images);
        List<Var> eighths =
                tokens.stream().map(x -> resized(x, height / TOKEN, width / TOKEN)).toList();

        List<Var> parts = new ArrayList<>();
        parts.add(CostVolume.of(matched, context.cameras(), views, candidates));
        parts.add(own);
        parts.add(matched);
        if (mono != null) {
            parts.add(resized(eighths.get(3), own.shape().dim(1), own.shape().dim(2)));
        }
        Var shares = kept(x -> shares(List.of(x), context.views()), parts);
        Var coarse = expected(shares, candidates);
        Var fine = Sample.resizeBilinear(coarse, height, width, true);
        if (upsampler != null) {
            fine = fine.add(refined(seen, matched, eighths, coarse, height, width));
        }
        Var depth = Elementwise.exp(limited(fine, candidates));
        return new Depths(depth, shares, seen, matched, tokens);
    }

    private static Tensor normalized(Tensor images) {
        double[] scale = new double[3];
        for (int c = 0; c < 3; c++) {
            scale[c] = 1 / DEVIATION[c];
        }
        Device device = images.device();
        return images.sub(Tensor.of(device, Shape.of(3), MEAN))
                .mul(Tensor.of(device, Shape.of(3), scale));
    }

    private static Var resized(Var x, int height, int width) {
        Shape s = x.shape();
        return s.dim(1) == height && s.dim(2) == width
                ? x
                : Sample.resizeBilinear(x, height, width, true);
    }

    private Var kept(Function<Var[], Var> part, List<Var> inputs) {
        Var[] x = inputs.toArray(Var[]::new);
        return checkpoint ? Checkpoint.of(part, x) : part.apply(x);
    }

    /** Probabilities of candidates, {@code [B V, h, w, candidates]}. */
    private Var shares(List<Var> parts, int views) {
        Var all = Layout.concat(-1, parts.toArray(Var[]::new));
        return head.forward(regressor.forward(all, views).add(shortcut.forward(all)));
    }

    /** The mean of the logarithms of depths, {@code [B V, h, w, 1]}. */
    private static Var expected(Var shares, Candidates candidates) {
        Shape s = shares.shape();
        Var logs = Var.constant(candidates.logs(shares.device()));
        Var mean = shares.reshape(logs.shape().dim(0), -1, s.dim(3)).matmul(logs);
        return mean.reshape(s.dim(0), s.dim(1), s.dim(2), 1);
    }

    private Var refined(
            List<Var> seen, Var matched, List<Var> tokens, Var coarse, int height, int width) {
        List<Var> inputs = new ArrayList<>(seen);
        inputs.add(matched);
        inputs.add(coarse);
        inputs.addAll(tokens);
        return kept(
                x -> {
                    List<Var> all = List.of(x);
                    return upsampler.forward(
                            all.subList(0, 3),
                            all.get(3),
                            all.subList(5, all.size()),
                            all.get(4),
                            height,
                            width);
                },
                inputs);
    }

    /** Between the logarithms of near and far. */
    private static Var limited(Var logs, Candidates candidates) {
        Device device = logs.device();
        Var low = Var.constant(candidates.logs(device, 0));
        Var high = Var.constant(candidates.logs(device, candidates.count() - 1));
        Var byScene = logs.reshape(low.shape().dim(0), -1);
        return Elementwise.min(Elementwise.max(byScene, low), high).reshape(logs.shape().dims());
    }
}

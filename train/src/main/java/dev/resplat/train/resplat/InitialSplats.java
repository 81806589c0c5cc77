package dev.resplat.train.resplat;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Index;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Sample;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Conv2d;
import dev.resplat.nn.Linear;
import dev.resplat.nn.NamedLayers;
import dev.resplat.splat.Harmonics;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;
import dev.resplat.train.stereo.Depths;
import dev.resplat.train.stereo.StereoConfig;
import dev.resplat.train.synthesis.ContextViews;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * From how far away pixels are to points with features, and to the first splats (Xu et al. 2025,
 * section 3.1, and their code). Per point of a grid that is coarser than images:
 *
 * <pre>{@code
 * s = [pixels, features, confidence]           of its cell; features of all that the depth network saw
 * x = proj([gaussian_regressor([s, depth]), s])         two convolutions
 * f = x + pt(x)                                         attention to neighbours, and to all
 * splats = gaussian_head(f)                             one of each point, or s s in its cell
 * }</pre>
 *
 * <p>An untrained head puts splats in the middle of their cells, with the colour of the pixels
 * there, in directions at random: the last layer begins with zeros but for quaternions.
 */
final class InitialSplats {
    /** Numbers of the head before harmonics: quaternion, extents, logit, place in the cell. */
    private static final int QUATS = 4;

    private static final int SCALES = QUATS + 3;
    private static final int LOGIT = SCALES + 1;
    private static final int PLACE = LOGIT + 2;

    /**
     * Cells of the vision transformer's features are as large as its tokens would be, in pixels.
     */
    private static final int MONO_CELL = 16;

    private final ResplatNetwork config;
    private final Conv2d regressor0;
    private final Conv2d regressor2;
    private final Linear proj;
    private final PointBlocks blocks;
    private final Linear head0;
    private final Linear head2;

    /**
     * What is known at first.
     *
     * @param rows the first splats
     * @param features of points {@code [B V, h, w, width]}
     */
    record Start(SplatRows rows, Var features) {}

    InitialSplats(Named names, RandomStream random, Device device, ResplatNetwork config) {
        this.config = config;
        ResplatNetwork.PointsConfig points = config.points();
        int width = points.width();
        int seen = 3 * points.downscale() * points.downscale() + features(config) + 1;
        Window window = Window.of(3, 3).padding(1);
        NamedLayers regressor = names.add("gaussian_regressor", new NamedLayers());
        regressor0 = regressor.add("0", new Conv2d(random, device, seen + 1, width, window));
        regressor2 = regressor.add("2", new Conv2d(random, device, width, width, window));
        proj = names.add("proj", new Linear(random, device, width + seen, width));
        blocks =
                names.add(
                        "pt",
                        new PointBlocks(random, device, PointBlocks.Config.of(config.points())));
        NamedLayers head = names.add("gaussian_head", new NamedLayers());
        // Harmonics begin behind the place in the cell; a centre is not among the numbers.
        int each = config.splats().numbers() - SplatRows.HARMONICS + PLACE;
        int numbers = each * points.perPoint();
        head0 = head.add("0", new Linear(random, device, width, numbers));
        head2 = head.add("2", new Linear(random, device, numbers, numbers));
        zeroed(head2.weight(), 1, QUATS * points.perPoint());
        zeroed(head2.bias(), 0, QUATS * points.perPoint());
    }

    /** What is not among the first of an axis becomes zero. */
    private static void zeroed(Var parameter, int axis, int first) {
        try (Scope scope = Scope.open()) {
            Tensor all = parameter.value();
            int rest = all.shape().dim(axis) - first;
            all.write(Arranging.pad(Arranging.slice(all, axis, 0, first), axis, 0, rest));
        }
    }

    /**
     * Which of ReSplat's numbers of a point stands where in ours, of the last layer of the head:
     * theirs have quaternions with w at the end, and all harmonics of red before those of green.
     *
     * @return {@code [numbers of all splats of a point]}
     */
    static int[] published(int degree, int perPoint) {
        int terms = Splats3d.terms(degree);
        int[] order = new int[PLACE + 3 * terms];
        Arrays.setAll(order, i -> i);
        for (int i = 0; i < QUATS; i++) {
            order[i] = (i + QUATS - 1) % QUATS;
        }
        for (int k = 0; k < terms; k++) {
            for (int c = 0; c < 3; c++) {
                order[PLACE + 3 * k + c] = PLACE + c * terms + k;
            }
        }
        // Of each number those of all splats stand together.
        int[] all = new int[order.length * perPoint];
        Arrays.setAll(all, i -> order[i / perPoint] * perPoint + i % perPoint);
        return all;
    }

    /** Channels of all that the depth network saw, at the resolution of points. */
    private static int features(ResplatNetwork config) {
        StereoConfig stereo = config.stereo();
        StereoConfig.Convolutions c = stereo.convolutions();
        int points = config.points().downscale();
        int sum = channels(c.first(), 2, points);
        sum += channels(c.second(), c.downscale() / 2, points);
        sum += 2 * channels(c.last(), c.downscale(), points);
        if (stereo.mono().used()) {
            int r = monoCell(stereo.mono().width(), points);
            sum += stereo.mono().taken().size() * (stereo.mono().width() / (r * r));
        }
        return sum;
    }

    /** Of a map that is so much smaller than images, see {@link #aligned}. */
    private static int channels(int channels, int downscale, int points) {
        int r = shuffle(channels, downscale / points, points);
        return channels / (r * r);
    }

    /**
     * Along how many points a cell of a smaller map is spread, channels becoming points: where
     * there are many points, so that they are not given too many channels.
     */
    private static int shuffle(int channels, int smaller, int points) {
        return points == 2 && smaller > 1 && channels % (smaller * smaller) == 0 ? smaller : 1;
    }

    private static int monoCell(int channels, int points) {
        int r = MONO_CELL / points;
        while (channels % (r * r) != 0) {
            r /= 2;
        }
        return r;
    }

    /**
     * The first splats of all scenes.
     *
     * @param context with cameras in the frame that splats are to be in
     * @param depths of its views
     * @param again whether blocks are computed again in the backward pass
     */
    Start of(ContextViews context, Depths depths, boolean again) {
        int down = config.points().downscale();
        Grid grid =
                new Grid(
                        context.scenes(),
                        context.views(),
                        context.height() / down,
                        context.width() / down);
        Tensor images = context.flat();
        Var pixels = Layout.pixelUnshuffle(Var.constant(images), down);
        Var features = features(depths, grid);
        Var confidence = nearest(depths.confidence(), grid);
        Var depth = resized(depths.depth(), grid.height(), grid.width());
        Var all = Layout.concat(3, pixels, depth, confidence, features);
        Var regressed = regressor2.forward(Elementwise.gelu(regressor0.forward(all)));
        Var x = grid.rows(proj.forward(Layout.concat(3, regressed, pixels, features, confidence)));
        Tensor points =
                new Rays(images.device(), context.cameras(), grid)
                        .middles(grid.rows(depth).value());
        Var known = x.add(blocks.forward(x, points, grid, again));
        Var numbers = head2.forward(Elementwise.gelu(head0.forward(known)));
        return new Start(splats(numbers, context, depths, grid), grid.maps(known));
    }

    private Var features(Depths depths, Grid grid) {
        List<Var> all = new ArrayList<>();
        for (Var mono : depths.mono()) {
            int r = monoCell(mono.shape().dim(3), config.points().downscale());
            Var cells = resized(mono, grid.height() / r, grid.width() / r);
            all.add(r == 1 ? cells : Layout.pixelShuffle(cells, r));
        }
        for (Var map : depths.convolutions()) {
            all.add(aligned(map, grid));
        }
        all.add(aligned(depths.matched(), grid));
        return Layout.concat(3, all.toArray(Var[]::new));
    }

    /** A map at the resolution of points. */
    private Var aligned(Var map, Grid grid) {
        int smaller = grid.height() / map.shape().dim(1);
        int r = shuffle(map.shape().dim(3), smaller, config.points().downscale());
        return r > 1 ? Layout.pixelShuffle(map, r) : resized(map, grid.height(), grid.width());
    }

    /** As in ReSplat: what corner pixels have stays in the corners. */
    private static Var resized(Var map, int height, int width) {
        Shape s = map.shape();
        return s.dim(1) == height && s.dim(2) == width
                ? map
                : Sample.resizeBilinear(map, height, width, true);
    }

    /** The pixel of a map {@code [B V, H, W, 1]} that each point lies in, or the first of many. */
    private static Var nearest(Var map, Grid grid) {
        Shape s = map.shape();
        int height = grid.height();
        int width = grid.width();
        if (s.dim(1) == height && s.dim(2) == width) {
            return map;
        }
        int[] index = new int[s.dim(0) * height * width];
        int at = 0;
        for (int n = 0; n < s.dim(0); n++) {
            for (int i = 0; i < height; i++) {
                int row = (n * s.dim(1) + i * s.dim(1) / height) * s.dim(2);
                for (int j = 0; j < width; j++) {
                    index[at++] = row + j * s.dim(2) / width;
                }
            }
        }
        Tensor rows = Tensor.ofInts(map.device(), Shape.of(index.length), index);
        return grid.maps(Index.gatherRows(map.reshape(s.size(), 1), rows));
    }

    /** From numbers of points to splats. */
    private SplatRows splats(Var numbers, ContextViews context, Depths depths, Grid grid) {
        int side = config.points().side();
        Grid fine = grid.finer(side);
        Var all = side == 1 ? numbers : fine.rows(Layout.pixelShuffle(grid.maps(numbers), side));
        int width = all.shape().dim(1);
        Device device = all.device();
        Var depth = fine.rows(resized(depths.depth(), fine.height(), fine.width()));
        Var place = Elementwise.sigmoid(Layout.slice(all, 1, LOGIT, PLACE));
        Var means = new Rays(device, context.cameras(), fine).points(depth, place);
        ResplatNetwork.SplatsConfig c = config.splats();
        Var extents = Layout.slice(all, 1, QUATS, SCALES).sub(c.scaleBias());
        Var scales =
                Elementwise.clamp(Elementwise.softplus(extents), c.leastScale(), c.mostScale());
        Var quats = Layout.slice(all, 1, 0, QUATS);
        Var logit = Layout.slice(all, 1, SCALES, LOGIT);
        Var first = Layout.slice(all, 1, PLACE, PLACE + 3).add(Var.constant(base(context, fine)));
        Var rest = Layout.slice(all, 1, PLACE + 3, width);
        return new SplatRows(Layout.concat(1, means, scales, quats, logit, first, rest), fine);
    }

    /** {@code [B V H W, 3]}: first terms that have the mean colour of the cell. */
    private static Tensor base(ContextViews context, Grid grid) {
        Tensor means = grid.means(context.flat());
        return means.add(-0.5).mul(1 / Harmonics.DC).reshape(grid.rows(), 3);
    }
}

package dev.resplat.train.lightfield;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Matmul;
import dev.resplat.autodiff.Reduce;
import dev.resplat.autodiff.Sample;
import dev.resplat.autodiff.Softmax;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Initializer;
import dev.resplat.nn.Layer;
import dev.resplat.nn.Linear;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.SamplingKernels.Padding;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Attention of rays to samples along their epipolar lines in all views at once (Du et al. 2023,
 * section 3.2).
 *
 * <p>Of a sample are known the features at its place, and those at the place where the other view
 * sees the same point: both with what {@link RaySamples} tells of it, through a layer and a
 * rectifier, {@code own} and {@code other}. Keys are a small network of both, queries a layer of
 * what is known of ray and sample. In further rounds queries also know what was found before.
 *
 * <p>It is that of the paper's code but for this. Layers that follow each other without a rectifier
 * are one. Values are linear in {@code own} and {@code other}, so these are averaged, and not the
 * values: the same numbers for a fraction of the work. Of two linear layers whose outputs are
 * multiplied, that of the query is left out. The second round asks the keys, which know of features
 * (in the code, an encoding of the places). More than two views are allowed: {@code other} is the
 * mean of all others.
 */
final class RayAttention extends Layer {
    private final int encoding;
    private final int hidden;
    private final Var place;
    private final Var keyOwn;
    private final Var keyOther;
    private final Var key;
    private final Linear value;
    private final List<Query> queries = new ArrayList<>();

    RayAttention(RandomStream random, Device device, LightFieldNetwork network) {
        encoding = network.encoding();
        hidden = network.hidden();
        int told = RaySamples.numbers(network.octaves());
        place = parameter("place", weight(random, device, told, encoding));
        keyOwn = parameter("key_own", weight(random, device, encoding, hidden));
        keyOther = parameter("key_other", weight(random, device, encoding, hidden));
        key = parameter("key", weight(random, device, hidden, hidden));
        value = child("value", new Linear(random, device, 2 * encoding, network.latent()));
        for (int i = 0; i < network.rounds(); i++) {
            int known = i == 0 ? 0 : network.latent();
            queries.add(child("query" + i, new Query(random, device, told, known, hidden)));
        }
    }

    /** Of a layer without offsets: what is told of a sample ends with a 1. */
    private static Tensor weight(RandomStream random, Device device, int in, int out) {
        return Initializer.uniformFanIn().make(random, device, Shape.of(in, out));
    }

    /** What is asked of a sample, linear in all that is known of it, through a rectifier. */
    private static final class Query extends Layer {
        private final Var place;
        private final Linear ray;
        private final Linear latent;

        Query(RandomStream random, Device device, int told, int known, int hidden) {
            place = parameter("place", weight(random, device, told, hidden));
            ray = child("ray", new Linear(random, device, RaySamples.RAY, hidden));
            latent = known == 0 ? null : child("latent", new Linear(random, device, known, hidden));
        }

        /** {@code [V, R, S, hidden]}, where {@code found} is null or {@code [R, latent]}. */
        Var forward(RaySamples samples, Var found) {
            Shape s = samples.own().shape();
            Var ofRay = ray.forward(Var.constant(samples.rays()));
            if (found != null) {
                ofRay = ofRay.add(latent.forward(found).reshape(1, s.dim(1), 1, -1));
            }
            Var ofPlace = Matmul.matmul(Var.constant(samples.places()), place);
            return Elementwise.relu(
                    ofPlace.reshape(s.dim(0), s.dim(1), s.dim(2), ofRay.shape().dim(3)).add(ofRay));
        }
    }

    /**
     * What rays found.
     *
     * @param latent {@code [R, latent]}
     * @param depth the mean of depths of samples in the last round {@code [R]}
     */
    record Found(Var latent, Var depth) {}

    /**
     * @param maps for each shift k from 0 to V - 1 the features of view {@code (n + k) mod V},
     *     {@code [V, H, W, encoding]}
     */
    Found forward(List<Var> maps, RaySamples samples) {
        Shape s = samples.own().shape();
        int views = s.dim(0);
        int rays = s.dim(1);
        int n = s.dim(2);
        Var own = known(maps.get(0), samples.own(), samples.places(), Padding.BORDER);
        Var other = null;
        for (int k = 1; k < views; k++) {
            Tensor grid = samples.others().get(k - 1);
            Tensor told = samples.otherPlaces().get(k - 1);
            Var seen = known(maps.get(k), grid, told, Padding.ZEROS);
            other = other == null ? seen : other.add(seen);
        }
        if (views > 2) {
            other = other.div(views - 1);
        }
        Var keys = Matmul.matmul(own, keyOwn);
        if (other != null) {
            keys = keys.add(Matmul.matmul(other, keyOther));
        }
        keys = Matmul.matmul(Elementwise.relu(keys), key).reshape(views * rays * n, 1, hidden);

        Var latent = null;
        Var shares = null;
        for (Query query : queries) {
            Var asked = query.forward(samples, latent).reshape(views * rays * n, 1, hidden);
            Var scores = Matmul.matmulTransposed(asked, keys).reshape(views, rays, n);
            scores = Layout.permute(scores, 1, 0, 2).reshape(rays, views * n);
            scores = scores.mul(1 / Math.sqrt(hidden)).add(Var.constant(samples.mask()));
            shares = Softmax.softmax(scores).mul(Var.constant(samples.seen()));
            Var byView = Layout.permute(shares.reshape(rays, views, n), 1, 0, 2);
            byView = byView.reshape(views * rays, 1, n);
            Var mean = mean(byView, own, views, rays);
            Var otherMean =
                    other == null
                            ? Var.constant(Tensor.zeros(own.device(), mean.shape()))
                            : mean(byView, other, views, rays);
            Var found = value.forward(Layout.concat(1, mean, otherMean));
            latent = latent == null ? found : latent.add(found);
        }
        Var depth = Reduce.sum(shares.mul(Var.constant(samples.depths())), -1);
        return new Found(latent, depth);
    }

    /** Features at places, with what is told of these, {@code [V R S, encoding]}. */
    private Var known(Var map, Tensor grid, Tensor told, Padding padding) {
        Shape s = grid.shape();
        Var features = Sample.gridSample(map, Var.constant(grid), padding, false);
        Var places = Matmul.matmul(Var.constant(told), place);
        return Elementwise.relu(
                features.reshape(s.dim(0) * s.dim(1) * s.dim(2), encoding).add(places));
    }

    /** The mean of all samples of a ray by their shares, {@code [R, encoding]}. */
    private Var mean(Var shares, Var known, int views, int rays) {
        Var each = Matmul.matmul(shares, known.reshape(views * rays, -1, encoding));
        return Reduce.sum(each.reshape(views, rays, encoding), 0);
    }
}

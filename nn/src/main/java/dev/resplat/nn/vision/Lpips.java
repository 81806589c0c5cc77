package dev.resplat.nn.vision;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Matmul;
import dev.resplat.autodiff.Reduce;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Layer;
import dev.resplat.nn.PyTorch;
import dev.resplat.nn.StateDict;
import dev.resplat.nn.StateDict.Fit;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.io.HostArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Learned perceptual image patch similarity, version 0.1 (Zhang et al. 2018, "The unreasonable
 * effectiveness of deep features as a perceptual metric", equation 1): the distance of what a
 * {@link Trunk} sees in two pictures, 0 for equal ones.
 *
 * <p>With a and b the features of both pictures at depth l, each divided by its norm over channels,
 * the distance is the sum over l of the mean over places of {@code <w_l, (a - b)^2>}, with learned
 * weights w. Values of different trunks cannot be compared: always name the trunk.
 *
 * <p>It can be a loss: gradients flow to both pictures. All weights are buffers, which no optimizer
 * changes.
 */
public final class Lpips extends Layer {
    /** Of colours from -1 to 1: what the trunks' colours are normalised by. */
    private static final double[] SHIFT = {-0.030, -0.088, -0.188};

    private static final double[] SCALE = {0.458, 0.448, 0.450};

    /** Keeps the division by a norm finite where nothing is seen. */
    private static final double EPSILON = 1e-10;

    private final Trunk trunk;
    private final List<Var> weights = new ArrayList<>();
    private final Var gain;
    private final Var offset;

    /** With weights that are to be loaded and are not numbers until then. */
    public Lpips(Device device, Trunk trunk) {
        this.trunk = child("features", trunk);
        for (int width : trunk.widths()) {
            Weights layer = new Weights(device, width, "model", "1", "weight");
            weights.add(Var.constant(child("lin" + weights.size(), layer).value.reshape(width, 1)));
        }
        double[] gains = new double[3];
        double[] offsets = new double[3];
        for (int c = 0; c < 3; c++) {
            gains[c] = 2 / SCALE[c];
            offsets[c] = -(1 + SHIFT[c]) / SCALE[c];
        }
        gain = Var.constant(Tensor.of(device, Shape.of(3), gains));
        offset = Var.constant(Tensor.of(device, Shape.of(3), offsets));
    }

    /**
     * With SqueezeNet 1.1 as its trunk.
     *
     * @param arrays torchvision's {@code features.*} and the official {@code lin*}, in PyTorch's
     *     layout
     * @throws IllegalArgumentException listing every array that does not fit
     */
    public static Lpips squeeze(Device device, Map<String, HostArray> arrays) {
        return new Lpips(device, new SqueezeNet(device)).load(arrays);
    }

    /** With VGG16 as its trunk, as {@link #squeeze}. */
    public static Lpips vgg(Device device, Map<String, HostArray> arrays) {
        return new Lpips(device, new Vgg(device, Vgg.Depth.VGG16)).load(arrays);
    }

    private Lpips load(Map<String, HostArray> arrays) {
        StateDict.load(this, PyTorch.weights(this, arrays), Fit.EXACT);
        return this;
    }

    /**
     * The distance of each picture from its counterpart.
     *
     * @param a colours from 0 to 1, {@code [N, H, W, 3]}; H and W are at least the trunk's {@link
     *     Trunk#leastExtent}
     * @param b of the same shape
     * @return {@code [N]}
     */
    public Var forward(Var a, Var b) {
        List<Var> parts = depths(a, b);
        Var sum = parts.get(0);
        for (Var part : parts.subList(1, parts.size())) {
            sum = sum.add(part);
        }
        return sum;
    }

    /**
     * What the trunk sees in pictures, as {@link Trunk#features}.
     *
     * @param x colours from 0 to 1, {@code [N, H, W, 3]}
     */
    public List<Var> features(Var x) {
        return trunk.features(normalized(x));
    }

    /** What each depth adds to the distance, {@code [N]} each. */
    public List<Var> depths(Var a, Var b) {
        if (a.shape().rank() != 4 || a.shape().dim(3) != 3 || !a.shape().equals(b.shape())) {
            throw new ShapeException(
                    "Lpips: a and b must both be [N, H, W, 3], are "
                            + a.shape()
                            + " and "
                            + b.shape());
        }
        int least = trunk.leastExtent();
        if (a.shape().dim(1) < least || a.shape().dim(2) < least) {
            throw new ShapeException(
                    "Lpips: pictures must be at least %d x %d pixels for trunk %s, are %s"
                            .formatted(least, least, trunk.getClass().getSimpleName(), a.shape()));
        }
        List<Var> featuresA = trunk.features(normalized(a));
        List<Var> featuresB = trunk.features(normalized(b));
        List<Var> parts = new ArrayList<>();
        for (int i = 0; i < featuresA.size(); i++) {
            Var difference = unit(featuresA.get(i)).sub(unit(featuresB.get(i)));
            Var places = Matmul.matmul(Elementwise.square(difference), weights.get(i));
            parts.add(Reduce.mean(places.reshape(a.shape().dim(0), -1), 1));
        }
        return parts;
    }

    private Var normalized(Var x) {
        return x.mul(gain).add(offset);
    }

    /** Divided by the norm over channels. */
    private static Var unit(Var x) {
        Var norm = Reduce.norm(x, -1).add(EPSILON);
        return x.div(norm.reshape(x.shape().with(-1, 1).dims()));
    }

    /**
     * The weights of the channels at a depth, below the names that the official files give them.
     */
    private static final class Weights extends Layer implements PyTorch.Reversed {
        private final Tensor value;

        Weights(Device device, int width, String... path) {
            if (path.length == 1) {
                Shape shape = Shape.of(1, 1, width, 1);
                value = buffer(path[0], Tensor.full(device, shape, Double.NaN));
            } else {
                String[] rest = Arrays.copyOfRange(path, 1, path.length);
                value = child(path[0], new Weights(device, width, rest)).value;
            }
        }
    }
}

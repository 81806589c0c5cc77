package dev.resplat.nn.vision;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Pool;
import dev.resplat.autodiff.Reduce;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.BatchNorm;
import dev.resplat.nn.Conv2d;
import dev.resplat.nn.Layer;
import dev.resplat.nn.LayerList;
import dev.resplat.nn.Linear;
import dev.resplat.nn.Mode;
import dev.resplat.nn.vision.ResidualBlock.Norm;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * A residual network (He et al. 2016, "Deep residual learning for image recognition", table 1): a
 * convolution and a pool that leave a quarter of the extents, then four stages of {@linkplain
 * ResidualBlock blocks}, each but the first halving the extents and doubling the channels.
 *
 * <p>Where places matter more than classes, fewer stages, no pool and another norm may be better.
 *
 * <p>Names are those of torchvision's {@code resnet18} and {@code resnet50}.
 */
public final class ResNet extends Layer {
    private static final int STAGES = 4;

    private final Conv2d conv1;
    private final BatchNorm bn1;
    private final List<LayerList<ResidualBlock>> stages = new ArrayList<>();
    private final List<Integer> widths = new ArrayList<>();
    private final Linear classifier;

    /** The kind of blocks, and how many in each stage. */
    public enum Depth {
        /** Two basic blocks in each stage. */
        RESNET18(false, 2, 2, 2, 2),
        /** Bottlenecks. */
        RESNET50(true, 3, 4, 6, 3);

        private final boolean bottleneck;
        private final int[] blocks;

        Depth(boolean bottleneck, int... blocks) {
            this.bottleneck = bottleneck;
            this.blocks = blocks;
        }
    }

    /**
     * With the initial values of torchvision: convolutions normal with variance {@code 2 / fanOut}.
     *
     * @param channels of pictures; usually 3
     * @param width channels of the first stage's 3 x 3 convolutions; 64 in the paper
     * @param classes of the classifier; 0 for none
     */
    public ResNet(
            RandomStream random, Device device, Depth depth, int channels, int width, int classes) {
        this(random, device, depth, channels, width, STAGES, Norm.BATCH, classes);
    }

    /**
     * Without a classifier, and only the first stages.
     *
     * @param stages 0 to 4
     * @param norm what normalises; with {@link Norm#INSTANCE} there is no {@code bn} in any name
     */
    public ResNet(
            RandomStream random,
            Device device,
            Depth depth,
            int channels,
            int width,
            int stages,
            Norm norm) {
        this(random, device, depth, channels, width, stages, norm, 0);
    }

    private ResNet(
            RandomStream random,
            Device device,
            Depth depth,
            int channels,
            int width,
            int stageCount,
            Norm norm,
            int classes) {
        if (stageCount < 0 || stageCount > STAGES) {
            throw new IllegalArgumentException("ResNet: stages must be 0 to 4, is " + stageCount);
        }
        conv1 =
                child(
                        "conv1",
                        Conv2d.withoutBias(
                                random,
                                device,
                                channels,
                                width,
                                Window.of(7, 7).stride(2).padding(3),
                                ResidualBlock.WEIGHTS));
        bn1 = norm == Norm.BATCH ? child("bn1", ResidualBlock.norm(device, width)) : null;
        int in = width;
        widths.add(in);
        for (int s = 0; s < stageCount; s++) {
            LayerList<ResidualBlock> stage = child("layer" + (s + 1), new LayerList<>());
            for (int b = 0; b < depth.blocks[s]; b++) {
                int stride = s > 0 && b == 0 ? 2 : 1;
                ResidualBlock block =
                        depth.bottleneck
                                ? ResidualBlock.bottleneck(
                                        random, device, in, width << s, stride, norm)
                                : ResidualBlock.basic(random, device, in, width << s, stride, norm);
                in = stage.add(block).outChannels();
            }
            stages.add(stage);
            widths.add(in);
        }
        classifier = classes > 0 ? child("fc", new Linear(random, device, in, classes)) : null;
    }

    /**
     * What each stage makes of pictures: a fourth, an eighth, a sixteenth and a thirty-second of
     * their extents.
     *
     * @param x {@code [N, H, W, channels]}
     */
    public List<Var> features(Var x, Mode mode) {
        return afterPool(conv1.forward(x), mode, new ArrayList<>());
    }

    /**
     * What the first convolution makes of pictures, before its norm, and then {@link #features}: a
     * half of their extents, a fourth, an eighth, a sixteenth and a thirty-second, with {@link
     * #widths} channels.
     *
     * @param x {@code [N, H, W, channels]}
     */
    public List<Var> convolvedAndFeatures(Var x, Mode mode) {
        List<Var> features = new ArrayList<>();
        Var convolved = conv1.forward(x);
        features.add(convolved);
        return afterPool(convolved, mode, features);
    }

    private List<Var> afterPool(Var convolved, Mode mode, List<Var> features) {
        Window window = Window.of(3, 3).stride(2).padding(1);
        addStages(Pool.max(stem(convolved, mode), window), mode, features);
        return features;
    }

    /**
     * What the first convolution and each stage make of pictures when nothing is pooled: a half of
     * their extents, a half, a fourth, an eighth and a sixteenth, with {@link #widths} channels.
     *
     * @param x {@code [N, H, W, channels]}
     */
    public List<Var> unpooled(Var x, Mode mode) {
        List<Var> features = new ArrayList<>();
        features.add(stem(conv1.forward(x), mode));
        addStages(features.get(0), mode, features);
        return features;
    }

    /** Channels of each of {@link #unpooled}. */
    public List<Integer> widths() {
        return List.copyOf(widths);
    }

    private Var stem(Var convolved, Mode mode) {
        return Elementwise.relu(ResidualBlock.normalized(bn1, convolved, mode));
    }

    private void addStages(Var x, Mode mode, List<Var> features) {
        Var y = x;
        for (LayerList<ResidualBlock> stage : stages) {
            for (ResidualBlock block : stage) {
                y = block.forward(y, mode);
            }
            features.add(y);
        }
    }

    /**
     * Logits of classes, from the mean of the last features over all places.
     *
     * @param x {@code [N, H, W, channels]}
     * @return {@code [N, classes]}
     * @throws IllegalStateException when there is no classifier
     */
    public Var forward(Var x, Mode mode) {
        if (classifier == null) {
            throw new IllegalStateException("ResNet: made without classes; ask for features");
        }
        Var last = features(x, mode).get(stages.size() - 1);
        Var places = last.reshape(last.shape().dim(0), -1, last.shape().dim(3));
        return classifier.forward(Reduce.mean(places, 1));
    }
}

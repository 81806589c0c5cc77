package dev.resplat.train.lightfield;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.Activation;
import dev.resplat.nn.Conv2d;
import dev.resplat.nn.ConvTranspose2d;
import dev.resplat.nn.Layer;
import dev.resplat.nn.LayerList;
import dev.resplat.nn.LayerNorm;
import dev.resplat.nn.Linear;
import dev.resplat.nn.TransformerBlock;
import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;
import dev.resplat.train.synthesis.ContextViews;
import java.util.List;

/**
 * Attention among the tokens of all views of a scene, so that features of each image know of the
 * others (Du et al. 2023, section 3.1). Each token knows where it is in its image, and from where
 * its image was taken, relative to the first one.
 */
final class JointAttention extends Layer {
    private static final double EPSILON = 1e-5;

    /** Of a pose: rotation, place, and focal lengths. */
    private static final int POSE = 14;

    private final JointConfig config;
    private final Conv2d down;
    private final Linear position;
    private final Linear pose;
    private final LayerList<TransformerBlock> blocks;
    private final LayerNorm norm;
    private final ConvTranspose2d up;

    JointAttention(RandomStream random, Device device, JointConfig config, int features) {
        this.config = config;
        int width = config.width();
        Window window = Window.of(config.patch(), config.patch()).stride(config.patch());
        down = child("down", new Conv2d(random, device, features, width, window));
        position = child("position", new Linear(random, device, 4 * config.octaves(), width));
        pose = child("pose", new Linear(random, device, POSE, width));
        blocks = child("blocks", new LayerList<>());
        for (int i = 0; i < config.layers(); i++) {
            TransformerBlock.Config block =
                    new TransformerBlock.Config(
                            width, config.heads(), config.hidden(), Activation.GELU, EPSILON);
            blocks.add(new TransformerBlock(random, device, block));
        }
        norm = child("norm", new LayerNorm(device, width, EPSILON));
        up = child("up", new ConvTranspose2d(random, device, width, features, window));
    }

    /**
     * @param x {@code [B V, H, W, features]}
     * @return what is to be added, of the same shape
     */
    Var forward(Var x, ContextViews context) {
        Device device = x.device();
        int views = context.scenes() * context.views();
        Var tokens = down.forward(x);
        int h = tokens.shape().dim(1);
        int w = tokens.shape().dim(2);
        Var places = position.forward(Var.constant(positions(device, h, w)));
        Var poses = pose.forward(Var.constant(poses(device, context)));
        tokens =
                tokens.add(places.reshape(1, h, w, config.width()))
                        .add(poses.reshape(views, 1, 1, config.width()))
                        .reshape(context.scenes(), context.views() * h * w, config.width());
        for (TransformerBlock block : blocks) {
            tokens = block.forward(tokens);
        }
        return up.forward(norm.forward(tokens).reshape(views, h, w, config.width()));
    }

    /** Sines and cosines of where tokens are in their image: {@code [h w, 4 octaves]}. */
    private Tensor positions(Device device, int h, int w) {
        int octaves = config.octaves();
        double[] numbers = new double[h * w * 4 * octaves];
        int at = 0;
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                for (int o = 0; o < octaves; o++) {
                    double u = Math.PI * (1 << o) * (x + 0.5) / w;
                    double v = Math.PI * (1 << o) * (y + 0.5) / h;
                    numbers[at++] = StrictMath.sin(u);
                    numbers[at++] = StrictMath.cos(u);
                    numbers[at++] = StrictMath.sin(v);
                    numbers[at++] = StrictMath.cos(v);
                }
            }
        }
        return Tensor.of(device, Shape.of(h * w, 4 * octaves), numbers);
    }

    /** Rotations and places of cameras in the axes of the first of their scene. */
    private static Tensor poses(Device device, ContextViews context) {
        int views = context.views();
        double[] numbers = new double[context.scenes() * views * POSE];
        int at = 0;
        for (int b = 0; b < context.scenes(); b++) {
            List<Camera> cameras = context.cameras().get(b);
            double[] first = cameras.get(0).worldToCamera();
            for (Camera camera : cameras) {
                double[] m = camera.worldToCamera();
                double[] center = camera.center();
                for (int i = 0; i < 3; i++) {
                    for (int j = 0; j < 3; j++) {
                        for (int k = 0; k < 3; k++) {
                            numbers[at] += first[4 * i + k] * m[4 * j + k];
                        }
                        at++;
                    }
                }
                for (int i = 0; i < 3; i++) {
                    double place = first[4 * i + 3];
                    for (int k = 0; k < 3; k++) {
                        place += first[4 * i + k] * center[k];
                    }
                    numbers[at++] = place / context.near()[b];
                }
                numbers[at++] = camera.fx() / camera.width();
                numbers[at++] = camera.fy() / camera.height();
            }
        }
        return Tensor.of(device, Shape.of(context.scenes() * views, POSE), numbers);
    }
}

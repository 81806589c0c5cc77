package dev.resplat.train.resplat;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.Layer;
import dev.resplat.nn.Mode;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Quaternion;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.resplat.ResplatNetwork.Frame;
import dev.resplat.train.resplat.ResplatNetwork.PointsConfig;
import dev.resplat.train.resplat.ResplatNetwork.SplatsConfig;
import dev.resplat.train.resplat.ResplatNetwork.Unit;
import dev.resplat.train.resplat.ResplatNetwork.UpdateConfig;
import dev.resplat.train.stereo.Depths;
import dev.resplat.train.stereo.StereoConfig;
import dev.resplat.train.synthesis.ContextViews;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Small networks, and scenes of noise whose depth is known. */
public final class SomeResplat {
    static final int SIZE = 16;
    static final int WIDTH = 16;
    static final double NEAR = 1;
    static final double FAR = 10;
    static final double LEAST_SCALE = 1e-6;

    private SomeResplat() {}

    static StereoConfig stereo() {
        return new StereoConfig(
                new StereoConfig.Convolutions(3, 4, 8, 4),
                new StereoConfig.Views(2, 1, 1),
                new StereoConfig.Mono(true, 8, 16, 16, 4, 2, 16, List.of(0, 1, 2, 3)),
                4,
                2,
                new StereoConfig.Regressor(8, 1, 8, 8),
                true);
    }

    static PointsConfig points(int downscale, int perPoint) {
        return new PointsConfig(downscale, perPoint, WIDTH, 1, 3, 4, true, true);
    }

    static UpdateConfig update() {
        return new UpdateConfig(
                16, true, 1, 3, 4, true, true, true, 0, UpdateConfig.Combine.ADD, 1, "", 1, 1, 0);
    }

    static ResplatNetwork network(PointsConfig points, UpdateConfig update, Frame frame) {
        return network(points, update, frame, Unit.CAMERAS);
    }

    static ResplatNetwork network(
            PointsConfig points, UpdateConfig update, Frame frame, Unit unit) {
        return new ResplatNetwork(
                stereo(),
                points,
                new SplatsConfig(1, 2, LEAST_SCALE, 1, false, 0.3),
                update,
                frame,
                unit,
                false);
    }

    static ResplatNetwork network(UpdateConfig update) {
        return network(points(4, 1), update, Frame.MIDDLE);
    }

    /** With weights that are random, and see whatever they like. */
    static RenderFeatures trunk(Device device, long seed) {
        return new RenderFeatures(RenderFeatures.network(new RandomStream(seed), device, 4));
    }

    /** Depths that no network has said, different for each view. */
    static Resplat.DepthSource known() {
        return SomeResplat::depths;
    }

    static Depths depths(ContextViews context, Mode mode) {
        Device device = context.images().device();
        int views = context.scenes() * context.views();
        int height = context.height();
        int width = context.width();
        RandomStream random = new RandomStream(11);
        List<Var> convolutions =
                List.of(
                        normal(random, device, views, height / 2, width / 2, 3),
                        normal(random, device, views, height / 2, width / 2, 4),
                        normal(random, device, views, height / 4, width / 4, 8));
        List<Var> mono = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            mono.add(normal(random, device, views, height / 8, width / 8, 16));
        }
        double[] depth = new double[views * height * width];
        for (int i = 0; i < depth.length; i++) {
            depth[i] = 2 + 0.05 * (i % width) + 0.03 * (i / width % height) + 0.1 * (i % 7) / 7.0;
        }
        Tensor near = random.uniform(device, Shape.of(views, height / 4, width / 4, 1));
        return new Depths(
                Var.constant(Tensor.of(device, Shape.of(views, height, width, 1), depth)),
                Var.constant(Arranging.concat(3, near, near.mul(-1).add(1))),
                convolutions,
                normal(random, device, views, height / 4, width / 4, 8),
                mono);
    }

    private static Var normal(RandomStream random, Device device, int... dims) {
        return Var.constant(random.normal(device, Shape.of(dims)));
    }

    static Resplat model(Device device, ResplatNetwork network) {
        return new Resplat(
                new RandomStream(4), device, network, trunk(device, 5), pass -> 0, known());
    }

    /** With harmonics of degree 3 and random weights everywhere, which refines once. */
    public static Resplat random(Device device) {
        ResplatNetwork network =
                new ResplatNetwork(
                        stereo(),
                        points(4, 1),
                        new SplatsConfig(3, 2, 1e-6, 1, true, 0.3),
                        update(),
                        Frame.MIDDLE,
                        Unit.CAMERAS,
                        false);
        Resplat model =
                new Resplat(
                        new RandomStream(4), device, network, trunk(device, 5), pass -> 1, known());
        return scattered(model, 0.05);
    }

    /** Moves all parameters a little, so that a head that begins with zeros does something. */
    public static <L extends Layer> L scattered(L layer, double by) {
        RandomStream random = new RandomStream(9);
        for (Var p : layer.parameters().values()) {
            Tensor noise = random.normal(p.device(), p.shape()).mul(by);
            double[] moved = p.value().add(noise).toDoubles();
            p.device().upload(moved, p.value().buffer(), moved.length);
        }
        return layer;
    }

    /** Turned a little each, about where all look. */
    static List<Camera> cameras(int views) {
        List<Camera> cameras = new ArrayList<>();
        for (int v = 0; v < views; v++) {
            double angle = 0.15 * (v - 0.7);
            double[] q = {Math.cos(angle), 0.1 * Math.sin(angle), Math.sin(angle), 0.02};
            double length = Math.sqrt(Arrays.stream(q).map(x -> x * x).sum());
            double[] r =
                    new Quaternion(q[0] / length, q[1] / length, q[2] / length, q[3] / length)
                            .matrix();
            double[] m = {
                r[0],
                r[1],
                r[2],
                0.3 * v - 0.4, //
                r[3],
                r[4],
                r[5],
                0.1 * v, //
                r[6],
                r[7],
                r[8],
                0.2, //
                0,
                0,
                0,
                1
            };
            cameras.add(new Camera(SIZE, SIZE, 1.1 * SIZE, SIZE, 0.52 * SIZE, 0.49 * SIZE, m));
        }
        return cameras;
    }

    static ContextViews context(Device device, List<List<Camera>> cameras) {
        int scenes = cameras.size();
        int views = cameras.get(0).size();
        Shape shape = Shape.of(scenes, views, SIZE, SIZE, 3);
        Tensor images = new RandomStream(3).uniform(device, shape);
        double[] near = new double[scenes];
        double[] far = new double[scenes];
        Arrays.fill(near, NEAR);
        Arrays.fill(far, FAR);
        return new ContextViews(images, cameras, near, far);
    }

    static ContextViews context(Device device, int views) {
        return context(device, List.of(cameras(views)));
    }

    /** One that no context has. */
    static Camera between() {
        return cameras(2).get(1).at(cameras(3).get(2).worldToCamera());
    }

    /** With random weights everywhere, so that refinement moves splats. */
    static Resplat moving(Device device, ResplatNetwork network) {
        return scattered(model(device, network), 0.05);
    }

    /** What a camera sees after a step. */
    static double[] image(ResplatScenes scenes, int step, int scene, Camera camera) {
        return scenes.render(step, scene, camera).image().value().toDoubles();
    }
}

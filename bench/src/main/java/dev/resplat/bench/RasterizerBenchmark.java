package dev.resplat.bench;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.splat.Rasterizer.Options;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/**
 * Views of splats in space: from means, rotations, scales, opacities and harmonics to the image and
 * back to all gradients. Splats are flat and lie on wavy walls, one behind the other, which fill
 * the view; their sizes are spread as those of learned scenes are, with their median such that on
 * the mean {@link #layers} of them are within a deviation of each pixel, whatever their number.
 * Operations per second are frames per second.
 */
public class RasterizerBenchmark extends DeviceBenchmark {
    private static final int CHECKED_SPLATS = 200;
    private static final int WALLS = 4;
    private static final double NEAREST = 2;

    /** Distance of walls, in terms of that of the wall before. */
    private static final double FARTHER = 1.5;

    /** Standard deviation of the logarithms of sizes. */
    private static final double SPREAD = 0.5;

    /** Across a wall, in terms of the deviations along it. */
    private static final double FLAT = 0.1;

    /** Width and height of the image. */
    @Param("800x600")
    public String size;

    /** How many. */
    @Param({"10000", "150000", "1000000"})
    public int splats;

    /** Of the harmonics. */
    @Param("3")
    public int degree;

    /** How many splats there are over each pixel. */
    @Param("6")
    public double layers;

    private Camera camera;
    private Options options;
    private Gaussians gaussians;
    private Tensor gradImage;

    @Override
    void prepare() {
        options = Options.of(degree);
        check(scene(CHECKED_SPLATS, camera(48, 36)), camera(48, 36));
        String[] sides = size.split("x");
        camera = camera(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
        gaussians = parameters(device(), scene(splats, camera));
        gradImage = values(camera.height(), camera.width(), 3);
    }

    private void check(Splats3d scene, Camera of) {
        Device reference = Devices.find("reference");
        try (Scope scope = Scope.open()) {
            Var expected = Rasterizer.render(Gaussians.of(reference, scene), of, options).image();
            Var actual = Rasterizer.render(Gaussians.of(device(), scene), of, options).image();
            check(actual.value(), expected.value(), 1e-4);
        }
    }

    /** With a field of view of 60 degrees. */
    private static Camera camera(int width, int height) {
        double focal = width / (2 * Math.tan(Math.PI / 6));
        double[] pose = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
        return new Camera(width, height, focal, focal, width / 2.0, height / 2.0, pose);
    }

    private static Gaussians parameters(Device device, Splats3d splats) {
        Gaussians g = Gaussians.of(device, splats);
        return new Gaussians(
                Var.parameter(g.means().value()),
                Var.parameter(g.quats().value()),
                Var.parameter(g.logScales().value()),
                Var.parameter(g.opacityLogits().value()),
                Var.parameter(g.sh0().value()),
                Var.parameter(g.shRest().value()));
    }

    private Splats3d scene(int n, Camera of) {
        SplittableRandom random = new SplittableRandom(n);
        // pi sigma^2 n = layers w h, with the mean of sigma^2 for logarithms that are normal
        double area = layers * of.width() * of.height() / (Math.PI * n);
        double median = Math.sqrt(area) * Math.exp(-SPREAD * SPREAD);
        float[] means = new float[3 * n];
        float[] quats = new float[4 * n];
        float[] logScales = new float[3 * n];
        float[] logits = new float[n];
        float[] sh = new float[3 * n * Splats3d.terms(degree)];
        for (int i = 0; i < n; i++) {
            double u = random.nextDouble();
            double v = random.nextDouble();
            double wave = 1 + 0.1 * Math.sin(9 * u) * Math.sin(7 * v);
            double z = NEAREST * Math.pow(FARTHER, random.nextInt(WALLS)) * wave;
            means[3 * i] = (float) ((u * of.width() - of.cx()) / of.fx() * z);
            means[3 * i + 1] = (float) ((v * of.height() - of.cy()) / of.fy() * z);
            means[3 * i + 2] = (float) z;
            // mostly about the axis of the camera: splats lie in their wall
            quats[4 * i] = (float) random.nextGaussian();
            quats[4 * i + 1] = (float) (0.2 * random.nextGaussian());
            quats[4 * i + 2] = (float) (0.2 * random.nextGaussian());
            quats[4 * i + 3] = (float) random.nextGaussian();
            for (int k = 0; k < 2; k++) {
                double pixels = median * Math.exp(SPREAD * random.nextGaussian());
                logScales[3 * i + k] = (float) Math.log(pixels * z / of.fx());
            }
            logScales[3 * i + 2] =
                    (float) Math.log(FLAT) + Math.min(logScales[3 * i], logScales[3 * i + 1]);
            logits[i] = (float) (2 * random.nextGaussian());
        }
        for (int i = 0; i < sh.length; i++) {
            boolean first = i / 3 % Splats3d.terms(degree) == 0;
            sh[i] = (float) ((first ? 1 : 0.1) * random.nextGaussian());
        }
        return new Splats3d(degree, means, quats, logScales, logits, sh);
    }

    private Var image() {
        return Rasterizer.render(gaussians, camera, options).image();
    }

    /** The image. */
    @Benchmark
    public Tensor render() {
        try (Scope scope = Scope.open()) {
            Tensor image = image().value();
            device().await();
            return image;
        }
    }

    /** The image and all gradients, but for those of the pose. */
    @Benchmark
    public Object renderAndGradients() {
        try (Scope scope = Scope.open()) {
            Object gradients = image().backward(gradImage);
            device().await();
            return gradients;
        }
    }
}

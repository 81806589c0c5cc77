import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Harmonics;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.splat.Rasterizer.Rendering;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.Locale;

/** Exercise of chapter 5: a step of refinement by hand, of the colours only. */
public class Refine {
    static final int N = 400;
    static final int STEPS = 4;

    /**
     * The first harmonics after a step.
     *
     * @param sh0 {@code [N, 3]}; a colour is {@code 0.5 + DC sh0}
     * @param gradient {@code [N, 3]}: of half the squared error of the image, with respect to sh0
     * @param areas {@code [N, 1]}: what each splat counts in the image, in pixels
     */
    static Tensor step(Tensor sh0, Tensor gradient, Tensor areas) {
        // ---- Your turn: against the gradient. How far? With phi what a splat counts in each pixel,
        // Newton's step is the gradient over DC^2 sum phi^2, if it is alone. Over DC^2 area it is
        // shorter, but never too long however many splats share a pixel (as in SIRT, Gregor and Benson
        // 2008). Areas can be 0: add 1.
        return sh0;
        // ---- That was it.
    }

    public static void main(String[] args) {
        Device device = Devices.cpu();
        try (Scope scope = Scope.open()) {
            double[] pose = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
            Camera camera = new Camera(64, 64, 64, 64, 32, 32, pose);
            Gaussians scene = Gaussians.of(device, scattered(device));
            Tensor target = Rasterizer.render(scene, camera, Rasterizer.Options.of(0)).image().value();
            Tensor sh0 = Tensor.zeros(device, Shape.of(N, 3));
            double first = 0;
            double last = 0;
            for (int depth = 0; depth <= STEPS; depth++) {
                Var colors = Var.parameter(sh0);
                Gaussians grey =
                        new Gaussians(
                                scene.means(),
                                scene.quats(),
                                scene.logScales(),
                                scene.opacityLogits(),
                                colors,
                                scene.shRest());
                Rendering seen = Rasterizer.render(grey, camera, Rasterizer.Options.of(0));
                Tensor areas = seen.weights().reshape(N, 1);
                Var error = Elementwise.square(seen.image().sub(Var.constant(target)));
                last = -10 * Math.log10(error.mean().value().item());
                first = depth == 0 ? last : first;
                System.out.printf(Locale.ROOT, "depth %d: %.2f dB%n", depth, last);
                Tensor gradient = error.sum().div(2).backward().of(colors);
                sh0 = step(sh0, gradient, areas);
            }
            System.out.println(verdict(last - first, sh0));
        }
    }

    private static String verdict(double won, Tensor sh0) {
        for (float x : sh0.toFloats()) {
            if (!Float.isFinite(x)) {
                return "not yet: colours of splats that are not seen are no numbers";
            }
        }
        return won > 9
                ? "right"
                : String.format(
                        Locale.ROOT,
                        "not yet: %d steps win %.2f dB, 9 and more are possible",
                        STEPS,
                        won);
    }

    /** Of extents from 0.02 to 0.2: one length cannot be right for all. */
    private static Splats3d scattered(Device device) {
        float[] x = new RandomStream(3).uniform(device, Shape.of(N, 7)).toFloats();
        float[] means = new float[3 * N];
        float[] quats = new float[4 * N];
        float[] logScales = new float[3 * N];
        float[] opacities = new float[N];
        float[] sh = new float[3 * N];
        for (int i = 0; i < N; i++) {
            for (int k = 0; k < 3; k++) {
                means[3 * i + k] = k == 2 ? 2 + x[7 * i + 2] : 2.6f * (x[7 * i + k] - 0.5f);
                logScales[3 * i + k] = (float) (Math.log(0.02) + x[7 * i + 6] * Math.log(10));
                sh[3 * i + k] = (float) ((x[7 * i + 3 + k] - 0.5) / Harmonics.DC);
            }
            quats[4 * i] = 1;
            opacities[i] = 1;
        }
        return new Splats3d(0, means, quats, logScales, opacities, sh);
    }
}

import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Devices;
import java.util.Locale;

/**
 * Exercise of chapter 4: where a pixel of one view may be seen in the other. Depth is along z here;
 * the model's is along the ray.
 */
public class EpipolarLine {
    static final int BUCKETS = 8;

    /** The depth in the middle of a bucket; buckets are equally wide in disparity, 1 / depth. */
    static double depth(int bucket, double near, double far) {
        // ---- Your turn (1): bucket 0 begins at near, the last ends at far.
        return near;
        // ---- That was it.
    }

    /** Where a camera sees a point of the world, in pixels (u, v). */
    static double[] pixel(Camera camera, double[] point) {
        // ---- Your turn (2): R X + t is in the rows of camera.worldToCamera(), a 4 x 4 matrix row after
        // row; then the lens: fx, fy, cx, cy.
        return new double[] {0, 0};
        // ---- That was it.
    }

    /** A small bright splat is put at each depth, and looked for in what the other camera sees. */
    public static void main(String[] args) {
        double[] first = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
        double c = Math.cos(0.2);
        double s = Math.sin(0.2);
        double[] second = {c, 0, s, -0.6, 0, 1, 0, 0.1, -s, 0, c, 0.2, 0, 0, 0, 1};
        Camera a = new Camera(96, 64, 80, 80, 48, 32, first);
        Camera b = new Camera(96, 64, 80, 80, 48, 32, second);
        double worst = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            double depth = depth(bucket, 1, 20);
            double[] point = a.point(40.5, 30.5, depth);
            double[] expected = seen(b, point);
            double[] found = pixel(b, point);
            System.out.printf(
                    Locale.ROOT,
                    "bucket %d: depth %.3f, seen at (%.1f, %.1f), you say (%.1f, %.1f)%n",
                    bucket,
                    depth,
                    expected[0],
                    expected[1],
                    found[0],
                    found[1]);
            worst = Math.max(worst, Math.hypot(expected[0] - found[0], expected[1] - found[1]));
        }
        System.out.println(verdict(worst));
    }

    private static String verdict(double worst) {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            double middle = 1 / (1 - 0.95 * (2 * bucket + 1) / (2 * BUCKETS));
            double depth = depth(bucket, 1, 20);
            if (!(Math.abs(depth - middle) < 1e-9)) {
                return String.format(
                        Locale.ROOT,
                        "not yet: (1) the middle of bucket %d is at depth %.4f, you say %.4f",
                        bucket,
                        middle,
                        depth);
            }
        }
        return worst < 0.5
                ? "right"
                : String.format(
                        Locale.ROOT, "not yet: (2) places differ by up to %.1f pixels", worst);
    }

    /** The middle of the light of a splat at a point. */
    private static double[] seen(Camera camera, double[] point) {
        float[] mean = {(float) point[0], (float) point[1], (float) point[2]};
        float size = (float) Math.log(0.01);
        Splats3d splat =
                new Splats3d(
                        0,
                        mean,
                        new float[] {1, 0, 0, 0},
                        new float[] {size, size, size},
                        new float[] {2},
                        new float[] {1.5f, 1.5f, 1.5f});
        float[] image = splat.render(Devices.cpu(), camera, Rasterizer.Options.of(0));
        double u = 0;
        double v = 0;
        double sum = 1e-12;
        for (int i = 0; i < image.length; i += 3) {
            int p = i / 3;
            u += image[i] * (p % camera.width() + 0.5);
            v += image[i] * (p / camera.width() + 0.5);
            sum += image[i];
        }
        return new double[] {u / sum, v / sum};
    }
}

package dev.resplat.train.resplat;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.List;

/**
 * Where points of a grid over images are, for depths along the axes of the cameras: constants for
 * {@code X = center + depth (corner + place step)}, with the place in the cell from 0 to 1.
 */
final class Rays {
    private final Grid grid;
    private final Var corners;
    private final Var steps;
    private final Var centers;

    /**
     * @param cameras of the views of each scene, of images of any size
     */
    Rays(Device device, List<List<Camera>> cameras, Grid grid) {
        this.grid = grid;
        int views = grid.scenes() * grid.views();
        double[] corner = new double[views * grid.height() * grid.width() * 3];
        double[] step = new double[views * 6];
        double[] center = new double[views * 3];
        int at = 0;
        int view = 0;
        for (List<Camera> scene : cameras) {
            for (Camera each : scene) {
                Camera camera = each.resized(grid.width(), grid.height());
                double[] m = camera.worldToCamera();
                System.arraycopy(camera.center(), 0, center, 3 * view, 3);
                for (int k = 0; k < 3; k++) {
                    step[6 * view + k] = m[k] / camera.fx();
                    step[6 * view + 3 + k] = m[4 + k] / camera.fy();
                }
                for (int i = 0; i < grid.height(); i++) {
                    double y = (i - camera.cy()) / camera.fy();
                    for (int j = 0; j < grid.width(); j++) {
                        double x = (j - camera.cx()) / camera.fx();
                        for (int k = 0; k < 3; k++) {
                            corner[at++] = m[k] * x + m[4 + k] * y + m[8 + k];
                        }
                    }
                }
                view++;
            }
        }
        corners = constant(device, corner, views, -1, 3);
        steps = constant(device, step, views, 2, 3);
        centers = constant(device, center, views, 1, 3);
    }

    private static Var constant(Device device, double[] values, int views, int n, int width) {
        int rows = n < 0 ? values.length / views / width : n;
        return Var.constant(Tensor.of(device, Shape.of(views, rows, width), values));
    }

    /**
     * Points {@code [B V H W, 3]}.
     *
     * @param depth {@code [B V H W, 1]}
     * @param place {@code [B V H W, 2]}: along x and y, 0 to 1
     */
    Var points(Var depth, Var place) {
        int views = grid.scenes() * grid.views();
        Var rays = place.reshape(views, -1, 2).matmul(steps).add(corners);
        return rays.mul(depth.reshape(views, -1, 1)).add(centers).reshape(grid.rows(), 3);
    }

    /** Those in the middle of their cells. */
    Tensor middles(Tensor depth) {
        Tensor half = Tensor.full(depth.device(), Shape.of(grid.rows(), 2), 0.5);
        return points(Var.constant(depth), Var.constant(half)).value();
    }
}

package dev.resplat.train.stereo;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.List;

/**
 * Where pixels of a view are in another view, if they are as far away as each candidate.
 *
 * <p>Pixels of feature maps are taken at whole coordinates, (0, 0) being the first, with focal
 * lengths and principal points divided by the downscale, as ReSplat does. Each camera has its own
 * intrinsics; ReSplat takes those of the first view for both.
 */
final class Projections {
    /**
     * Points nearer than that part of the nearest candidate, or behind the camera, are treated as
     * if they were there, which moves them out of the image: 0.001 for ReSplat's 0.01.
     */
    private static final double LEAST_DEPTH = 0.1;

    private final List<Camera> cameras;
    private final Candidates candidates;
    private final int perScene;
    private final int height;
    private final int width;

    /**
     * @param scenes B lists of V cameras
     * @param height of feature maps
     * @param width of feature maps
     */
    Projections(List<List<Camera>> scenes, Candidates candidates, int height, int width) {
        this.candidates = candidates;
        this.height = height;
        this.width = width;
        perScene = scenes.get(0).size();
        cameras = scenes.stream().flatMap(List::stream).map(c -> c.resized(width, height)).toList();
    }

    /**
     * Of some views, in one other view each.
     *
     * @param from the first of the views, among all B V
     * @param others which view for each of them
     * @return {@code [views height width, 1, candidates, 2]}: (x, y), from -1 to 1 over the centres
     *     of the other view's pixels
     */
    Tensor grid(Device device, int from, int[] others) {
        int candidateCount = candidates.count();
        int perView = height * width * candidateCount * 2;
        float[] grid = new float[others.length * perView];
        for (int i = 0; i < others.length; i++) {
            fill(grid, i * perView, from + i, cameras.get(others[i]));
        }
        return Tensor.of(
                device, Shape.of(others.length * height * width, 1, candidateCount, 2), grid);
    }

    private void fill(float[] grid, int start, int view, Camera to) {
        Camera of = cameras.get(view);
        double[] depths = candidates.depths(view / perScene);
        double least = LEAST_DEPTH * candidates.near()[view / perScene];
        double[] turn = turn(of.worldToCamera(), to.worldToCamera());
        double scaleX = 2.0 / (width - 1);
        double scaleY = 2.0 / (height - 1);
        int at = start;
        for (int row = 0; row < height; row++) {
            double y = (row - of.cy()) / of.fy();
            for (int column = 0; column < width; column++) {
                double x = (column - of.cx()) / of.fx();
                double rayX = turn[0] * x + turn[1] * y + turn[2];
                double rayY = turn[4] * x + turn[5] * y + turn[6];
                double rayZ = turn[8] * x + turn[9] * y + turn[10];
                for (double depth : depths) {
                    double z = Math.max(rayZ * depth + turn[11], least);
                    double u = (rayX * depth + turn[3]) / z * to.fx() + to.cx();
                    double v = (rayY * depth + turn[7]) / z * to.fy() + to.cy();
                    grid[at++] = (float) (u * scaleX - 1);
                    grid[at++] = (float) (v * scaleY - 1);
                }
            }
        }
    }

    /** From one camera to another, {@code [3, 4]}: {@code R2 R1^T} and {@code t2 - R2 R1^T t1}. */
    private static double[] turn(double[] one, double[] two) {
        double[] turn = new double[12];
        for (int i = 0; i < 12; i += 4) {
            turn[i + 3] = two[i + 3];
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 3; k++) {
                    turn[i + j] += two[i + k] * one[4 * j + k];
                }
                turn[i + 3] -= turn[i + j] * one[4 * j + 3];
            }
        }
        return turn;
    }
}

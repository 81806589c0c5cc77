package dev.resplat.train.scene;

import dev.resplat.splat.Camera;

/**
 * A camera without its place: the size of its photographs, its intrinsics, and its lens.
 *
 * @param width of photographs in pixels
 * @param height of photographs in pixels
 * @param fx focal length along x in pixels
 * @param fy focal length along y in pixels
 * @param cx of the principal point in pixels; the centre of the first pixel is (0.5, 0.5)
 * @param cy of the principal point in pixels
 * @param lens how it distorts
 */
public record Calibration(
        int width, int height, double fx, double fy, double cx, double cy, Lens lens) {
    /** The same of photographs of another size. */
    public Calibration resized(int newWidth, int newHeight) {
        double x = (double) newWidth / width;
        double y = (double) newHeight / height;
        return new Calibration(newWidth, newHeight, fx * x, fy * y, cx * x, cy * y, lens);
    }

    /** A pinhole with another focal length. */
    Calibration pinhole(double zoom) {
        return new Calibration(width, height, zoom * fx, zoom * fy, cx, cy, Lens.PINHOLE);
    }

    /**
     * The camera at a place; the lens is to be a pinhole.
     *
     * @param worldToCamera {@code [4, 4]}
     */
    Camera camera(double[] worldToCamera) {
        return new Camera(width, height, fx, fy, cx, cy, worldToCamera);
    }

    /** Where the photograph shows what a pinhole at the same place shows at (x, y): in pixels. */
    double[] pixel(double x, double y) {
        double[] at = lens.distort(x, y);
        return new double[] {fx * at[0] + cx, fy * at[1] + cy};
    }

    /** Whether a photograph has the same shape, but for rounding in what made it smaller. */
    boolean hasShapeOf(int otherWidth, int otherHeight) {
        double expected = (double) otherWidth * height / width;
        return Math.abs(otherHeight - expected) <= Math.max(1.5, 0.01 * expected);
    }
}

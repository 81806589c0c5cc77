package dev.resplat.splat;

import java.util.Arrays;
import java.util.Locale;

/**
 * A pinhole camera. Its axes are those of OpenCV: x to the right, y down, z forward. A point X of
 * the world is {@code R X + t} there, and appears at {@code (fx x / z + cx, fy y / z + cy)}, where
 * the centre of the first pixel is (0.5, 0.5).
 *
 * @param width of the image in pixels, 1 or more
 * @param height of the image in pixels, 1 or more
 * @param fx focal length along x in pixels, more than 0
 * @param fy focal length along y in pixels, more than 0
 * @param cx of the principal point in pixels
 * @param cy of the principal point in pixels
 * @param worldToCamera {@code [4, 4]}, row after row: {@code [R t; 0 0 0 1]}; not copied
 */
public record Camera(
        int width, int height, double fx, double fy, double cx, double cy, double[] worldToCamera) {
    /** How far rows of R may be from orthonormal: files have few digits. */
    private static final double TOLERANCE = 1e-2;

    /**
     * Checks that it is a camera.
     *
     * @throws IllegalArgumentException if not: says what is wrong
     */
    public Camera {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "a camera of %d x %d pixels: both must be 1 or more".formatted(width, height));
        }
        if (!(fx > 0 && fy > 0) || !Double.isFinite(fx + fy + cx + cy)) {
            throw new IllegalArgumentException(
                    ("focal lengths %s, %s and principal point %s, %s: must be finite, and focal"
                                    + " lengths more than 0")
                            .formatted(fx, fy, cx, cy));
        }
        requireRigid(worldToCamera);
    }

    private static void requireRigid(double[] m) {
        if (m.length != 16) {
            throw new IllegalArgumentException(
                    "worldToCamera must have 16 numbers, has " + m.length);
        }
        double worst = RotationMatrix.strayed(m, 4);
        boolean finite = Double.isFinite(worst + m[3] + m[7] + m[11]);
        boolean affine = m[12] == 0 && m[13] == 0 && m[14] == 0 && m[15] == 1;
        if (!finite || !affine || worst > TOLERANCE || RotationMatrix.determinant(m, 4) < 0) {
            throw new IllegalArgumentException(
                    "worldToCamera must be a rotation and a translation, is " + Arrays.toString(m));
        }
    }

    /** The same camera with another {@link #worldToCamera}. */
    public Camera at(double[] newWorldToCamera) {
        return new Camera(width, height, fx, fy, cx, cy, newWorldToCamera);
    }

    /** Where it is in the world: {@code -R^T t}. */
    public double[] center() {
        double[] m = worldToCamera;
        double[] center = new double[3];
        for (int j = 0; j < 3; j++) {
            center[j] = -(m[j] * m[3] + m[4 + j] * m[7] + m[8 + j] * m[11]);
        }
        return center;
    }

    /** The point of the world that appears at (u, v) in pixels, at a depth along z. */
    public double[] point(double u, double v, double depth) {
        double[] m = worldToCamera;
        double x = (u - cx) / fx * depth - m[3];
        double y = (v - cy) / fy * depth - m[7];
        double z = depth - m[11];
        double[] point = new double[3];
        for (int k = 0; k < 3; k++) {
            point[k] = m[k] * x + m[4 + k] * y + m[8 + k] * z;
        }
        return point;
    }

    /** Where it looks to in the world: a unit vector. */
    public double[] forward() {
        return new double[] {worldToCamera[8], worldToCamera[9], worldToCamera[10]};
    }

    /** The same view in an image of another size; its intrinsics follow. */
    public Camera resized(int newWidth, int newHeight) {
        double x = (double) newWidth / width;
        double y = (double) newHeight / height;
        return new Camera(newWidth, newHeight, fx * x, fy * y, cx * x, cy * y, worldToCamera);
    }

    /** The part of the view whose first pixel is (left, top). */
    public Camera cropped(int left, int top, int newWidth, int newHeight) {
        return new Camera(newWidth, newHeight, fx, fy, cx - left, cy - top, worldToCamera);
    }

    /**
     * The same view of a world whose points are moved to {@code scale (X - origin)}.
     *
     * @param origin {@code [3]}
     * @param scale more than 0
     */
    public Camera inWorld(double[] origin, double scale) {
        double[] m = worldToCamera.clone();
        for (int i = 0; i < 12; i += 4) {
            double turned = m[i] * origin[0] + m[i + 1] * origin[1] + m[i + 2] * origin[2];
            m[i + 3] = scale * (m[i + 3] + turned);
        }
        return at(m);
    }

    /** Size, focal lengths and place. */
    @Override
    public String toString() {
        double[] center = center();
        return String.format(
                Locale.ROOT,
                "camera of %d x %d pixels, focal lengths %.1f and %.1f, at (%.3f, %.3f, %.3f)",
                width,
                height,
                fx,
                fy,
                center[0],
                center[1],
                center[2]);
    }
}

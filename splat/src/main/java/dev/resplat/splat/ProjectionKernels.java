package dev.resplat.splat;

import dev.resplat.tensor.Buffer;

/**
 * Splats in space: their covariances, and what they are on the image plane of a camera.
 *
 * <p>A covariance is a symmetric matrix, stored as {@code (xx, xy, xz, yy, yz, zz)}. A gradient
 * with respect to an element off the diagonal counts for both of its places.
 */
public interface ProjectionKernels {
    /** Elements of a covariance. */
    int COVARIANCE = 6;

    /**
     * Elements of a footprint: mean x and y in pixels, the conic a, b and c in pixels^-2, the
     * depth, and the compensation of what blurring has added.
     */
    int FOOTPRINT = 7;

    /** How much farther than half the field of view the slope of a ray counts, as 0.3 more. */
    double FIELD_MARGIN = 0.3;

    /** A smaller compensation, a root, is too steep there for a gradient, and has none. */
    double LEAST_COMPENSATION = 1e-6;

    /**
     * A pinhole camera without its pose.
     *
     * @param width of the image in pixels
     * @param height of the image in pixels
     * @param fx focal length along x in pixels
     * @param fy focal length along y in pixels
     * @param cx of the principal point in pixels
     * @param cy of the principal point in pixels
     * @param near splats whose centre has a smaller depth are not there
     * @param blur variance in square pixels that is added to every footprint
     */
    record Lens(
            int width,
            int height,
            double fx,
            double fy,
            double cx,
            double cy,
            double near,
            double blur) {
        /** The least x / z of a centre for which the Jacobian is exact. */
        public double left() {
            return -cx / fx - FIELD_MARGIN * width / (2 * fx);
        }

        /** The largest. */
        public double right() {
            return (width - cx) / fx + FIELD_MARGIN * width / (2 * fx);
        }

        /** The least y / z. */
        public double top() {
            return -cy / fy - FIELD_MARGIN * height / (2 * fy);
        }

        /** The largest. */
        public double bottom() {
            return (height - cy) / fy + FIELD_MARGIN * height / (2 * fy);
        }
    }

    /**
     * Covariances {@code S = R diag(s^2) R^T} (Kerbl et al. 2023, "3D Gaussian Splatting", equation
     * 6), with R of the quaternion, made a unit, and s the exponential of the log-scales. A
     * quaternion of zeros counts as no rotation and has no gradient.
     *
     * @param quats {@code [n, 4]}: (w, x, y, z)
     * @param logScales {@code [n, 3]}
     * @param covariances {@code [n, 6]}
     */
    void covariance(Buffer quats, Buffer logScales, Buffer covariances, int n);

    /**
     * Gradients of {@link #covariance}: with {@code M = R diag(s)} and the full symmetric gradient
     * G of S, {@code dM = 2 G M}.
     */
    void covarianceGrad(
            Buffer quats,
            Buffer logScales,
            Buffer gradCovariances,
            Buffer gradQuats,
            Buffer gradLogScales,
            int n);

    /**
     * Footprints by a first-order approximation of the perspective (Zwicker et al. 2001, "EWA
     * volume splatting", section 4). With the centre {@code (X, Y, Z) = R m + t} of the camera's
     * frame,
     *
     * <pre>{@code
     * mean2d       = (fx X / Z + cx, fy Y / Z + cy)
     * J            = [fx / Z, 0, -fx tx / Z; 0, fy / Z, -fy ty / Z]
     * C            = J R S R^T J^T
     * conic        = (C + blur I)^-1
     * depth        = Z
     * compensation = sqrt(det C / det (C + blur I))
     * }</pre>
     *
     * <p>where {@code tx} is {@code X / Z} but not beyond {@link Lens#left} and {@link Lens#right},
     * so that splats beside the image do not grow without bounds. What is nearer than {@link
     * Lens#near}, or not finite, has a conic of zeros, which is not blended, and no gradients.
     *
     * @param means {@code [n, 3]}
     * @param covariances {@code [n, 6]}
     * @param worldToCamera {@code [4, 4]}
     * @param footprints {@code [n, 7]}
     */
    void project(
            Lens lens,
            Buffer means,
            Buffer covariances,
            Buffer worldToCamera,
            Buffer footprints,
            int n);

    /** Gradients of {@link #project}; those of {@code worldToCamera} are sums over all splats. */
    void projectGrad(
            Lens lens,
            Buffer means,
            Buffer covariances,
            Buffer worldToCamera,
            Buffer gradFootprints,
            Buffer gradMeans,
            Buffer gradCovariances,
            Buffer gradWorldToCamera,
            int n);
}

package dev.resplat.train.scene;

import dev.resplat.splat.Camera;
import dev.resplat.splat.edit.Similarity;
import dev.resplat.train.config.UserMistake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Points that COLMAP has left beside a file that has none.
 *
 * <p>The file may have its cameras in another frame. If COLMAP's images are there too, the frame is
 * known from the cameras of both; if not, points have to be where the cameras look.
 */
final class PointsBeside {
    /** How far cameras may be from COLMAP's, relative to their spread. */
    private static final double ALIGNED = 0.01;

    /** The part of points that cameras must see. */
    private static final double SEEN = 0.9;

    private static final int TESTED_POINTS = 2000;

    private PointsBeside() {}

    /** The capture with points if there are fitting ones. */
    static Capture add(Capture given) {
        Capture capture = given;
        if (capture.points().isPresent()) {
            return capture;
        }
        Path folder = capture.file().toAbsolutePath().getParent();
        Set<Path> folders = new LinkedHashSet<>(ColmapFormat.models(folder));
        folders.add(folder);
        for (Path model : folders) {
            Optional<Path> file = ColmapFiles.find(model, "points3D");
            if (file.isEmpty()) {
                continue;
            }
            try {
                PointCloud points = ColmapFiles.of(file.get()).points(file.get());
                if (points.count() == 0) {
                    continue;
                }
                Optional<PointCloud> fitting = fit(points, model, capture);
                if (fitting.isPresent()) {
                    return capture.with(fitting.get());
                }
                capture =
                        capture.noted(
                                "%s: the points do not fit the cameras of %s and are not used"
                                        .formatted(file.get(), capture.file()));
            } catch (UserMistake e) {
                capture = capture.noted("not used: " + e.getMessage());
            }
        }
        return capture;
    }

    private static Optional<PointCloud> fit(PointCloud points, Path model, Capture capture) {
        Optional<Path> images = ColmapFiles.find(model, "images");
        if (images.isPresent()) {
            return align(ColmapFiles.of(images.get()).images(images.get()), capture.shots())
                    .map(similarity -> move(points, similarity));
        }
        return Optional.of(points).filter(p -> p.count() > 0 && areSeen(p, capture.shots()));
    }

    private static PointCloud move(PointCloud points, Similarity similarity) {
        double[] positions = new double[points.positions().length];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = points.positions()[i];
        }
        double[] moved = similarity.apply(positions);
        float[] result = new float[moved.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) moved[i];
        }
        return new PointCloud(result, points.colors());
    }

    /** From COLMAP's frame to that of the shots with the same names. */
    private static Optional<Similarity> align(
            List<ColmapFiles.Registered> images, List<Shot> shots) {
        Map<String, Shot> byName = new HashMap<>();
        shots.forEach(shot -> byName.put(key(shot.name()), shot));
        List<double[]> from = new ArrayList<>();
        List<double[]> to = new ArrayList<>();
        for (ColmapFiles.Registered image : images) {
            Shot shot = byName.get(key(image.name()));
            if (shot != null) {
                from.add(image.worldToCamera());
                to.add(shot.worldToCamera());
            }
        }
        if (from.size() < 3) {
            return Optional.empty();
        }
        double[] a = places(from);
        double[] b = places(to);
        if (!(spread(a) > 0 && spread(b) > 0)) {
            return Optional.empty();
        }
        Similarity similarity = Alignment.of(a, b);
        return Optional.of(similarity).filter(s -> rms(s.apply(a), b) <= ALIGNED * spread(b));
    }

    private static String key(String name) {
        String path = name.replace('\\', '/');
        return PhotoFolders.stem(path.substring(path.lastIndexOf('/') + 1));
    }

    /** Where cameras are, and a place in front of each, so that cameras on a line suffice. */
    private static double[] places(List<double[]> poses) {
        double[] centers = new double[3 * poses.size()];
        for (int i = 0; i < poses.size(); i++) {
            System.arraycopy(pinhole(poses.get(i)).center(), 0, centers, 3 * i, 3);
        }
        double ahead = spread(centers);
        double[] places = new double[2 * centers.length];
        for (int i = 0; i < poses.size(); i++) {
            double[] forward = pinhole(poses.get(i)).forward();
            for (int j = 0; j < 3; j++) {
                places[6 * i + j] = centers[3 * i + j];
                places[6 * i + 3 + j] = centers[3 * i + j] + ahead * forward[j];
            }
        }
        return places;
    }

    private static Camera pinhole(double[] worldToCamera) {
        return new Camera(1, 1, 1, 1, 0, 0, worldToCamera);
    }

    /** The root of the mean square distance from the mean. */
    private static double spread(double[] points) {
        double[] sum = new double[3];
        for (int i = 0; i < points.length; i++) {
            sum[i % 3] += points[i];
        }
        double[] mean = new double[points.length];
        for (int i = 0; i < points.length; i++) {
            mean[i] = sum[i % 3] / (points.length / 3);
        }
        return rms(points, mean);
    }

    private static double rms(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum / (a.length / 3));
    }

    /** Whether most points are in the images of two cameras or more. */
    private static boolean areSeen(PointCloud points, List<Shot> shots) {
        int step = Math.max(1, points.count() / TESTED_POINTS);
        int tested = 0;
        int seen = 0;
        for (int n = 0; n < points.count(); n += step) {
            float[] p = points.positions();
            int cameras = 0;
            for (int i = 0; i < shots.size() && cameras < 2; i++) {
                cameras += sees(shots.get(i), p[3 * n], p[3 * n + 1], p[3 * n + 2]) ? 1 : 0;
            }
            tested++;
            seen += cameras == 2 ? 1 : 0;
        }
        return seen >= SEEN * tested;
    }

    private static boolean sees(Shot shot, double x, double y, double z) {
        Calibration c =
                shot.intrinsics().declared().orElseGet(() -> shot.intrinsics().of(1000, 1000));
        double[] m = shot.worldToCamera();
        double depth = m[8] * x + m[9] * y + m[10] * z + m[11];
        double u = c.fx() * (m[0] * x + m[1] * y + m[2] * z + m[3]) / depth + c.cx();
        double v = c.fy() * (m[4] * x + m[5] * y + m[6] * z + m[7]) / depth + c.cy();
        return depth > 0 && u > 0 && u < c.width() && v > 0 && v < c.height();
    }
}

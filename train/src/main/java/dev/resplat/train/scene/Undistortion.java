package dev.resplat.train.scene;

import dev.resplat.train.config.UserMistake;

/**
 * Which pinhole camera a photograph with a lens is resampled to: one of the same size and principal
 * point, with the shortest focal length at which nothing shows that is outside of the photograph.
 * So no pixel has to be masked, and as much as possible of the photograph remains. The focal length
 * is at least 0.7 of the photograph's: of a fisheye, the edge is given up rather than the
 * resolution of the middle.
 */
final class Undistortion {
    private static final double LEAST_ZOOM = 0.7;
    private static final double MOST_ZOOM = 8;
    private static final int BISECTIONS = 40;
    private static final int GRID = 64;

    private Undistortion() {}

    /**
     * The pinhole of a photograph; the same calibration if it has no lens.
     *
     * @param where for the message
     * @throws UserMistake if the lens is such that there is none
     */
    static Calibration pinhole(Calibration photo, String where) {
        if (photo.lens().isPinhole()) {
            return photo;
        }
        if (!isInside(photo, MOST_ZOOM)) {
            throw new UserMistake(
                    "%s: the distortion of the camera cannot be undone (%s): check its parameters"
                            .formatted(where, photo.lens()));
        }
        double least = LEAST_ZOOM;
        double most = MOST_ZOOM;
        if (isInside(photo, least)) {
            return photo.pinhole(least);
        }
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (least + most) / 2;
            if (isInside(photo, middle)) {
                most = middle;
            } else {
                least = middle;
            }
        }
        return photo.pinhole(most);
    }

    /** Whether all pixels of the pinhole with this zoom are in the photograph. */
    private static boolean isInside(Calibration photo, double zoom) {
        for (int j = 0; j <= GRID; j++) {
            double v = 0.5 + (photo.height() - 1.0) * j / GRID;
            double y = (v - photo.cy()) / (zoom * photo.fy());
            for (int i = 0; i <= GRID; i++) {
                double u = 0.5 + (photo.width() - 1.0) * i / GRID;
                double x = (u - photo.cx()) / (zoom * photo.fx());
                double[] at = photo.pixel(x, y);
                boolean inside =
                        at[0] >= 0.5
                                && at[0] <= photo.width() - 0.5
                                && at[1] >= 0.5
                                && at[1] <= photo.height() - 0.5;
                if (!inside || !photo.lens().keepsOrder(x, y)) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Where the photograph shows each pixel of a pinhole.
     *
     * @return {@code [height, width, 2]}: (x, y) in pixels of the photograph
     */
    static float[] places(Calibration photo, Calibration pinhole) {
        float[] places = new float[2 * pinhole.width() * pinhole.height()];
        int next = 0;
        for (int j = 0; j < pinhole.height(); j++) {
            double y = (j + 0.5 - pinhole.cy()) / pinhole.fy();
            for (int i = 0; i < pinhole.width(); i++) {
                double[] at = photo.pixel((i + 0.5 - pinhole.cx()) / pinhole.fx(), y);
                places[next++] = (float) at[0];
                places[next++] = (float) at[1];
            }
        }
        return places;
    }
}

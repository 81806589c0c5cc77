package dev.resplat.train.render;

/** Matrices from the world to a camera, {@code [4, 4]}. */
final class Pose {
    private Pose() {}

    /**
     * Of a camera at a place.
     *
     * @param rotation {@code [3, 3]}: its rows are the axes of the camera in the world
     * @param eye where it is
     */
    static double[] at(double[] rotation, double[] eye) {
        double[] pose = new double[16];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                pose[4 * i + j] = rotation[3 * i + j];
                pose[4 * i + 3] -= rotation[3 * i + j] * eye[j];
            }
        }
        pose[15] = 1;
        return pose;
    }

    /**
     * Of a camera that looks in a direction and stands upright.
     *
     * @param eye where it is
     * @param direction where it looks to, of any length but zero
     * @param up what is to be up in its image; where it looks that way, anything is
     */
    static double[] looking(double[] eye, double[] direction, double[] up) {
        double[] forward = Vectors.unit(direction, new double[] {0, 0, 1});
        double[] right = Vectors.unit(Vectors.cross(forward, up), Vectors.anyAcross(forward));
        double[] down = Vectors.cross(forward, right);
        double[] rotation = new double[9];
        System.arraycopy(right, 0, rotation, 0, 3);
        System.arraycopy(down, 0, rotation, 3, 3);
        System.arraycopy(forward, 0, rotation, 6, 3);
        return at(rotation, eye);
    }
}

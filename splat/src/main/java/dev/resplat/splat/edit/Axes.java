package dev.resplat.splat.edit;

/**
 * Which axes of the world point where, from the point of view of somebody who stands upright in it.
 *
 * <p>All of these are right-handed, so from one to another leads a rotation. A change of a single
 * sign, such as of y alone, would be a reflection instead: the scene would be its mirror image,
 * letters would run backwards, and splats could not follow, as a quaternion holds no reflection.
 */
public enum Axes {
    /** x to the right, y down, z forward: COLMAP, OpenCV and 3DGS; scenes of this project. */
    OPENCV(1, 0, 0, 0, 1, 0, 0, 0, 1),
    /** x to the right, y up, z backward: OpenGL, glTF, most viewers in browsers. */
    OPENGL(1, 0, 0, 0, -1, 0, 0, 0, -1),
    /** x to the right, y forward, z up: Blender, CAD, maps. */
    Z_UP(1, 0, 0, 0, 0, 1, 0, -1, 0);

    /** {@code [3, 3]}: from the axes of OpenCV to these. */
    private final double[] ofOpencv;

    Axes(double... ofOpencv) {
        this.ofOpencv = ofOpencv;
    }

    /** The rotation of a world with these axes to one with others. */
    public Similarity to(Axes others) {
        return Similarity.rotation(ofOpencv).inverse().then(Similarity.rotation(others.ofOpencv));
    }
}

package dev.resplat.train.library;

import dev.resplat.train.data.Draws;
import java.util.ArrayList;
import java.util.List;

/** Cameras along a path. */
abstract class PathRig extends CameraRig {
    PathRig(Stage s, Draws draws) {
        super(s, draws);
    }

    /**
     * Where a camera is and what it looks at.
     *
     * @param pose takes both places, {@code [6]}
     * @param t from 0, where the path begins, to 1, where it ends
     */
    abstract void pose(float[] pose, float t);

    @Override
    final List<float[]> poses(int count) {
        List<float[]> poses = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            float[] pose = new float[6];
            pose(pose, count == 1 ? 0 : (float) i / (count - 1));
            poses.add(pose);
        }
        return poses;
    }
}

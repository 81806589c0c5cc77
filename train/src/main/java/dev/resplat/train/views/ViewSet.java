package dev.resplat.train.views;

import dev.resplat.splat.Camera;
import dev.resplat.train.scene.ViewPixels;
import java.util.List;
import java.util.Map;

/**
 * One scene and its cameras, whose pixels are decoded or rendered when they are wanted. Safe for
 * use by several threads.
 */
public interface ViewSet {
    /** What the scene is called: the same name, the same scene. */
    String name();

    /**
     * The cameras, in the order of their path where there is one. They are of the size that the set
     * was asked for.
     */
    List<Camera> cameras();

    /** Whether neighbours in the order are neighbours in space, as frames of a video are. */
    boolean isPath();

    /**
     * The pixels of a view, which belong to the caller; the camera is {@code cameras().get(index)}.
     *
     * @throws DamagedViewException if its file cannot be read
     */
    ViewPixels view(int index);

    /**
     * What is known about the scene: for instance {@code kind=room}, {@code lighting=area}. Keys
     * are the same for all scenes of a source.
     */
    Map<String, String> labels();
}

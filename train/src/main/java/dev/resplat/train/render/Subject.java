package dev.resplat.train.render;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.image.Image;
import java.util.List;
import java.util.Map;

/** What frames show, and how: splats, or a mesh. */
public interface Subject {
    /** What {@code render.json} says of it. */
    Map<String, Object> listed();

    /** Names of the maps that each frame comes with. */
    List<String> maps();

    /** Begins to draw; to be closed by the same thread. */
    Drawing open();

    /** Draws frames. What all of them share is made once. */
    interface Drawing extends AutoCloseable {
        /** What a camera sees. */
        Drawn draw(Camera camera);

        @Override
        void close();
    }

    /**
     * A frame.
     *
     * @param image its colours
     * @param maps what else is known of its pixels, {@code [height, width]} or {@code [height,
     *     width, channels]}, under the names that {@link Subject#maps} has
     */
    record Drawn(Image image, Map<String, HostArray> maps) {}
}

package dev.resplat.train.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.resplat.splat.Camera;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameTest {
    private static final Camera CAMERA =
            new Camera(
                    2,
                    2,
                    1,
                    1,
                    1,
                    1,
                    Pose.at(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, new double[3]));

    private static List<String> named(String... names) {
        List<Camera> cameras = Collections.nCopies(names.length, CAMERA);
        return Frame.named(List.of(names), cameras).stream().map(Frame::name).toList();
    }

    @Test
    void framesHaveTheNamesOfPhotographs() {
        assertEquals(List.of("a", "b.c"), named("a", "b.c"));
        assertEquals(List.of("left-1", "right-1"), named("left/1", "right\\1"));
    }

    @Test
    void framesHaveNamesOfTheirOwn() {
        assertEquals(
                List.of("a-b", "a-b-2", "A-B-3", "animation-2"),
                named("a/b", "a-b", "A-B", "animation"));
    }

    @Test
    void framesOfAPathAreNumbered() {
        List<Frame> frames = Frame.numbered(Collections.nCopies(101, CAMERA));
        assertEquals("00000", frames.get(0).name());
        assertEquals("00100", frames.get(100).name());
    }
}

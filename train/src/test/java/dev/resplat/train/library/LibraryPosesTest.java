package dev.resplat.train.library;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.train.config.Config;
import dev.resplat.train.mesh.MeshImage;
import dev.resplat.train.mesh.MeshRenderer;
import dev.resplat.train.scene.ViewPixels;
import dev.resplat.train.views.DepthWarp;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Views of scenes agree about where things are: each seen from the other, by its depths. */
class LibraryPosesTest {
    private static final int SCENES = 3;
    private static final int SIZE = 96;
    private static final double TOLERANCE = 0.02;

    private static final MeshRenderer.Options OPTIONS =
            new MeshRenderer.Options(3, true, 2, 0.01, true);

    private record Pair(ViewPixels first, ViewPixels second) {
        DepthWarp warp() {
            return DepthWarp.of(first, second, TOLERANCE);
        }

        DepthWarp warp(Camera other) {
            return DepthWarp.of(first, second, other, TOLERANCE);
        }
    }

    private static ViewPixels view(LibraryScene scene, Camera camera) {
        MeshImage image = scene.renderer().render(camera, OPTIONS);
        return new ViewPixels(camera, image.colors(), null, null, image.depth());
    }

    @ParameterizedTest
    @CsvSource({
        "ROOM, WALK", "ROOM, ORBIT", "ROOM, RANDOM",
        "OBJECTS, WALK", "OBJECTS, ORBIT", "OBJECTS, RANDOM",
        "STREET, WALK", "STREET, ORBIT", "STREET, RANDOM",
        "TERRAIN, WALK", "TERRAIN, ORBIT", "TERRAIN, RANDOM"
    })
    void viewsAgreeByTheirDepths(Kind kind, Rig rig) {
        SceneLibrary library =
                new SceneLibrary(11, Config.named("library").as(LibraryConfig.class));
        double right = 0;
        double color = 0;
        double turned = 0;
        double colorTurned = 0;
        for (int number = 0; number < SCENES; number++) {
            Plan plan =
                    new Plan(
                            kind,
                            Lighting.values()[(number + kind.ordinal()) % 5],
                            Finish.ROUGH,
                            rig);
            LibraryScene scene = library.scene(number, plan);
            List<Camera> cameras = scene.cameras(40, SIZE, SIZE);
            Pair pair = pair(scene, cameras, rig);
            DepthWarp warp = pair.warp();
            Camera other = pair.second().camera();
            assertTrue(warp.inside() > 0.5, number + ": inside " + warp.inside());
            assertTrue(warp.consistent() > 0.65, number + ": consistent " + warp.consistent());
            right += warp.depthError();
            color += warp.colorError();
            turned += pair.warp(DepthWarp.turned(other, 2)).depthError();
            colorTurned += pair.warp(DepthWarp.turned(other, 2)).colorError();
        }
        assertTrue(right < 1e-4 * SCENES, "depths differ by " + right / SCENES);
        assertTrue(turned > 4e-3 * SCENES, "turned by 2 degrees, by " + turned / SCENES);
        assertTrue(2.5 * color < colorTurned, "colours by " + color + ", turned " + colorTurned);
    }

    /** Two views that share enough: neighbours on a path, else those whose axes are nearest. */
    private static Pair pair(LibraryScene scene, List<Camera> cameras, Rig rig) {
        int first = 10;
        int second = 13;
        if (rig == Rig.RANDOM) {
            double best = Double.POSITIVE_INFINITY;
            for (int i = 0; i < cameras.size(); i++) {
                for (int j = 0; j < i; j++) {
                    double apart = apart(cameras.get(i), cameras.get(j));
                    if (apart < best) {
                        best = apart;
                        first = i;
                        second = j;
                    }
                }
            }
        }
        return new Pair(view(scene, cameras.get(first)), view(scene, cameras.get(second)));
    }

    private static double apart(Camera a, Camera b) {
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            sum += Math.abs(a.forward()[i] - b.forward()[i]);
            sum += 0.1 * Math.abs(a.center()[i] - b.center()[i]);
        }
        return sum;
    }
}

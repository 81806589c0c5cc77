package dev.resplat.train;

import static dev.resplat.train.Commands.assertMistake;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.resplat.train.pixelsplat.SomePixelSplat;
import dev.resplat.train.synthesis.PaintedPlane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of commands for models of new views share: weights, and a scene. */
abstract class NewViewsCommands {
    @TempDir static Path weights;
    @TempDir Path temporary;
    Path scene;

    @BeforeAll
    static void writeWeights() {
        SomePixelSplat.write(weights.resolve("best.safetensors"));
    }

    @BeforeEach
    void writeScene() {
        scene = PaintedPlane.write(temporary.resolve("scene"), 5, 40, 40);
    }

    Path out() {
        return temporary.resolve("out");
    }

    Path image(int number) {
        return scene.resolve("images/%03d.png".formatted(number));
    }

    Outcome run(String command, List<?> more) {
        List<String> all = new ArrayList<>(List.of(command, "--out=" + out()));
        more.forEach(argument -> all.add(argument.toString()));
        return Outcome.of(all);
    }

    /** Says what is wrong, and writes nothing. */
    void assertRefused(Outcome outcome, String... parts) {
        assertMistake(outcome, parts);
        assertFalse(Files.exists(out()));
    }

    Outcome reconstruct(Object... more) {
        return run("reconstruct", List.of(more));
    }

    static String model() {
        return "--model=" + weights.resolve("best.safetensors");
    }
}

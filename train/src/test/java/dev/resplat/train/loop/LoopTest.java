package dev.resplat.train.loop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;

/** What tests of the loop have in common: runs of a {@link Regression}, and what they leave. */
abstract class LoopTest {
    static final String LAST = "checkpoints/last.safetensors";
    static final BooleanSupplier NEVER = () -> false;

    @TempDir Path temporary;

    /** What the loop has written on stderr. */
    final StringWriter shown = new StringWriter();

    /** Starts the run in a directory, or goes on with it. */
    Outcome train(Path path, Regression.Settings settings) {
        return train(path, settings, Regression::new, NEVER, System::nanoTime);
    }

    Outcome train(
            Path path,
            Regression.Settings settings,
            BiFunction<Regression.Settings, Device, Trainee> maker,
            BooleanSupplier stop,
            LongSupplier clock) {
        Progress.Display display = new Progress.Display(new PrintWriter(shown), false);
        try (RunDirectory run =
                Files.exists(path.resolve(RunDirectory.CONFIG))
                        ? RunDirectory.reopen(path)
                        : RunDirectory.create(path)) {
            return TrainingLoop.train(
                    settings,
                    Devices.cpu(),
                    device -> maker.apply(settings, device),
                    run,
                    stop,
                    display,
                    clock);
        }
    }

    /** The content of a JSON file. */
    static JsonNode json(Path file) throws IOException {
        return JsonMapper.builder().build().readTree(Files.readString(file));
    }

    /** A run in the temporary directory. */
    Outcome train(
            Regression.Settings settings, BiFunction<Regression.Settings, Device, Trainee> maker) {
        return train(temporary, settings, maker, NEVER, System::nanoTime);
    }

    /** The numbers from one to another, without that. */
    static int[] numbers(int from, int to) {
        return IntStream.range(from, to).toArray();
    }

    /** All that a run has left but for the time it took: equal for runs with the same bits. */
    record Trace(
            Map<String, HostArray> last,
            Map<String, String> lastFacts,
            Map<String, HostArray> best,
            Map<String, String> bestFacts,
            List<String> log,
            String metrics,
            String guess) {
        static Trace of(Path run) throws IOException {
            SafetensorsFile last = SafetensorsFile.open(run.resolve(LAST));
            SafetensorsFile best = SafetensorsFile.open(run.resolve(TrainingLoop.BEST));
            return new Trace(
                    last.all(),
                    withoutTime(last.metadata()),
                    best.all(),
                    withoutTime(best.metadata()),
                    Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                            .map(Trace::withoutTime)
                            .toList(),
                    withoutTime(Files.readString(run.resolve(RunDirectory.METRICS))),
                    Files.readString(run.resolve("guess.txt")));
        }

        private static Map<String, String> withoutTime(Map<String, String> facts) {
            Map<String, String> others = new TreeMap<>(facts);
            others.remove("seconds");
            // Of the best weights, as it was when they were found: steps may have changed.
            others.remove("config");
            return others;
        }

        private static String withoutTime(String json) {
            return json.replaceFirst("\"seconds\" ?: ?[^,}\\s]+", "");
        }
    }
}

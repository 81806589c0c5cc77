package dev.resplat.train.library;

import dev.resplat.train.config.Config;
import dev.resplat.train.config.Require;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Scenes of a library written as folders, on all cores. Whatever ends it, all folders are complete;
 * begun again with the same settings, it makes those that are missing.
 */
public final class Generation {
    /**
     * What all scenes of a directory have in common; its {@code config.yaml}.
     *
     * @param seed of the library
     * @param views of each scene
     * @param size of views, pixels of a side
     * @param photographs the folder whose pictures hang on walls beside painted ones; empty for
     *     none
     * @param library which scenes
     */
    public record Settings(
            long seed, int views, int size, String photographs, LibraryConfig library) {
        /** Checks the values. */
        public Settings {
            Require.between(1, 999, "views", views);
            Require.between(8, 4096, "size", size);
        }
    }

    /**
     * What was done.
     *
     * @param made scenes now
     * @param found scenes that were there
     * @param missing scenes that are still missing, as it was stopped
     * @param seconds that it took
     */
    public record Result(int made, int found, int missing, double seconds) {}

    private Generation() {}

    /**
     * Makes scenes 0 to {@code count - 1} where they are missing.
     *
     * @param run the directory, which is locked
     * @param stop asked often
     * @throws UserMistake if the directory has scenes of other settings, or the disk is full
     */
    public static Result run(
            SceneLibrary library,
            Settings settings,
            int count,
            RunDirectory run,
            BooleanSupplier stop,
            Progress.Display display) {
        long start = System.nanoTime();
        boolean begun = isBegun(settings, run);
        List<Long> missing = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            if (!SceneFolder.isComplete(folder(run, i))) {
                requireFree(folder(run, i));
                missing.add(i);
            }
        }
        int found = count - missing.size();
        run.requireSpace(missing.size() * SceneFolder.bytes(settings.views(), settings.size()));
        if (!begun) {
            run.write(RunDirectory.CONFIG, Config.toYaml(settings));
        }
        int made =
                missing.isEmpty() ? 0 : make(library, settings, missing, found, run, stop, display);
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Result(made, found, missing.size() - made, seconds);
    }

    private static Path folder(RunDirectory run, long number) {
        return run.file(String.format(Locale.ROOT, "scene-%06d", number));
    }

    private static void requireFree(Path folder) {
        if (Files.exists(folder)) {
            throw new UserMistake(
                    "--out: there is %s, which is no complete scene; remove it or choose another directory"
                            .formatted(folder));
        }
    }

    /** Whether the directory has settings already, which are then compared with these. */
    private static boolean isBegun(Settings settings, RunDirectory run) {
        if (!Files.exists(run.file(RunDirectory.CONFIG))) {
            return false;
        }
        Settings before = Config.ofRun(run.path()).as(Settings.class);
        Map<String, String> changes = Config.changes(before, settings);
        if (!changes.isEmpty()) {
            throw new UserMistake(
                    "%s has scenes with other settings (there: %s): give these, or choose another --out"
                            .formatted(run.path(), listed(changes)));
        }
        return true;
    }

    private static String listed(Map<String, String> values) {
        return values.entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
    }

    private static int make(
            SceneLibrary library,
            Settings settings,
            List<Long> missing,
            int found,
            RunDirectory run,
            BooleanSupplier stop,
            Progress.Display display) {
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        AtomicBoolean ending = new AtomicBoolean();
        BooleanSupplier ended = () -> stop.getAsBoolean() || ending.get();
        try (Progress progress = new Progress(display, found, found + missing.size())) {
            ExecutorCompletionService<Boolean> done = new ExecutorCompletionService<>(threads);
            for (long number : missing) {
                done.submit(() -> write(library, settings, number, run.path(), ended));
            }
            int made = 0;
            for (int i = 0; i < missing.size(); i++) {
                Future<Boolean> next = done.take();
                if (next.get()) {
                    made++;
                    progress.at(found + made, "scenes");
                }
            }
            return made;
        } catch (ExecutionException e) {
            throw mistake(run, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            ending.set(true);
            finish(threads);
        }
    }

    private static boolean write(
            SceneLibrary library, Settings settings, long number, Path out, BooleanSupplier stop)
            throws IOException {
        return !stop.getAsBoolean()
                && SceneFolder.write(
                        library.scene(number), settings.views(), settings.size(), out, stop);
    }

    private static RuntimeException mistake(RunDirectory run, Throwable cause) {
        if (cause instanceof IOException) {
            return new UserMistake(
                    "cannot write scenes into %s: %s; make place or choose another --out"
                            .formatted(run.path(), cause.getMessage()),
                    cause);
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return (RuntimeException) cause;
    }

    /** Waits for scenes that are being written: they see that they are to stop. */
    private static void finish(ExecutorService threads) {
        threads.shutdown();
        boolean interrupted = false;
        while (!threads.isTerminated()) {
            try {
                threads.awaitTermination(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

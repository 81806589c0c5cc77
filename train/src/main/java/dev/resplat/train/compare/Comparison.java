package dev.resplat.train.compare;

import dev.resplat.tensor.Device;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.run.DivergedException;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.synthesis.Figures;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/**
 * Measures all contenders on the same scenes, one after the other, and reports. A row that is
 * complete is kept in {@code rows}, with pictures of the first scenes, and not measured again.
 */
public final class Comparison {
    /** Where rows are that are complete. */
    public static final String ROWS = Rows.FOLDER;

    private final CompareConfig config;
    private final Progress.Display display;
    private final ComparedScenes scenes;
    private final Trainings trainings;

    /**
     * Finds out what the user can put right, before there is a directory; makes the views.
     *
     * @param out the directory, which need not exist
     * @throws UserMistake if there are no scenes, something cannot be trained so, or weights are
     *     damaged or do not suit the size of views
     */
    public Comparison(CompareConfig config, Path out, Progress.Display display) {
        this.config = config;
        this.display = display;
        trainings = new Trainings(config, out);
        scenes = ComparedScenes.of(config, display);
        new Contenders(config, scenes, trainings);
    }

    /**
     * The name of the device that a comparison in a directory has used, if it has a row.
     *
     * @throws UserMistake if that is damaged
     */
    public static Optional<String> deviceOf(Path out) {
        return Rows.device(out);
    }

    /**
     * Measures what is not complete.
     *
     * @param out the directory
     * @param train whether weights are trained that are missing
     * @param stop asked again and again whether to end early; a row that is not complete is lost
     * @param command for the report
     * @throws UserMistake if weights or rows are damaged
     */
    public ComparisonResult run(
            Device device, RunDirectory out, boolean train, BooleanSupplier stop, String command) {
        out.write(RunDirectory.CONFIG, Config.toYaml(config));
        if (train) {
            trainings.train(device, stop, display);
        }
        Contenders contenders = new Contenders(config, scenes, trainings);
        tellMissing();
        ComparisonResult result =
                new ComparisonResult(config, scenes, contenders, trainings, device, command);
        measure(contenders.there(), device, new Rows(out), stop, result);
        result.write(out);
        return result;
    }

    private void measure(
            List<Contender> all,
            Device device,
            Rows rows,
            BooleanSupplier stop,
            ComparisonResult result) {
        Measurement measurement = new Measurement(scenes, device, config.warmUpSeconds());
        int count = scenes.examples().size();
        long effort = all.stream().mapToLong(Contender::effort).sum();
        long before = 0;
        try (Progress progress = new Progress(display, 0, count * effort)) {
            for (int i = 0; i < all.size(); i++) {
                Contender contender = all.get(i);
                String title = contender.profile().title();
                String number = "row %d of %d: ".formatted(i + 1, all.size());
                long from = before;
                before += count * contender.effort();
                try {
                    Optional<Measurement.Measured> row =
                            rows.read(contender.profile(), device, measurement.origin(contender));
                    if (row.isEmpty() && !stop.getAsBoolean()) {
                        IntConsumer done = n -> progress.at(from + n * contender.effort(), title);
                        row = measurement.of(contender, stop, done);
                        row.ifPresent(rows::write);
                    }
                    if (row.isPresent()) {
                        result.add(row.get());
                        progress.at(before, title);
                        progress.say(number + summary(row.get().row()));
                    }
                } catch (DivergedException e) {
                    result.addMissing(new Contenders.Missing(title, e.getMessage()));
                    progress.say("%s%s: %s".formatted(number, title, e.getMessage()));
                }
            }
        }
    }

    private static String summary(RowResult row) {
        return "%s: %s, %s"
                .formatted(
                        row.profile().title(),
                        row.quality().psnrText(),
                        Figures.seconds(row.makeSeconds()));
    }

    private void tellMissing() {
        List<CompareConfig.Plan> plans = trainings.missing();
        if (!plans.isEmpty()) {
            display.say(
                    "left out, as there are no weights: %s; 'compare --train' makes them, or %s"
                            .formatted(
                                    plans.stream()
                                            .map(CompareConfig.Plan::name)
                                            .collect(Collectors.joining(", ")),
                                    plans.stream()
                                            .map(trainings::command)
                                            .collect(Collectors.joining(", "))));
        }
    }
}

package dev.resplat.train.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.resplat.tensor.Device;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import dev.resplat.train.image.ImageFile;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.synthesis.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Measures all contenders on the same scenes, one after the other, and reports. A row that is
 * complete is kept in {@code rows}, with pictures of the first scenes, and not measured again.
 */
public final class Comparison {
    /** Where rows are that are complete. */
    public static final String ROWS = "rows";

    private final CompareConfig config;
    private final Progress.Display display;
    private final ComparedScenes scenes;

    /**
     * Finds out what the user can put right, before there is a directory; makes the views.
     *
     * @throws UserMistake if there are no scenes, or something cannot be trained so
     */
    public Comparison(CompareConfig config, Progress.Display display) {
        this.config = config;
        this.display = display;
        scenes = ComparedScenes.of(config, display);
        config.trainings().forEach(plan -> Trainings.training(config, plan));
    }

    /**
     * Measures what is not complete.
     *
     * @param train whether weights are trained that are missing
     * @param stop asked again and again whether to end early; a row that is not complete is lost
     * @param command for the report
     * @throws UserMistake if weights are damaged, or do not suit the size of views
     */
    public ComparisonResult run(
            Device device, RunDirectory out, boolean train, BooleanSupplier stop, String command) {
        Trainings trainings = new Trainings(config, out.path());
        out.write(RunDirectory.CONFIG, Config.toYaml(config));
        if (train) {
            trainings.train(device, stop, display);
        }
        Contenders contenders = new Contenders(config, scenes, trainings);
        tellMissing(trainings);
        ComparisonResult result =
                new ComparisonResult(config, scenes, contenders, trainings, device, command);
        measure(contenders.there(), device, out, stop, result);
        result.write(out);
        return result;
    }

    private void measure(
            List<Contender> all,
            Device device,
            RunDirectory out,
            BooleanSupplier stop,
            ComparisonResult result) {
        Measurement measurement = new Measurement(scenes, device);
        int count = scenes.examples().size();
        long effort = all.stream().mapToLong(Contender::effort).sum();
        long before = 0;
        try (Progress progress = new Progress(display, 0, count * effort)) {
            for (int i = 0; i < all.size() && !stop.getAsBoolean(); i++) {
                Contender contender = all.get(i);
                Optional<Measurement.Measured> row = read(out, contender.profile(), device);
                if (row.isEmpty()) {
                    long from = before;
                    row =
                            measurement.of(
                                    contender,
                                    stop,
                                    done ->
                                            progress.at(
                                                    from + done * contender.effort(),
                                                    contender.profile().title()));
                    row.ifPresent(measured -> write(out, measured));
                }
                before += count * contender.effort();
                progress.at(before, contender.profile().title());
                String done = "row %d of %d: ".formatted(i + 1, all.size());
                row.ifPresent(result::add);
                row.ifPresent(measured -> progress.say(done + summary(measured.row())));
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

    private void tellMissing(Trainings trainings) {
        List<CompareConfig.Plan> plans = trainings.missing();
        if (!plans.isEmpty()) {
            display.say(
                    "left out, as there are no weights: %s; 'compare --train' makes them, or %s"
                            .formatted(
                                    plans.stream()
                                            .map(CompareConfig.Plan::name)
                                            .collect(Collectors.joining(", ")),
                                    plans.stream()
                                            .map(Trainings::command)
                                            .collect(Collectors.joining(", "))));
        }
    }

    // ---- Rows that are complete ------------------------------------------------------------

    private static String picture(String name, int number) {
        return "%s/%s-%d.png".formatted(ROWS, name, number);
    }

    /** The row comes last: when it is there, its pictures are. */
    private static void write(RunDirectory out, Measurement.Measured measured) {
        String name = measured.row().profile().name();
        Map<String, RunDirectory.Content> files = new LinkedHashMap<>();
        for (int i = 0; i < measured.pictures().size(); i++) {
            Image image = measured.pictures().get(i);
            files.put(picture(name, i), file -> Files.write(file, image.png()));
        }
        String json = measured.row().json();
        files.put(ROWS + "/" + name + ".json", file -> Files.writeString(file, json));
        out.writeAll(files);
    }

    /** A row of the same contender on the same device and scenes; empty if there is none. */
    private Optional<Measurement.Measured> read(RunDirectory out, Profile profile, Device device) {
        Path file = out.file(ROWS + "/" + profile.name() + ".json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            RowResult row = RowResult.of(Files.readString(file));
            List<String> names = row.scenes().stream().map(SceneResult::scene).toList();
            boolean same =
                    row.profile().equals(profile)
                            && row.device().equals(device.name())
                            && names.equals(
                                    scenes.examples().stream().map(e -> e.scene()).toList());
            if (!same) {
                return Optional.empty();
            }
            List<Image> pictures = new ArrayList<>();
            for (int i = 0; i < Math.min(Measurement.SHOWN, names.size()); i++) {
                pictures.add(ImageFile.read(out.file(picture(profile.name(), i)), note -> {}));
            }
            return Optional.of(new Measurement.Measured(row, pictures));
        } catch (JsonProcessingException e) {
            throw new UserMistake(
                    "%s is damaged: %s; remove it".formatted(file, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new UserMistake("cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
    }
}

package dev.resplat.train.models;

import dev.resplat.tensor.Device;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.lightfield.LightFieldConfig;
import dev.resplat.train.loop.Trainee;
import dev.resplat.train.loop.TrainingConfig;
import dev.resplat.train.pixelsplat.PixelSplatConfig;
import dev.resplat.train.resplat.ResplatConfig;
import dev.resplat.train.resplat2d.Resplat2dConfig;
import dev.resplat.train.resplat2d.Resplat2dTraining;
import dev.resplat.train.synthesis.SynthesisTraining;
import dev.resplat.train.trunk.TrunkConfig;
import dev.resplat.train.trunk.TrunkTraining;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A model that can be trained. A new one is a line of {@link #ALL}.
 *
 * @param name the value of the key {@code model} in its configurations
 * @param config their record
 * @param preparation what makes a trainee of it
 */
public record Model<C extends Record & TrainingConfig>(
        String name, Class<C> config, Preparation<C> preparation) {
    /** All that the program has. */
    public static final List<Model<?>> ALL =
            List.of(
                    new Model<>("resplat2d", Resplat2dConfig.class, Resplat2dTraining::prepare),
                    new Model<>(
                            PixelSplatConfig.MODEL,
                            PixelSplatConfig.class,
                            SynthesisTraining::prepare),
                    new Model<>(
                            LightFieldConfig.MODEL,
                            LightFieldConfig.class,
                            SynthesisTraining::prepare),
                    new Model<>(
                            ResplatConfig.MODEL, ResplatConfig.class, SynthesisTraining::prepare),
                    new Model<>(TrunkConfig.MODEL, TrunkConfig.class, TrunkTraining::prepare));

    /** Finds out what the user can put right, before there is a directory for the run. */
    @FunctionalInterface
    public interface Preparation<C> {
        /**
         * Prepares a training.
         *
         * @param data what to learn from, if something was given
         * @param notes takes what is worth saying, such as that files were left out
         * @return what makes the trainee
         * @throws UserMistake when the data does not suit the model
         */
        Function<Device, ? extends Trainee> prepare(
                C config, DataChoice data, Consumer<String> notes);
    }

    /**
     * The model that a configuration is of.
     *
     * @throws UserMistake when there is none of that name
     */
    public static Model<?> of(Config config) {
        return of(config, ALL);
    }

    /** The same of some models. */
    public static Model<?> of(Config config, List<Model<?>> all) {
        String name = config.choice("model", all.stream().map(Model::name).toList());
        return all.stream().filter(model -> model.name.equals(name)).findFirst().orElseThrow();
    }

    /**
     * A training of it.
     *
     * @throws UserMistake when the values are not those of its configurations
     */
    public Training<C> training(Config values) {
        return new Training<>(this, values.as(config));
    }
}

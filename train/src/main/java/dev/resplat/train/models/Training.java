package dev.resplat.train.models;

import dev.resplat.tensor.Device;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.loop.Outcome;
import dev.resplat.train.loop.Trainee;
import dev.resplat.train.loop.TrainingConfig;
import dev.resplat.train.loop.TrainingLoop;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A model and the values with which it is trained.
 *
 * @param model what is trained
 * @param config how
 */
public record Training<C extends Record & TrainingConfig>(Model<C> model, C config) {
    /**
     * Finds out what the user can put right.
     *
     * @param data what to learn from, if something was given
     * @param notes takes what is worth saying
     * @return what makes the trainee
     * @throws UserMistake when the data does not suit the model
     */
    public Function<Device, ? extends Trainee> prepare(DataChoice data, Consumer<String> notes) {
        return model.preparation().prepare(config, data, notes);
    }

    /** Trains, as {@link TrainingLoop#train} does. */
    public Outcome train(
            Device device,
            Function<Device, ? extends Trainee> maker,
            RunDirectory run,
            BooleanSupplier stop,
            Progress.Display display) {
        return TrainingLoop.train(config, device, maker, run, stop, display);
    }
}

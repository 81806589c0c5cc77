package dev.resplat.train;

import picocli.CommandLine.Command;

/** Trains what a configuration describes. */
@Command(name = "train", mixinStandardHelpOptions = true, versionProvider = BuildInfo.class)
final class TrainCommand implements Runnable {
    @Override
    public void run() {}
}

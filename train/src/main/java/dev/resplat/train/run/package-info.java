/**
 * What surrounds a training run: its directory, its progress on the terminal, its end before time,
 * its report.
 *
 * <p>Start reading at {@link dev.resplat.train.run.RunDirectory}. Nothing here knows what is being
 * trained.
 */
package dev.resplat.train.run;

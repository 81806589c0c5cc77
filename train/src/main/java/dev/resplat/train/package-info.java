/**
 * The program: its start, its commands, and what they train.
 *
 * <p>Start reading at {@link dev.resplat.train.Launcher}, then {@link dev.resplat.train.Main}. A
 * command parses its arguments and calls one method of the packages below: {@code config} reads
 * configurations, {@code run} keeps run directories and their reports, {@code loop} trains what
 * {@link dev.resplat.train.models.Model} lists, {@code data} has pictures to learn from, {@code
 * resplat2d} is a model: a recurrent network that makes splats of pictures.
 */
package dev.resplat.train;

package dev.resplat.tensor;

/**
 * What someone who looks for devices should know: which is not to be used here, why, and what to do
 * about it.
 *
 * @param text one line
 * @param unexpected whether a device was to be expected, because there is hardware or a library,
 *     but does not work; false where there just is none
 */
public record Remark(String text, boolean unexpected) {}

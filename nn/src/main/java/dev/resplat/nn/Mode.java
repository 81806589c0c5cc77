package dev.resplat.nn;

/** Whether a forward pass is a part of training, for layers that then do something else. */
public enum Mode {
    /** {@link BatchNorm} uses the statistics of the batch and takes them into its running ones. */
    TRAINING,
    /** What a layer computes depends on its argument and its state only, and nothing is changed. */
    EVALUATION
}

package dev.resplat.tensor;

/** Softmax along the innermost axis of {@code [rows, n]}, and its derivative in one pass. */
public interface SoftmaxKernels {
    /** {@code y = e^(x - max) / sum e^(x - max)} for each row. */
    void softmax(Buffer x, Buffer y, int rows, int n);

    /** {@code gradX = y (gradY - sum(gradY y))} for each row. */
    void softmaxGrad(Buffer y, Buffer gradY, Buffer gradX, int rows, int n);

    /** {@code y = x - max - log sum e^(x - max)} for each row. */
    void logSoftmax(Buffer x, Buffer y, int rows, int n);

    /** {@code gradX = gradY - e^y sum(gradY)} for each row. */
    void logSoftmaxGrad(Buffer y, Buffer gradY, Buffer gradX, int rows, int n);
}

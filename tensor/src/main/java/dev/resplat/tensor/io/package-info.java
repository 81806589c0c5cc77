/**
 * Array files: NumPy's {@code .npy} and {@code .npz}, and {@code .safetensors}, to and from host
 * arrays.
 *
 * <p>Nothing here knows devices or tensors. Files are taken to be hostile: whatever bytes they
 * hold, a reader returns arrays or throws one {@link dev.resplat.tensor.io.FormatException} that
 * says which file is wrong, where, and what is allowed. A disk that fails or a file that is missing
 * is an {@link java.io.UncheckedIOException}. Writers replace a file as a whole or leave it as it
 * was, and write the same bytes for the same arrays.
 *
 * <p>Start reading at {@link dev.resplat.tensor.io.HostArray}, then {@link
 * dev.resplat.tensor.io.SafetensorsFile}.
 */
package dev.resplat.tensor.io;

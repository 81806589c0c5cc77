package dev.resplat.tensor;

/**
 * What has gone to and from a device: each transfer makes the host wait for it.
 *
 * @param uploads transfers to the device
 * @param uploadedBytes their bytes
 * @param downloads transfers to the host
 * @param downloadedBytes their bytes
 * @param kernels that were run
 */
public record Traffic(
        long uploads, long uploadedBytes, long downloads, long downloadedBytes, long kernels) {
    /** What has come since an earlier count. */
    public Traffic since(Traffic earlier) {
        return new Traffic(
                uploads - earlier.uploads,
                uploadedBytes - earlier.uploadedBytes,
                downloads - earlier.downloads,
                downloadedBytes - earlier.downloadedBytes,
                kernels - earlier.kernels);
    }
}

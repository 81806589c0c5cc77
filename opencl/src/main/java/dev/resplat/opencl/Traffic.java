package dev.resplat.opencl;

/** Counts what goes to and from a device: each transfer to the host makes it wait. */
public final class Traffic {
    private long uploads;
    private long uploadedBytes;
    private long downloads;
    private long downloadedBytes;
    private long launches;

    void up(long bytes) {
        uploads++;
        uploadedBytes += bytes;
    }

    void down(long bytes) {
        downloads++;
        downloadedBytes += bytes;
    }

    void launched() {
        launches++;
    }

    /** Transfers to the device. */
    public long uploads() {
        return uploads;
    }

    /** Their bytes. */
    public long uploadedBytes() {
        return uploadedBytes;
    }

    /** Transfers to the host. */
    public long downloads() {
        return downloads;
    }

    /** Their bytes. */
    public long downloadedBytes() {
        return downloadedBytes;
    }

    /** Kernels that were run. */
    public long launches() {
        return launches;
    }

    @Override
    public String toString() {
        return "%d uploads (%d bytes), %d downloads (%d bytes), %d kernels"
                .formatted(uploads, uploadedBytes, downloads, downloadedBytes, launches);
    }
}

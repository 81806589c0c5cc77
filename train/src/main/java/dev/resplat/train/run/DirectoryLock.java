package dev.resplat.train.run;

import dev.resplat.train.config.UserMistake;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a directory for one process. The system drops the lock when that ends, however it ends; the
 * file {@code .lock} stays.
 */
final class DirectoryLock implements AutoCloseable {
    /** The name of the file. */
    static final String FILE = ".lock";

    private final FileChannel channel;
    private final FileLock lock;

    private DirectoryLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Locks a directory, which exists.
     *
     * @throws UserMistake if it is locked already, which names the process that has it
     */
    static DirectoryLock of(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        path.resolve(FILE),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held by this process: the same as held by another.
        }
        if (lock == null) {
            String owner = owner(channel);
            channel.close();
            throw new UserMistake(
                    "%s is in use by %s: wait for it or choose another --out"
                            .formatted(path, owner));
        }
        channel.truncate(0);
        String pid = String.valueOf(ProcessHandle.current().pid());
        channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
        return new DirectoryLock(channel, lock);
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        int length = channel.read(pid, 0);
        return length <= 0
                ? "another process"
                : "process " + new String(pid.array(), 0, length, StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}

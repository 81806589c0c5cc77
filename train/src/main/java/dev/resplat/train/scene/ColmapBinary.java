package dev.resplat.train.scene;

import dev.resplat.train.config.UserMistake;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Binary files of COLMAP. */
final class ColmapBinary implements ColmapFiles {
    private static final int OBSERVATION_BYTES = 24;
    private static final int TRACK_BYTES = 8;

    /** What is done with a file. */
    private interface Task<T> {
        T apply(LittleEndian in) throws IOException;
    }

    private static <T> T open(Path file, Task<T> task) {
        try (InputStream in = Files.newInputStream(file)) {
            return task.apply(new LittleEndian(in, file));
        } catch (IOException e) {
            throw new UserMistake("cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    @Override
    public String ending() {
        return ".bin";
    }

    @Override
    public Map<Integer, Calibration> cameras(Path file) {
        return open(
                file,
                in -> {
                    Map<Integer, Calibration> cameras = new HashMap<>();
                    long count = in.readCount();
                    for (long n = 0; n < count; n++) {
                        int id = in.readInt();
                        String where = "%s: camera %d".formatted(file, id);
                        ColmapModel model = ColmapModel.of(in.readInt(), where);
                        double width = in.readUnsigned();
                        double height = in.readUnsigned();
                        double[] parameters = in.readDoubles(model.parameters());
                        cameras.put(id, model.calibration(width, height, parameters, where));
                    }
                    return cameras;
                });
    }

    @Override
    public List<Registered> images(Path file) {
        return open(
                file,
                in -> {
                    List<Registered> images = new ArrayList<>();
                    long count = in.readCount();
                    for (long n = 0; n < count; n++) {
                        String where = "%s: image %d".formatted(file, in.readInt());
                        double[] pose =
                                Rigid.ofQuaternion(in.readDoubles(4), in.readDoubles(3), where);
                        int camera = in.readInt();
                        images.add(new Registered(pose, camera, in.readText()));
                        in.skip(OBSERVATION_BYTES * in.readCount());
                    }
                    return images;
                });
    }

    @Override
    public PointCloud points(Path file) {
        return open(
                file,
                in -> {
                    PointCloud.Builder points = new PointCloud.Builder();
                    long count = in.readCount();
                    for (long n = 0; n < count; n++) {
                        in.readLong();
                        double[] at = in.readDoubles(3);
                        points.add(
                                at[0], at[1], at[2], in.readByte(), in.readByte(), in.readByte());
                        in.readDouble();
                        in.skip(TRACK_BYTES * in.readCount());
                    }
                    return points.build();
                });
    }
}

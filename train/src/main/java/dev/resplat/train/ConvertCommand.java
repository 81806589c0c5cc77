package dev.resplat.train;

import dev.resplat.splat.Splats3d;
import dev.resplat.splat.edit.Merge;
import dev.resplat.splat.io.SplatFile;
import dev.resplat.train.EditOptions.Edit;
import dev.resplat.train.config.InputFile;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.run.OutputFile;
import dev.resplat.train.run.Progress;
import dev.resplat.train.scene.CameraExport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes scenes of splats in other formats, edited and merged; or cameras in other formats. */
@Command(
        name = "convert",
        description = {
            "Writes scenes of splats in space to another file: in another format, which its name"
                    + " says, edited, or several as one.",
            "Edits are done in the order in which they are given, on all splats together. OUT may be"
                    + " one of the inputs. With --cameras it writes the cameras of a scene in the"
                    + " format of another program instead. The example is about what the example of"
                    + " optimize leaves."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        versionProvider = BuildInfo.class,
        footer = {
            "",
            "Example:",
            "  ./resplat convert runs/scene/scene.ply runs/small.ply --max-splats 100000"
        })
final class ConvertCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "IN... OUT",
            hideParamSyntax = true,
            description =
                    "Scenes of splats in space, and the file to write, which ends with .ply,"
                            + " .compressed.ply, .spz or .splat. With --cameras: a folder of"
                            + " photographs with their cameras, or a file with cameras, and the"
                            + " folder to write to.")
    private List<Path> files;

    @Mixin private EditOptions edits;

    @Option(
            names = "--cameras",
            paramLabel = "FORMAT",
            description =
                    "Writes cameras, and the points of the scene if it has some: transforms"
                            + " (transforms.json of nerfstudio and instant-ngp) or colmap (the text"
                            + " files of COLMAP, in sparse/0).")
    private CameraExport.Format cameras;

    @Override
    public void run() {
        List<Edit> edits = EditOptions.inOrder(spec.commandLine().getParseResult());
        if (files.size() < 2) {
            throw new UserMistake(
                    "%s: give what to write to as well, behind it".formatted(files.get(0)));
        }
        List<Path> inputs = files.subList(0, files.size() - 1);
        Path out = files.get(files.size() - 1);
        if (cameras != null) {
            cameras(edits, inputs, out);
        } else {
            splats(edits, inputs, out);
        }
        spec.commandLine().getOut().flush();
    }

    private void cameras(List<Edit> edits, List<Path> inputs, Path out) {
        if (!edits.isEmpty()) {
            throw new UserMistake(
                    "%s: is for splats, not for cameras".formatted(edits.get(0).text()));
        }
        if (inputs.size() > 1) {
            throw new UserMistake(
                    "--cameras: takes one scene and one folder to write to, not %d and one"
                            .formatted(inputs.size()));
        }
        CameraExport export = CameraExport.of(inputs.get(0), display()::say);
        spec.commandLine().getOut().println("cameras   " + export.write(cameras, out));
    }

    private void splats(List<Edit> edits, List<Path> inputs, Path out) {
        for (Path input : inputs) {
            if (!input.toString().isEmpty() && Files.isDirectory(input)) {
                throw new UserMistake(
                        "%s is a directory: give a scene of splats, or --cameras to convert the cameras of a scene"
                                .formatted(input));
            }
            InputFile.require(input, "a scene of splats in space");
        }
        OutputFile.require(out);
        requireWritten(out);
        Splats3d splats = read(inputs);
        for (Edit edit : edits) {
            int before = splats.count();
            splats = edit.of(splats);
            if (edit.selects() && before > 0) {
                display().say(kept(splats.count(), before) + " after " + edit.text());
            }
        }
        requireWritable(out, splats);
        Splats3d result = splats;
        OutputFile.write(out, file -> SplatFile.write(file, result, display()::say));
        // What the file has: some formats have no room for all harmonics.
        int degree = Math.min(result.degree(), SplatFile.writtenFormat(out).writtenDegree());
        spec.commandLine()
                .getOut()
                .println("splats    %s, %s".formatted(out, Splats3d.said(result.count(), degree)));
    }

    private static String kept(int after, int before) {
        return after < before
                ? "%d of %d splats stay".formatted(after, before)
                : "all %d splats stay".formatted(before);
    }

    private static void requireWritten(Path out) {
        try {
            SplatFile.writtenFormat(out);
        } catch (IllegalArgumentException e) {
            throw new UserMistake(e.getMessage(), e);
        }
    }

    private static void requireWritable(Path out, Splats3d splats) {
        try {
            SplatFile.require(out, splats);
        } catch (IllegalArgumentException e) {
            throw new UserMistake(e.getMessage(), e);
        }
    }

    /** All scenes as one; when it returns, no memory is taken for them any more. */
    private Splats3d read(List<Path> inputs) {
        List<Splats3d> scenes = new ArrayList<>();
        for (Path input : inputs) {
            scenes.add(SplatFile.read(input, display()::say));
        }
        if (scenes.size() == 1) {
            return scenes.get(0);
        }
        try {
            return Merge.of(scenes);
        } catch (IllegalArgumentException e) {
            throw new UserMistake(e.getMessage() + ": give fewer scenes", e);
        }
    }

    private Progress.Display display() {
        return new Progress.Display(spec.commandLine().getErr(), Progress.onTerminal());
    }
}

package dev.resplat.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.StateDict.Fit;
import dev.resplat.nn.StateDict.Report;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.io.DType;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class StateDictTest {
    private final Device device = CpuDevice.scalar(1);
    @RegisterExtension final InScope scope = InScope.on(device);

    private Mlp model(long seed) {
        return new Mlp(new RandomStream(seed), device, Activation.RELU, 3, 5, 2);
    }

    @Test
    void aModelSurvivesAFile(@TempDir Path folder) {
        Mlp saved = model(1);
        Path path = folder.resolve("model.safetensors");
        SafetensorsFile.write(path, StateDict.of(saved), Map.of());

        Mlp loaded = model(2);
        SafetensorsFile file = SafetensorsFile.open(path);
        Map<String, HostArray> arrays = new HashMap<>();
        file.names().forEach(name -> arrays.put(name, file.get(name)));
        Report report = StateDict.load(loaded, arrays, Fit.EXACT);
        assertTrue(report.exact());
        assertEquals("all fit", report.toString());
        assertEquals(StateDict.of(saved), StateDict.of(loaded));
    }

    @Test
    void arraysOfOtherTypesAreConverted() {
        Mlp model = model(1);
        Map<String, HostArray> half = new HashMap<>();
        StateDict.of(model).forEach((name, array) -> half.put(name, array.as(DType.F16)));
        StateDict.load(model, half, Fit.EXACT);
        assertArrayEquals(
                half.get("0.weight").toFloats(),
                model.parameters().get("0.weight").value().toFloats());
    }

    /** One of each mistake, and two of the first. */
    private Map<String, HostArray> mistaken() {
        Map<String, HostArray> arrays = StateDict.of(model(1));
        arrays.remove("0.bias");
        arrays.remove("1.bias");
        arrays.put("extra", HostArray.of(new float[] {1}, 1));
        // As many elements, but not the same shape.
        arrays.put("0.weight", HostArray.of(new float[15], 5, 3));
        return arrays;
    }

    @Test
    void everyMismatchIsReported() {
        Report report = StateDict.compare(model(2), mistaken());
        assertEquals(List.of("0.bias", "1.bias"), report.missing());
        assertEquals(List.of("extra"), report.unexpected());
        assertEquals(
                List.of(
                        "0.weight is [5, 3], the model has [3, 5]"
                                + " (in PyTorch's layout [3, 5] and [5, 3])"),
                report.wrongShape());
    }

    @Test
    void anExactLoadThatDoesNotFitChangesNothingAndListsEverything() {
        Mlp model = model(2);
        Map<String, HostArray> before = StateDict.of(model);
        Exception e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> StateDict.load(model, mistaken(), Fit.EXACT));
        for (String part : List.of("0.bias", "1.bias", "extra", "[5, 3]", "[3, 5]")) {
            assertTrue(e.getMessage().contains(part), e.getMessage());
        }
        assertEquals(before, StateDict.of(model));
    }

    @Test
    void aPartialLoadTakesWhatFitsAndLeavesTheRest() {
        Mlp model = model(2);
        Map<String, HostArray> before = StateDict.of(model);
        Report report = StateDict.load(model, mistaken(), Fit.PARTIAL);
        assertEquals(StateDict.compare(model, mistaken()), report);
        Map<String, HostArray> after = StateDict.of(model);
        assertEquals(mistaken().get("1.weight"), after.get("1.weight"));
        for (String name : List.of("0.weight", "0.bias", "1.bias")) {
            assertEquals(before.get(name), after.get(name), name);
        }
    }

    @Test
    void aStateIsACopy() {
        Mlp model = model(1);
        Map<String, HostArray> before = StateDict.of(model);
        StateDict.load(model, StateDict.of(model(2)), Fit.EXACT);
        assertEquals(StateDict.of(model(1)), before);
    }

    /** Two batches from the start: statistics of something. */
    private BatchNorm trained(long seed) {
        BatchNorm norm = new BatchNorm(device, 3, 1e-5, 0.1);
        RandomStream random = new RandomStream(seed);
        for (int i = 0; i < 2; i++) {
            Tensor x = random.normal(device, Shape.of(4, 3));
            norm.forward(Var.constant(x), Mode.TRAINING);
        }
        return norm;
    }

    @Test
    void buffersAreStoredAndReadBackLikeParameters(@TempDir Path folder) {
        BatchNorm saved = trained(1);
        Path path = folder.resolve("norm.safetensors");
        SafetensorsFile.write(path, StateDict.of(saved), Map.of());
        BatchNorm loaded = trained(2);
        assertNotEquals(StateDict.of(saved), StateDict.of(loaded));
        StateDict.load(loaded, SafetensorsFile.open(path).all(), Fit.EXACT);
        assertEquals(StateDict.of(saved), StateDict.of(loaded));
        Var x = Var.constant(new RandomStream(3).normal(device, Shape.of(2, 3)));
        assertArrayEquals(
                saved.forward(x, Mode.EVALUATION).value().toFloats(),
                loaded.forward(x, Mode.EVALUATION).value().toFloats());
    }

    @Test
    void aBufferThatIsMissingOrMisshapenIsReported() {
        Map<String, HostArray> arrays = new HashMap<>(StateDict.of(trained(1)));
        arrays.remove("running_mean");
        arrays.put("running_var", HostArray.of(new float[4], 4));
        Report report = StateDict.compare(trained(2), arrays);
        assertEquals(List.of("running_mean"), report.missing());
        assertEquals(List.of("running_var is [4], the model has [3]"), report.wrongShape());
    }

    @Test
    void aPartOfAModelIsWhatIsBelowItsName() {
        HostArray array = HostArray.of(new float[1], 1);
        Map<String, HostArray> arrays =
                Map.of("features.0.weight", array, "featuresque", array, "classifier.1", array);
        assertEquals(Map.of("0.weight", array), PyTorch.below("features", arrays));
    }

    @Test
    void weightsOfPyTorchHaveTheirAxesInOurOrder() {
        Linear linear = new Linear(new RandomStream(1), device, 3, 2);
        HostArray weight = HostArray.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        HostArray bias = HostArray.of(new float[] {7, 8}, 2);
        Map<String, HostArray> ours =
                PyTorch.weights(linear, Map.of("weight", weight, "bias", bias));
        assertEquals(HostArray.of(new float[] {1, 4, 2, 5, 3, 6}, 3, 2), ours.get("weight"));
        assertEquals(bias, ours.get("bias"));
        // Rows of an embedding stay rows, and what the model does not know stays as it is.
        Embedding embedding = new Embedding(new RandomStream(1), device, 2, 3);
        assertEquals(
                Map.of("weight", weight, "more", weight),
                PyTorch.weights(embedding, Map.of("weight", weight, "more", weight)));
    }

    /** A layer that does not say that its own axes are in reverse; one of its parts does. */
    private final class Own extends Layer {
        Own() {
            parameter("table", Tensor.zeros(device, Shape.of(3, 2)));
            child("attention", new MultiHeadAttention(new RandomStream(1), device, 2, 1));
            child("rows", new Embedding(new RandomStream(1), device, 3, 2));
        }
    }

    @Test
    void weightsOfOtherLayersStayAsTheyAre() {
        HostArray six = HostArray.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
        HostArray twelve = HostArray.of(new float[12], 6, 2);
        Map<String, HostArray> theirs =
                Map.of("table", six, "rows.weight", six, "attention.in_proj_weight", twelve);
        Map<String, HostArray> ours = PyTorch.weights(new Own(), theirs);
        assertEquals(six, ours.get("table"));
        assertEquals(six, ours.get("rows.weight"));
        assertArrayEquals(new int[] {2, 6}, ours.get("attention.in_proj_weight").dims());
    }

    @Test
    void aMismatchNamesTheShapesOfTheFile() {
        Conv2d conv = new Conv2d(new RandomStream(1), device, 4, 6, Window.of(3, 2));
        Map<String, HostArray> file =
                Map.of(
                        "weight", HostArray.of(new float[7 * 4 * 3 * 2], 7, 4, 3, 2),
                        "bias", HostArray.of(new float[6], 6));
        Report report = StateDict.compare(conv, PyTorch.weights(conv, file));
        assertEquals(
                List.of(
                        "weight is [3, 2, 4, 7], the model has [3, 2, 4, 6]"
                                + " (in PyTorch's layout [7, 4, 3, 2] and [6, 4, 3, 2])"),
                report.wrongShape());
    }
}

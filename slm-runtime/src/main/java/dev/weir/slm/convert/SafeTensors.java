package dev.weir.slm.convert;

import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmException;
import dev.weir.slm.text.ModelJson;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The weights of a Hugging Face folder: {@code model.safetensors}, or the shards that {@code
 * model.safetensors.index.json} lists. They are mapped, not read.
 *
 * <p>A file is eight bytes with the length of a JSON header, the header, and the numbers; the header has type, shape
 * and byte range of each tensor.
 */
final class SafeTensors implements AutoCloseable {

    private static final String WHOLE = "model.safetensors";
    private static final String INDEX = WHOLE + ".index.json";
    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt FLOAT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final String folder;
    private final Arena arena = Arena.ofShared();
    private final Map<String, Tensor> tensors = new TreeMap<>();
    private final Set<String> used = new TreeSet<>();

    private SafeTensors(String folder) {
        this.folder = folder;
    }

    /**
     * Maps all files and reads their headers.
     *
     * @throws SlmException.UnusableModel if a file is missing or broken
     */
    static SafeTensors open(Path folder) {
        SafeTensors opened = new SafeTensors(folder.toString());
        try {
            for (String file : files(ModelFolder.at(folder))) {
                opened.map(folder.resolve(file));
            }
            return opened;
        } catch (SlmException e) {
            opened.close();
            throw e;
        }
    }

    /** What was never asked for, but for the tables of old checkpoints that follow from the configuration. */
    Set<String> unused() {
        Set<String> unused = new TreeSet<>(tensors.keySet());
        unused.removeAll(used);
        unused.removeIf(name -> name.endsWith("rotary_emb.inv_freq") || name.endsWith("masked_bias"));
        return unused;
    }

    boolean has(String name) {
        return tensors.containsKey(name);
    }

    /**
     * A tensor of two dimensions.
     *
     * @throws SlmException.UnusableModel if there is none of that shape
     */
    Matrix matrix(String name, int rows, int columns) {
        return tensor(name, rows, columns);
    }

    /**
     * A tensor of one dimension.
     *
     * @throws SlmException.UnusableModel if there is none of that length
     */
    float[] vector(String name, int length) {
        float[] values = new float[length];
        tensor(name, 1, length).row(0, values);
        return values;
    }

    @Override
    public void close() {
        arena.close();
    }

    private Tensor tensor(String name, int rows, int columns) {
        Tensor tensor = tensors.get(name);
        used.add(name);
        if (tensor == null) {
            throw new SlmException.UnusableModel("the weights in " + folder + " lack " + name);
        }
        if (tensor.rows != rows || tensor.columns != columns) {
            throw new SlmException.UnusableModel(name + " in " + folder + " is " + tensor.rows + " x " + tensor.columns
                    + " where config.json wants " + rows + " x " + columns);
        }
        return tensor;
    }

    private static Set<String> files(ModelFolder folder) {
        if (folder.has(INDEX)) {
            Set<String> shards = new TreeSet<>();
            ModelJson.read(folder, INDEX).required("weight_map").forEach(shard -> shards.add(shard.asString()));
            return shards;
        }
        if (folder.has(WHOLE)) {
            return Set.of(WHOLE);
        }
        throw new SlmException.UnusableModel(
                folder + " has neither " + WHOLE + " nor " + INDEX + "; only weights in safetensors are converted");
    }

    private void map(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            MemorySegment all = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            long header = all.byteSize() < Long.BYTES ? -1 : all.get(LENGTH, 0);
            if (header < 0 || header > Math.min(all.byteSize() - Long.BYTES, Integer.MAX_VALUE)) {
                throw new SlmException.UnusableModel(file + " is not a safetensors file");
            }
            byte[] json = all.asSlice(Long.BYTES, header).toArray(ValueLayout.JAVA_BYTE);
            MemorySegment numbers = all.asSlice(Long.BYTES + header);
            for (Map.Entry<String, JsonNode> entry :
                    MAPPER.readTree(new String(json, StandardCharsets.UTF_8)).properties()) {
                if (!entry.getKey().equals("__metadata__")) {
                    tensors.put(entry.getKey(), tensor(file, entry.getKey(), entry.getValue(), numbers));
                }
            }
        } catch (IOException e) {
            throw new SlmException.UnusableModel("cannot read " + file, e);
        } catch (JacksonException | IndexOutOfBoundsException e) {
            throw new SlmException.UnusableModel(file + " is not a whole safetensors file", e);
        }
    }

    private static Tensor tensor(Path file, String name, JsonNode entry, MemorySegment numbers) {
        JsonNode shape = entry.path("shape");
        int columns = shape.isEmpty() ? 1 : shape.get(shape.size() - 1).intValue();
        int rows = 1;
        for (int i = 0; i < shape.size() - 1; i++) {
            rows *= shape.get(i).intValue();
        }
        Type type;
        try {
            type = Type.valueOf(entry.path("dtype").asString());
        } catch (IllegalArgumentException _) {
            // Integers, such as buffers of position ids, are no weights.
            type = Type.OTHER;
        }
        long from = entry.path("data_offsets").path(0).longValue();
        long to = entry.path("data_offsets").path(1).longValue();
        if (type != Type.OTHER && to - from != (long) rows * columns * type.bytes) {
            throw new SlmException.UnusableModel(name + " in " + file + " has not as many bytes as its shape says");
        }
        return new Tensor(name, type, rows, columns, numbers.asSlice(from, to - from));
    }

    private enum Type {
        F32(4),
        F16(2),
        BF16(2),
        OTHER(0);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }
    }

    private record Tensor(String name, Type type, int rows, int columns, MemorySegment numbers) implements Matrix {

        @Override
        public void row(int row, float[] into) {
            long at = (long) row * columns * type.bytes;
            for (int i = 0; i < columns; i++, at += type.bytes) {
                into[i] = switch (type) {
                    case F32 -> Float.intBitsToFloat(numbers.get(FLOAT, at));
                    case F16 -> Float.float16ToFloat(numbers.get(HALF, at));
                    case BF16 -> Float.intBitsToFloat(numbers.get(HALF, at) << 16);
                    case OTHER -> throw new SlmException.UnusableModel(name + " is not stored as F32, F16 or BF16");
                };
            }
        }
    }
}

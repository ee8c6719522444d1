package dev.weir.slm.convert;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Writes a Hugging Face folder of a decoder with random weights in bf16. */
public final class RandomModel {

    private final Map<String, int[]> shapes = new LinkedHashMap<>();
    private final String config;

    /** A Llama-like decoder; {@code more} are further fields of {@code config.json}, each ending in a comma. */
    public RandomModel(String type, String more, int layers, int hidden, int inner, int vocabulary) {
        int kv = hidden / 2;
        config = """
                {"model_type": "%s", %s "num_hidden_layers": %d, "hidden_size": %d, "intermediate_size": %d,
                 "vocab_size": %d, "num_attention_heads": 4, "num_key_value_heads": 2, "rms_norm_eps": 1e-6,
                 "max_position_embeddings": 512, "rope_theta": 10000.0, "hidden_act": "silu",
                 "tie_word_embeddings": true}
                """.formatted(type, more, layers, hidden, inner, vocabulary);
        matrix("model.embed_tokens", vocabulary, hidden);
        shapes.put("model.norm.weight", new int[] {hidden});
        for (int i = 0; i < layers; i++) {
            String layer = "model.layers." + i;
            matrix(layer + ".self_attn.q_proj", hidden, hidden);
            matrix(layer + ".self_attn.k_proj", kv, hidden);
            matrix(layer + ".self_attn.v_proj", kv, hidden);
            matrix(layer + ".self_attn.o_proj", hidden, hidden);
            matrix(layer + ".mlp.gate_proj", inner, hidden);
            matrix(layer + ".mlp.up_proj", inner, hidden);
            matrix(layer + ".mlp.down_proj", hidden, inner);
            shapes.put(layer + ".input_layernorm.weight", new int[] {hidden});
            shapes.put(layer + ".post_attention_layernorm.weight", new int[] {hidden});
        }
    }

    RandomModel with(String tensor, int... shape) {
        shapes.put(tensor, shape);
        return this;
    }

    RandomModel without(String tensor) {
        shapes.remove(tensor);
        return this;
    }

    public Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), config);
        StringBuilder header = new StringBuilder("{\"__metadata__\": {\"format\": \"pt\"}");
        long at = 0;
        for (Map.Entry<String, int[]> tensor : shapes.entrySet()) {
            long end = at + 2L * size(tensor.getValue());
            header.append(", \"%s\": {\"dtype\": \"BF16\", \"shape\": %s, \"data_offsets\": [%d, %d]}"
                    .formatted(tensor.getKey(), java.util.Arrays.toString(tensor.getValue()), at, end));
            at = end;
        }
        byte[] json = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
        SplittableRandom random = new SplittableRandom(3);
        try (OutputStream out = Files.newOutputStream(folder.resolve("model.safetensors"))) {
            out.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(json.length)
                    .array());
            out.write(json);
            for (int[] shape : shapes.values()) {
                ByteBuffer values = ByteBuffer.allocate(2 * size(shape)).order(ByteOrder.LITTLE_ENDIAN);
                float middle = shape.length == 1 ? 1 : 0;
                while (values.hasRemaining()) {
                    float value = middle + 0.1f * (float) random.nextGaussian();
                    values.putShort((short) (Float.floatToRawIntBits(value) >> 16));
                }
                out.write(values.array());
            }
        }
        return folder;
    }

    private void matrix(String name, int rows, int columns) {
        shapes.put(name + ".weight", new int[] {rows, columns});
    }

    private static int size(int[] shape) {
        return shape.length == 1 ? shape[0] : shape[0] * shape[1];
    }
}

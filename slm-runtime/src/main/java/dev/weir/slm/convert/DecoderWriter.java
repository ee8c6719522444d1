package dev.weir.slm.convert;

import dev.weir.slm.convert.DecoderPlan.Layer;
import dev.weir.slm.graph.ElementType;
import dev.weir.slm.graph.GraphWriter;
import dev.weir.slm.graph.NodeWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a decoder as one graph whose keys and values stay in buffers of the caller.
 *
 * <p>Inputs: {@code input_ids} [batch, sequence]; {@code seqlens_k} int32 [batch], the length of each row with the new
 * tokens, less one; {@code total_sequence_length} int32, the largest such length; {@code logit_rows} [rows], at least one
 * place in the batch * sequence new tokens; {@code past_key_values.N.key} and {@code .value} [batch, kv heads, room, head size].
 * Outputs: {@code logits} [rows, vocabulary] and {@code present.N.key} and {@code .value}, which must be the same
 * buffers as the past ones. With more than one new token and a past the batch must be 1.
 *
 * <p>The layers' feed-forward is the bulk of the work, and the last one matters to the rows chosen alone: they are
 * picked between the last attention and what follows it.
 */
final class DecoderWriter {

    private static final String MODEL = "model.";

    private final DecoderPlan plan;
    private final Weights weights;
    private final LinearForm form;
    private final LinearForm headForm;
    private final ElementType embeddingType;
    private final Runnable afterLayer;
    private final GraphWriter graph = new GraphWriter();

    /** Forms of the layers and of the head, and how the table of embeddings is kept. */
    record Forms(LinearForm layers, LinearForm head, ElementType embeddings) {}

    DecoderWriter(DecoderPlan plan, Weights weights, Forms forms, Runnable afterLayer) {
        this.plan = plan;
        this.weights = weights;
        this.form = forms.layers;
        this.headForm = forms.head;
        this.embeddingType = forms.embeddings;
        this.afterLayer = afterLayer;
    }

    /** Writes the nodes and the weights that are not there yet. */
    GraphWriter build() {
        inputs();
        String residual = embeddings();
        String normed = norm("layers.0.input_layernorm", residual, plan.hidden());
        for (int i = 0; i < plan.layers().size(); i++) {
            String layer = "layers." + i;
            boolean last = i == plan.layers().size() - 1;
            String attended = attention(layer, plan.layers().get(i), i, normed);
            if (last) {
                attended = picked(layer + ".attended", attended, plan.queryWidth());
                residual = picked(layer + ".residual", residual, plan.hidden());
            }
            String out = output(layer + ".self_attn.o_proj", attended);
            boolean sandwich = plan.traits().sandwich();
            String branch = sandwich ? norm(layer + ".post_attention_layernorm", out, plan.hidden()) : out;
            String[] middle = addAndNorm(
                    layer + (sandwich ? ".pre_feedforward_layernorm" : ".post_attention_layernorm"), residual, branch);
            String fed = feedForward(layer, middle[0]);
            String added = sandwich ? norm(layer + ".post_feedforward_layernorm", fed, plan.hidden()) : fed;
            String[] next = addAndNorm(last ? "norm" : "layers." + (i + 1) + ".input_layernorm", middle[1], added);
            normed = next[0];
            residual = next[1];
            afterLayer.run();
        }
        head(normed);
        return graph;
    }

    private void inputs() {
        graph.input("input_ids", ElementType.INT64, "batch", "sequence");
        graph.input("seqlens_k", ElementType.INT32, "batch");
        graph.input("total_sequence_length", ElementType.INT32);
        graph.input("logit_rows", ElementType.INT64, "rows");
        String[] cache = {"batch", Integer.toString(plan.kvHeads()), "room", Integer.toString(plan.headSize())};
        for (int i = 0; i < plan.layers().size(); i++) {
            for (String part : List.of(".key", ".value")) {
                graph.input("past_key_values." + i + part, ElementType.FLOAT, cache);
            }
        }
        graph.output("logits", ElementType.FLOAT, "rows", Integer.toString(plan.vocabulary()));
        for (int i = 0; i < plan.layers().size(); i++) {
            for (String part : List.of(".key", ".value")) {
                graph.output("present." + i + part, ElementType.FLOAT, cache);
            }
        }
    }

    private String embeddings() {
        Matrix table = weights.source().matrix(MODEL + "embed_tokens.weight", plan.vocabulary(), plan.hidden());
        String stored = weights.matrix(graph, "embeddings_" + embeddingType, embeddingType, table);
        String taken = graph.add("Gather", "embedded", stored, "input_ids");
        String cast = embeddingType == ElementType.FLOAT
                ? taken
                : graph.add(
                        NodeWriter.of("Cast", "", List.of(taken), List.of("embedded.float"))
                                .with("to", ElementType.FLOAT.code()),
                        "embedded.float");
        float scale = plan.traits().embeddingScale();
        return scale == 1
                ? cast
                : graph.add("Mul", "embedded.scaled", cast, graph.floats("embedding_scale", new float[] {scale}));
    }

    private String attention(String layer, Layer kind, int index, String normed) {
        String name = layer + ".self_attn";
        int query = plan.queryWidth();
        int kv = plan.kvWidth();
        String packed = plan.traits().fused()
                ? linear(name + ".qkv", normed, List.of(new Part(name + ".qkv_proj", query + 2 * kv, true)))
                : linear(
                        name + ".qkv",
                        normed,
                        List.of(
                                new Part(name + ".q_proj", query, true),
                                new Part(name + ".k_proj", kv, true),
                                new Part(name + ".v_proj", kv, true)));
        List<String> inputs =
                new ArrayList<>(plan.traits().headNorms() ? normedHeads(name, packed) : List.of(packed, "", ""));
        inputs.addAll(List.of(
                "past_key_values." + index + ".key",
                "past_key_values." + index + ".value",
                "seqlens_k",
                "total_sequence_length"));
        kind.rope().ifPresent(rope -> inputs.addAll(tables(rope)));
        NodeWriter node = NodeWriter.of(
                        "GroupQueryAttention",
                        "com.microsoft",
                        inputs,
                        List.of(name + ".out", "present." + index + ".key", "present." + index + ".value"))
                .with("num_heads", plan.heads())
                .with("kv_num_heads", plan.kvHeads())
                .with("do_rotary", kind.rope().isPresent() ? 1L : 0L)
                .with("local_window_size", kind.window())
                .with("scale", plan.traits().attentionScale())
                .with("softcap", plan.traits().attentionCap());
        return graph.add(node, name + ".out");
    }

    private List<String> tables(Rope rope) {
        String name = "rope_" + rope.hashCode();
        float[][] table = rope.table(plan.context(), plan.head());
        long half = plan.headSize() / 2;
        return List.of(
                weights.floats(graph, name + ".cos", table[0], plan.context(), half),
                weights.floats(graph, name + ".sin", table[1], plan.context(), half));
    }

    /** Queries, keys and values apart, the first two normalized by head. */
    private List<String> normedHeads(String name, String packed) {
        int query = plan.queryWidth();
        int kv = plan.kvWidth();
        List<String> parts = List.of(name + ".q", name + ".k", name + ".v");
        graph.add(
                NodeWriter.of("Split", "", List.of(packed, graph.longs("qkv_widths", query, kv, kv)), parts)
                        .with("axis", -1L),
                parts.getFirst());
        return List.of(
                headNorm(name + ".q_norm", parts.get(0), plan.heads()),
                headNorm(name + ".k_norm", parts.get(1), plan.kvHeads()),
                parts.get(2));
    }

    private String headNorm(String name, String input, int heads) {
        int size = plan.headSize();
        String apart = graph.add("Reshape", name + ".apart", input, graph.longs("heads_" + heads, 0, 0, heads, size));
        return graph.add(
                "Reshape",
                name + ".together",
                norm(name, apart, size),
                graph.longs("width_" + heads, 0, 0, (long) heads * size));
    }

    private String feedForward(String layer, String input) {
        String name = layer + ".mlp";
        int inner = plan.inner();
        String packed = plan.traits().fused()
                ? linear(name + ".gate_up", input, List.of(new Part(name + ".gate_up_proj", 2 * inner, false)))
                : linear(
                        name + ".gate_up",
                        input,
                        List.of(
                                new Part(name + ".gate_proj", inner, false),
                                new Part(name + ".up_proj", inner, false)));
        List<String> halves = List.of(name + ".gate", name + ".up");
        graph.add(
                NodeWriter.of("Split", "", List.of(packed, graph.longs("gate_up_widths", inner, inner)), halves)
                        .with("axis", -1L),
                halves.getFirst());
        NodeWriter activation = plan.traits().gelu()
                ? GraphWriter.microsoft("FastGelu", name + ".active", halves.getFirst())
                : GraphWriter.microsoft("QuickGelu", name + ".active", halves.getFirst())
                        .with("alpha", 1f);
        String active = graph.add(activation, name + ".active");
        String product = graph.add("Mul", name + ".gated", active, halves.get(1));
        Matrix down = weights.source().matrix(MODEL + name + ".down_proj.weight", plan.hidden(), inner);
        return form.add(graph, name + ".down_proj", product, down, bias(MODEL + name + ".down_proj", plan.hidden()));
    }

    private void head(String normed) {
        boolean own = weights.source().has("lm_head.weight");
        Matrix table = weights.source()
                .matrix(own ? "lm_head.weight" : MODEL + "embed_tokens.weight", plan.vocabulary(), plan.hidden());
        float cap = plan.traits().logitCap();
        String logits = headForm.add(graph, "lm_head", normed, table, bias("lm_head", plan.vocabulary()));
        if (cap == 0) {
            graph.add("Identity", "logits", logits);
            return;
        }
        String bound = graph.floats("logit_cap", new float[] {cap});
        String bounded = graph.add("Tanh", "lm_head.bounded", graph.add("Div", "lm_head.shares", logits, bound));
        graph.add("Mul", "logits", bounded, bound);
    }

    private String picked(String name, String input, int width) {
        String rows = graph.add("Reshape", name + ".rows", input, graph.longs("rows_of_" + width, -1, width));
        return graph.add("Gather", name + ".picked", rows, "logit_rows");
    }

    private String norm(String name, String input, int width) {
        return graph.add(
                NodeWriter.of(
                                "SimplifiedLayerNormalization",
                                "",
                                List.of(input, normWeights(name, width)),
                                List.of(name + ".normed"))
                        .with("axis", -1L)
                        .with("epsilon", plan.epsilon())
                        .with("stash_type", 1L),
                name + ".normed");
    }

    /** Normalizes the sum of two tensors; gives the normalized sum and the sum. */
    private String[] addAndNorm(String name, String residual, String branch) {
        graph.add(
                NodeWriter.of(
                                "SkipSimplifiedLayerNormalization",
                                "com.microsoft",
                                List.of(residual, branch, normWeights(name, plan.hidden())),
                                List.of(name + ".normed", "", "", name + ".sum"))
                        .with("epsilon", plan.epsilon()),
                name + ".normed");
        return new String[] {name + ".normed", name + ".sum"};
    }

    private String normWeights(String name, int width) {
        float[] values = weights.source().vector(MODEL + name + ".weight", width);
        for (int i = 0; i < width && plan.traits().gemmaNorms(); i++) {
            values[i] += 1;
        }
        return graph.floats(name + ".weight", values, width);
    }

    private String output(String name, String attended) {
        int narrow = plan.head().narrow(plan.queryWidth());
        Matrix matrix = weights.source().matrix(MODEL + name + ".weight", plan.hidden(), narrow);
        return form.add(graph, name, attended, plan.head().columns(matrix), bias(MODEL + name, plan.hidden()));
    }

    /** A layer of the checkpoint that takes the hidden state; {@code heads} if its rows are those of heads. */
    private record Part(String name, int rows, boolean heads) {}

    /** Layers of one input, computed as one. */
    private String linear(String name, String input, List<Part> parts) {
        List<Matrix> matrices = new ArrayList<>();
        int rows = 0;
        boolean hasBias = false;
        for (Part part : parts) {
            int stored = part.heads ? plan.head().narrow(part.rows) : part.rows;
            Matrix matrix = weights.source().matrix(MODEL + part.name + ".weight", stored, plan.hidden());
            matrices.add(part.heads ? plan.head().rows(matrix) : matrix);
            hasBias |= weights.source().has(MODEL + part.name + ".bias");
            rows += part.rows;
        }
        float[] bias = new float[hasBias ? rows : 0];
        int at = 0;
        for (Part part : parts) {
            float[] own = bias(MODEL + part.name, part.heads ? plan.head().narrow(part.rows) : part.rows);
            float[] wide = part.heads ? plan.head().vector(own) : own;
            System.arraycopy(wide, 0, bias, Math.min(at, bias.length), wide.length);
            at += part.rows;
        }
        return form.add(graph, name, input, Matrix.stacked(matrices), bias);
    }

    private float[] bias(String name, int length) {
        String tensor = name + ".bias";
        return weights.source().has(tensor) ? weights.source().vector(tensor, length) : new float[0];
    }
}

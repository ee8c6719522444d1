package dev.weir.slm.convert;

import dev.weir.slm.SlmException;
import tools.jackson.databind.JsonNode;

/**
 * How a layer turns queries and keys by their position: angle = position / base^(2i/width), the frequencies scaled as
 * {@code rope_scaling} says. Computed in single precision where transformers does.
 *
 * @param scaling the kind: {@code default}, {@code linear} or {@code llama3}
 * @param low frequencies of a wavelength longer than {@code context / low} are divided by the factor (llama3)
 * @param high those of a wavelength shorter than {@code context / high} stay (llama3)
 * @param context the length before the scaling (llama3)
 */
record Rope(double base, String scaling, double factor, double low, double high, double context) {

    /**
     * Reads the scaling of one base.
     *
     * @throws SlmException.UnusableModel for a kind that is not supported
     */
    static Rope of(double base, JsonNode scaling) {
        String kind = scaling.path("rope_type").asString(scaling.path("type").asString("default"));
        if (!kind.equals("default") && !kind.equals("linear") && !kind.equals("llama3")) {
            throw new SlmException.UnusableModel("rope_scaling of the kind " + kind + " is not supported");
        }
        return new Rope(
                base,
                kind,
                scaling.path("factor").asDouble(1),
                scaling.path("low_freq_factor").asDouble(1),
                scaling.path("high_freq_factor").asDouble(1),
                scaling.path("original_max_position_embeddings").asDouble(1));
    }

    /** The tables of cosines and sines, [positions][half of a head] each. What is padding stays as it is. */
    float[][] table(int positions, PaddedHeads head) {
        int half = head.padded() / 2;
        float[] cosines = new float[Math.multiplyExact(positions, half)];
        float[] sines = new float[cosines.length];
        for (int i = 0; i < half; i++) {
            float frequency = i < head.own() / 2 ? frequency(i, head.own()) : 0;
            for (int position = 0; position < positions; position++) {
                float angle = position * frequency;
                cosines[position * half + i] = (float) Math.cos(angle);
                sines[position * half + i] = (float) Math.sin(angle);
            }
        }
        return new float[][] {cosines, sines};
    }

    private float frequency(int i, int width) {
        double plain = 1 / (float) Math.pow(base, 2f * i / width);
        return (float)
                switch (scaling) {
                    case "linear" -> plain / factor;
                    case "llama3" -> llama3(plain);
                    default -> plain;
                };
    }

    /** The function {@code _compute_llama3_parameters} of transformers' modeling_rope_utils defines it. */
    private double llama3(double plain) {
        double wavelength = 2 * Math.PI / plain;
        if (wavelength < context / high) {
            return plain;
        }
        if (wavelength > context / low) {
            return plain / factor;
        }
        double smooth = (context / wavelength - low) / (high - low);
        return (1 - smooth) * plain / factor + smooth * plain;
    }
}

package dev.weir.slm.convert;

import java.nio.file.Path;

/**
 * What to convert, and how.
 *
 * @param model a Hugging Face folder with {@code config.json} and weights in safetensors
 * @param out the folder to make; it must not exist, or be empty
 * @param block how many weights share a scale: 16, 32, 64, 128 or 256
 * @param headBits bits of a weight of the language-model head: 4 or 8
 * @param prefill whether to write a second graph, of eight bits, for prompts
 * @param reference write single precision only, to compare with
 * @param check whether to measure what is lost against single precision
 */
public record ConversionOptions(
        Path model, Path out, int block, int headBits, boolean prefill, boolean reference, boolean check) {

    public ConversionOptions {
        if (block < 16 || block > 256 || Integer.bitCount(block) != 1) {
            throw new IllegalArgumentException("the block must be 16, 32, 64, 128 or 256, not " + block);
        }
        if (headBits != 4 && headBits != 8) {
            throw new IllegalArgumentException("the head must have 4 or 8 bits, not " + headBits);
        }
    }
}

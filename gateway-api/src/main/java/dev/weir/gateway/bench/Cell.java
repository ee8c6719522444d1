package dev.weir.gateway.bench;

/**
 * One thing that is measured.
 *
 * @param size of the prompt in tokens, or of the batch in rows
 */
public record Cell(Measure measure, int size) {

    /** What is measured, and in what. */
    public enum Measure {
        /** Tokens of one prompt read in a second, the choice of the first token included. */
        PREFILL("tokens/s"),
        /** From the request to the first token. */
        FIRST_TOKEN("ms"),
        /** Tokens written in a second, over all rows of the batch. */
        DECODE("tokens/s"),
        /** The longest that an answer waited for its next token, while the prompts of others were read. */
        STALL("ms"),
        /** How much of a step was not a native pass: choosing, evidence, text, bookkeeping. */
        OUTSIDE_MODEL("%");

        private final String unit;

        Measure(String unit) {
            this.unit = unit;
        }

        /** What the numbers count. */
        public String unit() {
            return unit;
        }
    }
}

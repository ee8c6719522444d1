package dev.weir.slm;

/**
 * Hears of one generation. Calls come in order from the engine's thread and must not block. Either {@link #finished}
 * or {@link #failed} comes last, exactly once.
 */
public interface GenerationListener {

    /**
     * A token was chosen.
     *
     * @param text the text that became certain with it; may be empty while a character, or a possible stop string, is
     *     incomplete, and never splits a character
     */
    void token(TokenEvidence evidence, String text);

    /** A part of a call of a tool became certain with the token just told. */
    default void toolCall(ToolCallPiece piece) {}

    void finished(Generation generation);

    void failed(SlmException failure);
}

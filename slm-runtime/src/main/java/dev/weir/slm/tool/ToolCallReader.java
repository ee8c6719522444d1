package dev.weir.slm.tool;

import dev.weir.slm.ToolCall;
import dev.weir.slm.ToolCallPiece;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads calls of tools out of what a model writes, as it comes. What it writes is held to the form by its constraint, so
 * this does not check it.
 *
 * <p>White space before calls belongs to them. For one generation, and one thread at a time.
 */
public final class ToolCallReader {

    private enum Place {
        /** In text, where a call may open. */
        TEXT,
        /** In text that no call can follow. */
        ONLY_TEXT,
        NAME,
        ARGUMENTS,
        BEHIND
    }

    private final ToolFormat format;
    private final boolean anywhere;
    private final StringBuilder waiting = new StringBuilder();
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder name = new StringBuilder();
    private final StringBuilder arguments = new StringBuilder();
    private final JsonEnd json = new JsonEnd();
    private final List<ToolCall> calls = new ArrayList<>();
    private final List<ToolCallPiece> pieces = new ArrayList<>();
    private Place place = Place.TEXT;
    /** How many characters of the form come before anything that is worth reading. */
    private int skipped;
    /** How much of the arguments has been handed out. */
    private int told;

    /**
     * Begins before anything is written.
     *
     * @param afterText whether calls may follow text; otherwise the answer is either, and its beginning tells which
     */
    public ToolCallReader(ToolFormat format, boolean afterText) {
        this.format = format;
        this.anywhere = afterText && format.anywhere();
    }

    /** The text that is certain not to belong to a call; calls are found in {@link #pieces()}. */
    public String push(String text) {
        text.chars().forEach(character -> step((char) character));
        if (place == Place.ARGUMENTS) {
            tellArguments();
        }
        return taken(content);
    }

    /** The text that was waiting for a call to open behind it. */
    public String finish() {
        if (place == Place.TEXT) {
            content.append(waiting);
        }
        waiting.setLength(0);
        return taken(content);
    }

    /** The parts of calls that have become certain since this was asked for the last time. */
    public List<ToolCallPiece> pieces() {
        List<ToolCallPiece> since = List.copyOf(pieces);
        pieces.clear();
        return since;
    }

    /** The calls that are complete. */
    public List<ToolCall> calls() {
        return List.copyOf(calls);
    }

    private void step(char character) {
        if (skipped > 0) {
            skipped--;
            return;
        }
        switch (place) {
            case TEXT -> text(character);
            case ONLY_TEXT -> content.append(character);
            case NAME -> name(character);
            case ARGUMENTS -> argument(character);
            case BEHIND -> behind(character);
        }
    }

    private void text(char character) {
        waiting.append(character);
        int open = waiting.length() - format.opening().length();
        if (open >= 0 && waiting.indexOf(format.opening(), open) == open) {
            content.append(waiting.substring(0, open).stripTrailing());
            begin(format.begin().length() - format.opening().length());
        } else if (anywhere) {
            int certain = waiting.length() - undecided();
            content.append(waiting, 0, certain);
            waiting.delete(0, certain);
        } else if (!format.opening().startsWith(waiting.toString())) {
            content.append(waiting);
            place = Place.ONLY_TEXT;
        }
    }

    /** How many of the last characters may belong to a call: the beginning of an opening, and white space before it. */
    private int undecided() {
        int length = Math.min(waiting.length(), format.opening().length() - 1);
        while (!format.opening().startsWith(waiting.substring(waiting.length() - length))) {
            length--;
        }
        while (length < waiting.length() && Character.isWhitespace(waiting.charAt(waiting.length() - length - 1))) {
            length++;
        }
        return length;
    }

    private void begin(int charactersBeforeName) {
        waiting.setLength(0);
        skipped = charactersBeforeName;
        place = Place.NAME;
    }

    private void name(char character) {
        if (character != format.beforeArguments().charAt(0)) {
            name.append(character);
            return;
        }
        pieces.add(new ToolCallPiece(calls.size(), name.toString(), ""));
        skipped = format.beforeArguments().length() - 1;
        place = Place.ARGUMENTS;
    }

    private void argument(char character) {
        arguments.append(character);
        if (!json.isOverAfter(character)) {
            return;
        }
        tellArguments();
        calls.add(new ToolCall(null, taken(name), taken(arguments)));
        told = 0;
        skipped = format.afterArguments().length();
        place = Place.BEHIND;
    }

    private void tellArguments() {
        if (told < arguments.length()) {
            pieces.add(new ToolCallPiece(calls.size(), null, arguments.substring(told)));
            told = arguments.length();
        }
    }

    private void behind(char character) {
        waiting.append(character);
        if (format.between().contentEquals(waiting)) {
            begin(0);
        }
    }

    private static String taken(StringBuilder from) {
        String text = from.toString();
        from.setLength(0);
        return text;
    }
}

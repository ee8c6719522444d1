package dev.weir.gateway.routing;

import java.util.List;

/**
 * How large a request is, roughly: what it takes depends on the length of its prompt and on how much may be written.
 *
 * @param prompt powers of four of its characters
 * @param answer powers of four of the tokens that may be written; the largest where nothing limits them
 */
record SizeClass(int prompt, int answer) {

    static final SizeClass ANY = new SizeClass(-1, -1);

    private static final int MOST = 6;
    private static final int SMALLEST_PROMPT = 64;
    private static final int SMALLEST_ANSWER = 4;

    static SizeClass of(Prompt prompt) {
        long characters = charactersBeside(prompt.form())
                + prompt.messages().stream()
                        .mapToLong(message -> message.text().length())
                        .sum();
        Integer limit = prompt.settings().maxTokens();
        return new SizeClass(
                classOf(characters, SMALLEST_PROMPT), limit == null ? MOST : classOf(limit, SMALLEST_ANSWER));
    }

    /** A token has about four of them. */
    private static long charactersBeside(AnswerForm form) {
        return switch (form) {
            case AnswerForm.Continuation(Passage.Words(String text)) -> text.length();
            case AnswerForm.Continuation(Passage.Tokens(List<Integer> ids)) -> 4L * ids.size();
            default -> 0;
        };
    }

    private static int classOf(long size, long smallest) {
        int found = 0;
        for (long edge = smallest; edge < size && found < MOST; edge *= 4) {
            found++;
        }
        return found;
    }
}

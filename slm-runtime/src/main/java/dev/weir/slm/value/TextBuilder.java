package dev.weir.slm.value;

import java.util.ArrayList;
import java.util.List;

/** Puts texts together, each part keeping its origin. */
public final class TextBuilder {

    private final StringBuilder characters = new StringBuilder();
    private final List<Text.Range> marked = new ArrayList<>();

    public TextBuilder append(Text text) {
        int offset = characters.length();
        if (offset + text.string().length() > Text.LONGEST) {
            throw new ValueException("a text of more than " + Text.LONGEST + " characters");
        }
        characters.append(text.string());
        text.marked().forEach(range -> mark(offset + range.begin(), offset + range.end()));
        return this;
    }

    public Text toText() {
        return new Text(characters.toString(), marked);
    }

    private void mark(int begin, int end) {
        if (!marked.isEmpty() && marked.getLast().end() == begin) {
            int earlier = marked.removeLast().begin();
            marked.add(new Text.Range(earlier, end));
            return;
        }
        marked.add(new Text.Range(begin, end));
    }
}

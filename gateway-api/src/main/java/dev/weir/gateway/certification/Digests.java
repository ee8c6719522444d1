package dev.weir.gateway.certification;

import java.util.ArrayList;
import java.util.List;

/**
 * What a certificate holds for, each as SHA-256 in lower-case hexadecimal.
 *
 * @param model the graph
 * @param tokenizer its tokenizer
 * @param template what makes a prompt of a conversation; empty for a classifier, which has none
 * @param calibrator the map from evidence to confidence
 * @param data the labelled requests that it comes from
 */
public record Digests(String model, String tokenizer, String template, String calibrator, String data) {

    /** What has changed and so voids a certificate, in words. The data is no part of what runs. */
    public List<String> changedIn(Digests now) {
        List<String> changed = new ArrayList<>();
        note(changed, "model", model, now.model);
        note(changed, "tokenizer", tokenizer, now.tokenizer);
        note(changed, "template", template, now.template);
        note(changed, "calibrator", calibrator, now.calibrator);
        return List.copyOf(changed);
    }

    private static void note(List<String> changed, String name, String then, String now) {
        if (!then.equals(now)) {
            changed.add(name);
        }
    }
}

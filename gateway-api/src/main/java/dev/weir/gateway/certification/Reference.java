package dev.weir.gateway.certification;

/** What a draft is compared with: a wrong draft is one that differs from it, whatever the truth may be. */
public enum Reference {
    /** What the hosted tier answers to the same request. */
    HOSTED,
    /** What somebody who labelled the request says is right. */
    LABEL,
    /** What those who got the answer say of it. */
    FEEDBACK
}

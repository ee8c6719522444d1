package dev.weir.slm.text;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;

/**
 * One tokenizer of the Hugging Face library, by its native functions. The library's Java wrapper is left out on
 * purpose: its constructor sends telemetry over the network, and each encoding builds strings and spans that nobody
 * here reads. Safe for any number of threads; its native memory goes when it is no longer reachable.
 */
final class NativeTokenizer {

    private static final Cleaner CLEANER = Cleaner.create();
    private static final TokenizersLibrary LIBRARY = load();

    private final long handle;

    private NativeTokenizer(long handle) {
        this.handle = handle;
    }

    /** Padding and truncation are off, whatever the file says: both would silently change what the model sees. */
    static NativeTokenizer fromJson(String json) {
        long handle = LIBRARY.createTokenizerFromString(json);
        NativeTokenizer tokenizer = new NativeTokenizer(handle);
        CLEANER.register(tokenizer, () -> LIBRARY.deleteTokenizer(handle));
        LIBRARY.disablePadding(handle);
        LIBRARY.disableTruncation(handle);
        return tokenizer;
    }

    long[] encode(String text, boolean addSpecialTokens) {
        try {
            long encoding = LIBRARY.encode(handle, text, addSpecialTokens);
            try {
                return LIBRARY.getTokenIds(encoding);
            } finally {
                LIBRARY.deleteEncoding(encoding);
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    String decode(long[] ids, boolean skipSpecialTokens) {
        try {
            return LIBRARY.decode(handle, ids, skipSpecialTokens);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private static TokenizersLibrary load() {
        // Without these the loader looks for a CUDA build, and downloads one where a graphics card is found.
        setUnlessSet("ai.djl.offline", "true");
        setUnlessSet("RUST_FLAVOR", "cpu");
        LibUtils.checkStatus();
        return TokenizersLibrary.LIB;
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}

package dev.weir.slm.onnx;

import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of prompts and answers that were read before, so that a prompt that begins like one of them need not
 * be read whole. Texts are kept as a tree of blocks of {@value #BLOCK} tokens; what was unused for longest goes first.
 * Only the engine's thread may touch it.
 */
final class PrefixCache implements AutoCloseable {

    static final int BLOCK = 16;

    private final KvLayout layout;
    private final int mostBlocks;
    private final Node root = new Node(null, LongBuffer.allocate(0), null);

    /** The longest unused first. A node is younger than those behind it in its texts, so the first is always a leaf. */
    private final SequencedSet<Node> byAge = new LinkedHashSet<>();

    /** @param mostBytes how much memory it may take; 0 keeps nothing */
    PrefixCache(KvLayout layout, long mostBytes) {
        this.layout = layout;
        this.mostBlocks = (int) Math.min(Integer.MAX_VALUE, mostBytes / (BLOCK * layout.bytesPerToken()));
    }

    long bytes() {
        return (long) byAge.size() * BLOCK * layout.bytesPerToken();
    }

    /** How many of the first tokens, at most {@code most}, are known. */
    int known(long[] tokens, int most) {
        return path(tokens, most).size() * BLOCK;
    }

    /** Copies what is known of the first tokens, at most {@code most} of them, to a row; gives how many. */
    int load(long[] tokens, int most, KvPlane.Place to) {
        List<Node> path = path(tokens, most);
        for (int i = 0; i < path.size(); i++) {
            KvPlane.copy(path.get(i).place(), to.plus(i * BLOCK), BLOCK);
        }
        touch(path);
        return path.size() * BLOCK;
    }

    /** Keeps the first tokens of a row. */
    void save(long[] tokens, int length, KvPlane.Place from) {
        List<Node> path = path(tokens, length);
        touch(path);
        while ((path.size() + 1) * BLOCK <= length && path.size() < mostBlocks) {
            int at = path.size() * BLOCK;
            Node parent = path.isEmpty() ? root : path.getLast();
            Node block = new Node(parent, key(tokens, at), memory());
            parent.children.put(block.key, block);
            byAge.add(block);
            KvPlane.copy(from.plus(at), block.place(), BLOCK);
            path.add(block);
        }
        touch(path);
    }

    @Override
    public void close() {
        byAge.forEach(node -> node.plane().close());
        byAge.clear();
        root.children.clear();
    }

    private List<Node> path(long[] tokens, int most) {
        List<Node> path = new ArrayList<>();
        Node node = root;
        for (int at = 0; at + BLOCK <= most; at += BLOCK) {
            node = node.children.get(key(tokens, at));
            if (node == null) {
                break;
            }
            path.add(node);
        }
        return path;
    }

    private void touch(List<Node> path) {
        path.reversed().forEach(node -> {
            byAge.remove(node);
            byAge.add(node);
        });
    }

    private KvPlane memory() {
        if (byAge.size() < mostBlocks) {
            return KvPlane.allocate(layout, BLOCK);
        }
        Node oldest = byAge.removeFirst();
        oldest.leave();
        return oldest.plane();
    }

    private static LongBuffer key(long[] tokens, int at) {
        return LongBuffer.wrap(Arrays.copyOfRange(tokens, at, at + BLOCK));
    }

    /** The block that follows those of its parents. */
    private static final class Node {

        private final @Nullable Node parent;
        private final LongBuffer key;
        private final @Nullable KvPlane plane;
        private final Map<LongBuffer, Node> children = new HashMap<>();

        Node(@Nullable Node parent, LongBuffer key, @Nullable KvPlane plane) {
            this.parent = parent;
            this.key = key;
            this.plane = plane;
        }

        KvPlane plane() {
            if (plane == null) {
                throw new IllegalStateException("the root has no memory");
            }
            return plane;
        }

        KvPlane.Place place() {
            return new KvPlane.Place(plane(), 0, BLOCK, 0);
        }

        void leave() {
            if (parent != null) {
                parent.children.remove(key);
            }
        }
    }
}

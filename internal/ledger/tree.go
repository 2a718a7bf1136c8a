package ledger

import (
	"errors"
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// ErrTampered is matched whenever something that was signed or archived no
// longer is what it was: an entry, a hash, a checkpoint, a file.
var ErrTampered = errors.New("the ledger was tampered with")

// A Frontier is the right edge of a tree: the roots of its complete subtrees,
// at most one per level. It is all that appending needs, whatever the size of
// the tree. The zero Frontier is the empty tree.
type Frontier struct {
	size  int64
	roots [63]tlog.Hash // roots[l] stands while bit l of size is set, and is zero otherwise
}

// Size counts the entries of the tree.
func (f *Frontier) Size() int64 { return f.size }

// Append adds one entry by its leaf hash and returns the hashes to store,
// which begin at tlog.StoredHashIndex(0, size before).
func (f *Frontier) Append(leaf tlog.Hash) []tlog.Hash {
	stored, err := tlog.StoredHashesForRecordHash(f.size, leaf, f)
	if err != nil {
		panic("ledger: a frontier cannot fail to read itself: " + err.Error())
	}
	clear(f.roots[:len(stored)-1])
	f.roots[len(stored)-1] = stored[len(stored)-1]
	f.size++
	return stored
}

// Root is the root hash of the tree (RFC 6962 section 2.1).
func (f *Frontier) Root() tlog.Hash {
	root, err := tlog.TreeHash(f.size, f)
	if err != nil {
		panic("ledger: a frontier cannot fail to read itself: " + err.Error())
	}
	return root
}

// ReadHashes implements tlog.HashReader for the hashes of the frontier only.
func (f *Frontier) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, idx := range indexes {
		level, n := tlog.SplitStoredHashIndex(idx)
		if f.size>>level&1 == 0 || n != f.size>>level-1 {
			return nil, fmt.Errorf("reading hash %d, which is not on the frontier of %d entries", idx, f.size)
		}
		hashes[i] = f.roots[level]
	}
	return hashes, nil
}

// LoadFrontier reads the frontier of the tree of the given size from its
// stored hashes.
func LoadFrontier(size int64, r tlog.HashReader) (*Frontier, error) {
	f := &Frontier{size: size}
	indexes := frontierIndexes(size)
	hashes, err := r.ReadHashes(indexes)
	if err != nil {
		return nil, fmt.Errorf("reading the frontier of %d entries: %w", size, err)
	}
	if len(hashes) != len(indexes) {
		return nil, fmt.Errorf("reading the frontier of %d entries: got %d hashes, want %d", size, len(hashes), len(indexes))
	}
	for i, idx := range indexes {
		level, _ := tlog.SplitStoredHashIndex(idx)
		f.roots[level] = hashes[i]
	}
	return f, nil
}

// frontierIndexes lists the stored indexes of the complete subtrees, in
// increasing order.
func frontierIndexes(size int64) []int64 {
	var indexes []int64
	for level := bits.Len64(uint64(size)) - 1; level >= 0; level-- {
		if size>>level&1 == 1 {
			indexes = append(indexes, tlog.StoredHashIndex(level, size>>level-1))
		}
	}
	return indexes
}

// covers checks that leaves are exactly the entries from size n on of a tree
// of size t whose consistency proof with its first n entries is p. The proof
// holds the frontier of the older tree, so the newer root can be computed
// from it and the leaves alone. RFC 6962 section 2.1.2.
func covers(p tlog.TreeProof, n int64, older tlog.Hash, t int64, newer tlog.Hash, leaves []tlog.Hash) error {
	if n < 0 || t < n || int64(len(leaves)) != t-n {
		return fmt.Errorf("covering entries %d to %d with %d leaves: %w", n, t, len(leaves), ErrTampered)
	}
	if n == 0 {
		empty, _ := tlog.TreeHash(0, nil)
		if len(p) != 0 || older != empty || subtree(leaves) != newer {
			return fmt.Errorf("computing the root from the first entry on: %w", ErrTampered)
		}
		return nil
	}
	if err := tlog.CheckTree(p, t, newer, n, older); err != nil {
		return fmt.Errorf("checking consistency of %d with %d entries: %w", n, t, ErrTampered)
	}
	if !siblings(p, 0, t, n, leaves) {
		return fmt.Errorf("computing the root of %d entries from those after %d: %w", t, n, ErrTampered)
	}
	return nil
}

// siblings walks the consistency proof from the root down, as it was made,
// and holds every subtree that lies wholly among the new leaves against them.
func siblings(p tlog.TreeProof, lo, hi, n int64, leaves []tlog.Hash) bool {
	for n < hi {
		last := len(p) - 1
		if last < 0 {
			return false
		}
		k := int64(1) << (bits.Len64(uint64(hi-lo-1)) - 1) // largest power of two below hi-lo
		if n <= lo+k {
			right := leaves[int64(len(leaves))-(hi-lo-k):]
			if subtree(right) != p[last] {
				return false
			}
			leaves = leaves[:len(leaves)-len(right)]
			hi = lo + k
		} else {
			lo += k
		}
		p = p[:last]
	}
	return true
}

// subtree is the Merkle tree hash of a list of leaves (RFC 6962 section 2.1).
func subtree(leaves []tlog.Hash) tlog.Hash {
	var f Frontier
	for _, leaf := range leaves {
		f.Append(leaf)
	}
	return f.Root()
}

package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// memory keeps stored hashes in memory, in tlog order.
type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, idx := range indexes {
		hashes[i] = m[idx]
	}
	return hashes, nil
}

func leafNo(n int64) tlog.Hash {
	return tlog.RecordHash(binary.BigEndian.AppendUint64(nil, uint64(n)))
}

// grown is a tree of size leaves: its stored hashes, its leaves, and the root
// of every size on the way.
func grown(size int64) (stored memory, leaves, roots []tlog.Hash) {
	var f Frontier
	roots = append(roots, f.Root())
	for n := range size {
		leaves = append(leaves, leafNo(n))
		stored = append(stored, f.Append(leafNo(n))...)
		roots = append(roots, f.Root())
	}
	return stored, leaves, roots
}

const treeSize = 300

func TestRootIsThatOfRFC6962(t *testing.T) {
	var plain func(leaves []tlog.Hash) tlog.Hash // the RFC's own recursive definition
	plain = func(leaves []tlog.Hash) tlog.Hash {
		switch len(leaves) {
		case 0:
			return sha256.Sum256(nil)
		case 1:
			return leaves[0]
		}
		k := 1
		for 2*k < len(leaves) {
			k *= 2
		}
		return tlog.NodeHash(plain(leaves[:k]), plain(leaves[k:]))
	}
	stored, leaves, roots := grown(treeSize)
	for n := range int64(treeSize + 1) {
		if want := plain(leaves[:n]); roots[n] != want {
			t.Errorf("root of %d entries: got %v, want %v", n, roots[n], want)
		}
		loaded, err := LoadFrontier(n, stored)
		if err != nil || loaded.Root() != roots[n] {
			t.Errorf("loading the frontier of %d entries: root %v, %v; want %v", n, loaded.Root(), err, roots[n])
		}
	}
	if got, want := int64(len(stored)), tlog.StoredHashCount(treeSize); got != want {
		t.Errorf("stored hashes: got %d, want %d", got, want)
	}
}

func TestEveryTwoSizesAreConsistent(t *testing.T) {
	const size = 70
	stored, leaves, roots := grown(size)
	for to := int64(1); to <= size; to++ {
		for from := int64(0); from <= to; from++ {
			var proof tlog.TreeProof
			if from > 0 {
				p, err := tlog.ProveTree(to, from, stored)
				if err != nil {
					t.Fatal(err)
				}
				proof = p
			}
			if err := covers(proof, from, roots[from], to, roots[to], leaves[from:to]); err != nil {
				t.Errorf("from %d to %d: %v", from, to, err)
			}
		}
	}
}

// The entries between two checkpoints must be exactly the tree's own: any one
// changed, missing, repeated or swapped is noticed, and so is any change of
// the proof or a root.
func TestCoversRefusesOtherEntries(t *testing.T) {
	stored, leaves, roots := grown(treeSize)
	rapid.Check(t, func(t *rapid.T) {
		to := rapid.Int64Range(2, treeSize).Draw(t, "to")
		from := rapid.Int64Range(0, to-1).Draw(t, "from")
		older, newer := roots[from], roots[to]
		between := append([]tlog.Hash{}, leaves[from:to]...)
		var proof tlog.TreeProof
		if from > 0 {
			p, err := tlog.ProveTree(to, from, stored)
			if err != nil {
				t.Fatal(err)
			}
			proof = p
		}
		i := rapid.IntRange(0, len(between)-1).Draw(t, "i")
		switch how := rapid.SampledFrom([]string{"changed", "missing", "added", "swapped", "proof", "older", "newer", "short proof"}).Draw(t, "how"); how {
		case "changed":
			between[i] = leafNo(1 << 40)
		case "missing":
			between = append(between[:i], between[i+1:]...)
		case "added":
			between = append(between, leafNo(1<<40))
		case "swapped":
			j := rapid.IntRange(0, len(between)-1).Draw(t, "j")
			if i == j {
				return
			}
			between[i], between[j] = between[j], between[i]
		case "proof":
			if len(proof) == 0 {
				return
			}
			proof[rapid.IntRange(0, len(proof)-1).Draw(t, "p")][3] ^= 1
		case "short proof":
			if len(proof) == 0 {
				return
			}
			proof = proof[1:]
		case "older":
			older[0] ^= 1
		case "newer":
			newer[0] ^= 1
		}
		if err := covers(proof, from, older, to, newer, between); err == nil {
			t.Fatalf("from %d to %d: accepted", from, to)
		}
	})
}

func TestEveryInclusionProofIsOfItsOwnLeaf(t *testing.T) {
	stored, leaves, roots := grown(treeSize)
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.Int64Range(1, treeSize).Draw(t, "size")
		n := rapid.Int64Range(0, size-1).Draw(t, "n")
		other := rapid.Int64Range(0, treeSize).Draw(t, "other")
		p, err := tlog.ProveRecord(size, n, stored)
		if err != nil {
			t.Fatal(err)
		}
		if err := tlog.CheckRecord(p, size, roots[size], n, leaves[n]); err != nil {
			t.Fatalf("entry %d of %d: %v", n, size, err)
		}
		if other != n && tlog.CheckRecord(p, size, roots[size], n, leafNo(other)) == nil {
			t.Fatalf("entry %d of %d: the proof holds for leaf %d too", n, size, other)
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	for _, size := range []int64{1_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprintf("size=%d", size), func(b *testing.B) {
			stored, _ := bulk(size)
			at, err := LoadFrontier(size, stored)
			if err != nil {
				b.Fatal(err)
			}
			body := mustEncode(b, entryNo(1))
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				at.Append(tlog.RecordHash(body))
			}
		})
	}
}

func BenchmarkInclusionProof(b *testing.B) {
	for _, size := range []int64{1_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprintf("size=%d", size), func(b *testing.B) {
			stored, root := bulk(size)
			r := rand.New(rand.NewPCG(1, 2))
			for b.Loop() {
				n := r.Int64N(size)
				p, err := tlog.ProveRecord(size, n, stored)
				if err != nil {
					b.Fatal(err)
				}
				if err := tlog.CheckRecord(p, size, root, n, leafNo(n)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func bulk(size int64) (memory, tlog.Hash) {
	var f Frontier
	stored := make(memory, 0, 2*size)
	for n := range size {
		stored = append(stored, f.Append(leafNo(n))...)
	}
	return stored, f.Root()
}

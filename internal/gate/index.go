package gate

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"candour/internal/care"
)

// The name index lives in memory only. A node builds it from the sealed
// identity sections, keeps it fresh from the subjects that entries name, and
// drops a person the moment their record goes. Building it is a use of its
// own, with one entry per node start and per batch of the feed that gives a
// count and a commitment and names nobody.
type nameIndex struct {
	mu     sync.Mutex // never held across a statement
	people []indexed
	at     map[care.ID]int
	words  []indexedWord // sorted by word
	fresh  []indexedWord // added since words was sorted
	dead   int
	gone   bool // somebody was dropped whose words are still among words
}

type indexed struct {
	subject, episode care.ID
	tier             string
	words            []string
}

type indexedWord struct {
	word   string
	person int32
}

func newNameIndex() *nameIndex { return &nameIndex{at: map[care.ID]int{}} }

// Fold gives the words of a name as the index keeps them: no accents, no
// case, no punctuation.
func Fold(name string) []string {
	var b strings.Builder
	b.Grow(len(name))
	for _, r := range norm.NFKD.String(name) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’':
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Fields(b.String())
}

// put adds or replaces a person.
func (x *nameIndex) put(subject, episode care.ID, tier, name string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	p := indexed{subject: subject, episode: episode, tier: tier, words: Fold(name)}
	if place, ok := x.at[subject]; ok && x.people[place].same(p) {
		return
	}
	x.remove(subject)
	place := len(x.people)
	x.people = append(x.people, p)
	x.at[subject] = place
	for _, w := range p.words {
		x.fresh = append(x.fresh, indexedWord{w, int32(place)})
	}
}

func (p indexed) same(q indexed) bool {
	return p.episode == q.episode && p.tier == q.tier && slices.Equal(p.words, q.words)
}

// drop forgets a person whose tier went.
func (x *nameIndex) drop(subject care.ID, tier string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if place, ok := x.at[subject]; ok && x.people[place].tier == tier {
		x.remove(subject)
		x.gone = true
	}
}

// forget forgets a person whatever tier their name was in.
func (x *nameIndex) forget(subject care.ID) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if _, ok := x.at[subject]; ok {
		x.remove(subject)
		x.gone = true
	}
}

// tidy closes the places of whoever was dropped, so that none of their words
// stays in memory.
func (x *nameIndex) tidy() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.gone {
		x.compact()
	}
}

func (x *nameIndex) remove(subject care.ID) {
	place, ok := x.at[subject]
	if !ok {
		return
	}
	delete(x.at, subject)
	x.people[place] = indexed{}
	x.dead++
}

// settle merges what came since into the sorted words, and closes the places
// of the dropped once they are many.
func (x *nameIndex) settle() {
	if x.gone || x.dead > 1024 && x.dead > len(x.people)/4 {
		x.compact()
	}
	if len(x.fresh) == 0 {
		return
	}
	x.words = append(x.words, x.fresh...)
	x.fresh = nil
	slices.SortFunc(x.words, func(a, b indexedWord) int {
		if c := strings.Compare(a.word, b.word); c != 0 {
			return c
		}
		return cmp.Compare(a.person, b.person)
	})
}

// compact closes the places of the dropped.
func (x *nameIndex) compact() {
	living := slices.DeleteFunc(x.people, func(p indexed) bool { return p.subject == "" })
	x.people, x.words, x.fresh, x.dead, x.gone = living, nil, nil, 0, false
	for place, p := range living {
		x.at[p.subject] = place
		for _, w := range p.words {
			x.fresh = append(x.fresh, indexedWord{w, int32(place)})
		}
	}
}

// find gives the episodes whose names hold every word of the query as the
// beginning of one of theirs, best first: whole words before beginnings.
func (x *nameIndex) find(query string, most int) []care.ID {
	words := Fold(query)
	if len(words) == 0 {
		return nil
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.settle()
	score := map[int32]int{}
	for n, w := range words {
		x.match(w, n, score)
	}
	type hit struct {
		episode care.ID
		score   int
	}
	var hits []hit
	for place, s := range score {
		if s/matchStep == len(words) && x.people[place].subject != "" {
			hits = append(hits, hit{x.people[place].episode, s})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.episode, b.episode))
	})
	out := make([]care.ID, 0, most)
	for _, h := range hits[:min(most, len(hits))] {
		out = append(out, h.episode)
	}
	return out
}

const matchStep = 1 << 8 // one matched word of the query; below it, how whole

// match raises the score of everybody with a word that begins with w, if they
// matched all the words before it.
func (x *nameIndex) match(w string, before int, score map[int32]int) {
	from, _ := slices.BinarySearchFunc(x.words, w, func(have indexedWord, w string) int { return strings.Compare(have.word, w) })
	for _, have := range x.words[from:] {
		if !strings.HasPrefix(have.word, w) {
			return
		}
		s := score[have.person]
		if s/matchStep != before {
			continue
		}
		whole := 0
		if have.word == w {
			whole = 1
		}
		score[have.person] = s + matchStep + whole
	}
}

// commit is a commitment to a list of ids: SHA-256 over them with a random id
// first, so that nobody can guess at who was in it.
func commit(ids []string) string {
	sum := sha256.New()
	sum.Write([]byte(NewID()))
	for _, id := range ids {
		sum.Write([]byte(id))
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Search finds episodes by the person's name. Every candidate is decided like
// any other row of a list; the entry adds how many were found and not shown,
// with a commitment to them.
func (tx *Tx) Search(ctx context.Context, service, query string, most int, items ...string) ([]*File, error) {
	svc, err := tx.gate.Service(tx.who.Controller, service)
	if err != nil {
		return nil, err
	}
	candidates := tx.house.names.find(query, most)
	ask := candidates
	if len(ask) == 0 { // nobody and nobody to be seen take the same statements
		ask = []care.ID{NewID()}
	}
	files, err := tx.List(ctx, service, ListFilter{IDs: ask, Limit: len(ask)}, items...)
	if err != nil {
		return nil, err
	}
	shown := map[care.ID]*File{}
	for _, f := range files {
		shown[f.Episode.ID] = f
	}
	ranked := make([]*File, 0, len(files))
	var hidden []string
	for _, id := range candidates {
		if f := shown[id]; f != nil {
			ranked = append(ranked, f)
		} else {
			hidden = append(hidden, string(id))
		}
	}
	if len(hidden) > 0 {
		tx.Counted(len(hidden), commit(hidden))
	}
	tx.shown.service = svc.Pack.Service
	return ranked, nil
}

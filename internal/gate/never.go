package gate

import (
	"encoding/json"
	"fmt"
	"strings"

	"candour/internal/care"
	"candour/internal/notice"
	"candour/internal/policy"
)

// collects decides whether one answer may be kept.
func (tx *Tx) collects(svc *Service, f *File, it *notice.Item, form string, a Answer) policy.Answer {
	return svc.Table.DecideCollect(policy.Collect{
		Item: a.Item, Act: f.recordOrCorrect(it), By: tx.who.Role, Purposes: tx.ask.Purposes, Facts: f.Facts,
		From: a.Value.From, Channel: a.Value.Channel, ChannelWhy: a.Value.ChannelWhy, Relevance: a.Value.Relevance,
		Form: form,
	})
}

// heldBack looks through the free words of an answer for what the notice never
// has written down. The words are quoted to whoever wrote them and go nowhere
// else: an AnswersRefused is neither stored nor logged.
func heldBack(svc *Service, it *notice.Item, v *care.Value) *ItemRefusal {
	words := []string{v.ChannelWhy, v.Relevance}
	if it.Shape.Kind == notice.Text || it.Shape.Kind == notice.LongText {
		words = append(words, v.Text)
	}
	return heldWords(svc, it.Code, words...)
}

func heldWords(svc *Service, item string, words ...string) *ItemRefusal {
	held, found := policy.HoldsNever(svc.Pack, strings.Join(words, "\n"))
	if !found {
		return nil
	}
	return &ItemRefusal{
		Item: item, Why: policy.NeverCollected, Clauses: []notice.Clause{held.Never.Clause},
		Says: "The notice says we never write down " + held.Never.Says + ". Take out “" + strings.Join(held.Words, "”, “") + "”, then send it again",
	}
}

// holdBack looks through every word of a record that is about to be sealed.
func holdBack(f *File, item string, payload any) error {
	if !f.Service.searches {
		return nil
	}
	plain, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("reading a record of %s: %w", item, err)
	}
	var whole any
	if err := json.Unmarshal(plain, &whole); err != nil {
		return fmt.Errorf("reading a record of %s: %w", item, err)
	}
	if no := heldWords(f.Service, item, wordsIn(whole)...); no != nil {
		return &AnswersRefused{Items: []ItemRefusal{*no}}
	}
	return nil
}

// wordsIn gives every text inside a decoded payload.
func wordsIn(v any) (words []string) {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		for _, x := range v {
			words = append(words, wordsIn(x)...)
		}
	case map[string]any:
		for _, x := range v {
			words = append(words, wordsIn(x)...)
		}
	}
	return words
}

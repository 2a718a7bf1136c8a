package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
)

// wireIntent is the canonical form of an archived destruction intent: ids,
// codes and days only.
type wireIntent struct {
	ID      care.ID `json:"id"`
	Key     care.ID `json:"key"`
	Subject care.ID `json:"subject"`
	Episode care.ID `json:"episode,omitempty"`
	Tier    string  `json:"tier"`
	Reason  string  `json:"reason,omitempty"`
	Clause  string  `json:"clause,omitempty"`
	Day     string  `json:"day,omitempty"`
	Created string  `json:"created"`
}

var noSum = strings.Repeat("0", sumSize) // what the first frame follows

// PutIntent makes destruction intents durable in the archive, which must
// happen before their keys are deleted: after a restore, every key the
// archive says died is deleted again. An intent already there is passed over.
// Only what was decided is kept (ids, tier, reason, clause, days), not how
// far the destruction has come.
func (a *Archive) PutIntent(ctx context.Context, intents ...care.Intent) error {
	err := a.locked(func() error {
		var lines [][]byte
		var fresh []care.Intent
		for _, in := range intents {
			line, err := encodeIntent(in)
			if err != nil {
				return err
			}
			in, err = decodeIntent(line)
			if err != nil {
				return err
			}
			if old, ok := a.known[in.ID]; ok && old != in {
				return fmt.Errorf("intent %s is archived already, and says otherwise: %w", in.ID, ErrTampered)
			} else if ok {
				continue
			}
			lines, fresh = append(lines, line), append(fresh, in)
		}
		if len(fresh) == 0 {
			return ctx.Err()
		}
		if err := a.intents.append(intentHead(len(lines), a.intents.last), lines); err != nil {
			return err
		}
		a.remember(fresh)
		return nil
	})
	if err != nil {
		return fmt.Errorf("archiving destruction intents: %w", err)
	}
	return nil
}

// Intents gives every archived intent, oldest first.
func (a *Archive) Intents(ctx context.Context) ([]care.Intent, error) {
	var all []care.Intent
	err := a.locked(func() error {
		for _, id := range a.order {
			in := a.known[id]
			in.Controller = a.Controller()
			all = append(all, in)
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("reading archived intents: %w", err)
	}
	return all, nil
}

func (a *Archive) remember(intents []care.Intent) {
	for _, in := range intents {
		if _, ok := a.known[in.ID]; !ok {
			a.order = append(a.order, in.ID)
		}
		a.known[in.ID] = in
	}
}

func (a *Archive) acceptIntents(fr frame) error {
	if fr.head != intentHead(len(fr.lines), a.intents.last) {
		return fmt.Errorf("following the frame before: %w", ErrTampered)
	}
	for _, line := range fr.lines {
		in, err := decodeIntent(line)
		if err != nil {
			return err
		}
		a.remember([]care.Intent{in})
	}
	return nil
}

func intentHead(count int, before string) string {
	if before == "" {
		before = noSum
	}
	return fmt.Sprintf("intents %d %s", count, before)
}

func intentLines(head string) (int, error) {
	var count int
	var before string
	n, err := fmt.Sscanf(head, "intents %d %s", &count, &before)
	if n != 2 || err != nil || count < 1 || count > maxBatch || len(before) != sumSize {
		return 0, errors.New("the head is not one of intents")
	}
	return count, nil
}

func encodeIntent(in care.Intent) ([]byte, error) {
	ok := isID(string(in.ID)) && isID(string(in.Key)) && !in.CreatedAt.IsZero() &&
		shape(isID).orEmpty()(string(in.Subject)) && shape(isID).orEmpty()(string(in.Episode)) &&
		shape(isCode).orEmpty()(in.Tier) && shape(isCode).orEmpty()(in.Reason) && shape(isClause).orEmpty()(in.Clause)
	if !ok {
		return nil, fmt.Errorf("encoding an intent whose fields are not ids and codes: %w", ErrEntry)
	}
	return json.Marshal(wireIntent{
		ID: in.ID, Key: in.Key, Subject: in.Subject, Episode: in.Episode, Tier: in.Tier,
		Reason: in.Reason, Clause: in.Clause, Day: in.OnDay.String(),
		Created: in.CreatedAt.UTC().Format(timeLayout),
	})
}

func decodeIntent(line []byte) (care.Intent, error) {
	var w wireIntent
	if err := json.Unmarshal(line, &w); err != nil {
		return care.Intent{}, fmt.Errorf("decoding an intent: %w", ErrTampered)
	}
	created, err1 := time.Parse(timeLayout, w.Created)
	day, err2 := calendar.Parse(w.Day)
	in := care.Intent{
		ID: w.ID, Key: w.Key, Subject: w.Subject, Episode: w.Episode, Tier: w.Tier,
		Reason: w.Reason, Clause: w.Clause, OnDay: day, CreatedAt: created,
	}
	again, err3 := encodeIntent(in)
	if err := errors.Join(err1, err2, err3); err != nil || !bytes.Equal(again, line) {
		return care.Intent{}, fmt.Errorf("decoding an intent that is not canonical: %w", ErrTampered)
	}
	return in, nil
}

package gate

import (
	"context"
	"fmt"
	"slices"

	"candour/internal/care"
)

// TasksOf lists the tasks of some kinds of many files, those done included, by
// episode.
func (tx *Tx) TasksOf(ctx context.Context, files []*File, kinds ...string) (map[care.ID][]care.Task, error) {
	if len(files) == 0 || len(kinds) == 0 {
		return nil, nil
	}
	ids := make([]care.ID, len(files))
	for i, f := range files {
		ids[i] = f.Episode.ID
	}
	all, err := tx.store.TasksOfKinds(ctx, tx.who.Controller, slices.Compact(ids), kinds)
	if err != nil {
		return nil, fmt.Errorf("reading tasks of %d episodes: %w", len(files), err)
	}
	out := make(map[care.ID][]care.Task, len(files))
	for _, t := range all {
		out[t.Episode] = append(out[t.Episode], t)
	}
	return out, nil
}

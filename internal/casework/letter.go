package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/notice"
)

// A Letter is one of the pack's letters, written to one person.
type Letter struct {
	Episode care.ID
	Title   string
	Lines   []string // paragraphs, in order; a paragraph may have several lines
	Large   bool     // the person needs large print: 16 points or more
	Waits   string   // what must be so before it can be written, or ""
	Entry   care.ID
}

// The letter that says when a visit is.
const VisitLetter = "visit"

// Letter fills a letter of the pack for an episode, in large print when the
// person's access needs say so. Its words come from the pack; only its marks
// are filled.
func (d *Desk) Letter(ctx context.Context, who Who, id care.ID, code string) (*Letter, error) {
	svc, err := d.Service(who)
	if err != nil {
		return nil, err
	}
	def, ok := svc.Pack.Letter(code)
	if !ok {
		return nil, fmt.Errorf("letter %s: %w", code, care.ErrNotFound)
	}
	var l *Letter
	var writer care.ID
	var marks map[string]string
	err = d.see(ctx, who, "letter", []string{def.Purpose, forAccess}, id, func(tx *gate.Tx, f *File) error {
		l = &Letter{Episode: id, Title: def.Title, Entry: tx.Entry(), Large: largePrint(f, def.Large)}
		writer = f.Episode.Worker
		visit, err := nextVisit(f, tx)
		if err != nil {
			return err
		}
		marks = marksOf(f, tx, visit)
		if visit == nil {
			l.Waits = "No visit at home with a time is planned, and the letter says when it is."
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	marks["{worker}"], err = d.workerName(ctx, who.Controller, writer)
	if err != nil || l.Waits != "" {
		return l, err
	}
	l.fill(def, marks)
	return l, nil
}

func largePrint(f *File, large notice.Large) bool {
	v, ok := f.Value(large.Item)
	return ok && slices.Contains(v.Codes, large.When)
}

// nextVisit is the first visit at home to come that has a time.
func nextVisit(f *File, tx *gate.Tx) (*care.Visit, error) {
	visits, err := keptOf[care.Visit](f, care.KindVisit)
	if err != nil {
		return nil, err
	}
	var next *care.Visit
	for i := range visits {
		v := &visits[i].Is
		if v.Outcome != care.VisitAhead || v.On.Before(tx.Today()) || v.Clock == "" || v.Place != care.AtHome {
			continue
		}
		if next == nil || v.On.Before(next.On) || v.On == next.On && v.Clock < next.Clock {
			next = v
		}
	}
	return next, nil
}

func marksOf(f *File, tx *gate.Tx, visit *care.Visit) map[string]string {
	marks := map[string]string{"{today}": tx.Today().Long(), "{council}": f.Service.Pack.Controller.Name}
	if visit != nil {
		marks["{visit day}"] = visit.On.Weekday().String() + " " + visit.On.Long()
		marks["{visit time}"] = visit.Clock
	}
	for _, it := range f.Service.Pack.Items {
		if v, ok := f.Value(it.Code); ok && v.Empty == care.Answered {
			marks["{"+it.Code+"}"] = v.Text
		}
	}
	return marks
}

// fill writes the letter's paragraphs. Marks are filled once: what a person
// is called is never read as a mark.
func (l *Letter) fill(def notice.Letter, marks map[string]string) {
	pairs := make([]string, 0, 2*len(marks))
	for mark, words := range marks {
		pairs = append(pairs, mark, words)
	}
	fill := strings.NewReplacer(pairs...)
	for _, p := range def.Body {
		l.Lines = append(l.Lines, fill.Replace(p))
	}
}

package governance

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"candour/internal/calendar"
	"candour/internal/gate"
	"candour/internal/notice"
)

// ErrUnreadable says that the version in force does not compile in this
// program. Nothing else may run in its place, so nothing is served.
var ErrUnreadable = errors.New("the published version cannot be read by this program")

// What runs of a service.
const (
	NotPublished = "not published"    // the files as they are: no version was ever published
	Sample       = "sample, not live" // a published version that serves nobody
	Live         = "live"
)

// A Standing is what a node runs of one service, and why.
type Standing struct {
	Pack    *notice.Pack // what runs, with its date, the gaps filled and the readings accepted
	State   string       // NotPublished, Sample or Live
	Version *Publication // in force, or nil
	Next    *Publication // published, and its day still to come, or nil
	Files   string       // hash of the files here, or "" where there are none
	Faults  error        // why the files here do not compile, or nil
}

// Differ reports whether the files here are another version than what runs.
func (s Standing) Differ() bool {
	return s.Version != nil && s.Files != "" && s.Files != s.Version.Hash
}

// Faulty lists what runs although the files here do not compile.
func (d *Desk) Faulty() []Standing {
	var out []Standing
	for _, c := range d.files.Controllers {
		for _, s := range (*d.running.Load())[c.Code].standings {
			if s.Faults != nil {
				out = append(out, s)
			}
		}
	}
	return out
}

// A council is what a node runs for one controller.
type council struct {
	mark       string // of what it was worked out from
	controller notice.Controller
	standings  []Standing // by service
}

// Refresh looks which version of every service is in force today and has the
// node run it. What is published elsewhere, or comes into force with the day,
// is taken up so. On an error the node runs on as it did.
func (d *Desk) Refresh(ctx context.Context) error {
	d.refreshing.Lock()
	defer d.refreshing.Unlock()
	was := *d.running.Load()
	now := maps.Clone(was)
	for _, c := range d.files.Controllers {
		all, lines, today, err := d.gate.Governed(ctx, c.Code)
		if err != nil {
			return err
		}
		mark := markOf(all, lines, today)
		if was[c.Code].mark == mark {
			continue
		}
		k, err := d.stand(ctx, c, all, lines, today)
		if err != nil {
			return fmt.Errorf("running the notices of %s: %w", c.Code, err)
		}
		k.mark = mark
		now[c.Code] = k
		d.serve(c.Code, k, was[c.Code].mark == "")
	}
	d.running.Store(&now)
	return nil
}

// serve hands a council's packs to the gate and, the first time, says in the
// log what is wrong with the files here.
func (d *Desk) serve(controller string, k council, first bool) {
	packs := make([]*notice.Pack, len(k.standings))
	for i, s := range k.standings {
		packs[i] = s.Pack
		if first && s.Faults != nil {
			d.log.Error("the files of a notice do not compile; its published version keeps running",
				"controller", controller, "service", s.Pack.Service, "version", s.Version.Number, "hash", s.Version.Hash, "faults", s.Faults.Error())
		}
	}
	d.gate.Serve(controller, packs)
}

// markOf tells one state of everything a standing depends on from another.
func markOf(all []Publication, lines []gate.RegisterLine, today calendar.Day) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d", today, len(lines))
	for _, p := range all {
		fmt.Fprintf(&b, " %s/%d:%s", p.Service, p.Number, p.State)
	}
	return b.String()
}

// stand works out what runs of every service: of each the version in force;
// where none was ever published, the files.
func (d *Desk) stand(ctx context.Context, c notice.Controller, all []Publication, lines []gate.RegisterLine, today calendar.Day) (council, error) {
	k := council{controller: c}
	named := map[string]bool{}
	for _, s := range d.files.Services {
		if s.Controller == c.Code {
			named[s.Service] = true
		}
	}
	for _, p := range all {
		if p.State == Published {
			named[p.Service] = true
		}
	}
	reg := newRegister(lines, today)
	for _, service := range slices.Sorted(maps.Keys(named)) {
		s, err := d.standing(ctx, c.Code, service, all, today)
		if err != nil {
			return council{}, err
		}
		s.Pack = reg.onto(s.Pack, s.Version)
		if k.controller.Code == c.Code && len(k.controller.Offices) == 0 {
			k.controller = s.Pack.Controller // the file here is wrong: as it was published
		}
		k.standings = append(k.standings, s)
	}
	k.controller = reg.ontoController(k.controller)
	return k, nil
}

func (d *Desk) standing(ctx context.Context, controller, service string, all []Publication, today calendar.Day) (Standing, error) {
	source, _ := d.files.source(controller, service)
	s := Standing{State: NotPublished, Pack: source.Pack, Files: source.Hash, Faults: source.Faults}
	if len(source.Texts) == 0 {
		s.Files = ""
	}
	s.Version, s.Next = inForce(all, service, today)
	if s.Version == nil {
		if s.Pack == nil {
			return s, fmt.Errorf("service %s, of which no version is published: %w", service, source.Faults)
		}
		return s, nil
	}
	s.State = Sample
	if s.Version.Live {
		s.State = Live
	}
	if source.Pack != nil && source.Hash == s.Version.Hash {
		return s, nil
	}
	p, err := d.packOf(ctx, controller, *s.Version)
	if err != nil {
		return s, fmt.Errorf("version %d of %s: %w: %w", s.Version.Number, service, ErrUnreadable, err)
	}
	s.Pack = p
	return s, nil
}

// inForce picks the published version that a day is governed by, and the one
// that follows it.
func inForce(all []Publication, service string, today calendar.Day) (now, next *Publication) {
	for _, p := range all {
		if p.Service != service || p.State != Published {
			continue
		}
		switch later := p.Effective.After(today); {
		case !later && (now == nil || compareVersions(p, *now) > 0):
			now = &p
		case later && (next == nil || compareVersions(p, *next) < 0):
			next = &p
		}
	}
	return now, next
}

// compareVersions orders versions by the day they come into force; of two of
// one day the later number counts.
func compareVersions(a, b Publication) int {
	return cmp.Or(a.Effective.Compare(b.Effective), cmp.Compare(a.Number, b.Number))
}

// packOf compiles a version's own files, once.
func (d *Desk) packOf(ctx context.Context, controller string, p Publication) (*notice.Pack, error) {
	if have, ok := d.compiled.Load(p.ID); ok {
		return have.(*notice.Pack), nil
	}
	files, err := d.gate.PublishedSource(ctx, controller, p.ID)
	if err != nil {
		return nil, err
	}
	pack, err := Compile(controller, p.Service, files)
	if err != nil {
		return nil, err
	}
	d.compiled.Store(p.ID, pack)
	return pack, nil
}

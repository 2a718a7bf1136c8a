package notice

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Packs is everything an installation serves.
type Packs struct {
	Controllers []Controller // in the order of their codes
	Services    []*Pack      // by controller, then service
}

const (
	controllerFile = "controller.yaml"
	noticeFile     = "notice.yaml"
	serviceFile    = "service.yaml"
)

// Load reads, checks and compiles one service's pack from
// controller/controller.yaml, controller/service/notice.yaml and
// controller/service/service.yaml. Where the pack is wrong the error is a
// *Faults that lists everything wrong with it.
func Load(fsys fs.FS, controller, service string) (*Pack, error) {
	faults := &Faults{}
	known := readFacts(fsys, faults)
	c, raw := loadController(fsys, controller, faults)
	p := loadService(fsys, known, c, raw, service, faults)
	if faults.Stops() {
		faults.sort()
		return nil, faults
	}
	return p, nil
}

// LoadAll reads every controller folder of fsys and every service in it. The
// error is a *Faults that lists everything wrong with any of them.
func LoadAll(fsys fs.FS) (Packs, error) {
	var out Packs
	faults := &Faults{}
	known := readFacts(fsys, faults)
	for _, controller := range foldersWith(fsys, ".", controllerFile, faults) {
		c, raw := loadController(fsys, controller, faults)
		out.Controllers = append(out.Controllers, c)
		for _, service := range foldersWith(fsys, controller, noticeFile, faults) {
			if p := loadService(fsys, known, c, raw, service, faults); p != nil {
				out.Services = append(out.Services, p)
			}
		}
	}
	if len(out.Controllers) == 0 {
		faults.add(Pos{".", 1, 1}, "no pack", "add a folder with a "+controllerFile, "there is no controller here")
	}
	if faults.Stops() {
		faults.sort()
		return Packs{}, faults
	}
	return out, nil
}

// foldersWith lists the folders of dir that hold a file of this name.
func foldersWith(fsys fs.FS, dir, file string, faults *Faults) []string {
	list, err := fs.ReadDir(fsys, dir)
	if err != nil {
		faults.add(Pos{dir, 1, 1}, "unreadable", "make the folder readable", "the folder cannot be read: %v", err)
	}
	var out []string
	for _, e := range list {
		if _, err := fs.Stat(fsys, path.Join(dir, e.Name(), file)); e.IsDir() && err == nil {
			out = append(out, e.Name())
		}
	}
	return out
}

// A raw is one file as it was read.
type raw struct {
	name string
	text []byte
}

func open(fsys fs.FS, name string, faults *Faults) (root value, r raw, ok bool) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		faults.add(Pos{name, 1, 1}, "unreadable", "put the file there", "the file cannot be read")
		return value{}, raw{name: name}, false
	}
	root, ok = (&source{name, faults}).read(text)
	return root, raw{name, text}, ok
}

func loadController(fsys fs.FS, folder string, faults *Faults) (Controller, raw) {
	root, r, ok := open(fsys, path.Join(folder, controllerFile), faults)
	if !ok {
		return Controller{Code: folder}, r
	}
	return readController(root, folder, faults), r
}

// loadService gives nil when either file of the service cannot be read as
// YAML, or anything in it is wrong.
func loadService(fsys fs.FS, known facts, c Controller, of raw, service string, all *Faults) *Pack {
	faults := &Faults{}
	defer func() { all.List = append(all.List, faults.List...) }()
	b := newBuild(faults)
	b.p.Controller, b.facts = c.clone(), known
	b.offices()
	notice, first, ok1 := open(fsys, path.Join(c.Code, service, noticeFile), faults)
	work, second, ok2 := open(fsys, path.Join(c.Code, service, serviceFile), faults)
	if !ok1 || !ok2 {
		return nil
	}
	b.notice(notice, service)
	b.service(work, service)
	b.check()
	if faults.Stops() {
		return nil
	}
	b.p.Gaps = append(slices.Clone(c.Gaps), b.p.Gaps...)
	faults.sort()
	b.p.Warnings = slices.Clone(faults.List)
	b.p.Hash = hash(append(b.successors(), of, first, second)...)
	b.p.word()
	b.inStep(fsys, path.Join(c.Code, service, publishedFile))
	if faults.Stops() {
		return nil
	}
	return b.p
}

// offices lets a service name the controller's offices.
func (b *build) offices() {
	for _, o := range b.p.Controller.Offices {
		b.declare(anOffice, o.Code, Pos{})
	}
	b.declare(anOffice, "regulator", Pos{})
	b.declare(anOffice, corporate, Pos{})
	if b.p.Controller.Notice.Title != "" {
		b.declare(anOffice, corporateNotice, Pos{})
	}
}

// successors are the facts of instruments.yaml that the page of this pack
// tells, for its hash.
func (b *build) successors() []raw {
	var out []raw
	for _, s := range b.p.Law {
		out = append(out, raw{InstrumentsFile + " " + s.Printed, []byte(s.String())})
	}
	return out
}

// The contacts that are pages rather than offices.
const (
	corporate       = "corporate statement"
	corporateNotice = "corporate notice"
)

// hash is the SHA-256 of the files in name order: name, length, text.
func hash(files ...raw) string {
	slices.SortFunc(files, func(a, b raw) int { return strings.Compare(a.name, b.name) })
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%s %d\n", f.name, len(f.text))
		h.Write(f.text)
	}
	return hex.EncodeToString(h.Sum(nil))
}

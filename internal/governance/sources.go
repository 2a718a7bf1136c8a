package governance

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"candour/internal/gate"
	"candour/internal/notice"
)

const (
	controllerFile = "controller.yaml"
	noticeFile     = "notice.yaml"
	serviceFile    = "service.yaml"
)

// A Text is one file of a notice, as it was.
type Text = gate.PublicationFile

// A Source is the files of one service as they lie on disk or in the program.
type Source struct {
	Controller, Service string
	Texts               []Text // in the order of their names; none where only the compiled pack was given
	Hash                string
	Pack                *notice.Pack // nil where the files do not compile
	Faults              error        // why not: a *notice.Faults
}

// Files are all packs of a folder. A controller whose file is wrong has only
// its code.
type Files struct {
	Controllers []notice.Controller
	Services    []Source
}

// Read reads every pack of a folder, as notice.LoadAll does, but service by
// service: one that is wrong keeps none of the others back. It fails when the
// folder holds no controller at all.
func Read(fsys fs.FS) (Files, error) {
	var out Files
	law := texts(fsys, notice.InstrumentsFile) // one for all controllers, where there is one
	for _, controller := range folders(fsys, ".", controllerFile) {
		own := append(texts(fsys, path.Join(controller, controllerFile)), law...)
		out.Controllers = append(out.Controllers, controllerOf(controller, own))
		for _, service := range folders(fsys, controller, noticeFile) {
			at := path.Join(controller, service)
			s := Source{Controller: controller, Service: service}
			s.Texts = append(texts(fsys, path.Join(at, noticeFile), path.Join(at, serviceFile)), own...)
			slices.SortFunc(s.Texts, func(a, b Text) int { return strings.Compare(a.Name, b.Name) })
			s.Hash = Hash(s.Texts)
			s.Pack, s.Faults = Compile(controller, service, s.Texts)
			out.Services = append(out.Services, s)
		}
	}
	if len(out.Controllers) == 0 {
		return Files{}, fmt.Errorf("reading the packs: no folder holds a %s", controllerFile)
	}
	return out, nil
}

// With puts compiled packs in place of what the files compile to, and adds
// those of which there are no files.
func (f Files) With(packs notice.Packs) Files {
	out := Files{Controllers: slices.Clone(f.Controllers), Services: slices.Clone(f.Services)}
	for _, c := range packs.Controllers {
		i := slices.IndexFunc(out.Controllers, func(have notice.Controller) bool { return have.Code == c.Code })
		if i < 0 {
			out.Controllers = append(out.Controllers, c)
		} else {
			out.Controllers[i] = c
		}
	}
	for _, p := range packs.Services {
		i := slices.IndexFunc(out.Services, func(s Source) bool { return s.Controller == p.Controller.Code && s.Service == p.Service })
		if i < 0 {
			out.Services = append(out.Services, Source{Controller: p.Controller.Code, Service: p.Service, Hash: p.Hash, Pack: p})
		} else {
			out.Services[i].Pack, out.Services[i].Faults = p, nil
		}
	}
	return out
}

// Faults joins what is wrong with every service's files.
func (f Files) Faults() error {
	var all []error
	for _, s := range f.Services {
		all = append(all, s.Faults)
	}
	return errors.Join(all...)
}

func (f Files) source(controller, service string) (Source, bool) {
	i := slices.IndexFunc(f.Services, func(s Source) bool { return s.Controller == controller && s.Service == service })
	if i < 0 {
		return Source{}, false
	}
	return f.Services[i], true
}

// folders lists the folders of dir that hold a file of this name.
func folders(fsys fs.FS, dir, file string) []string {
	list, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range list {
		if _, err := fs.Stat(fsys, path.Join(dir, e.Name(), file)); e.IsDir() && err == nil {
			out = append(out, e.Name())
		}
	}
	return out
}

// texts reads those of the files that are there. What is missing, compiling
// says.
func texts(fsys fs.FS, names ...string) []Text {
	var out []Text
	for _, name := range names {
		if b, err := fs.ReadFile(fsys, name); err == nil {
			out = append(out, Text{Name: name, Source: b})
		}
	}
	return out
}

// Hash is the SHA-256 of files in the order of their names: name, length,
// text. It is what entries of the ledger name a version by.
func Hash(files []Text) string {
	files = slices.SortedFunc(slices.Values(files), func(a, b Text) int { return strings.Compare(a.Name, b.Name) })
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%s %d\n", f.Name, len(f.Source))
		h.Write(f.Source)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Compile gives the pack of a version's files, or a *notice.Faults that lists
// everything wrong with them.
func Compile(controller, service string, files []Text) (*notice.Pack, error) {
	p, err := notice.Load(inMemory(files), controller, service)
	if err != nil {
		return nil, err
	}
	p.Hash = Hash(files)
	return p, nil
}

func controllerOf(code string, files []Text) notice.Controller {
	packs, err := notice.LoadAll(inMemory(files))
	if err != nil || len(packs.Controllers) == 0 {
		return notice.Controller{Code: code, Name: upperFirst(code)}
	}
	return packs.Controllers[0]
}

// inMemory is a folder of files held in memory: what the parser reads when a
// version comes from the database.
type inMemory []Text

// Open opens a file, or a folder on the way to one.
func (m inMemory) Open(name string) (fs.File, error) {
	for _, f := range m {
		if f.Name == name {
			return &held{Reader: bytes.NewReader(f.Source), info: info{path.Base(name), int64(len(f.Source)), false}}, nil
		}
	}
	if entries := m.under(name); len(entries) > 0 {
		return &held{Reader: bytes.NewReader(nil), info: info{path.Base(name), 0, true}, entries: entries}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// under lists what lies directly in a folder, in the order of the names.
func (m inMemory) under(dir string) []fs.DirEntry {
	seen := map[string]fs.DirEntry{}
	for _, f := range m {
		rest := f.Name
		if dir != "." {
			var ok bool
			if rest, ok = strings.CutPrefix(f.Name, dir+"/"); !ok {
				continue
			}
		}
		name, _, deeper := strings.Cut(rest, "/")
		seen[name] = fs.FileInfoToDirEntry(info{name, int64(len(f.Source)), deeper})
	}
	var out []fs.DirEntry
	for _, e := range seen {
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return out
}

// A held is an open file or folder of an inMemory.
type held struct {
	*bytes.Reader
	info    info
	entries []fs.DirEntry
}

func (h *held) Stat() (fs.FileInfo, error) { return h.info, nil }
func (h *held) Close() error               { return nil }

// ReadDir gives all entries of a folder at once, or the next n.
func (h *held) ReadDir(n int) ([]fs.DirEntry, error) {
	if n > 0 && len(h.entries) == 0 {
		return nil, io.EOF
	}
	if n <= 0 || n > len(h.entries) {
		n = len(h.entries)
	}
	out := h.entries[:n]
	h.entries = h.entries[n:]
	return out, nil
}

// An info says what an entry of an inMemory is.
type info struct {
	name   string
	size   int64
	folder bool
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return i.folder }
func (i info) Sys() any           { return nil }

// Mode says whether it is a folder; nothing here is ever written.
func (i info) Mode() fs.FileMode {
	if i.folder {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

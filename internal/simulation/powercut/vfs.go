package powercut

import (
	"fmt"
	"slices"
	"sync"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// The recording VFS is SQLite's own with five functions put before it. It
// shares the shape of an open file with SQLite's, so that everything else
// (locks, shared memory, reads) is SQLite's, untouched.
//
// C calls Go here the way modernc's translation does: a function value is a
// pointer to its code pointer.

type (
	openFunc     = func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32
	deleteFunc   = func(*libc.TLS, uintptr, uintptr, int32) int32
	closeFunc    = func(*libc.TLS, uintptr) int32
	writeFunc    = func(*libc.TLS, uintptr, uintptr, int32, int64) int32
	truncateFunc = func(*libc.TLS, uintptr, int64) int32
	syncFunc     = func(*libc.TLS, uintptr, int32) int32
)

// function gives the Go function behind a C function pointer.
func function[F any](p uintptr) F { return *(*F)(unsafe.Pointer(&p)) }

// pointerTo gives the C function pointer to a package-level function.
func pointerTo[F any](f F) uintptr { return *(*uintptr)(unsafe.Pointer(&f)) }

// at gives memory of SQLite's as a Go value.
func at[T any](p uintptr) *T { return *(**T)(unsafe.Pointer(&p)) }

var (
	registering sync.Once
	registered  error
	original    uintptr // SQLite's own VFS

	methodsMu sync.Mutex
	methods   = map[uintptr]uintptr{} // SQLite's table of functions → ours
	behind    = map[uintptr]uintptr{} // ours → SQLite's

	filesMu sync.Mutex
	files   = map[uintptr]*file{} // open files by address
)

// A file is an open file on the record.
type file struct {
	of   *Recording
	name string
}

func register() error {
	registering.Do(func() {
		tls := libc.NewTLS()
		defer tls.Close()
		if original = sqlite3.Xsqlite3_vfs_find(tls, 0); original == 0 {
			registered = fmt.Errorf("powercut: SQLite has no VFS of its own")
			return
		}
		name, err := libc.CString(VFS)
		if err != nil {
			registered = fmt.Errorf("powercut: naming the VFS: %w", err)
			return
		}
		ours := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(sqlite3.Tsqlite3_vfs{})))
		v := at[sqlite3.Tsqlite3_vfs](ours)
		*v = *at[sqlite3.Tsqlite3_vfs](original)
		v.FpNext, v.FzName = 0, name
		v.FxOpen, v.FxDelete = pointerTo[openFunc](open), pointerTo[deleteFunc](remove)
		if rc := sqlite3.Xsqlite3_vfs_register(tls, ours, 0); rc != sqlite3.SQLITE_OK {
			registered = fmt.Errorf("powercut: registering the VFS: SQLite says %d", rc)
		}
	})
	return registered
}

func open(tls *libc.TLS, _, name, f uintptr, flags int32, out uintptr) int32 {
	rc := function[openFunc](at[sqlite3.Tsqlite3_vfs](original).FxOpen)(tls, original, name, f, flags, out)
	if rc != sqlite3.SQLITE_OK || name == 0 {
		return rc
	}
	r, base := recordingOf(libc.GoString(name))
	if r == nil {
		return rc
	}
	filesMu.Lock()
	files[f] = &file{r, base}
	filesMu.Unlock()
	table := at[sqlite3.Tsqlite3_file](f)
	table.FpMethods = recordingMethods(tls, table.FpMethods)
	return rc
}

// recordingMethods gives SQLite's table of functions with ours in it.
func recordingMethods(tls *libc.TLS, theirs uintptr) uintptr {
	methodsMu.Lock()
	defer methodsMu.Unlock()
	if ours, ok := methods[theirs]; ok {
		return ours
	}
	ours := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(sqlite3.Tsqlite3_io_methods{})))
	m := at[sqlite3.Tsqlite3_io_methods](ours)
	*m = *at[sqlite3.Tsqlite3_io_methods](theirs)
	m.FxClose, m.FxWrite = pointerTo[closeFunc](closeFile), pointerTo[writeFunc](write)
	m.FxTruncate, m.FxSync = pointerTo[truncateFunc](truncate), pointerTo[syncFunc](syncFile)
	methods[theirs], behind[ours] = ours, theirs
	return ours
}

// theirs gives SQLite's own functions for an open file of ours.
func theirs(f uintptr) *sqlite3.Tsqlite3_io_methods {
	methodsMu.Lock()
	defer methodsMu.Unlock()
	return at[sqlite3.Tsqlite3_io_methods](behind[at[sqlite3.Tsqlite3_file](f).FpMethods])
}

func note(f uintptr, e event) {
	filesMu.Lock()
	file := files[f]
	filesMu.Unlock()
	if file != nil {
		e.file = file.name
		file.of.note(e)
	}
}

func closeFile(tls *libc.TLS, f uintptr) int32 {
	rc := function[closeFunc](theirs(f).FxClose)(tls, f)
	filesMu.Lock()
	delete(files, f)
	filesMu.Unlock()
	return rc
}

func write(tls *libc.TLS, f, data uintptr, n int32, off int64) int32 {
	rc := function[writeFunc](theirs(f).FxWrite)(tls, f, data, n, off)
	if rc == sqlite3.SQLITE_OK {
		note(f, event{kind: written, at: off, data: slices.Clone(unsafe.Slice(at[byte](data), n))})
	}
	return rc
}

func truncate(tls *libc.TLS, f uintptr, size int64) int32 {
	rc := function[truncateFunc](theirs(f).FxTruncate)(tls, f, size)
	if rc == sqlite3.SQLITE_OK {
		note(f, event{kind: truncated, at: size})
	}
	return rc
}

func syncFile(tls *libc.TLS, f uintptr, flags int32) int32 {
	rc := function[syncFunc](theirs(f).FxSync)(tls, f, flags)
	if rc == sqlite3.SQLITE_OK {
		note(f, event{kind: synced})
	}
	return rc
}

func remove(tls *libc.TLS, _, name uintptr, syncDir int32) int32 {
	rc := function[deleteFunc](at[sqlite3.Tsqlite3_vfs](original).FxDelete)(tls, original, name, syncDir)
	if rc != sqlite3.SQLITE_OK {
		return rc
	}
	if r, base := recordingOf(libc.GoString(name)); r != nil {
		e := event{kind: deleted, file: base}
		if syncDir != 0 {
			e.kind = deletedForSure
		}
		r.note(e)
	}
	return rc
}

package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "candour"

// A file is one parsed Go file of the tree.
type file struct {
	name      string // from the root, with slashes: "internal/care/care.go"
	tree      *ast.File
	places    *token.FileSet
	lines     int
	generated bool
}

func (f file) isTest() bool { return strings.HasSuffix(f.name, "_test.go") }

// dir is the package's folder, "internal/storetest".
func (f file) dir() string { return path.Dir(f.name) }

// imports gives the import paths, those of the house without the module name:
// "internal/care".
func (f file) imports() []string {
	var list []string
	for _, spec := range f.tree.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // the parser has read it already
		}
		list = append(list, strings.TrimPrefix(name, module+"/"))
	}
	return list
}

// parse reads source as the file of that name.
func parse(name string, source []byte) (file, error) {
	places := token.NewFileSet()
	tree, err := parser.ParseFile(places, name, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return file{}, err
	}
	return file{name, tree, places, strings.Count(string(source), "\n"), ast.IsGenerated(tree)}, nil
}

// planted parses a made-up file, to see that a rule notices it.
func planted(t *testing.T, name, source string) file {
	t.Helper()
	f, err := parse(name, []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// source parses every Go file of the module; modules inside it are not ours
// to judge here.
func source(t *testing.T) []file {
	t.Helper()
	root := filepath.Join("..", "..")
	var files []file
	err := filepath.WalkDir(root, func(at string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, at)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if entry.IsDir() {
			if name != "." && (slices.Contains([]string{"node_modules", "data", "bin", "bench"}, name) || strings.HasPrefix(entry.Name(), ".")) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		content, err := os.ReadFile(at)
		if err != nil {
			return err
		}
		f, err := parse(name, content)
		if err != nil {
			return err
		}
		files = append(files, f)
		return nil
	})
	if err != nil {
		t.Fatalf("reading the source: %v", err)
	}
	if len(files) < 10 {
		t.Fatalf("found %d Go files, want the whole tree", len(files))
	}
	return files
}

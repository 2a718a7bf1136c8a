package rehearsal

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/installation"
	"candour/internal/promise"
	"candour/internal/storetest"
)

// The real program is killed under load, again and again, as the kernel kills:
// with no word of warning. Whatever it had answered must stand.

// killed is what the people outside were answered.
type killed struct {
	t       *testing.T
	binary  string
	dir     string
	log     *os.File
	temp    string
	mu      sync.Mutex
	marks   []mark
	thanked []mark            // referrals answered with thanks
	seen    map[care.ID]bool  // entries of pages that were let go
	signIns map[string]signIn // by user name
	base    atomic.Value      // string: where the program listens
}

type signIn struct{ Controller, User, Password string }

// program builds the program once. It looks at every file that the program is
// made of: go test remembers what a test looked at, and runs it again when that
// has changed.
func program(t *testing.T) string {
	t.Helper()
	for _, part := range []string{"cmd", "internal", "packs"} {
		must(t, filepath.WalkDir(filepath.Join("..", "..", part), func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() && !strings.HasSuffix(path, "_test.go") {
				_, err = os.Stat(path)
			}
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			return err
		}))
	}
	binary := filepath.Join(t.TempDir(), "candour")
	build := exec.Command("go", "build", "-o", binary, "./cmd/candour")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building the program: %v\n%s", err, out)
	}
	return binary
}

// start runs the demonstration and waits until it says where it is.
func (k *killed) start() *exec.Cmd {
	k.t.Helper()
	cmd := exec.Command(k.binary, "demo", "--addr", "localhost:0", "--data", k.dir, "--people", "40", "--json")
	cmd.Stderr = k.log
	cmd.Env = append(os.Environ(), "TMPDIR="+k.temp)
	out, err := cmd.StdoutPipe()
	must(k.t, err)
	must(k.t, cmd.Start())
	k.t.Cleanup(func() { _ = cmd.Process.Kill() })
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		_ = cmd.Wait()
		said, _ := os.ReadFile(k.log.Name())
		k.t.Fatalf("the program did not start: %v\n%s", err, said)
	}
	var said struct {
		Address string
		SignIns []signIn
	}
	must(k.t, json.Unmarshal(line, &said))
	for _, s := range said.SignIns {
		k.signIns[s.User] = s
	}
	k.base.Store(said.Address)
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return cmd
}

// browser is a client that keeps cookies and follows nothing.
func browser() *http.Client {
	jar, _ := cookiejar.New(nil)
	return &http.Client{
		Jar: jar, Timeout: 20 * time.Second, Transport: &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// page reads an answer whole, or not at all: half a page is no answer.
func page(r *http.Response, err error) (status int, body, to string, ok bool) {
	if err != nil {
		return 0, "", "", false
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	return r.StatusCode, string(b), r.Header.Get("Location"), err == nil
}

var (
	hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)
	entryLink   = regexp.MustCompile(`href="[^"]*?([0-9a-f]{8}-[0-9a-f-]{27})">See the entry`)
	episodeLink = regexp.MustCompile(`href="(/episodes/[0-9a-f-]{36})"`)
)

const referForm = "/services/kent/positive-wellbeing/refer-someone"

// refers sends referrals until the program is gone.
func (k *killed) refers() {
	c, base := browser(), k.base.Load().(string)
	for {
		_, body, _, ok := page(c.Get(base + referForm))
		if !ok {
			return
		}
		form := url.Values{}
		for _, m := range hiddenField.FindAllStringSubmatch(body, -1) {
			form.Set(m[1], m[2])
		}
		k.mu.Lock()
		m := newMark(len(k.marks))
		k.marks = append(k.marks, m)
		k.mu.Unlock()
		for name, value := range map[string]string{
			"referrer.name": "Mavis " + string(m), "referrer.telephone": "01632 960 118", "client.name": "Arthur " + string(m),
			"client.address": "14 " + string(m) + " Row, Tonbridge TN9 1QD", "client.age": "84", "client.safe-to-contact": "yes",
		} {
			form.Set(name, value)
		}
		status, body, to, ok := page(c.PostForm(base+referForm, form))
		if !ok {
			return
		}
		if status != http.StatusSeeOther || !strings.Contains(to, "/sent") {
			k.t.Errorf("a referral was answered with %d: %.2000s", status, body)
			return
		}
		k.mu.Lock()
		k.thanked = append(k.thanked, m)
		k.mu.Unlock()
	}
}

// looks reads pages as a member of staff until the program is gone.
func (k *killed) looks(user string, first ...string) {
	c, base := browser(), k.base.Load().(string)
	s := k.signIns[user]
	status, _, _, ok := page(c.PostForm(base+"/sign-in", url.Values{"council": {s.Controller}, "user": {s.User}, "password": {s.Password}}))
	if !ok || status != http.StatusSeeOther {
		if ok {
			k.t.Errorf("signing in as %s was answered with %d", user, status)
		}
		return
	}
	for queue := first; ; queue = queue[1:] {
		if len(queue) == 0 {
			queue = first
		}
		status, body, _, ok := page(c.Get(base + queue[0]))
		if !ok {
			return
		}
		if status != http.StatusOK {
			continue
		}
		if m := entryLink.FindStringSubmatch(body); m != nil {
			k.mu.Lock()
			k.seen[care.ID(m[1])] = true
			k.mu.Unlock()
		}
		for i, m := range episodeLink.FindAllStringSubmatch(body, 8) {
			if len(queue) < 40 && i < 8 {
				queue = append(queue, m[1])
			}
		}
	}
}

// round runs the program under load and kills it.
func (k *killed) round(after time.Duration) {
	k.t.Helper()
	cmd := k.start()
	var load sync.WaitGroup
	for range 4 {
		load.Go(k.refers)
	}
	load.Go(func() { k.looks("priya", "/work") })
	load.Go(func() { k.looks("denise", "/triage", "/people") })
	time.Sleep(after)
	must(k.t, cmd.Process.Kill())
	_ = cmd.Wait()
	load.Wait()
}

// stands opens what the dead program left and holds it to every answer given.
func (k *killed) stands() {
	k.t.Helper()
	ctx := k.t.Context()
	p := &place{controller: "kent", config: installation.Config{
		Dir: k.dir, Data: "sqlite:" + filepath.Join(k.dir, "candour.db"), Keys: "sqlite:" + filepath.Join(k.dir, "keys.db"),
		Packs: promise.Packs(k.t), Log: quiet,
	}}
	n, err := p.open(ctx, "one", nil, time.Now)
	must(k.t, err)
	defer n.Close()
	l, err := p.lies(ctx)
	must(k.t, err)
	words, closed, err := l.read(ctx, "kent", n.Keys)
	must(k.t, err)
	if len(closed) > 0 {
		k.t.Errorf("%d sections have no key", len(closed))
	}
	all := fmt.Sprint(words)
	for _, m := range k.thanked {
		if !strings.Contains(all, "Arthur "+string(m)) || !strings.Contains(all, "Mavis "+string(m)) {
			k.t.Errorf("referral %s was answered with thanks and is not there", m)
		}
	}
	for id := range k.seen {
		if e := l.entries[string(id)]; e == nil || e.Outcome != "released" {
			k.t.Errorf("a page was shown and entry %s is not there", id)
		}
	}
	must(k.t, errors.Join(l.looks(newTold(nil)), n.Integrate(ctx)))
	if _, err := n.Logs["kent"].Audit(ctx); err != nil {
		k.t.Errorf("the ledger does not verify: %v", err)
	}
}

func TestTheProgramKilledUnderLoadKeepsItsWord(t *testing.T) {
	dir := storetest.Dir(t)
	k := &killed{
		t: t, binary: program(t), dir: filepath.Join(dir, "demo"), temp: filepath.Join(dir, "temp"),
		seen: map[care.ID]bool{}, signIns: map[string]signIn{},
	}
	must(t, os.Mkdir(k.temp, 0o700))
	var err error
	k.log, err = os.Create(filepath.Join(dir, "log"))
	must(t, err)
	defer k.log.Close()
	when := rand.New(rand.NewPCG(1, 2))
	kills := count(5, 50)
	for range kills {
		k.round(400*time.Millisecond + time.Duration(when.IntN(900))*time.Millisecond)
		k.stands()
	}
	t.Logf("%d kills: %d referrals answered with thanks, %d pages shown", kills, len(k.thanked), len(k.seen))
	if len(k.thanked) < kills || len(k.seen) < kills {
		t.Error("the program was hardly under load")
	}
	// What was typed into its pages lies nowhere in the clear.
	found, size := newScanner(k.marks).folder(t, dir)
	t.Logf("%d marks looked for in %d bytes", len(k.marks), size)
	none(t, found)
}

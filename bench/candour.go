package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"syscall"
)

// An announcement is what `candour demo --json` prints once it serves.
type announcement struct {
	Address string
	SignIns []struct{ Controller, User, Password, Role string }
}

// startCandour starts the demo in a folder, with the caseload it makes by
// itself, and waits until it serves. It is killed when the function it gives
// is called.
func startCandour(program, dir string) (said announcement, stop func(), err error) {
	run := exec.Command(program, "demo", "--json", "--addr", "localhost:0", "--data", filepath.Join(dir, "data"))
	run.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	run.Stderr = os.Stderr
	out, err := run.StdoutPipe()
	if err != nil {
		return said, nil, fmt.Errorf("starting Candour: %w", err)
	}
	if err := run.Start(); err != nil {
		return said, nil, fmt.Errorf("starting Candour: %w", err)
	}
	stop = func() {
		run.Process.Kill()
		run.Wait() // it ends as killed, which is what was asked
	}
	if err := json.NewDecoder(out).Decode(&said); err != nil {
		stop()
		return said, nil, fmt.Errorf("reading where Candour serves: %w", err)
	}
	go io.Copy(io.Discard, out)
	return said, stop, nil
}

var episodePath = regexp.MustCompile(`/episodes/[0-9a-f-]{36}`)

// openEpisode signs in as a connector and gives the fullest of the episodes
// in their work: the page of the most bytes.
func openEpisode(ctx context.Context, said announcement) (target, error) {
	i := slices.IndexFunc(said.SignIns, func(s struct{ Controller, User, Password, Role string }) bool { return s.Role == "connector" })
	if i < 0 {
		return target{}, errors.New("the demo has no connector to sign in as")
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return target{}, fmt.Errorf("signing in to Candour: %w", err)
	}
	client := &http.Client{Jar: jar}
	who := said.SignIns[i]
	form := url.Values{"council": {who.Controller}, "user": {who.User}, "password": {who.Password}}
	response, err := client.PostForm(said.Address+"/sign-in", form)
	if err != nil {
		return target{}, fmt.Errorf("signing in to Candour: %w", err)
	}
	response.Body.Close()
	work, err := page(ctx, client, said.Address+"/work")
	if err != nil {
		return target{}, err
	}
	t := target{name: "Candour, audited view"}
	largest := 0
	paths := episodePath.FindAllString(work, -1)
	slices.Sort(paths)
	for _, path := range slices.Compact(paths) {
		body, err := page(ctx, client, said.Address+path)
		if err != nil {
			return target{}, err
		}
		if len(body) > largest {
			largest, t.url = len(body), said.Address+path
		}
	}
	if largest == 0 {
		return target{}, errors.New("the connector's work lists no episode")
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, t.url, nil)
	if err != nil {
		return target{}, fmt.Errorf("asking for an episode: %w", err)
	}
	for _, c := range jar.Cookies(request.URL) {
		request.AddCookie(c)
	}
	t.header = request.Header
	return t, nil
}

func page(ctx context.Context, client *http.Client, at string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return "", fmt.Errorf("asking for %s: %w", at, err)
	}
	response, err := client.Do(request)
	if err != nil {
		return "", fmt.Errorf("asking for a page: %w", err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("answered %s", response.Status)
	}
	if err != nil {
		return "", fmt.Errorf("asking for %s: %w", request.URL.Path, err)
	}
	return string(body), nil
}

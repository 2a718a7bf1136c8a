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
)

// An announcement is what `candour demo --json` prints once it serves.
type announcement struct {
	Address string
	SignIns []struct{ Controller, User, Password, Role string }
}

// startCandour starts the demo in a folder, or on a server's databases when
// there are any, with the caseload it makes by itself, and waits until it
// serves.
func startCandour(program, dir string, databases ...string) (said announcement, p *process, err error) {
	run := exec.Command(program, "demo", "--json", "--addr", "localhost:0", "--data", filepath.Join(dir, "data"))
	if len(databases) > 0 {
		run.Env = append(os.Environ(), "CANDOUR_DATA_URL="+databases[0], "CANDOUR_KEYS_URL="+databases[1])
	}
	out, err := run.StdoutPipe()
	if err != nil {
		return said, nil, fmt.Errorf("starting Candour: %w", err)
	}
	if p, err = start(run); err != nil {
		return said, nil, err
	}
	if err := json.NewDecoder(out).Decode(&said); err != nil {
		p.stop()
		return said, nil, fmt.Errorf("reading where Candour serves: %w", err)
	}
	go io.Copy(io.Discard, out)
	return said, p, nil
}

var (
	episodePath = regexp.MustCompile(`/episodes/[0-9a-f-]{36}`)
	personName  = regexp.MustCompile(`<h1 class="cd-person__name">([^<]+)</h1>`)
)

// openEpisode signs in as a connector and gives the episode of the person of
// that name in their work; of the longest page when no name is given. It gives
// the name it found, so that every target is asked for the same person.
func openEpisode(ctx context.Context, said announcement, name string) (target, string, error) {
	client, err := signedIn(said)
	if err != nil {
		return target{}, "", err
	}
	work, err := page(ctx, client, said.Address+"/work")
	if err != nil {
		return target{}, "", err
	}
	var t target
	largest, found := 0, ""
	paths := episodePath.FindAllString(work, -1)
	slices.Sort(paths)
	for _, path := range slices.Compact(paths) {
		body, err := page(ctx, client, said.Address+path)
		if err != nil {
			return target{}, "", err
		}
		match := personName.FindStringSubmatch(body)
		if match == nil || name != "" && match[1] != name {
			continue
		}
		if len(body) > largest {
			largest, found, t.url = len(body), match[1], said.Address+path
		}
	}
	if largest == 0 {
		return target{}, "", errors.New("the connector's work does not list the episode")
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, t.url, nil)
	if err != nil {
		return target{}, "", fmt.Errorf("asking for an episode: %w", err)
	}
	for _, c := range client.Jar.Cookies(request.URL) {
		request.AddCookie(c)
	}
	t.header = request.Header
	return t, found, nil
}

// signedIn is a client signed in as the first connector there is.
func signedIn(said announcement) (*http.Client, error) {
	i := slices.IndexFunc(said.SignIns, func(s struct{ Controller, User, Password, Role string }) bool { return s.Role == "connector" })
	if i < 0 {
		return nil, errors.New("the demo has no connector to sign in as")
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, fmt.Errorf("signing in to Candour: %w", err)
	}
	client := &http.Client{Jar: jar}
	who := said.SignIns[i]
	form := url.Values{"council": {who.Controller}, "user": {who.User}, "password": {who.Password}}
	response, err := client.PostForm(said.Address+"/sign-in", form)
	if err != nil {
		return nil, fmt.Errorf("signing in to Candour: %w", err)
	}
	return client, response.Body.Close()
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

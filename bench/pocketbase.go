package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/core"
)

const (
	items    = 30 // of the record that is viewed, as many as a Candour record has
	password = "a made-up password"
	email    = "connector@example.org"
)

// servePocketBase is the other process: PocketBase as it comes, with one
// collection of 30 text fields that any signed-in user may view, one record
// in it and one user. It does not return while it serves.
func servePocketBase(dir, addr string) error {
	// PocketBase reads the command line itself before it makes its database.
	os.Args = []string{os.Args[0], "serve", "--http", addr, "--dir", dir}
	app := pocketbase.NewWithConfig(pocketbase.Config{DefaultDataDir: dir, HideStartBanner: true})
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		if err := fill(e.App); err != nil {
			return fmt.Errorf("filling PocketBase: %w", err)
		}
		return e.Next()
	})
	return app.Start()
}

func fill(app core.App) error {
	people := core.NewBaseCollection("people")
	people.Id = "people000000001"
	signedIn := "@request.auth.id != ''"
	people.ViewRule = &signedIn
	for i := range items {
		people.Fields.Add(&core.TextField{Name: fmt.Sprintf("item%02d", i)})
	}
	if err := app.Save(people); err != nil {
		return err
	}
	record := core.NewRecord(people)
	record.Id = "person000000001"
	for i := range items {
		record.Set(fmt.Sprintf("item%02d", i), fmt.Sprintf("A made-up answer to question %d", i))
	}
	if err := app.Save(record); err != nil {
		return err
	}
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return err
	}
	user := core.NewRecord(users)
	user.SetEmail(email)
	user.SetPassword(password)
	return app.Save(user)
}

// startPocketBase starts the other process in a folder.
func startPocketBase(dir, addr string) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("finding this program: %w", err)
	}
	return start(exec.Command(self, "-pocketbase-dir", filepath.Join(dir, "pocketbase"), "-pocketbase-addr", addr))
}

// signIn waits for PocketBase and gives the record as its user sees it.
func signIn(ctx context.Context, addr string) (target, error) {
	base := "http://" + addr
	if err := awaitReady(ctx, base+"/api/health"); err != nil {
		return target{}, err
	}
	token, err := tokenFor(ctx, base)
	if err != nil {
		return target{}, err
	}
	return target{
		name:   "PocketBase, SQLite, plain",
		url:    base + "/api/collections/people/records/person000000001",
		header: http.Header{"Authorization": {token}},
	}, nil
}

func tokenFor(ctx context.Context, base string) (string, error) {
	body, err := json.Marshal(map[string]string{"identity": email, "password": password})
	if err != nil {
		return "", fmt.Errorf("signing in to PocketBase: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/api/collections/users/auth-with-password", bytes.NewReader(body))
	if err != nil {
		return "", fmt.Errorf("signing in to PocketBase: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", fmt.Errorf("signing in to PocketBase: %w", err)
	}
	defer response.Body.Close()
	var signedIn struct{ Token string }
	if err := json.NewDecoder(response.Body).Decode(&signedIn); err != nil || signedIn.Token == "" {
		return "", fmt.Errorf("signing in to PocketBase: answered %s, %v", response.Status, err)
	}
	return signedIn.Token, nil
}

// awaitReady asks until there is an answer, for half a minute at most.
func awaitReady(ctx context.Context, url string) error {
	for range 300 {
		response, err := http.Get(url)
		if err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	return fmt.Errorf("waiting for %s: no answer in 30 seconds", strings.TrimPrefix(url, "http://"))
}

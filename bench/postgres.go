package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// nobody is whom PostgreSQL runs as when this program runs as root, which it
// refuses.
const nobody = 65534

// A cluster is a PostgreSQL server of our own, as durable as it comes.
type cluster struct {
	*process
	bin, dir string
}

// startPostgres makes a cluster with empty databases in a folder and waits
// until it answers. bin is where initdb and postgres lie.
func startPostgres(bin, dir string, databases ...string) (*cluster, error) {
	c := &cluster{bin: bin, dir: dir}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making room for PostgreSQL: %w", err)
	}
	if os.Getuid() == 0 {
		if err := os.Chown(dir, nobody, nobody); err != nil {
			return nil, fmt.Errorf("making room for PostgreSQL: %w", err)
		}
	}
	data := filepath.Join(dir, "data")
	initdb := c.command("initdb", "-D", data, "-U", "candour", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-instructions")
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("making a PostgreSQL cluster: %w\n%s", err, out)
	}
	for _, database := range databases {
		create := c.command("postgres", "--single", "-D", data, "postgres")
		create.Stdin = strings.NewReader("CREATE DATABASE " + database + "\n")
		if out, err := create.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("making database %s: %w\n%s", database, err, out)
		}
	}
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return nil, fmt.Errorf("keeping PostgreSQL's log: %w", err)
	}
	defer log.Close()
	run := c.command("postgres", "-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "max_connections=100",
		"-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "full_page_writes=on", "-c", "shared_buffers=256MB")
	run.Stdout, run.Stderr = log, log
	if c.process, err = start(run); err != nil {
		return nil, err
	}
	return c, c.await()
}

func (c *cluster) command(name string, args ...string) *exec.Cmd {
	run := exec.Command(filepath.Join(c.bin, name), args...)
	run.Dir = c.dir
	run.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"}
	if os.Getuid() == 0 {
		run.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	return run
}

// await returns once the server says in its file of the process that it takes
// connections.
func (c *cluster) await() error {
	for range 300 {
		text, err := os.ReadFile(filepath.Join(c.dir, "data", "postmaster.pid"))
		if err == nil && strings.HasSuffix(strings.TrimSpace(string(text)), "ready") {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return errors.New("waiting for PostgreSQL: it is not ready after 30 seconds")
}

// url is the address of one of the databases.
func (c *cluster) url(database string) string {
	u := url.URL{Scheme: "postgres", Path: "/" + database, RawQuery: url.Values{"host": {c.dir}, "user": {"candour"}}.Encode()}
	return u.String()
}

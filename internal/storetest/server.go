package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// nobody is the user PostgreSQL runs as when the tests run as root, whom it
// refuses.
const nobody = 65534

// A Server is one PostgreSQL server. One started by Start may be killed and
// started again.
type Server struct {
	address   url.URL
	admin     *sql.DB
	templates [2]string // data, keys

	dir      string // "" when the server is not ours
	settings []string
	process  *os.Process
	gone     chan struct{} // closed when the process has ended
}

// Start starts a server of the test's own, with settings such as "fsync=off"
// on top of durable ones. It ends with the test.
func Start(tb testing.TB, settings ...string) *Server {
	tb.Helper()
	s, err := start(settings...)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_ = s.admin.Close()
		s.Kill()
		_ = os.RemoveAll(s.dir)
	})
	return s
}

// URL gives the address of one of the server's databases.
func (s *Server) URL(database string) string {
	u := s.address
	u.Path = "/" + database
	return u.String()
}

// DataDir is where the server keeps its files, its journal in pg_wal below it.
func (s *Server) DataDir() (string, error) {
	var dir string
	err := s.admin.QueryRow("SHOW data_directory").Scan(&dir)
	return dir, err
}

// Create makes an empty database and gives its address.
func (s *Server) Create(tb testing.TB, name string) string {
	tb.Helper()
	if err := s.create(context.Background(), name, "template0"); err != nil {
		tb.Fatal(err)
	}
	return s.URL(name)
}

// Kill ends the server at once, as a power cut would end it.
func (s *Server) Kill() {
	select {
	case <-s.gone:
		return
	default:
	}
	// Stopped, the postmaster starts no more children; each is killed first,
	// so that none outlives it.
	_ = s.process.Signal(syscall.SIGSTOP)
	for _, child := range childrenOf(s.process.Pid) {
		_ = syscall.Kill(child, syscall.SIGKILL)
	}
	_ = s.process.Signal(syscall.SIGKILL)
	<-s.gone
}

// childrenOf reads the process table of Linux, proc(5).
func childrenOf(pid int) []int {
	var children []int
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		text, _ := os.ReadFile(path)
		var state string
		var parent int
		_, after, _ := strings.Cut(string(text), ") ")
		if _, err := fmt.Sscan(after, &state, &parent); err != nil || parent != pid {
			continue
		}
		if child, err := strconv.Atoi(filepath.Base(filepath.Dir(path))); err == nil {
			children = append(children, child)
		}
	}
	return children
}

// Restart starts a killed server again: it recovers from its journal.
func (s *Server) Restart(tb testing.TB) {
	tb.Helper()
	for n := 0; ; n++ {
		err := s.run()
		if err == nil {
			return
		}
		// The kernel may need a moment to take the killed children's memory.
		if n == 100 || !strings.Contains(err.Error(), "pre-existing shared memory") {
			tb.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func start(settings ...string) (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	base, err := room()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(base, "pg-")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, settings: settings}
	s.address = url.URL{Scheme: "postgres", RawQuery: url.Values{"host": {dir}, "user": {"candour"}}.Encode()}
	if os.Getuid() == 0 {
		if err := os.Chown(dir, nobody, nobody); err != nil {
			return nil, fmt.Errorf("giving PostgreSQL its folder: %w", err)
		}
	}
	initdb := s.command(filepath.Join(bin, "initdb"), "-D", filepath.Join(dir, "data"), "-U", "candour",
		"--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions", "--wal-segsize=4")
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("making a PostgreSQL cluster: %w\n%s", err, out)
	}
	if err := s.run(); err != nil {
		return nil, err
	}
	s.admin, err = sql.Open("pgx", s.URL("postgres"))
	return s, err
}

func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = s.dir
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT}
	if os.Getuid() == 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	}
	return cmd
}

// run starts the postmaster and waits until it answers.
func (s *Server) run() error {
	bin, err := binaries()
	if err != nil {
		return err
	}
	log, err := os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	args := []string{"-D", filepath.Join(s.dir, "data"), "-k", s.dir}
	for _, set := range append([]string{
		"listen_addresses=", "unix_socket_permissions=0700", "fsync=on", "full_page_writes=on", "synchronous_commit=on",
		"shared_buffers=64MB", "max_connections=250", "max_wal_size=512MB", "checkpoint_timeout=30min", "jit=off",
	}, s.settings...) {
		args = append(args, "-c", set)
	}
	cmd := s.command(filepath.Join(bin, "postgres"), args...)
	cmd.Stdout, cmd.Stderr = log, log
	gone := make(chan struct{})
	s.gone = gone
	started := make(chan error)
	go func() {
		// The kernel sends Pdeathsig when the thread that started the child
		// ends, so this one stays until the child is gone.
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait()
		}
		close(gone)
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("starting PostgreSQL: %w", err)
	}
	s.process = cmd.Process
	return s.wait()
}

// wait returns when the server answers, or with its log when it will not.
func (s *Server) wait() error {
	db, err := sql.Open("pgx", s.URL("postgres"))
	if err != nil {
		return err
	}
	defer db.Close()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if err = db.Ping(); err == nil {
			return nil
		}
		select {
		case <-s.gone:
			said, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			return fmt.Errorf("PostgreSQL ended as it started:\n%s", said)
		default:
		}
	}
	return fmt.Errorf("PostgreSQL did not start within a minute: %w", err)
}

func (s *Server) create(ctx context.Context, name, template string) error {
	_, err := s.admin.ExecContext(ctx, "CREATE DATABASE "+name+" TEMPLATE "+template+" STRATEGY FILE_COPY")
	if err != nil {
		return fmt.Errorf("creating a test database: %w", err)
	}
	return nil
}

func (s *Server) drop(name string) {
	_, _ = s.admin.Exec("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)")
}

// given connects to the server of CANDOUR_TEST_POSTGRES.
func given(address string) (*Server, error) {
	u, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(u.Scheme, "postgres") {
		return nil, errors.New("CANDOUR_TEST_POSTGRES is not an address like postgres://user@host/postgres")
	}
	s := &Server{address: *u}
	if s.admin, err = sql.Open("pgx", address); err != nil {
		return nil, err
	}
	if err := s.admin.Ping(); err != nil {
		return nil, fmt.Errorf("connecting to CANDOUR_TEST_POSTGRES: %w", err)
	}
	return s, nil
}

package storetest

import (
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"
)

// roomy is how much a memory filesystem must have free to be used.
const roomy = 1 << 30

// room is this process's directory for everything the tests make. A shell
// waits for the process to end, however it does, and removes it.
var room = sync.OnceValues(func() (string, error) {
	base := os.TempDir()
	var fs syscall.Statfs_t
	if err := syscall.Statfs("/dev/shm", &fs); err == nil && fs.Bavail*uint64(fs.Bsize) >= roomy {
		base = "/dev/shm"
	}
	dir, err := os.MkdirTemp(base, "candour-test-")
	if err != nil {
		return "", fmt.Errorf("making room for test databases: %w", err)
	}
	if err := os.Chmod(dir, 0o711); err != nil { // PostgreSQL's user passes through
		return "", err
	}
	return dir, sweepAtExit(dir)
})

// sweepAtExit starts a shell that reads from a pipe of which this process
// holds the other end. When the process ends, so does the reading; PostgreSQL
// has a few seconds to go, then the directory goes.
func sweepAtExit(dir string) error {
	cmd := exec.Command("/bin/sh", "-c", `
		trap '' INT TERM HUP
		cat >/dev/null
		n=0
		while ls "$1"/*/data/postmaster.pid >/dev/null 2>&1 && [ $n -lt 50 ]; do sleep 0.1; n=$((n+1)); done
		rm -rf "$1"`, "sh", dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	held, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting the sweeper of test databases: %w", err)
	}
	go func() {
		_ = cmd.Wait()
		_ = held.Close() // until then nothing may collect, and so close, the pipe
	}()
	return nil
}

package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"candour/internal/access"
	"candour/internal/installation"
	"candour/internal/retention"
)

type sweepCommand struct {
	Confirm sweepConfirmCommand `cmd:"" help:"Say that the day is right, as the data protection officer or the team manager. Two different people must. The password is read from standard input, one line."`
}

type sweepConfirmCommand struct {
	at
	Controller string `required:"" help:"Council."`
	Login      string `required:"" help:"Your user name."`
}

// Run confirms the calendar's day. A wrong clock would destroy what is still
// promised to be kept, so one person alone cannot.
func (c *sweepConfirmCommand) Run(ctx context.Context, std streams) error {
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil && line == "" {
		return fmt.Errorf("reading the password: %w", err)
	}
	config, err := c.config()
	if err != nil {
		return err
	}
	node, err := installation.Open(ctx, config)
	if err != nil {
		return err
	}
	defer node.Close()
	desk, err := access.New(node.Gate, time.Now, false)
	if err != nil {
		return err
	}
	_, session, err := desk.SignIn(ctx, c.Controller, c.Login, strings.TrimRight(line, "\r\n"))
	if err != nil {
		return err
	}
	day, err := retention.New(node.Gate).Confirm(ctx, session.Reader())
	if err != nil {
		return err
	}
	if err := desk.SignOut(ctx, session); err != nil {
		return err
	}
	fmt.Fprintf(std.out, "You confirmed that today is %s. Once two people have, what is due is destroyed.\n", day.Long())
	return nil
}

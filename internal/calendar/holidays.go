package calendar

import (
	"bufio"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// Holidays are the bank holidays of England and Wales between two days, both
// included. Beyond the horizon nothing has been proclaimed: reckoning goes on
// with weekends alone and says that it did.
type Holidays struct {
	from, until Day
	names       map[Day]string
}

//go:embed holidays.csv
var holidaysCSV string

// EnglandAndWales gives the bank holidays that come with the software.
var EnglandAndWales = sync.OnceValue(func() *Holidays {
	h, err := ReadHolidays(strings.NewReader(holidaysCSV))
	if err != nil {
		panic(err) // the file is part of the program, and a test reads it
	}
	return h
})

// ReadHolidays reads lines of day,name. The lines from,DAY and until,DAY state
// the span the list is complete for; # begins a comment. A line that is none
// of these is an error naming its number.
func ReadHolidays(r io.Reader) (*Holidays, error) {
	h := &Holidays{names: map[Day]string{}}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := h.read(line); err != nil {
			return nil, fmt.Errorf("reading bank holidays, line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("reading bank holidays: %w", err)
	}
	return h, h.check()
}

func (h *Holidays) read(line string) error {
	key, value, ok := strings.Cut(line, ",")
	if !ok || value == "" {
		return fmt.Errorf("%q has no comma with something after it", line)
	}
	span := map[string]*Day{"from": &h.from, "until": &h.until}[key]
	if span != nil {
		return span.UnmarshalText([]byte(value))
	}
	d, err := Parse(key)
	if err != nil {
		return err
	}
	if h.names[d] != "" {
		return fmt.Errorf("%s is listed twice", d)
	}
	h.names[d] = value
	return nil
}

func (h *Holidays) check() error {
	if h.from.IsZero() || h.until.IsZero() || h.until.Before(h.from) {
		return errors.New("reading bank holidays: the file must state from and until, in that order")
	}
	for d := range h.names {
		if d.Before(h.from) || d.After(h.until) {
			return fmt.Errorf("reading bank holidays: %s lies outside the stated span %s to %s", d, h.from, h.until)
		}
	}
	return nil
}

// Horizon is the last day up to which the list is complete.
func (h *Holidays) Horizon() Day { return h.until }

// Known reports whether the list is complete for d.
func (h *Holidays) Known(d Day) bool { return !d.Before(h.from) && !d.After(h.until) }

// Name gives the bank holiday on d, or "".
func (h *Holidays) Name(d Day) string { return h.names[d] }

// Working reports whether d is neither a Saturday, a Sunday nor a listed bank
// holiday.
func (h *Holidays) Working(d Day) bool {
	w := d.Weekday()
	return w != time.Saturday && w != time.Sunday && h.names[d] == ""
}

// Roll moves d forward past Saturdays, Sundays and bank holidays; a working
// day stays. known is false when a day it looked at lies outside the list, so
// that only weekends were certain: the caller must say so.
func (h *Holidays) Roll(d Day) (rolled Day, known bool) {
	known = h.Known(d)
	for !h.Working(d) {
		d = d.AddDays(1)
		known = known && h.Known(d)
	}
	return d, known
}

// AddWorkingDays gives the nth working day after d; d itself is not counted.
// n of nought rolls d, and a negative n counts back. known is as for Roll.
func (h *Holidays) AddWorkingDays(d Day, n int) (day Day, known bool) {
	if n == 0 {
		return h.Roll(d)
	}
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	known = h.Known(d)
	for n > 0 {
		d = d.AddDays(step)
		known = known && h.Known(d)
		if h.Working(d) {
			n--
		}
	}
	return d, known
}

// WorkingDaysUntil counts the working days after d up to and including e;
// nought when e is not after d.
func (h *Holidays) WorkingDaysUntil(d, e Day) int {
	n := 0
	for d = d.AddDays(1); !d.After(e); d = d.AddDays(1) {
		if h.Working(d) {
			n++
		}
	}
	return n
}

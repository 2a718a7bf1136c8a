package calendar

import "time"

// Now reads machine time: sessions, leases, correction periods, checkpoints.
// It never answers what day it is for the law; that day is held by the gate,
// which in production takes it from Of(now()) and in a demonstration from the
// database.
type Now func() time.Time

// EndOf is the first instant after d in London. What is kept to the end of d
// is destroyed from this instant on.
func EndOf(d Day) time.Time { return d.AddDays(1).Start() }

package calendar

import "time"

// Clock gives the London time of day of an instant as people read it off a
// wall: "16:05".
func Clock(t time.Time) string { return t.In(London).Format("15:04") }

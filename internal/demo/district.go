package demo

import "sync"

var districts = sync.OnceValue(func() map[string]string {
	byPostcode := make(map[string]string, len(places))
	for _, p := range places {
		byPostcode[p.postcode] = p.district
	}
	return byPostcode
})

// District gives the council district of one of the demo's postcodes, or "".
func District(postcode string) string { return districts()[postcode] }

// Package packs embeds the notices that this installation serves: one folder
// for a controller, one folder inside it for a service, and beside them the
// facts of law and of bodies that all of them share. It holds data only.
package packs

import "embed"

// FS holds every pack, as notice.LoadAll reads them.
//
//go:embed *.yaml */*.yaml */*/*.yaml
var FS embed.FS

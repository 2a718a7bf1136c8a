// Package packs embeds the notices that this installation serves: one folder
// for a controller, one folder inside it for a service. It holds data only.
package packs

import "embed"

// FS holds every pack, as notice.LoadAll reads them.
//
//go:embed kent norfolk
var FS embed.FS

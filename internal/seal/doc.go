// Package seal keeps the keys that personal data rests under, and destroys
// them. One key exists per data subject, service and tier; deleting it makes
// every copy of the data sealed under it unreadable at once.
//
// Three layers:
//
//   - A [Key] seals sections with AES-256-GCM, each bound to its [Place].
//   - Keys rest in the key database, wrapped under the controller's
//     key-encryption key. [Embedded] reads and writes them.
//   - A [Custodian] holds key-encryption keys outside every database.
//     [FileCustodian] holds them as files.
//
// A deleted key leaves copies of its wrapped form behind: in journals and
// backups of the key database, and in escrow copies. A [Rotation] replaces the
// key-encryption key every night and so makes the first kind worthless;
// [Embedded.Prune] deletes escrow copies past their life; [Embedded.Final]
// says from when on nothing remains.
//
// Only gate and cmd/candour import seal. It imports store and care.
package seal

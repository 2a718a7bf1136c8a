// Package ledger is the signed log of one controller: what was done with
// whose information, by whom, for which purpose and on which basis. It holds
// random ids, neutral codes and commitments, never personal data, so it can
// be handed to an outsider whole.
//
// An [Entry] is committed by the gate without a position. A [Log] places
// every entry that has none ([Log.Integrate]) in a Merkle tree (RFC 6962,
// golang.org/x/mod/sumdb/tlog), signs a checkpoint (C2SP tlog-checkpoint, a
// C2SP signed-note with Ed25519) and copies the batch to an [Archive] outside
// the data directory. [Log.Audit] recomputes all of it from the entries.
//
// For an outsider there are the bundle ([Log.Export], [VerifyBundle]) and the
// proof of one entry ([Log.Prove], [VerifyProof]): both need only the public
// verifier key, no database and no secret.
//
// The package imports store, care and calendar and nothing else of the house.
package ledger

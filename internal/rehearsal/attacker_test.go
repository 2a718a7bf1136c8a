package rehearsal

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/seal"
	"candour/internal/simulation"
	"candour/internal/store"
	"candour/internal/storetest"
)

// An attacker holds copies and knows everything about Candour but a secret. It
// asks no custodian and no gate: it takes every key-encryption key out of the
// key files, tries it on every wrapped key of every copy, and what comes out
// on every section of every copy.
type attacker struct {
	secrets  [][]byte             // of every file that holds a key
	wrapped  map[care.ID][][]byte // by data key, from every copy
	sections []care.Section
	services map[care.ID]string // by episode
}

var keyLine = regexp.MustCompile(`(?i)[0-9a-f]{64}`)

// files takes every key out of every file below the folders.
func (a *attacker) files(folders ...string) error {
	for _, root := range folders {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, digits := range keyLine.FindAll(data, -1) {
				secret, err := hex.DecodeString(string(digits))
				if err != nil {
					return err
				}
				a.secrets = append(a.secrets, secret)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// copies takes every wrapped key and every section of an installation's
// databases.
func (a *attacker) copies(ctx context.Context, p *place) error {
	l, err := p.lies(ctx)
	if err != nil {
		return err
	}
	a.sections = append(a.sections, l.sections...)
	for id, e := range l.episodes {
		a.services[id] = e.Service
	}
	keys, done, err := database(p.config.Keys)
	if err != nil {
		return err
	}
	defer done()
	r := &reader{ctx: ctx, db: keys, controller: p.controller}
	r.each(`SELECT id, wrapped FROM data_key WHERE controller = $1`, func(scan func(...any) error) error {
		var id care.ID
		var wrapped []byte
		err := scan(&id, &wrapped)
		a.wrapped[id] = append(a.wrapped[id], wrapped)
		return err
	})
	return r.err
}

// attack gives the words that came out, by subject.
func (a *attacker) attack(controller string) map[care.ID]string {
	words := map[care.ID]string{}
	for _, s := range a.sections {
		of := a.services[s.Episode]
		place := seal.Place{
			Controller: controller, Service: of, Subject: string(s.Subject), Tier: s.Tier,
			Section: string(s.ID), Kind: s.Kind, Item: s.Item, Version: s.Version,
		}
		for _, key := range a.unwrap(controller, s.Key) {
			if plain, err := openAES(key, s.Sealed, place.AD()); err == nil {
				words[s.Subject] += string(plain) + "\n"
			}
		}
	}
	return words
}

// unwrap tries every secret on every copy of a wrapped key.
func (a *attacker) unwrap(controller string, id care.ID) (keys [][]byte) {
	var ad []byte
	for _, part := range []string{"candour data key 1", controller, string(id)} {
		ad = append(binary.BigEndian.AppendUint64(ad, uint64(len(part))), part...)
	}
	for _, wrapped := range a.wrapped[id] {
		for _, secret := range a.secrets {
			if key, err := openAES(secret, wrapped, ad); err == nil {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// openAES opens AES-256-GCM with its nonce in front.
func openAES(key, sealed, ad []byte) ([]byte, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	if len(sealed) < gcm.NonceSize() {
		return nil, errors.New("too short")
	}
	return gcm.Open(nil, sealed[:gcm.NonceSize()], sealed[gcm.NonceSize():], ad)
}

// yesterday copies an installation on which nothing runs.
func yesterday(t *testing.T, p *place) *place {
	t.Helper()
	dir := storetest.Dir(t)
	must(t, copyTree(p.config.Dir, filepath.Join(dir, "data")))
	old := *p
	old.config.Dir = filepath.Join(dir, "data")
	for _, address := range []*string{&old.config.Data, &old.config.Keys} {
		if path, ok := strings.CutPrefix(*address, "sqlite:"); ok {
			to := filepath.Join(old.config.Dir, filepath.Base(path))
			must(t, copyTree(path, to))
			*address = "sqlite:" + to
			continue
		}
		*address = copyDatabase(t, *address)
	}
	return &old
}

// copyDatabase copies one of the shared server's databases.
func copyDatabase(t *testing.T, address string) string {
	t.Helper()
	server, err := storetest.Shared()
	must(t, err)
	name := address[strings.LastIndex(address, "/candour_test")+1:]
	name, _, _ = strings.Cut(name, "?")
	into := name + "_yesterday"
	admin, err := sql.Open("pgx", server.URL("postgres"))
	must(t, err)
	defer admin.Close()
	if held := servers[address]; held != nil { // a template may have no visitors
		must(t, held.Close())
		delete(servers, address)
	}
	_, err = admin.Exec("CREATE DATABASE " + into + " TEMPLATE " + name)
	must(t, err)
	t.Cleanup(func() {
		admin, err := sql.Open("pgx", server.URL("postgres"))
		if err == nil {
			_, _ = admin.Exec("DROP DATABASE IF EXISTS " + into + " WITH (FORCE)")
			_ = admin.Close()
		}
	})
	return server.URL(into)
}

// After destruction and the nightly change of the key-encryption key, somebody
// with yesterday's data directory, the ledger archive, today's keys and today's
// data opens nothing of the destroyed and everything of the living. The same
// attacker with yesterday's key files opens all.
func TestYesterdaysCopyAndTodaysKeysOpenNothingOfTheDead(t *testing.T) {
	storetest.EachDB(t, func(t *testing.T, data, keys store.Config) {
		ctx, p := t.Context(), newPlace(t, data, keys)
		must(t, seal.CreateEscrow(p.config.Dir+".escrow", filepath.Join(t.TempDir(), "escrow-identity.txt"), p.config.Dir))
		at := time.Now()
		now := func() time.Time { at = at.Add(time.Millisecond); return at }
		dead, living := lives(t, p, now)
		old := yesterday(t, p)
		must(t, copyTree(p.config.Dir+".kek", old.config.Dir+".kek"))

		at = at.Add(11 * time.Minute)
		n, err := p.open(ctx, "one", nil, now)
		must(t, err)
		must(t, n.Gate.HoldCalendar(ctx, "kent", sensitiveEnds))
		must(t, sweep(ctx, n.Gate, "kent"))
		must(t, n.Integrate(ctx))
		must(t, n.ChangeKeys(ctx, "kent"))
		must(t, n.Close())

		today := &attacker{wrapped: map[care.ID][][]byte{}, services: map[care.ID]string{}}
		must(t, today.files(p.config.Dir+".kek", p.config.Dir+".archive", p.config.Dir+".escrow", p.config.Dir, old.config.Dir))
		must(t, errors.Join(today.copies(ctx, old), today.copies(ctx, p)))
		words := today.attack("kent")
		for _, gone := range dead {
			for subject, said := range words {
				if strings.Contains(said, gone) {
					t.Errorf("%q of subject %s was opened", gone, subject)
				}
			}
		}
		all := strings.Builder{}
		for _, said := range words {
			all.WriteString(said)
		}
		for _, kept := range living {
			if !strings.Contains(all.String(), kept) {
				t.Errorf("%q, which lives, was not opened: the attacker is too weak to prove anything", kept)
			}
		}

		earlier := &attacker{wrapped: map[care.ID][][]byte{}, services: map[care.ID]string{}}
		must(t, errors.Join(earlier.files(old.config.Dir+".kek"), earlier.copies(ctx, old)))
		all.Reset()
		for _, said := range earlier.attack("kent") {
			all.WriteString(said)
		}
		for _, was := range append(dead, living...) {
			if !strings.Contains(all.String(), was) {
				t.Errorf("%q was not opened with yesterday's own key files", was)
			}
		}
	})
}

// lives makes a caseload: it gives words that will be destroyed, of a referrer
// and of the notes of somebody who leaves, and words that will live on.
func lives(t *testing.T, p *place, now func() time.Time) (dead, living []string) {
	t.Helper()
	ctx := t.Context()
	n, err := p.open(ctx, "one", nil, now)
	must(t, err)
	must(t, p.furnish(ctx, n.Gate))
	d := &desk{Node: n, place: p, told: newTold(func() []simulation.Step { return nil })}
	arthur, err := d.refer(ctx, "Arthur Penfold")
	must(t, err)
	must(t, d.each(
		func() error { return d.allocate(ctx, arthur) },
		func() error { return d.tried(ctx, arthur) },
		func() error { return d.reach(ctx, arthur) },
		func() error { return d.leave(ctx, arthur) },
		func() error { _, err := d.refer(ctx, "Edith Larkin"); return err },
		func() error { return n.Integrate(ctx) },
		d.close,
	))
	// Arthur's notes and his referrer die; his name, Edith's, and a colleague's live.
	return []string{"Somebody else's number.", "Mavis Cole"}, []string{"Arthur Penfold", "Edith Larkin"}
}

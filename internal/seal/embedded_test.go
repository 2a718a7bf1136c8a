package seal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/store"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

func TestKeysOpenAfterARestart(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		v.create(3)
		v.restart(db)
		v.everythingOpens()
	})
}

func TestKeysOfAnotherControllerAreOutOfReach(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		id := v.create(1)[0]
		if err := v.keys.enrol(t.Context(), "norfolk"); err != nil {
			t.Fatal(err)
		}
		keys, err := v.keys.Open(t.Context(), "norfolk", id)
		if err != nil || len(keys) != 0 {
			t.Errorf("opened %d keys of another controller, %v", len(keys), err)
		}
		if version, err := v.keys.Delete(t.Context(), "norfolk", id); version != 0 || err != nil {
			t.Errorf("deleting another controller's key: got version %d, %v, want 0", version, err)
		}
		v.everythingOpens()
	})
}

func TestDeleteIsTheEndAndMayBeRepeated(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		ids := v.create(3)
		if version := v.delete(ids[1]); version != 1 {
			t.Errorf("got version %d, want 1", version)
		}
		if version := v.delete(ids[1]); version != 0 {
			t.Errorf("deleting again: got version %d, want 0", version)
		}
		v.everythingOpens(ids[1])
	})
}

func TestManyKeysAreDeletedAtOnce(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		ids := v.create(batch + 5)
		v.delete(ids[2])
		got, err := v.keys.DeleteMany(t.Context(), "kent", append(ids[:batch+3:batch+3], "long gone")...)
		if err != nil || len(got) != batch+2 {
			t.Fatalf("deleted %d keys, %v, want %d", len(got), err, batch+2)
		}
		if _, there := got[ids[2]]; there || got[ids[0]] != 1 {
			t.Errorf("got version %d of one deleted before, and %d of one that was there, want none and 1", got[ids[2]], got[ids[0]])
		}
		for _, id := range ids[:batch+3] {
			delete(v.kept, id)
		}
		v.everythingOpens(ids[:batch+3]...)
		if again, err := v.keys.DeleteMany(t.Context(), "kent", ids[0]); err != nil || len(again) != 0 {
			t.Errorf("deleting again gave %v, %v", again, err)
		}
	})
}

func TestOldListsKeysMadeBefore(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		old := v.create(5)
		v.now = v.now.Add(time.Hour)
		v.create(2)
		var got []care.ID
		for after := care.ID(""); ; after = got[len(got)-1] {
			page, err := v.keys.Old(t.Context(), "kent", v.now, after, 2)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			got = append(got, page...)
		}
		if diff := cmp.Diff(old, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestChangedOrMovedWrappedKeyIsRefused(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		ids := v.create(2)
		var rows []store.KeyRow
		read := func(tx *store.KeyTx) (err error) {
			rows, err = tx.Keys(t.Context(), "kent", ids...)
			return err
		}
		if err := db.View(t.Context(), read); err != nil {
			t.Fatal(err)
		}
		moved := rows[0]
		moved.ID = rows[1].ID // one person's key in another's place
		changed := rows[1]
		changed.Wrapped = bytes.Clone(changed.Wrapped)
		changed.Wrapped[20] ^= 1
		for name, row := range map[string]store.KeyRow{"moved": moved, "changed": changed} {
			replace := func(tx *store.KeyTx) error {
				_, err := tx.RewrapKeys(t.Context(), "kent", 1, []store.KeyRow{row})
				return err
			}
			if err := db.Update(t.Context(), replace); err != nil {
				t.Fatal(err)
			}
			if keys, err := v.keys.Open(t.Context(), "kent", ids...); !errors.Is(err, ErrTampered) || keys != nil {
				t.Errorf("%s: got %d keys, %v, want none and ErrTampered", name, len(keys), err)
			}
		}
	})
}

func TestMissingKeyFileRefusesAndDestroysNothing(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		v.create(2)
		file := v.path("kek/kek-kent-1.key")
		if err := os.Rename(file, file+".away"); err != nil {
			t.Fatal(err)
		}
		if _, err := v.open(db); !errors.Is(err, ErrNoKeyFile) {
			t.Errorf("got %v, want ErrNoKeyFile", err)
		}
		if left := must(filepath.Glob(v.path("kek/*"))); len(left) != 1 {
			t.Errorf("key files appeared: %v", left)
		}
		if err := os.Rename(file+".away", file); err != nil {
			t.Fatal(err)
		}
		v.restart(db)
		v.everythingOpens()
	})
}

func TestForeignKeyFileRefusesAndDestroysNothing(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		v.create(2)
		file := v.path("kek/kek-kent-1.key")
		ours := must(os.ReadFile(file))
		database := must(v.keys.Identity(t.Context(), "kent"))
		foreign := map[string][]byte{
			"of another database": encodeKeyFile(KEK{"kent", "elsewhere", 1}, NewKey().bytes()),
			"with a false name":   encodeKeyFile(KEK{"kent", database, 1}, NewKey().bytes()),
			"of another version":  encodeKeyFile(KEK{"kent", database, 2}, NewKey().bytes()),
			"not a key file":      []byte("hello"),
			"empty":               nil,
		}
		for name, text := range foreign {
			if err := os.WriteFile(file, text, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := v.open(db); !errors.Is(err, ErrForeignKeyFile) {
				t.Errorf("%s: got %v, want ErrForeignKeyFile", name, err)
			}
			if !bytes.Equal(text, must(os.ReadFile(file))) {
				t.Errorf("%s: the file was changed", name)
			}
		}
		if err := os.WriteFile(file, ours, 0o600); err != nil {
			t.Fatal(err)
		}
		v.restart(db)
		v.everythingOpens()
	})
}

func TestEmptyKeyDatabaseRefusesTheFilesOfALostOne(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		for _, version := range []int64{1, 2, 7} {
			dir := v.path("lost-" + uuid.NewString())
			files := must(OpenFiles(dir, ""))
			if err := files.Publish(t.Context(), KEK{"norfolk", "the lost database", version}); err != nil {
				t.Fatal(err)
			}
			before := must(os.ReadDir(dir))
			_, err := openAt(t.Context(), db, Options{Controllers: []string{"norfolk"}, Custodian: files, Now: time.Now})
			if !errors.Is(err, ErrForeignKeyFile) {
				t.Errorf("version %d: got %v, want ErrForeignKeyFile", version, err)
			}
			if after := must(os.ReadDir(dir)); len(after) != len(before) {
				t.Errorf("version %d: got %d key files, want the %d there were", version, len(after), len(before))
			}
		}
	})
}

// No bytes of a data key or of the key-encryption key lie in the key database
// or its journal; the same search finds them where they were planted.
func TestKeyBytesAreNeverInTheKeyDatabase(t *testing.T) {
	dir := t.TempDir()
	db, err := store.OpenKeys(t.Context(), store.Config{URL: "sqlite:" + filepath.Join(dir, "keys.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	v := newVault(t, db)
	ids := v.create(20)
	v.rotate()
	v.delete(ids[0])
	keys := must(v.keys.Open(t.Context(), "kent", ids...))
	defer WipeAll(keys)
	secrets := [][]byte{must(readKeyFile(v.path("kek/kek-kent-2.key"), KEK{"kent", must(v.keys.Identity(t.Context(), "kent")), 2}))[:]}
	for _, k := range keys {
		secrets = append(secrets, k.bytes()[:])
	}
	search := func() (found []string) {
		for _, name := range must(filepath.Glob(filepath.Join(dir, "*"))) {
			content := must(os.ReadFile(name))
			for _, secret := range secrets {
				if form := findSecret(content, secret); form != "" {
					found = append(found, filepath.Base(name)+" as "+form)
				}
			}
		}
		return found
	}
	if found := search(); len(found) > 0 {
		t.Errorf("found key bytes in %s", strings.Join(found, ", "))
	}
	plant := func(tx *store.KeyTx) error {
		return tx.InsertKeys(t.Context(), "kent", []store.KeyRow{{ID: "planted", KEKVersion: 2, Wrapped: secrets[1], CreatedAt: v.now}})
	}
	if err := db.Update(t.Context(), plant); err != nil {
		t.Fatal(err)
	}
	if len(search()) == 0 {
		t.Error("the search does not find a planted key")
	}
}

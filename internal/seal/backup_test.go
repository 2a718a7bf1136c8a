package seal

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/store"
	"candour/internal/storetest"

	"filippo.io/age"
)

func nobody(care.ID) bool { return false }

func TestEscrowCopyRestoresEveryKeyIntoANewDatabase(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		v.create(5)
		for range 3 {
			v.rotate()
		}
		b, err := v.keys.BackUp(t.Context(), "kent")
		if err != nil || b.Keys != 5 || b.SHA256 == "" {
			t.Fatalf("got %+v, %v, want 5 keys", b, err)
		}
		v.loseEverything()
		file, identity := v.newestCopy()
		got, err := v.keys.RestoreBackup(t.Context(), "kent", file, identity, nobody)
		if err != nil || got.Keys != 5 || got.Present != 0 || got.Dead != 0 || got.Head.Version != 4 {
			t.Errorf("got %+v, %v, want 5 keys from version 4", got, err)
		}
		v.everythingOpens()
		if version := must(v.keys.Version(t.Context(), "kent")); version != 5 {
			t.Errorf("restored under version %d, want 5, above every one the copy knew", version)
		}
		if below, _, err := v.keys.Final(t.Context(), "kent"); below > 2 || err != nil {
			t.Errorf("copies of version 2 and later live, but %d counts as gone (%v)", below-1, err)
		}
		if version := v.rotate(); version != 5 {
			t.Errorf("got version %d, want the unfinished 5", version)
		}
		v.everythingOpens()
		v.finished(5)
	})
}

// loseEverything goes on with a new key database and no key files: a fire. The
// escrow copies and their identity were elsewhere.
func (v *vault) loseEverything() {
	v.t.Helper()
	if err := os.RemoveAll(v.path("kek")); err != nil {
		v.t.Fatal(err)
	}
	_, fresh := storetest.SQLite(v.t)
	v.db = storetest.OpenKeys(v.t, fresh)
	v.restart(v.db)
}

func TestRestoreNeverWritesTheDead(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		ids := v.create(6)
		must(v.keys.BackUp(t.Context(), "kent"))
		v.delete(ids[1], ids[4])
		died := map[care.ID]bool{ids[1]: true, ids[4]: true}
		v.loseEverything()
		for range 2 { // again, as after a crash
			file, identity := v.newestCopy()
			got, err := v.keys.RestoreBackup(t.Context(), "kent", file, identity, func(id care.ID) bool { return died[id] })
			if err != nil || got.Dead != 2 || got.Keys+got.Present != 4 {
				t.Errorf("got %+v, %v, want 2 dead and 4 others", got, err)
			}
			v.everythingOpens(ids[1], ids[4])
		}
	})
}

func TestDeleteAllTakesTheDeadOutOfARestoredDatabase(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		ids := v.create(4)
		delete(v.kept, ids[0])
		delete(v.kept, ids[3])
		n, err := v.keys.DeleteAll(t.Context(), "kent", []care.ID{ids[0], "long gone", ids[3], ids[0]})
		if err != nil || n != 2 {
			t.Errorf("deleted %d, %v, want 2", n, err)
		}
		v.everythingOpens(ids[0], ids[3])
	})
}

func TestRestoreRefusesDamagedAndForeignCopies(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		v.create(3)
		must(v.keys.BackUp(t.Context(), "kent"))
		if err := v.keys.enrol(t.Context(), "norfolk"); err != nil {
			t.Fatal(err)
		}
		file, identity := v.newestCopy()
		_, err := v.keys.RestoreBackup(t.Context(), "norfolk", file, identity, nobody)
		if !errors.Is(err, ErrTampered) {
			t.Errorf("another controller's copy: got %v, want ErrTampered", err)
		}
		whole := must(io.ReadAll(must2(v.newestCopy())))
		for _, at := range []int{0, len(whole) / 2, len(whole) - 1} {
			changed := bytes.Clone(whole)
			changed[at] ^= 1
			if _, _, err := CheckBackup(bytes.NewReader(changed), must1(v.newestCopy())); err == nil {
				t.Errorf("byte %d of %d changed and nobody noticed", at, len(whole))
			}
			if _, _, err := CheckBackup(bytes.NewReader(whole[:at]), must1(v.newestCopy())); err == nil {
				t.Errorf("cut to %d of %d bytes and nobody noticed", at, len(whole))
			}
		}
		stranger := must(age.GenerateHybridIdentity()).String()
		if _, _, err := CheckBackup(bytes.NewReader(whole), strings.NewReader(stranger)); err == nil {
			t.Error("another identity opens the copy")
		}
		head, n, err := CheckBackup(must2(v.newestCopy()), must1(v.newestCopy()))
		if err != nil || n != 3 || head.Controller != "kent" {
			t.Errorf("the whole copy: got %d keys of %q, %v, want 3 of kent", n, head.Controller, err)
		}
	})
}

func must1(_, identity *bytes.Reader) *bytes.Reader { return identity }
func must2(file, _ *bytes.Reader) *bytes.Reader     { return file }

func TestCopyReaderRefusesEveryCut(t *testing.T) {
	plain := plainCopy(t)
	for cut := range plain {
		if _, err := readCopy(plain[:cut]); err == nil {
			t.Fatalf("cut to %d of %d bytes and nobody noticed", cut, len(plain))
		}
	}
	if n, err := readCopy(plain); n != 3 || err != nil {
		t.Errorf("got %d keys, %v, want 3", n, err)
	}
	if _, err := readCopy(append(bytes.Clone(plain), 0)); err == nil {
		t.Error("a copy that goes on after its end was taken")
	}
	one := bytes.Clone(plain)
	one[len(one)-1]++
	if _, err := readCopy(one); err == nil {
		t.Error("a copy that miscounts its keys was taken")
	}
}

func plainCopy(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	w := must(newCopyWriter(&out, CopyHead{Controller: "kent", Version: 1}))
	for _, id := range []care.ID{"a", "b", "c"} {
		if err := w.add(id, time.Unix(1, 0), NewKey()); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.end(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func readCopy(plain []byte) (n int, err error) {
	r, _, err := newCopyReader(bytes.NewReader(plain))
	for err == nil {
		_, _, _, err = r.next()
	}
	if err == io.EOF {
		return int(r.count), nil
	}
	return 0, err
}

func FuzzCopyReader(f *testing.F) {
	f.Add(plainCopy(f))
	f.Add([]byte("{}\n"))
	f.Fuzz(func(t *testing.T, plain []byte) {
		n, err := readCopy(plain)
		if err == nil && len(plain) < n*(1+8+KeySize) {
			t.Errorf("%d bytes gave %d keys", len(plain), n)
		}
	})
}

// An escrow copy that died while being written, or was never read back, counts
// as holding keys until it is cleared away.
func TestUnreadCopyIsClearedAwayAndCountsUntilThen(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		v.create(1)
		m := &mortal{database: db, left: 4} // two to open, the announcement, then the copy's snapshot
		if _, err := must(v.open(m)).BackUp(t.Context(), "kent"); !errors.Is(err, errDied) {
			t.Fatalf("got %v, want death", err)
		}
		v.rotate()
		if below, _, _ := v.keys.Final(t.Context(), "kent"); below != 2 {
			t.Errorf("got version %d, want 2: the day cleared the dead copy away", below)
		}
		if copies := must(v.keys.escrow.copies("kent")); len(copies) != 1 {
			t.Errorf("%d escrow copies are left, want 1", len(copies))
		}
	})
}

func TestFinalWaitsForKeyFilesAndEscrowCopies(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		ids := v.create(2)
		v.rotate() // its copy holds both keys
		died := v.delete(ids[0])
		if died != 2 {
			t.Fatalf("the key died under version %d, want 2", died)
		}
		start := v.now
		var below int64
		var at time.Time
		for day := 1; ; day++ {
			if day > 40 {
				t.Fatalf("after %d days versions below %d count as gone, and the key died under %d", day, below, died)
			}
			v.rotate()
			var err error
			if below, at, err = v.keys.Final(t.Context(), "kent"); err != nil {
				t.Fatal(err)
			}
			holds := v.someCopyHolds(ids[0])
			if holds && below > died {
				t.Fatalf("day %d: final, but an escrow copy holds the key", day)
			}
			if !holds {
				if below <= died {
					t.Fatalf("day %d: no copy holds the key, but only versions below %d count as gone", day, below)
				}
				break
			}
		}
		if kept := at.Sub(start); kept <= EscrowLife || kept > EscrowLife+48*time.Hour {
			t.Errorf("final after %v, want just over %v", kept, EscrowLife)
		}
		v.everythingOpens(ids[0])
	})
}

// someCopyHolds opens every escrow copy and looks for a key in it.
func (v *vault) someCopyHolds(id care.ID) bool {
	v.t.Helper()
	identities := must(age.ParseIdentities(must1(v.newestCopy())))
	for _, name := range must(v.keys.escrow.copies("kent")) {
		file := must(os.ReadFile(v.keys.escrow.path(name)))
		plain := must(io.ReadAll(must(age.Decrypt(bytes.NewReader(file), identities...))))
		if bytes.Contains(plain, []byte(id)) {
			return true
		}
	}
	return false
}

func TestPruneKeepsCopiesForTheirLifeAndNoLonger(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		v.create(1)
		must(v.keys.BackUp(t.Context(), "kent"))
		v.now = v.now.Add(EscrowLife)
		if n := must(v.keys.Prune(t.Context(), "kent")); n != 0 {
			t.Errorf("on the last day %d copies were deleted, want none", n)
		}
		v.now = v.now.Add(time.Second)
		if n := must(v.keys.Prune(t.Context(), "kent")); n != 1 {
			t.Errorf("after the last day %d copies were deleted, want 1", n)
		}
		if left := must(v.keys.escrow.copies("kent")); len(left) != 0 {
			t.Errorf("copies %v are left", left)
		}
		if n := must(v.keys.Prune(t.Context(), "kent")); n != 0 {
			t.Errorf("pruning again deleted %d", n)
		}
	})
}

func TestEscrowCopyShowsNoKeyToWhoeverHoldsOnlyTheMachine(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		ids := v.create(3)
		must(v.keys.BackUp(t.Context(), "kent"))
		keys := must(v.keys.Open(t.Context(), "kent", ids...))
		defer WipeAll(keys)
		file := must(io.ReadAll(must2(v.newestCopy())))
		for _, k := range keys {
			if form := findSecret(file, k.bytes()[:]); form != "" {
				t.Errorf("the copy shows a key as %s", form)
			}
		}
		if bytes.Contains(file, []byte(ids[0])) {
			t.Error("the copy shows a key's id")
		}
	})
}

func TestCreateEscrowNeverReplacesAnIdentity(t *testing.T) {
	v := t.TempDir()
	if err := CreateEscrow(v+"/escrow", v+"/identity.txt", v+"/data"); err != nil {
		t.Fatal(err)
	}
	before := must(os.ReadFile(v + "/identity.txt"))
	if err := CreateEscrow(v+"/escrow", v+"/identity.txt", v+"/data"); !errors.Is(err, os.ErrExist) {
		t.Errorf("got %v, want ErrExist", err)
	}
	recipients := must(os.ReadFile(v + "/escrow/recipients.txt"))
	if err := os.Remove(v + "/escrow/recipients.txt"); err != nil { // as a crash leaves it
		t.Fatal(err)
	}
	if err := CreateEscrow(v+"/escrow", v+"/identity.txt", v+"/data"); err != nil {
		t.Errorf("resuming: %v", err)
	}
	if !bytes.Equal(before, must(os.ReadFile(v+"/identity.txt"))) {
		t.Error("the identity was replaced")
	}
	if !bytes.Equal(recipients, must(os.ReadFile(v+"/escrow/recipients.txt"))) {
		t.Error("the recipients are others")
	}
	if err := CreateEscrow(v+"/escrow", v+"/data/identity.txt", v+"/data"); !errors.Is(err, ErrInsideData) {
		t.Errorf("an identity inside the data: got %v, want ErrInsideData", err)
	}
	if _, err := OpenEscrow(v+"/empty", v+"/data"); !errors.Is(err, ErrNoEscrow) {
		t.Errorf("no recipients: got %v, want ErrNoEscrow", err)
	}
}

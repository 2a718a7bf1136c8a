package seal

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"candour/internal/care"

	"pgregory.net/rapid"
)

var place = rapid.Custom(func(t *rapid.T) Place {
	text := rapid.StringN(0, 12, 24)
	return Place{
		Controller: text.Draw(t, "controller"), Service: text.Draw(t, "service"), Subject: text.Draw(t, "subject"),
		Tier: text.Draw(t, "tier"), Section: text.Draw(t, "section"), Kind: text.Draw(t, "kind"),
		Item: text.Draw(t, "item"), Version: rapid.Int64().Draw(t, "version"),
	}
})

func TestKeyOpensWhatItSealed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, p := NewKey(), place.Draw(t, "place")
		plaintext := rapid.SliceOf(rapid.Byte()).Draw(t, "plaintext")
		sealed := k.Seal(plaintext, p.AD())
		if len(sealed) != len(plaintext)+Overhead {
			t.Fatalf("sealed %d bytes into %d, want %d", len(plaintext), len(sealed), len(plaintext)+Overhead)
		}
		got, err := k.Open(sealed, p.AD())
		if err != nil || !bytes.Equal(got, plaintext) {
			t.Fatalf("got %x, %v, want %x", got, err, plaintext)
		}
		if again := k.Seal(plaintext, p.AD()); bytes.Equal(again[:12], sealed[:12]) {
			t.Fatal("two sealings share a nonce")
		}
	})
}

func TestSectionOpensInNoOtherPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, p, q := NewKey(), place.Draw(t, "place"), place.Draw(t, "other")
		sealed := k.Seal([]byte("a record"), p.AD())
		others := []Place{p, p, p, p, p, p, p, p, q}
		others[0].Controller = q.Controller
		others[1].Service = q.Service
		others[2].Subject = q.Subject
		others[3].Tier = q.Tier
		others[4].Section = q.Section
		others[5].Kind = q.Kind
		others[6].Item = q.Item
		others[7].Version = q.Version
		for _, other := range others {
			if other == p {
				continue
			}
			if _, err := k.Open(sealed, other.AD()); !errors.Is(err, ErrTampered) {
				t.Fatalf("sealed at %+v, opened at %+v: got %v, want ErrTampered", p, other, err)
			}
		}
	})
}

func TestPlaceCannotBeSplitDifferently(t *testing.T) {
	a := Place{Controller: "kent", Service: "pw", Subject: "12"}
	for _, b := range []Place{
		{Controller: "kentp", Service: "w", Subject: "12"},
		{Controller: "kent", Service: "pw1", Subject: "2"},
		{Controller: "kent", Service: "pw", Tier: "12"},
		{Controller: "kent", Subject: "pw12"},
	} {
		if bytes.Equal(a.AD(), b.AD()) {
			t.Errorf("%+v and %+v give the same associated data", a, b)
		}
	}
}

func TestKeyRefusesEveryChangedByte(t *testing.T) {
	k, ad := NewKey(), Place{Controller: "kent", Subject: "1"}.AD()
	sealed := k.Seal([]byte("Ring before you visit."), ad)
	for i := range sealed {
		for bit := range 8 {
			changed := bytes.Clone(sealed)
			changed[i] ^= 1 << bit
			if _, err := k.Open(changed, ad); !errors.Is(err, ErrTampered) {
				t.Fatalf("byte %d bit %d changed: got %v, want ErrTampered", i, bit, err)
			}
		}
		if _, err := k.Open(sealed[:i], ad); !errors.Is(err, ErrTampered) {
			t.Fatalf("cut to %d bytes: got %v, want ErrTampered", i, err)
		}
	}
	if _, err := NewKey().Open(sealed, ad); !errors.Is(err, ErrTampered) {
		t.Fatalf("another key: got %v, want ErrTampered", err)
	}
}

func TestWipedKeyNeitherSealsNorOpens(t *testing.T) {
	k := NewKey()
	secret := k.bytes()
	sealed := k.Seal([]byte("x"), nil)
	k.Wipe()
	k.Wipe()
	if *secret != ([KeySize]byte{}) {
		t.Error("wiping left bytes of the key")
	}
	if _, err := k.Open(sealed, nil); !errors.Is(err, ErrTampered) {
		t.Errorf("opening: got %v, want ErrTampered", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("sealing with a wiped key went through")
		}
	}()
	k.Seal([]byte("x"), nil)
}

func TestKeyIsNeverPrinted(t *testing.T) {
	k := NewKey()
	nested := struct {
		Exported Key
		hidden   Key
		pointer  *Key
		inMap    map[care.ID]*Key
	}{*k, *k, k, map[care.ID]*Key{"1": k}}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%c", "%U", "%t", "%b", "%o", "%e"} {
		for _, arg := range []any{k, *k, nested, &nested, []any{k, *k}, []Key{*k}} {
			fmt.Fprintf(&out, verb+"\n", arg)
		}
	}
	for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(handler).Info("a key", "key", k, "value", *k, "nested", nested, "group", slog.GroupValue(slog.Any("k", k)))
	}
	if err := json.NewEncoder(&out).Encode([]any{k, *k, nested}); err != nil {
		t.Fatal(err)
	}
	if found := findSecret(out.Bytes(), k.bytes()[:]); found != "" {
		t.Errorf("the key was printed as %s", found)
	}
	if !strings.Contains(out.String(), redacted) {
		t.Error("a printed key does not say that it is one")
	}
	planted := fmt.Sprintf("%v", *k.bytes())
	if findSecret([]byte(planted), k.bytes()[:]) == "" {
		t.Error("the search does not find a printed key")
	}
}

// findSecret says in which form bytes hold a secret, or any eight bytes of it.
func findSecret(in, secret []byte) string {
	lower := bytes.ToLower(in)
	for i := 0; i+8 <= len(secret); i++ {
		part := secret[i : i+8]
		list := strings.Trim(fmt.Sprint(part), "[]")
		hexList := strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%#v", part), "[]byte{"), "}")
		for form, text := range map[string][]byte{
			"bytes":                 part,
			"hex":                   []byte(hex.EncodeToString(part)),
			"a list of numbers":     []byte(list),
			"a Go list":             []byte(hexList),
			"a list with commas":    []byte(strings.ReplaceAll(list, " ", ",")),
			"a list in hexadecimal": []byte(strings.Trim(fmt.Sprintf("%x", [8]byte(part)), "[]")),
		} {
			if bytes.Contains(in, text) || bytes.Contains(lower, text) {
				return form
			}
		}
	}
	for shift := range 3 { // base64 has three alignments
		if text := base64.StdEncoding.EncodeToString(secret[shift : shift+24]); bytes.Contains(in, []byte(text)) {
			return "base64"
		}
	}
	return ""
}

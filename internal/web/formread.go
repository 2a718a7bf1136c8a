package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"candour/internal/care"
	"candour/internal/web/ui"
)

// The fields every form carries beside its questions.
const (
	tokenField   = "token"   // one-use id of the form as it was shown
	versionField = "version" // of the episode when the form was shown
)

// errNotThisForm is a field that the form does not have. Nothing of what was
// sent is kept.
type errNotThisForm struct{ field string }

func (e errNotThisForm) Error() string { return "a field that is not part of this form" }

// Is makes it match care.ErrInvalid.
func (errNotThisForm) Is(target error) bool { return target == care.ErrInvalid }

// form reads what was sent. A field that is not allowed, or one sent more
// than once without being a list, is an error matching care.ErrInvalid; lists
// are the fields named with a trailing "[]", which is not part of the name.
func (r *request) form(allowed ...string) (*ui.Form, error) {
	known := map[string]bool{tokenField: false, versionField: false}
	for _, name := range allowed {
		bare, list := strings.CutSuffix(name, "[]")
		known[bare] = list
	}
	for name, values := range r.PostForm {
		list, ok := known[name]
		if !ok || len(values) > 1 && !list {
			return nil, fmt.Errorf("reading a form: %w", errNotThisForm{name})
		}
	}
	return ui.ReadForm(r.PostForm), nil
}

// token is the form's one-use id. What is no id at all is a form of another
// making.
func (r *request) token() (care.ID, error) {
	t := r.PostForm.Get(tokenField)
	if !isID(t) {
		return "", fmt.Errorf("reading a form's token: %w", errNotThisForm{tokenField})
	}
	return care.ID(t), nil
}

// isID reports whether a text has the shape of an id, so that nothing else
// ever reaches a query or an entry.
func isID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		switch {
		case slices.Contains([]int{8, 13, 18, 23}, i):
			if s[i] != '-' {
				return false
			}
		case (s[i] < '0' || s[i] > '9') && (s[i] < 'a' || s[i] > 'f'):
			return false
		}
	}
	return true
}

// pick reads one of the allowed values and says so when another was sent.
func pick(f *ui.Form, name string, allowed ...string) *ui.FieldState {
	s := f.Choice(name, allowed...)
	return s.Check(s.Value != "" || f.Sent(name) == "", "Choose one of the answers shown")
}

// version is the version of the episode that the form was shown over.
func (r *request) version() (int64, error) {
	v, err := strconv.ParseInt(r.PostForm.Get(versionField), 10, 64)
	if err != nil || v < 1 {
		return 0, fmt.Errorf("reading a form's version: %w", errNotThisForm{versionField})
	}
	return v, nil
}

// counted writes the number beside a heading.
func counted(n int) string {
	if n == 0 {
		return "none"
	}
	return strconv.Itoa(n)
}

package notice

import "slices"

// change calls with on the element that carries the clause of ref.
func change[T any, P interface {
	*T
	said() *Clause
}](list []T, ref string, with func(*T)) bool {
	for i := range list {
		if P(&list[i]).said().Ref == ref {
			with(&list[i])
			return true
		}
	}
	return false
}

// cut removes the element that carries the clause of ref.
func cut[T any, P interface {
	*T
	said() *Clause
}](list *[]T, ref string) bool {
	n := len(*list)
	*list = slices.DeleteFunc(*list, func(x T) bool { return P(&x).said().Ref == ref })
	return len(*list) < n
}

func (x *Version) said() *Clause        { return &x.Clause }
func (x *Programme) said() *Clause      { return &x.Clause }
func (x *Person) said() *Clause         { return &x.Clause }
func (x *Source) said() *Clause         { return &x.Clause }
func (x *Consent) said() *Clause        { return &x.Clause }
func (x *NamedService) said() *Clause   { return &x.Clause }
func (x *Assessment) said() *Clause     { return &x.Clause }
func (x *CorporatePart) said() *Clause  { return &x.Clause }
func (x *PolicyDocument) said() *Clause { return &x.Clause }
func (x *Event) said() *Clause          { return &x.Clause }
func (x *Item) said() *Clause           { return &x.Clause }
func (x *Basis) said() *Clause          { return &x.Clause }
func (x *Purpose) said() *Clause        { return &x.Clause }
func (x *Use) said() *Clause            { return &x.Clause }
func (x *Recipient) said() *Clause      { return &x.Clause }
func (x *Share) said() *Clause          { return &x.Clause }
func (x *NeverShare) said() *Clause     { return &x.Clause }
func (x *Tier) said() *Clause           { return &x.Clause }
func (x *Right) said() *Clause          { return &x.Clause }
func (x *Contact) said() *Clause        { return &x.Clause }
func (x *Statement) said() *Clause      { return &x.Clause }
func (x *Clock) said() *Clause          { return &x.Clause }
func (x *Letter) said() *Clause         { return &x.Clause }

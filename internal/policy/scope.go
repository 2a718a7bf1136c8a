package policy

// A Scope is the condition on an episode under which an asker may do an act:
// what a list or a search is filtered by. It comes from the same table as the
// decision; store turns it into one parametrised SQL condition. An episode is
// in scope when any of the rules holds and it is not restricted (UK GDPR Art
// 18). No rules: nothing is in scope.
type Scope struct {
	Any []ScopeRule
}

// A ScopeRule is a conjunction.
type ScopeRule struct {
	Stages []string // one of these; nil means any, "left" included
	After  []string // each has happened and stands (not undone)
	Who    string   // "", "allocated or covering", "in team"
	Tiers  []string // at least one of these tiers of the subject is living
}

// An Asker is who the relation conditions of a Scope are about.
type Asker struct {
	Worker string
	Teams  []string
}

package store

import (
	"strings"

	"candour/internal/calendar"
	"candour/internal/policy"
)

// within writes the condition that an episode e of one controller is in scope
// for an asker today. It is the only permission condition in SQL, and answers
// as policy.Scope.Holds does: a property test holds the two equal.
func within(p *parameters, s policy.Scope, who policy.Asker, today calendar.Day) string {
	if len(s.Any) == 0 {
		return "1 = 0"
	}
	rules := make([]string, len(s.Any))
	for i, r := range s.Any {
		rules[i] = "(" + strings.Join(conditions(p, r, who, today), " AND ") + ")"
	}
	return "e.restricted_at = '' AND (" + strings.Join(rules, " OR ") + ")"
}

func conditions(p *parameters, r policy.ScopeRule, who policy.Asker, today calendar.Day) []string {
	var all []string
	if len(r.Stages) > 0 {
		all = append(all, oneOf(p, "e.stage", r.Stages))
	}
	switch r.Who {
	case "":
	case policy.AllocatedOrCovering:
		all = append(all, allocatedOrCovering(p, who.Worker, today))
	case policy.InTeam:
		all = append(all, inTeam(p, who.Teams))
	default: // a condition nobody wrote down never holds
		all = append(all, "1 = 0")
	}
	for _, event := range r.After {
		all = append(all, someRow(`happening h
			WHERE h.controller = e.controller AND h.episode = e.id AND h.undone = FALSE AND h.event = `+p.add(event)))
	}
	return append(all, someRow(`tier t
		WHERE t.controller = e.controller AND t.subject = e.subject AND t.state = 'living' AND `+oneOf(p, "t.code", r.Tiers)))
}

// someRow writes the condition that a table has such a row, looked up for each
// episode. EXISTS would say the same, but for a page of fifty PostgreSQL then
// reads the whole table into a hash.
func someRow(from string) string { return "(SELECT 1 FROM " + from + " LIMIT 1) = 1" }

func inTeam(p *parameters, teams []string) string {
	return "(e.team <> '' AND " + oneOf(p, "e.team", teams) + ")"
}

func allocatedOrCovering(p *parameters, worker string, today calendar.Day) string {
	asker := p.add(worker)
	return "(e.worker <> '' AND (e.worker = " + asker + " OR " + covering(asker, p.add(today)) + "))"
}

// covering writes the condition that the asker stands in for e's worker.
func covering(asker, today string) string {
	return `EXISTS (SELECT 1 FROM cover c
		WHERE c.controller = e.controller AND c.worker = ` + asker + ` AND c.absent = e.worker
			AND c.from_on <= ` + today + ` AND c.to_on >= ` + today + `)`
}

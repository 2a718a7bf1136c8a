package policy

// Reason is the kind of refusal.
type Reason uint8

// The reasons a person is refused, strongest first: the strongest is told.
const (
	Permitted      Reason = iota
	NeverCollected        // the notice says it is never collected
	NotInNotice           // the notice names no such item
	TierGone              // destroyed, suspended or never made
	Restricted            // UK GDPR Art 18

	// Of shares.
	NeverShared         // closed to every recipient
	NoShare             // no share names this recipient for this purpose
	OnlyAnonymous       // the share lets out nothing about a person
	NotToThem           // not one of the organisations that may receive
	NotProven           // it carries a condition of which nothing is on record
	NotAmongThese       // the share does not list the item
	NeedsOnRecord       // an order, a power or an approver is not on record
	NoPermission        // the person has not said yes to this item
	PermissionElsewhere // their yes was for another organisation
	PermissionWithdrawn // they took their yes back

	// Of collecting: the item's own rules.
	NotCollectedYet
	NotAtThisStage
	NotFromThem
	NotByThisChannel
	NotOnThisForm

	// Of uses.
	NoUse      // no use names this actor, act and item for this purpose
	NotYet     // a use would allow it after an event that has not happened
	WrongStage // a use would allow it at another stage
	NotYours   // a use would allow it to whoever is allocated, covering or in team
	NotHere    // a use would allow it only supervised on council premises

	// Of collecting: what the asker can still mend.
	NeedsReason    // this channel only with a reason why not face to face
	NeedsRelevance // only where relevant, and nobody said why it is
	reasons
)

var reasonCodes = [reasons]string{
	Permitted: "permitted", NeverCollected: "never collected", NotInNotice: "not in notice",
	TierGone: "tier gone", Restricted: "restricted",
	NeverShared: "never shared", NoShare: "no share", OnlyAnonymous: "only anonymous", NotToThem: "not to them",
	NotProven:     "not proven",
	NotAmongThese: "not among these", NeedsOnRecord: "needs on record", NoPermission: "no permission",
	PermissionElsewhere: "permission elsewhere", PermissionWithdrawn: "permission withdrawn",
	NotCollectedYet: "not collected yet", NotAtThisStage: "not at this stage", NotFromThem: "not from them", NotByThisChannel: "not by this channel",
	NotOnThisForm: "not on this form",
	NoUse:         "no use", NotYet: "not yet", WrongStage: "wrong stage", NotYours: "not yours", NotHere: "not here",
	NeedsReason: "needs reason", NeedsRelevance: "needs relevance",
}

// String is the neutral code that entries of the ledger keep.
func (r Reason) String() string {
	if r >= reasons {
		return "unknown"
	}
	return reasonCodes[r]
}

// The grounds on which a restricted record may still be used: UK GDPR Art
// 18(2). One of them is recorded before Facts.Ground says so.
const (
	GroundConsent        = "consent"
	GroundClaims         = "legal claims"
	GroundAnother        = "protection of another person"
	GroundPublicInterest = "important public interest"
)

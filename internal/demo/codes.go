package demo

// Codes of the Positive Wellbeing pack that the stories are told in. A test
// holds every one of them against the pack.
const (
	toThemselves = "spoke to the person themselves"
	voicemail    = "voicemail"
	noAnswer     = "no answer"
	wrongDetails = "wrong details"
	unreachable  = "unreachable"
	relative     = "spoke to someone else"

	client   = "client"
	referrer = "referrer"
	web      = "web"
	phone    = "phone"
	visit    = "visit"
)

var (
	yes        = []string{"yes"}
	no         = []string{"no"}
	noneNeeded = []string{"none"}
	accessEasy = []string{"large-print", "large-print", "hearing-loop", "step-free", "hearing-aids", "speak-slowly", "walking-aid", "wheelchair", "companion", "memory"}
	maritals   = []string{"single", "married", "civil-partnership", "separated", "divorced", "widowed", "widowed", "widowed"}
	educations = []string{"none", "school", "school", "further", "degree"}
	housings   = []string{"owner", "owner", "owner", "council", "housing-association", "private-rent", "sheltered", "family"}
	employment = []string{"retired", "retired", "retired", "retired", "retired", "carer", "volunteer", "part-time", "not-working"}
	female     = []string{"woman"}
	male       = []string{"man"}
)

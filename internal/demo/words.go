package demo

// What people and workers say in the stories: our own sentences, about nobody.
var (
	whyByPhone = []string{
		"Asked not to have visitors while recovering from an operation.",
		"Prefers to talk on the telephone; very hard to leave the bedroom.",
		"Snow closed the lane on the day of the visit.",
	}
	whyMedical = []string{
		"Decides which venues can be reached.",
		"Asked us to know before joining an exercise class.",
		"Activity leaders need a quiet room.",
	}
	conditions = []string{
		"Arthritis in both knees; a stick for longer walks.",
		"Type 2 diabetes, well managed; needs to eat at regular times.",
		"Hearing loss in the left ear, wears an aid.",
		"COPD; gets breathless on hills.",
		"Macular degeneration; reads with a magnifier.",
		"Had a fall in the spring and has lost confidence outdoors.",
		"Early memory problems; a reminder call the day before helps.",
		"Heart failure; tires quickly after lunch.",
	}
	practices = []string{
		"Bramley House Surgery", "Oast Lane Medical Practice", "Cobnut Street Surgery", "Saltmarsh Medical Centre", "Ragstone Health Centre",
	}
	wellbeingSaid = []string{
		"Most days are much the same, but mornings are hardest.",
		"Fairly content, would like something to look forward to.",
		"Has felt low since the dog died.",
		"Feels useful when there is something to make or mend.",
	}
	socialSaid = []string{
		"Sees a carer twice a week and the postman most mornings.",
		"A daughter rings on Sundays; nobody calls round.",
		"Used to play bowls, has not been since the club moved.",
		"Knows the neighbours to wave to.",
	}
	lonelySaid = []string{
		"Evenings are long.",
		"Misses having someone to eat with.",
		"Does not feel lonely so much as left out.",
		"Worst at weekends, when the centre is shut.",
	}
	lifestyleSaid = []string{
		"Cooks from scratch but seldom for one.",
		"Likes to be in the garden whatever the weather.",
		"Listens to the cricket and does the crossword.",
		"Walks to the shop and back, about half a mile.",
	}
	voicemailNotes = []string{
		"", "", "Said who we are and nothing more.", "The machine says to ring after eleven.",
	}
	spokeNotes = []string{
		"Pleased to be rung. Read the notice aloud and posted a copy.",
		"A little wary at first. Explained who referred and what we do, and gave the notice.",
		"Chatty; would like a visit soon. Notice explained.",
	}
	visitNotes = []string{
		"Talked about what a good week would look like.",
		"Went along together to the first session and stayed for tea.",
		"Brighter than last time; has been out twice on her own account.",
		"Short visit, tired after the hospital appointment.",
		"Looked through the plan and ticked off two steps.",
	}
	goalsWanted = []struct{ goal, first, second, activity, provider string }{
		{"Have company at lunch once a week", "Visit the lunch club together", "Book the Thursday minibus", "healthy-eating", "good-plate"},
		{"Get back into a garden", "Meet the allotment group", "Choose a raised bed", "gardening", "mill-lane-plots"},
		{"Feel steady enough to walk to the shops", "Watch a walking football morning", "Walk to the corner with the Connector", "sport", "harbour-walkers"},
		{"Sing with other people again", "Listen to a rehearsal together", "Borrow the song book", "arts", "castle-street-choir"},
		{"Have someone to talk to in the week", "Talk through how befriending works", "Meet a befriender", "befriending", "ashford-doorstep"},
		{"Be sure of the right benefits", "Find the last pension letter", "See the adviser at the library", "advice", "thanet-penny-advice"},
		{"Share what I know", "List what I could teach", "Sit in on a repair morning", "peer-learning", "swale-skill-swap"},
		{"Cook properly for one", "Pick three recipes", "Join the short course", "cookery", "deal-kitchen-table"},
	}
	leftReasons = []string{"goals met", "goals met", "goals met", "moved away", "declined", "moved into care"}
	visitPlaces = []string{"home", "home", "home", "cafe", "community centre"}
	attemptHows = []string{"phone", "phone", "phone", "doorstep"}
)

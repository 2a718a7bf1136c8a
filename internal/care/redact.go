package care

// What is sealed at rest never shows itself in a log or an error by accident:
// printed, a payload says what kind of thing it is and nothing more.

// String and GoString keep each sealed payload out of logs and errors.
func (Value) String() string            { return "[a value]" }
func (Value) GoString() string          { return "[a value]" }
func (ItemsPayload) String() string     { return "[items]" }
func (ItemsPayload) GoString() string   { return "[items]" }
func (Contact) String() string          { return "[a contact]" }
func (Contact) GoString() string        { return "[a contact]" }
func (Note) String() string             { return "[a note]" }
func (Note) GoString() string           { return "[a note]" }
func (Visit) String() string            { return "[a visit]" }
func (Visit) GoString() string          { return "[a visit]" }
func (Signpost) String() string         { return "[a signpost]" }
func (Signpost) GoString() string       { return "[a signpost]" }
func (Goal) String() string             { return "[a goal]" }
func (Goal) GoString() string           { return "[a goal]" }
func (Step) String() string             { return "[a step]" }
func (Step) GoString() string           { return "[a step]" }
func (Onward) String() string           { return "[an onward referral]" }
func (Onward) GoString() string         { return "[an onward referral]" }
func (Permission) String() string       { return "[a permission]" }
func (Permission) GoString() string     { return "[a permission]" }
func (MeasureAnswers) String() string   { return "[answers to a measure]" }
func (MeasureAnswers) GoString() string { return "[answers to a measure]" }

package notice

// word gives every clause its sentence and its place on the page.
func (p *Pack) word() {}

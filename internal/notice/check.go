package notice

// check holds the declarations against each other, once everything is read.
func (b *build) check() {
	b.resolve()
	b.unused(aPerson, anEvent, aStage, aSet, aBasis, aPurpose, aRecipient, aReading, aRole, aCodeList)
}

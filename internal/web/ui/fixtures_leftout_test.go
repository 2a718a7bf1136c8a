package ui

// Why some of the packages' examples are left out on purpose.
const (
	noAttributes    = "free attributes: what a page may say is typed"
	nothingDisabled = "disabled controls: people cannot tell why, so a page leaves the control out and says so"
	noPageNumbers   = "numbered pages: our lists are paged by place, since page numbers move as records go"
	noCards         = "summary cards: a page uses Box"
	noInterruption  = "interruptions and panels with actions: a page that asks uses Destroys"
	wordsOnly       = "HTML where we take words, so that nothing typed can become markup"
	noHoles         = "null and false among the items: a typed list has no holes"
	oneTruth        = "an answer that overrides what was chosen: FieldState alone says what was"
	plainTables     = "cells across rows or columns: they are hard to follow by ear"
	oneLanguage     = "another word for what listeners hear: pages are in English so far"
	nothingToMend   = "a summary of nothing: Form.Summary is then silent"
	onePlace        = "another role or level: the component is used in one place of a page"
	wholeDates      = "dates of two boxes: no notice asks for one"
	boxesAlike      = "boxes named, marked or described one by one: ours are always Name-day, Name-month, Name-year"
	oneName         = "each box with a name of its own: ours share the name of their field"
	valued          = "options whose value is their words: values are codes of the pack"
	noClasses       = "classes on an inner part: the stylesheet decides"
)

// leftOut names, for each component, the examples that ask for something we
// leave out, with the reason.
var leftOut = map[string]map[string]string{
	"back-link": {
		"attributes": noAttributes,
		"classes":    noClasses,
		"html":       wordsOnly,
		"inverse":    noClasses,
	},
	"button": {
		"attributes":           noAttributes,
		"disabled":             nothingDisabled,
		"html":                 wordsOnly,
		"inverse disabled":     nothingDisabled,
		"link attributes":      noAttributes,
		"secondary disabled":   nothingDisabled,
		"start link with html": wordsOnly,
		"warning disabled":     nothingDisabled,
	},
	"checkboxes": {
		"attributes":                    noAttributes,
		"fieldset html params":          wordsOnly,
		"fieldset params":               noClasses,
		"item checked overrides values": oneTruth,
		"items with attributes":         noAttributes,
		"label with attributes":         noAttributes,
		"with disabled item":            nothingDisabled,
		"with falsy values":             noHoles,
		"with hints on items":           oneName,
		"with id and name":              oneName,
		"with label classes":            noClasses,
	},
	"date-input": {
		"attributes":                                noAttributes,
		"custom inputmode":                          boxesAlike,
		"custom pattern":                            boxesAlike,
		"day and month":                             wholeDates,
		"day and month (using items)":               wholeDates,
		"fieldset html":                             wordsOnly,
		"items with classes":                        boxesAlike,
		"month and year":                            wholeDates,
		"month and year (using items)":              wholeDates,
		"with autocomplete values":                  boxesAlike,
		"with field value and item value":           boxesAlike,
		"with field value and items":                boxesAlike,
		"with field value, item value and values":   boxesAlike,
		"with id on items":                          boxesAlike,
		"with input attributes":                     noAttributes,
		"with item value":                           boxesAlike,
		"with nested name":                          boxesAlike,
		"with translations":                         oneLanguage,
		"with values, name prefix and custom names": boxesAlike,
	},
	"details": {
		"attributes":   noAttributes,
		"summary html": wordsOnly,
	},
	"error-message": {
		"attributes":                   noAttributes,
		"html":                         oneLanguage,
		"translated":                   oneLanguage,
		"visually hidden text removed": oneLanguage,
		"with visually hidden text":    oneLanguage,
	},
	"error-summary": {
		"attributes":                   noAttributes,
		"autofocus disabled":           nothingToMend,
		"autofocus explicitly enabled": nothingToMend,
		"description html":             wordsOnly,
		"error list with attributes":   noAttributes,
		"error list with html":         wordsOnly,
		"error list with html link":    wordsOnly,
		"title html":                   wordsOnly,
	},
	"fieldset": {
		"attributes":     noAttributes,
		"html":           wordsOnly,
		"legend classes": noClasses,
	},
	"hint": {
		"attributes": noAttributes,
		"with html":  wordsOnly,
	},
	"input": {
		"attributes":                    noAttributes,
		"disabled":                      nothingDisabled,
		"with customised input wrapper": noClasses,
		"with prefix with attributes":   noAttributes,
		"with prefix with classes":      noClasses,
		"with prefix with html":         wordsOnly,
		"with suffix with attributes":   noAttributes,
		"with suffix with classes":      wordsOnly,
		"with suffix with html":         wordsOnly,
	},
	"inset-text": {
		"attributes": noAttributes,
	},
	"label": {
		"attributes": noAttributes,
		"html":       wordsOnly,
	},
	"notification-banner": {
		"attributes":                 noAttributes,
		"custom role":                onePlace,
		"custom tabindex":            noAttributes,
		"custom title heading level": onePlace,
		"role=alert overridden to role=region, with type as success": onePlace,
		"title as html": wordsOnly,
	},
	"pagination": {
		"default":    noPageNumbers,
		"first page": noPageNumbers,
		"last page":  noPageNumbers,
		"with custom accessible labels on item links": noPageNumbers,
		"with custom attributes":                      noAttributes,
		"with custom classes":                         noPageNumbers,
		"with custom link and item text":              noPageNumbers,
		"with custom navigation landmark":             noPageNumbers,
		"with empty items":                            noPageNumbers,
		"with many pages":                             noPageNumbers,
	},
	"panel": {
		"attributes":                                        noAttributes,
		"confirmation, with actions":                        noInterruption,
		"custom heading level":                              onePlace,
		"interruption":                                      noInterruption,
		"interruption with custom classes":                  noInterruption,
		"interruption, button link":                         noInterruption,
		"interruption, no actions":                          noInterruption,
		"interruption, no actions items":                    noInterruption,
		"interruption, submit action":                       noInterruption,
		"interruption, with actions classes and attributes": noAttributes,
		"interruption-with-content-with-long-line-length":   noInterruption,
		"interruption-with-headings-content-and-lists":      noInterruption,
		"title html":                                        wordsOnly,
	},
	"radios": {
		"attributes":                   noAttributes,
		"fieldset params":              noClasses,
		"fieldset with html":           wordsOnly,
		"item checked overrides value": oneTruth,
		"items with attributes":        noAttributes,
		"label with attributes":        noAttributes,
		"label with classes":           noClasses,
		"with disabled":                nothingDisabled,
		"with falsy items":             noHoles,
		"with legend as page heading":  wordsOnly,
	},
	"select": {
		"attributes":                         noAttributes,
		"attributes on items":                noAttributes,
		"item selected overrides value":      oneTruth,
		"with falsy items":                   noHoles,
		"without values":                     valued,
		"without values with selected value": valued,
	},
	"skip-link": {
		"attributes": noAttributes,
		"classes":    noClasses,
		"html":       wordsOnly,
		"with focus": noClasses,
	},
	"summary-list": {
		"actions with attributes":                                  noAttributes,
		"actions with classes":                                     noClasses,
		"actions with html":                                        wordsOnly,
		"as a summary card extreme":                                noCards,
		"as a summary card with a custom header level":             noCards,
		"as a summary card with a html header":                     noCards,
		"as a summary card with a text header":                     noCards,
		"as a summary card with actions":                           noCards,
		"as a summary card with actions plus summary list actions": noCards,
		"attributes":                          noAttributes,
		"overridden-widths":                   noClasses,
		"rows with classes":                   noClasses,
		"summary card with custom attributes": noAttributes,
		"summary card with custom classes":    noCards,
		"summary card with only 1 action":     noCards,
		"translated":                          wordsOnly,
		"with falsy values":                   noHoles,
	},
	"table": {
		"attributes":                                 noAttributes,
		"firstCellIsHeader with attributes":          noAttributes,
		"firstCellIsHeader with rowspan and colspan": plainTables,
		"head with attributes":                       noAttributes,
		"head with rowspan and colspan":              plainTables,
		"rows with attributes":                       noAttributes,
		"rows with rowspan and colspan":              plainTables,
		"with falsy items":                           noHoles,
	},
	"tag": {
		"attributes": noAttributes,
		"html":       wordsOnly,
	},
	"textarea": {
		"attributes": noAttributes,
	},
	"warning-text": {
		"attributes":              noAttributes,
		"html":                    wordsOnly,
		"icon fallback text only": oneLanguage,
	},
}
